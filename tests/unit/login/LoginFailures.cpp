#include "LoginFailures.h"

#include "support/FakeHttpClient.h"

namespace meshsso::test {
namespace {

const std::string app = "GET https://sso.example.com/headers";
const std::string start = "GET https://sso.example.com/oauth2/start";
const std::string callback = "GET https://sso.example.com/oauth2/callback";
const std::string kc = "https://kc.example.com/realms/Test-oidc";
const std::string authorizationPage = "GET " + kc + "/protocol/openid-connect/auth";
const std::string formTarget = "POST " + kc + "/login-actions/authenticate";

net::HttpResponse redirect(std::string location)
{
    return httpAnswer(302, "", {{"Location", std::move(location)}});
}

net::HttpResponse signInFormSaying(const std::string& message)
{
    return httpAnswer(200, "<span class=\"kc-feedback-text\">" + message +
                               "</span><form method=\"post\" action=\"/x\"><input name=\"username\"><input "
                               "name=\"password\"></form>");
}

net::HttpResponse errorPageSaying(const std::string& message)
{
    return httpAnswer(400, "<div id=\"kc-error-message\"><p class=\"instruction\">" + message + "</p></div>");
}

const std::string discoveryOfAnotherIssuer =
    R"({"issuer":"http://keycloak:8080/realms/Test-oidc","authorization_endpoint":"https://kc.example.com/a",)"
    R"("token_endpoint":"https://kc.example.com/t","jwks_uri":"https://kc.example.com/j",)"
    R"("id_token_signing_alg_values_supported":["ES256"],"code_challenge_methods_supported":["S256"]})";

} // namespace

const std::vector<Failure>& loginFailures()
{
    static const std::vector<Failure> failures{
        {"unreachable", "login.unreachable",
         [](FakeSite& s) { s.instead.emplace(app, fail(ErrorCode::Unreachable, "refused")); }},
        {"tls", "login.tls",
         [](FakeSite& s) { s.instead.emplace(app, fail(ErrorCode::TlsError, "self-signed")); }},
        {"rbac", "login.rbac-denied",
         [](FakeSite& s) { s.instead.emplace(app, httpAnswer(403, "RBAC: access denied")); }},
        {"431", "login.header-too-large", [](FakeSite& s) { s.instead.emplace(callback, httpAnswer(431)); }},
        {"400 nginx", "login.header-too-large",
         [](FakeSite& s) { s.instead.emplace(app, httpAnswer(400, "Request Header Or Cookie Too Large")); }},
        {"503", "login.upstream-unavailable",
         [](FakeSite& s) {
             s.instead.emplace(start, httpAnswer(503, "upstream connect error or disconnect"));
         }},
        {"500 no upstream", "login.upstream-unavailable",
         [](FakeSite& s) { s.instead.emplace(authorizationPage, httpAnswer(500, "no healthy upstream")); }},
        {"not protected", "login.not-protected",
         [](FakeSite& s) { s.instead.emplace(app, httpAnswer(200, "{\"headers\":{}}")); }},
        {"bare 401", "login.not-offered", [](FakeSite& s) { s.instead.emplace(app, httpAnswer(401)); }},
        {"oauth2 not routed", "login.server-answer",
         [](FakeSite& s) { s.instead.emplace(start, httpAnswer(404)); }},
        {"redirect without location", "login.bad-redirect",
         [](FakeSite& s) { s.instead.emplace(app, redirect("http://[bad")); }},
        {"foreign host", "login.foreign-host",
         [](FakeSite& s) {
             s.instead.emplace(app, redirect("https://elsewhere.example/"));
             s.instead.emplace("GET https://elsewhere.example/", httpAnswer(200, "hello"));
         }},
        {"sign-in page twice", "login.loop",
         [](FakeSite& s) {
             s.showsSignInPage = true;
             s.instead.emplace(start, redirect("/headers"));
         }},
        {"other issuer", "login.issuer-differs",
         [](FakeSite& s) {
             s.instead.emplace(start,
                               redirect("https://sso.example.com/realms/other/protocol/openid-connect/auth"));
         }},
        {"redirect URI", "login.redirect-uri",
         [](FakeSite& s) {
             s.instead.emplace(authorizationPage, errorPageSaying("Invalid parameter: redirect_uri"));
         }},
        {"redirect URI seen early", "login.redirect-uri-differs",
         [](FakeSite& s) {
             s.redirectUri = "http://sso.example.com/oauth2/callback";
             s.instead.emplace(authorizationPage, errorPageSaying("Invalid parameter: redirect_uri"));
         }},
        {"client", "login.client-unknown",
         [](FakeSite& s) { s.instead.emplace(authorizationPage, errorPageSaying("Client not found.")); }},
        {"https required", "login.https-required",
         [](FakeSite& s) { s.instead.emplace(authorizationPage, errorPageSaying("HTTPS required")); }},
        {"cookie not found", "login.provider-cookie",
         [](FakeSite& s) {
             s.instead.emplace(formTarget,
                               errorPageSaying("Cookie not found. Please make sure cookies are enabled."));
         }},
        {"other error page", "login.provider-error",
         [](FakeSite& s) { s.instead.emplace(authorizationPage, errorPageSaying("We are sorry...")); }},
        {"unknown page", "login.provider-page",
         [](FakeSite& s) { s.instead.emplace(authorizationPage, httpAnswer(200, "<h1>Hi</h1>")); }},
        {"scope", "login.authorization-error",
         [](FakeSite& s) {
             s.instead.emplace(
                 authorizationPage,
                 redirect("https://sso.example.com/oauth2/callback?error=invalid_scope&state=x"));
         }},
        {"form posts elsewhere", "login.form-target",
         [](FakeSite& s) { s.formAction = "https://evil.example/steal"; }},
        {"form posts to http", "login.form-target",
         [](FakeSite& s) {
             s.formAction = "http://kc.example.com/realms/Test-oidc/login-actions/authenticate";
         }},
        {"form redirected whole", "login.form-redirected",
         [](FakeSite& s) {
             s.instead.emplace(formTarget, httpAnswer(307, "", {{"Location", "https://evil.example/"}}));
         }},
        {"wrong password", "login.wrong-password",
         [](FakeSite& s) {
             s.instead.emplace(formTarget, signInFormSaying("Invalid username or password."));
         }},
        {"disabled user", "login.user-disabled",
         [](FakeSite& s) {
             s.instead.emplace(formTarget,
                               signInFormSaying("Account is disabled, contact your administrator."));
         }},
        {"other refusal", "login.refused",
         [](FakeSite& s) { s.instead.emplace(formTarget, signInFormSaying("Not today.")); }},
        {"update password", "login.required-action",
         [](FakeSite& s) {
             s.instead.emplace(
                 formTarget,
                 redirect(kc + "/login-actions/required-action?execution=UPDATE_PASSWORD&tab_id=1"));
             s.instead.emplace(
                 "GET " + kc + "/login-actions/required-action",
                 httpAnswer(200, "<form id=\"kc-passwd-update-form\"><input name=\"password-new\"></form>"));
         }},
        {"verify profile", "login.required-action",
         [](FakeSite& s) {
             s.instead.emplace(
                 formTarget,
                 httpAnswer(200, "<form id=\"kc-update-profile-form\"><input name=\"email\"></form>"));
         }},
        {"second factor", "login.second-factor",
         [](FakeSite& s) {
             s.instead.emplace(formTarget, httpAnswer(200, "<form><input name=\"otp\"></form>"));
         }},
        {"consent", "login.consent",
         [](FakeSite& s) {
             s.instead.emplace(
                 formTarget, httpAnswer(200, "<form><input name=\"accept\"><input name=\"cancel\"></form>"));
         }},
        {"consent as an action", "login.consent",
         [](FakeSite& s) {
             s.instead.emplace(formTarget,
                               redirect(kc + "/login-actions/required-action?execution=OAUTH_GRANT"));
             s.instead.emplace("GET " + kc + "/login-actions/required-action",
                               httpAnswer(200, "<form></form>"));
         }},
        {"redirect URI refused in JSON", "login.redirect-uri",
         [](FakeSite& s) {
             s.instead.emplace(authorizationPage,
                               httpAnswer(400, "{\"error\":\"Invalid parameter: redirect_uri\"}"));
         }},
        {"callback refuses", "login.callback-failed",
         [](FakeSite& s) {
             s.instead.emplace(callback, httpAnswer(400, "<p class=\"message\">state mismatch</p>"));
         }},
        {"attempt cookie lost", "login.cookie-refused",
         [](FakeSite& s) {
             s.instead.emplace(
                 start, httpAnswer(302, "",
                                   {{"Location", kc + "/protocol/openid-connect/auth"},
                                    {"Set-Cookie", "__Host-meshsso-login-1=attempt; Path=/oauth2; Secure"}}));
         }},
        {"session cookie not accepted", "login.loop", [](FakeSite& s) { s.sessionCookieWorks = false; }},
        {"session cookie not accepted, no SSO", "login.loop",
         [](FakeSite& s) {
             s.sessionCookieWorks = false;
             s.remembersUser = false;
         }},
        {"session cookie too large", "login.cookie-refused",
         [](FakeSite& s) {
             s.sessionCookie = "__Host-meshsso=" + std::string(4096, 'x') + "; Path=/; Secure";
         }},
        {"endless hops", "login.too-many-hops",
         [](FakeSite& s) {
             s.instead.emplace(app, redirect("/hop/0"));
             for (int i = 0; i < 30; ++i)
                 s.instead.emplace("GET https://sso.example.com/hop/" + std::to_string(i),
                                   redirect("/hop/" + std::to_string(i + 1)));
         }},
        {"keys unreachable", "token.keys",
         [](FakeSite& s) {
             s.instead.emplace("GET " + kc + "/protocol/openid-connect/certs", httpAnswer(500));
         },
         true},
        {"discovery missing", "token.discovery",
         [](FakeSite& s) {
             s.instead.emplace("GET " + kc + "/.well-known/openid-configuration", httpAnswer(404));
         },
         true},
        {"discovery of another issuer", "login.issuer-differs",
         [](FakeSite& s) {
             s.instead.emplace("GET " + kc + "/.well-known/openid-configuration",
                               httpAnswer(200, discoveryOfAnotherIssuer));
         },
         true},
        {"no header", "token.not-forwarded", [](FakeSite& s) { s.authorization = ""; }, true},
        {"basic header", "token.not-forwarded", [](FakeSite& s) { s.authorization = "Basic abc"; }, true},
        {"garbage token", "token.malformed-token", [](FakeSite& s) { s.authorization = "Bearer abc"; }, true},
        {"audience", "token.wrong-audience", [](FakeSite& s) { s.claims["aud"] = "account"; }, true},
        {"issuer", "token.wrong-issuer", [](FakeSite& s) { s.claims["iss"] = "https://other"; }, true},
        {"expired", "token.expired", [](FakeSite& s) { s.claims["exp"] = FakeSite::now - 600; }, true},
        {"ID token", "token.wrong-type", [](FakeSite& s) { s.claims["typ"] = "ID"; }, true},
        {"foreign key", "token.unknown-key", [](FakeSite& s) { s.header["kid"] = "other"; }, true},
        {"roles", "token.roles-missing", [](FakeSite& s) { s.claims["roles"] = json::array{"other"}; }, true},
        {"other user", "token.other-user",
         [](FakeSite& s) {
             s.claims["preferred_username"] = "mallory";
             s.claims["email"] = "mallory@example.com";
         },
         true},
        {"no e-mail", "token.email-missing", [](FakeSite& s) { s.claims.erase("email"); }, true},
        {"unverified e-mail", "token.email-unverified",
         [](FakeSite& s) { s.claims["email_verified"] = false; }, true},
        {"large", "token.large", [](FakeSite& s) { s.claims["padding"] = std::string(4000, 'x'); }, true},
        {"cookie reaches application", "login.cookie-forwarded",
         [](FakeSite& s) { s.cookieSeenByApplication = "theme=dark; __Host-meshsso-1=sealed"; }, true},
        {"opaque application", "login.application-opaque",
         [](FakeSite& s) {
             s.instead.emplace("GET https://sso.example.com/opaque", httpAnswer(200, "<h1>Hi</h1>"));
         },
         true},
    };
    return failures;
}

} // namespace meshsso::test
