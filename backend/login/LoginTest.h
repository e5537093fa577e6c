#pragma once

#include "core/Clock.h"
#include "core/Finding.h"
#include "core/Result.h"
#include "core/SecretString.h"
#include "core/Task.h"
#include "net/HttpClient.h"
#include "oidc/TokenValidation.h"
#include "project/SsoProject.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::login {

struct CookieSeen
{
    std::string name;
    std::size_t bytes = 0;
    bool removed = false;
};

/// Who answered a hop, as far as it can be told from outside.
enum class HopParty { Unknown, Gateway, AuthorizationService, Keycloak, Application };

/// One exchange of the login test, secrets masked: query values of code, state, nonce, challenge, tokens and
/// session ids show their first four characters and length.
struct Hop
{
    std::string method;
    std::string url;
    int status = 0;
    std::chrono::microseconds elapsed{0};
    std::vector<CookieSeen> cookies;
    std::string meaning; ///< "Keycloak's sign-in form"
    HopParty answeredBy = HopParty::Unknown;
};

struct LoginTestReport
{
    std::vector<Hop> hops;
    Findings findings; ///< errors: the test failed
    bool signedIn = false;
    std::optional<oidc::ValidatedToken> accessToken; ///< as the application received it, verified
    std::string rawAccessToken;                      ///< for the inspector; never logged
    json::object applicationHeaders;                 ///< what the application says it received
};

struct LoginTestOptions
{
    std::string startUrl; ///< empty: gateway origin + "/headers"
    std::string username;
    SecretString password;
};

/// Signs the user in through the gateway as a browser would: follows the real redirects with a cookie jar,
/// presses "Sign in with OpenID Connect", fills Keycloak's form, and compares what arrives with what the
/// project asks for. Bound to the HttpClient's executor.
class LoginTest
{
public:
    using Progress = std::function<void(const Hop&)>;

    LoginTest(net::HttpClient& http, const project::SsoProject& project, const Clock& clock);
    Task<LoginTestReport> run(LoginTestOptions options, Progress progress);

private:
    net::HttpClient& m_http;
    const project::SsoProject& m_project;
    const Clock& m_clock;
};

} // namespace meshsso::login
