#include "FakeSite.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "support/FakeHttpClient.h"

namespace meshsso::test {

std::string requestHeader(const net::HttpRequest& request, std::string_view name)
{
    for (const auto& header : request.headers) {
        if (equalsIgnoreCase(header.name, name))
            return header.value;
    }
    return {};
}

FakeSite::FakeSite() : m_signer(TestSigner::ec())
{
    project.gateway.address = "sso.example.com";
    project.identityProvider.url = "https://kc.example.com";
    project.identityProvider.realm = "Test-oidc";
    project.client.id = "oauth2proxy";
    project.roles = {{"reader", ""}};
    project::User user;
    user.username = "alice";
    user.roles = {"reader"};
    project.users = {user};
    claims = {{"iss", provider},
              {"aud", json::array{"oauth2proxy", "account"}},
              {"sub", "user-1"},
              {"typ", "Bearer"},
              {"azp", "oauth2proxy"},
              {"iat", now - 5},
              {"exp", now + 300},
              {"preferred_username", "alice"},
              {"email", "alice@example.com"},
              {"email_verified", true},
              {"roles", json::array{"reader"}}};
    header = m_signer.header();
}

Result<net::HttpResponse> FakeSite::handle(const net::HttpRequest& request)
{
    const auto url = net::urlWithoutQuery(request.url);
    if (const auto found = instead.find(request.method + " " + url); found != instead.end())
        return found->second;
    if (url.starts_with(provider + "/"))
        return providerAnswer(request, url.substr(provider.size()));
    if (url.starts_with(gateway + "/"))
        return gatewayAnswer(request, url.substr(gateway.size()));
    return fail(ErrorCode::Unreachable, "no connection", url);
}

bool FakeSite::hasSession(const net::HttpRequest& request) const
{
    const auto name = sessionCookie.substr(0, sessionCookie.find(';'));
    return sessionCookieWorks && requestHeader(request, "Cookie").find(name) != std::string::npos;
}

net::HttpResponse FakeSite::gatewayAnswer(const net::HttpRequest& request, const std::string& path)
{
    if (path == "/oauth2/start") {
        const std::string query =
            "client_id=oauth2proxy&response_type=code&state=sssssssssssssssssssss&nonce=n&redirect_uri=" +
            percentEncode(redirectUri);
        return httpAnswer(302, "",
                          {{"Location", provider + "/protocol/openid-connect/auth?" + query},
                           {"Set-Cookie", "__Host-meshsso-login-1=attempt; Path=/; Secure; HttpOnly"}});
    }
    if (path == "/oauth2/callback") {
        if (requestHeader(request, "Cookie").find("__Host-meshsso-login-1=attempt") == std::string::npos)
            return httpAnswer(400, "<p class=\"message\">This login attempt is not known here.</p>");
        return httpAnswer(302, "",
                          {{"Location", "/headers"},
                           {"Set-Cookie", sessionCookie},
                           {"Set-Cookie", "__Host-meshsso-login-1=; Path=/; Secure; Max-Age=0"}});
    }
    if (hasSession(request))
        return httpAnswer(200, applicationAnswer());
    if (!showsSignInPage)
        return httpAnswer(302, "", {{"Location", "/oauth2/start?rd=%2Fheaders"}});
    return httpAnswer(
        200, signInPageIsForm
                 ? "<form method=\"get\" action=\"/oauth2/start\"><input type=\"hidden\" name=\"rd\" "
                   "value=\"/headers\"><button>Sign in with OpenID Connect</button></form>"
                 : "<a href=\"/oauth2/start?rd=%2Fheaders\">Sign in with OpenID Connect</a>");
}

net::HttpResponse FakeSite::providerAnswer(const net::HttpRequest& request, const std::string& path)
{
    if (path == "/.well-known/openid-configuration") {
        return httpAnswer(200, json::serialize(json::object{
                                   {"issuer", provider},
                                   {"authorization_endpoint", provider + "/protocol/openid-connect/auth"},
                                   {"token_endpoint", provider + "/protocol/openid-connect/token"},
                                   {"jwks_uri", provider + "/protocol/openid-connect/certs"},
                                   {"response_types_supported", json::array{"code"}},
                                   {"subject_types_supported", json::array{"public"}},
                                   {"code_challenge_methods_supported", json::array{"S256"}},
                                   {"id_token_signing_alg_values_supported", json::array{"ES256"}}}));
    }
    if (path == "/protocol/openid-connect/certs")
        return httpAnswer(200, m_signer.jwks());
    const std::string back = gateway + "/oauth2/callback?state=sssssssssssssssssssss&code=cccccccccccccccccc";
    if (path == "/protocol/openid-connect/auth") {
        if (remembersUser && requestHeader(request, "Cookie").find("KEYCLOAK_IDENTITY") != std::string::npos)
            return httpAnswer(302, "", {{"Location", back}});
        return httpAnswer(
            200,
            "<title>Sign in to Test-oidc</title><form id=\"kc-form-login\" method=\"post\" action=\"" +
                formAction +
                "\"><input name=\"username\"><input name=\"password\" type=\"password\"><input "
                "type=\"hidden\" name=\"credentialId\" value=\"c&amp;1\"></form>",
            {{"Set-Cookie", "AUTH_SESSION_ID=1; Path=/realms/Test-oidc/; Secure; SameSite=None"}});
    }
    if (path == "/login-actions/authenticate" && request.method == "POST") {
        formPosted = request.body;
        formOrigin = requestHeader(request, "Origin");
        return httpAnswer(302, "",
                          {{"Location", back},
                           {"Set-Cookie", "KEYCLOAK_IDENTITY=1; Path=/realms/Test-oidc/; Secure; HttpOnly"}});
    }
    return httpAnswer(404);
}

std::string FakeSite::applicationAnswer() const
{
    json::object headers{{"Host", "sso.example.com"}, {"Cookie", cookieSeenByApplication}};
    const auto token = authorization.value_or("Bearer " + m_signer.signWithHeader(header, claims));
    if (!token.empty())
        headers["Authorization"] = token;
    return json::serialize(json::object{{"headers", headers}});
}

} // namespace meshsso::test
