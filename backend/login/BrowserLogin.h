#pragma once

#include "core/Executor.h"
#include "core/SecureRandom.h"
#include "login/LoginTest.h"

#include <cstdint>

namespace meshsso::login {

struct BrowserLoginOptions
{
    std::string clientId; ///< a public client with PKCE, whose redirect URIs hold redirectUriPattern
    std::vector<std::string> scopes{"openid", "profile", "email"};
    std::string loginHint;  ///< user name to fill in; empty: none
    std::string prompt;     ///< "login" makes Keycloak ask again; empty: it may use its session
    std::uint16_t port = 0; ///< of the loopback listener; 0: one that is free
    std::chrono::milliseconds deadline{std::chrono::minutes(5)}; ///< for the user to sign in
    std::string doneTitle; ///< of the page the browser ends at; empty: English defaults
    std::string doneText;
    std::string failedTitle; ///< of the page if Keycloak sent an error
    std::string failedText;
    std::string language = "en";
};

struct BrowserLoginReport
{
    std::vector<Hop> hops;
    Findings findings; ///< errors: the login failed
    bool signedIn = false;
    std::optional<oidc::ValidatedToken> idToken; ///< verified
    std::optional<oidc::ValidatedToken>
        accessToken;         ///< verified; nothing if it is not for the project's client
    SecretString rawIdToken; ///< the raw ones: for the inspector; never logged
    SecretString rawAccessToken;
    SecretString rawRefreshToken;
    std::string scope; ///< as granted
};

/// A login directly at Keycloak in the system browser (RFC 8252, code flow, PKCE S256, state, nonce, RFC
/// 9207), without the gateway: through a public client, with the answer on a loopback listener. Bound to the
/// HttpClient's executor.
class BrowserLogin
{
public:
    /// Shows the URL to the user; it holds state and challenge, no secret. Errors end the login.
    using OpenBrowser = std::function<Result<void>(const std::string& url)>;
    using Progress = std::function<void(const Hop&)>;

    /// What the public client must allow as redirect URI: Keycloak ignores the port of http://127.0.0.1.
    static constexpr std::string_view redirectUriPattern = "http://127.0.0.1/callback";

    BrowserLogin(net::HttpClient& http, Executor& executor, const project::SsoProject& project,
                 SecureRandom& random, const Clock& clock);
    /// Never fails as such: what went wrong is a finding (login.*, token.*). Dropping the task closes the
    /// listener.
    Task<BrowserLoginReport> run(BrowserLoginOptions options, OpenBrowser openBrowser, Progress progress);

private:
    net::HttpClient& m_http;
    Executor& m_executor;
    const project::SsoProject& m_project;
    SecureRandom& m_random;
    const Clock& m_clock;
};

} // namespace meshsso::login
