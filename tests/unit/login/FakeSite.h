#pragma once

#include "net/HttpClient.h"
#include "project/SsoProject.h"
#include "support/TestSigner.h"

#include <map>
#include <optional>
#include <string>

namespace meshsso::test {

/// A gateway, our server, Keycloak and an application as one function: a login that works, and knobs to break
/// it.
class FakeSite
{
public:
    static constexpr std::int64_t now = 1'800'000'000;

    FakeSite();
    Result<net::HttpResponse> handle(const net::HttpRequest& request);

    project::SsoProject project;
    std::string gateway = "https://sso.example.com";
    std::string provider = "https://kc.example.com/realms/Test-oidc";

    /// Answers given in the stead of the site's own, by "METHOD url-without-query".
    std::map<std::string, Result<net::HttpResponse>> instead;
    bool showsSignInPage = false;
    bool signInPageIsForm = true;
    bool sessionCookieWorks = true;
    bool remembersUser = true; ///< Keycloak's own single sign-on
    std::string sessionCookie = "__Host-meshsso=sealed; Path=/; Secure; HttpOnly";
    std::string formAction = provider + "/login-actions/authenticate?session_code=abc&amp;tab_id=t";
    json::object claims;
    json::object header;
    std::optional<std::string> authorization; ///< what the application sees; nothing: the signed token
    std::string cookieSeenByApplication = "theme=dark";
    std::string redirectUri = gateway + "/oauth2/callback";

    std::string formPosted; ///< the body of the sign-in form
    std::string formOrigin; ///< and its Origin header

private:
    net::HttpResponse gatewayAnswer(const net::HttpRequest& request, const std::string& path);
    net::HttpResponse providerAnswer(const net::HttpRequest& request, const std::string& path);
    std::string applicationAnswer() const;
    bool hasSession(const net::HttpRequest& request) const;

    TestSigner m_signer;
};

/// The value of a request header, or empty.
std::string requestHeader(const net::HttpRequest& request, std::string_view name);

} // namespace meshsso::test
