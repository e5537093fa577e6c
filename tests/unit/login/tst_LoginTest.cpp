#include "FakeSite.h"
#include "LoginFailures.h"
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
using test::loginFailures;

namespace {

const std::string app = "GET https://sso.example.com/headers";
const std::string callback = "GET https://sso.example.com/oauth2/callback";
const std::string kc = "https://kc.example.com/realms/Test-oidc";
const std::string authorizationPage = "GET " + kc + "/protocol/openid-connect/auth";

net::HttpResponse redirect(std::string location)
{
    return httpAnswer(302, "", {{"Location", std::move(location)}});
}

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

    void eachHop_namesWhoAnswered()
    {
        using login::HopParty;
        FakeSite site;
        site.showsSignInPage = true;
        const auto report = run(site);
        std::vector<HopParty> parties;
        for (const auto& hop : report.hops)
            parties.push_back(hop.answeredBy);
        const std::vector<HopParty> expected{HopParty::AuthorizationService,
                                             HopParty::AuthorizationService,
                                             HopParty::Keycloak,
                                             HopParty::Keycloak,
                                             HopParty::AuthorizationService,
                                             HopParty::Application};
        QCOMPARE(parties, expected);
    }

    void gatewaysOwnRefusal_isTheGateways()
    {
        FakeSite site;
        site.instead.emplace(app, httpAnswer(403, "RBAC: access denied"));
        const auto report = run(site);
        QCOMPARE(report.hops.size(), std::size_t(1));
        QCOMPARE(report.hops[0].answeredBy, login::HopParty::Gateway);
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
        for (std::size_t i = 0; i < loginFailures().size(); ++i)
            QTest::newRow(loginFailures()[i].name) << static_cast<int>(i);
    }
    void names_theCause()
    {
        QFETCH(int, index);
        const auto& failure = loginFailures()[static_cast<std::size_t>(index)];
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
        for (const auto& failure : loginFailures()) {
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
        for (const auto& failure : loginFailures()) {
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
