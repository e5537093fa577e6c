#include "FakeSite.h"
#include "core/RunLoop.h"
#include "login/LoginTest.h"
#include "login/LoginWalk.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using test::FakeSite;
using test::httpAnswer;

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

struct Failure
{
    const char* name;
    const char* code; ///< the finding it gives
    void (*breakIt)(FakeSite&);
    bool signedIn = false;
};

// One row a way to fail. The walk must end with exactly the finding that names the cause.
const std::vector<Failure> failures{
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
     [](FakeSite& s) { s.instead.emplace(start, httpAnswer(503, "upstream connect error or disconnect")); }},
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
         s.instead.emplace(authorizationPage,
                           redirect("https://sso.example.com/oauth2/callback?error=invalid_scope&state=x"));
     }},
    {"form posts elsewhere", "login.form-target",
     [](FakeSite& s) { s.formAction = "https://evil.example/steal"; }},
    {"form posts to http", "login.form-target",
     [](FakeSite& s) { s.formAction = "http://kc.example.com/realms/Test-oidc/login-actions/authenticate"; }},
    {"form redirected whole", "login.form-redirected",
     [](FakeSite& s) {
         s.instead.emplace(formTarget, httpAnswer(307, "", {{"Location", "https://evil.example/"}}));
     }},
    {"wrong password", "login.wrong-password",
     [](FakeSite& s) { s.instead.emplace(formTarget, signInFormSaying("Invalid username or password.")); }},
    {"disabled user", "login.user-disabled",
     [](FakeSite& s) {
         s.instead.emplace(formTarget, signInFormSaying("Account is disabled, contact your administrator."));
     }},
    {"other refusal", "login.refused",
     [](FakeSite& s) { s.instead.emplace(formTarget, signInFormSaying("Not today.")); }},
    {"update password", "login.required-action",
     [](FakeSite& s) {
         s.instead.emplace(
             formTarget, redirect(kc + "/login-actions/required-action?execution=UPDATE_PASSWORD&tab_id=1"));
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
         s.instead.emplace(formTarget,
                           httpAnswer(200, "<form><input name=\"accept\"><input name=\"cancel\"></form>"));
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
     [](FakeSite& s) { s.sessionCookie = "__Host-meshsso=" + std::string(4096, 'x') + "; Path=/; Secure"; }},
    {"endless hops", "login.too-many-hops",
     [](FakeSite& s) {
         s.instead.emplace(app, redirect("/hop/0"));
         for (int i = 0; i < 30; ++i)
             s.instead.emplace("GET https://sso.example.com/hop/" + std::to_string(i),
                               redirect("/hop/" + std::to_string(i + 1)));
     }},
    {"keys unreachable", "token.keys",
     [](FakeSite& s) { s.instead.emplace("GET " + kc + "/protocol/openid-connect/certs", httpAnswer(500)); },
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
    {"unverified e-mail", "token.email-unverified", [](FakeSite& s) { s.claims["email_verified"] = false; },
     true},
    {"large", "token.large", [](FakeSite& s) { s.claims["padding"] = std::string(4000, 'x'); }, true},
    {"cookie reaches application", "login.cookie-forwarded",
     [](FakeSite& s) { s.cookieSeenByApplication = "theme=dark; __Host-meshsso-1=sealed"; }, true},
    {"opaque application", "login.application-opaque",
     [](FakeSite& s) {
         s.instead.emplace("GET https://sso.example.com/opaque", httpAnswer(200, "<h1>Hi</h1>"));
     },
     true},
};

} // namespace

class tst_LoginTest : public QObject
{
    Q_OBJECT

private:
    static login::LoginTestReport run(FakeSite& site, std::vector<net::HttpRequest>* requests = nullptr,
                                      std::string startUrl = {})
    {
        test::FakeHttpClient http([&](const net::HttpRequest& request) { return site.handle(request); });
        test::FixedClock clock(FakeSite::now);
        RunLoop loop;
        login::LoginTest test(http, site.project, clock);
        login::LoginTestOptions options;
        options.startUrl = std::move(startUrl);
        options.username = "alice";
        options.password = SecretString("wonder&land");
        auto report = loop.runUntilDone(test.run(std::move(options), {}));
        if (requests)
            *requests = http.requests();
        return report;
    }

    /// All that is shown to people, for searching.
    static std::string shown(const login::LoginTestReport& report)
    {
        std::string text = test::describe(report.findings);
        for (const auto& hop : report.hops)
            text += hop.method + " " + hop.url + " " + std::to_string(hop.status) + " " + hop.meaning + "\n";
        return text;
    }

private slots:
    void signsIn_data()
    {
        QTest::addColumn<bool>("page");
        QTest::addColumn<bool>("form");
        QTest::newRow("straight") << false << false;
        QTest::newRow("sign-in page with form") << true << true;
        QTest::newRow("sign-in page with link") << true << false;
    }
    void signsIn()
    {
        QFETCH(bool, page);
        QFETCH(bool, form);
        FakeSite site;
        site.showsSignInPage = page;
        site.signInPageIsForm = form;
        const auto report = run(site);
        QVERIFY2(report.findings.empty(), shown(report).c_str());
        QVERIFY(report.signedIn);
        QVERIFY(report.accessToken);
        QCOMPARE(stringOr(report.accessToken->claims, "preferred_username"), std::string_view("alice"));
        QVERIFY(!report.rawAccessToken.empty());
        QCOMPARE(site.formPosted, std::string("username=alice&password=wonder%26land&credentialId=c%261"));
        QCOMPARE(site.formOrigin, std::string("https://kc.example.com"));
        QCOMPARE(report.hops.size(), std::size_t(6));
        for (const auto& hop : report.hops)
            QVERIFY2(!hop.meaning.empty(), hop.url.c_str());
        QCOMPARE(report.hops.back().meaning, std::string("the application's answer, signed in"));
    }

    void signsIn_whenUserNameComesFirst()
    {
        FakeSite site;
        const std::string next = kc + "/login-actions/second";
        site.instead.emplace(authorizationPage, httpAnswer(200, "<form method=post action=\"" + next +
                                                                    "\"><input name=username></form>"));
        site.instead.emplace("POST " + next,
                             httpAnswer(200, "<form method=post action=\"" + site.formAction +
                                                 "\"><input name=username><input name=password></form>"));
        const auto report = run(site);
        QVERIFY2(report.findings.empty() && report.signedIn, shown(report).c_str());
    }

    void recordsCookies()
    {
        FakeSite site;
        const auto report = run(site);
        const auto& cookies = report.hops.at(4).cookies; // of the callback
        QCOMPARE(cookies.size(), std::size_t(2));
        QCOMPARE(cookies[0].name, std::string("__Host-meshsso"));
        QCOMPARE(cookies[0].bytes, std::string("__Host-meshssosealed").size());
        QVERIFY(!cookies[0].removed && cookies[1].removed);
    }

    void asksAsABrowserDoes_andKeepsCookiesApart()
    {
        FakeSite site;
        std::vector<net::HttpRequest> requests;
        run(site, &requests);
        for (const auto& request : requests) {
            const auto cookie = test::requestHeader(request, "Cookie");
            const bool isProvider = request.url.starts_with(kc);
            QVERIFY2(!isProvider || cookie.find("meshsso") == std::string::npos, request.url.c_str());
            QVERIFY2(isProvider || cookie.find("AUTH_SESSION") == std::string::npos, request.url.c_str());
        }
        QCOMPARE(test::requestHeader(requests[0], "Sec-Fetch-Mode"), std::string("navigate"));
        QVERIFY(test::requestHeader(requests[0], "Accept").starts_with("text/html"));
    }

    void names_theCause_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < failures.size(); ++i)
            QTest::newRow(failures[i].name) << static_cast<int>(i);
    }
    void names_theCause()
    {
        QFETCH(int, index);
        const auto& failure = failures[static_cast<std::size_t>(index)];
        FakeSite site;
        failure.breakIt(site);
        const bool isOpaque = std::string_view(failure.name) == "opaque application";
        if (isOpaque) {
            site.instead.emplace(app, redirect("/oauth2/start"));
            site.instead.emplace(callback, redirect("/opaque"));
        }
        const auto report = run(site);
        QVERIFY2(test::hasFinding(report.findings, failure.code), shown(report).c_str());
        QCOMPARE(report.signedIn, failure.signedIn);
        for (const auto& finding : report.findings) {
            QVERIFY2(!finding.why.empty() && !finding.fix.empty() && !finding.where.empty(),
                     finding.code.c_str());
            // A second finding may only be a hint at the same cause, never a second cause.
            QVERIFY2(finding.code == failure.code || report.findings.size() <= 3, shown(report).c_str());
        }
    }

    void says_whenSignedInButNotAllowed()
    {
        FakeSite site;
        site.instead.emplace(callback, redirect("/admin"));
        site.instead.emplace("GET https://sso.example.com/admin", httpAnswer(403, "<p>not allowed</p>"));
        const auto report = run(site);
        QVERIFY(report.signedIn);
        QVERIFY2(test::hasFinding(report.findings, "login.denied"), shown(report).c_str());
    }

    void says_whenApplicationFails()
    {
        FakeSite site;
        site.instead.emplace(callback, redirect("/broken"));
        site.instead.emplace("GET https://sso.example.com/broken", httpAnswer(500, "oops"));
        const auto report = run(site);
        QVERIFY(report.signedIn);
        QVERIFY2(test::hasFinding(report.findings, "login.application-error"), shown(report).c_str());
    }

    void expectsOnlyRoles_thatTheScopeLetsThrough()
    {
        FakeSite site;
        site.project.users[0].roles = {"reader", "secret-role"};
        site.project.claims.roles.restrictToRoles = {"reader"};
        const auto report = run(site);
        QVERIFY2(report.findings.empty(), shown(report).c_str());
    }

    void sendsPasswordNowhereElse()
    {
        for (const auto& failure : failures) {
            FakeSite site;
            failure.breakIt(site);
            std::vector<net::HttpRequest> requests;
            run(site, &requests);
            for (const auto& request : requests) {
                if (request.body.find("wonder") != std::string::npos)
                    QVERIFY2(request.url.starts_with(kc + "/login-actions/authenticate"),
                             request.url.c_str());
            }
        }
    }

    void showsNoSecret()
    {
        for (const auto& failure : failures) {
            FakeSite site;
            failure.breakIt(site);
            const auto report = run(site);
            const auto text = shown(report);
            for (const char* secret : {"wonder", "sssssss", "ccccccc", "sealed", "eyJ"})
                QVERIFY2(text.find(secret) == std::string::npos, text.c_str());
        }
    }

    void resolves_data()
    {
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("target");
        QTest::newRow("absolute") << "http://b/x"
                                  << "http://b/x";
        QTest::newRow("path") << "/x?y"
                              << "https://a:8443/x?y";
        QTest::newRow("relative") << "x"
                                  << "https://a:8443/p/x";
        QTest::newRow("query") << "?x"
                               << "https://a:8443/p/q?x";
        QTest::newRow("authority") << "//b/x"
                                   << "https://b/x";
        QTest::newRow("empty") << ""
                               << "https://a:8443/p/q?r=1";
        QTest::newRow("other scheme") << "javascript:alert(1)"
                                      << "";
        QTest::newRow("back-slash") << "/\\evil"
                                    << "";
    }
    void resolves()
    {
        QFETCH(QString, location);
        QFETCH(QString, target);
        const auto base = Url::parse("https://a:8443/p/q?r=1");
        const auto resolved = login::resolveLocation(*base, location.toStdString());
        QCOMPARE(resolved ? resolved->toString() : std::string(), target.toStdString());
    }
};

QTEST_APPLESS_MAIN(tst_LoginTest)
#include "tst_LoginTest.moc"
