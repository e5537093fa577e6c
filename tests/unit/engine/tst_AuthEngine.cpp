#include "EngineFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionKind;
using engine::DecisionReason;
using namespace std::chrono_literals;

namespace {

const Headers api{{"Host", EngineFixture::host}, {"Accept", "application/json"}};

} // namespace

class AuthEngineTest : public QObject
{
    Q_OBJECT

private slots:
    void sendsABrowserToSignIn()
    {
        EngineFixture server;
        Browser browser(server);
        const auto answer = browser.check("/app/page?x=1&y=%20");
        QCOMPARE(answer.status, 302);
        QCOMPARE(answer.header("location"),
                 std::string("/oauth2/sign_in?rd=%2Fapp%2Fpage%3Fx%3D1%26y%3D%2520&checked=1800000000000"));
        QCOMPARE(answer.header("cache-control"), std::string("no-store"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::NoSession);
    }

    void goesStraightToTheProvider_whenThePageIsOff()
    {
        auto config = EngineFixture::defaultConfig();
        config.signInPage = false;
        EngineFixture server(std::move(config));
        Browser browser(server);
        QCOMPARE(browser.check("/a").header("location"),
                 std::string("/oauth2/start?rd=%2Fa&checked=1800000000000"));
    }

    void tellsProgramsWith401()
    {
        EngineFixture server;
        for (const auto* method : {"GET", "POST", "PUT", "DELETE", "OPTIONS"}) {
            const auto answer = server.send(method, "/_check/app", api);
            QCOMPARE(answer.status, 401);
            QVERIFY(answer.header("www-authenticate").starts_with("Bearer"));
            QVERIFY(answer.body.starts_with("{\"error\":\"unauthenticated\""));
            QVERIFY(!answer.has("location"));
        }
    }

    void answersHeadWithoutABody()
    {
        EngineFixture server;
        const auto answer = server.send("HEAD", "/_check/app", api);
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.body.empty());
        QVERIFY(answer.header("content-length") != "0");
    }

    void showsAPage_whenAFormIsSentWithoutASession()
    {
        EngineFixture server;
        Browser browser(server);
        const auto answer = browser.check("/app", {}, "POST");
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.header("content-type").starts_with("text/html"));
    }

    void allowsPublicPaths_forEveryone()
    {
        EngineFixture server;
        QCOMPARE(server.send("GET", "/_check/public", api).status, 200);
        QCOMPARE(server.send("POST", "/_check/public/x?y", api).status, 200);
        QCOMPARE(server.send("GET", "/_check/publicity", api).status, 401);
        QVERIFY(server.telemetry.lastKind == DecisionKind::Unauthorized);
    }

    void decidesByRole()
    {
        EngineFixture server;
        Browser user(server);
        user.signIn();
        QCOMPARE(user.check("/app").status, 200);
        QCOMPARE(user.check("/admin/users").status, 403);
        QVERIFY(server.telemetry.lastReason == DecisionReason::RequirementNotMet);
        QCOMPARE(user.check("/research").status, 200);
        server.provider.roles = {"admin"};
        Browser admin(server);
        admin.signIn();
        QCOMPARE(admin.check("/admin/users").status, 200);
    }

    void tellsTheRoleToTheOperator_notToTheUser()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.logLines.clear();
        const auto page = browser.check("/admin");
        QCOMPARE(page.status, 403);
        QVERIFY(page.header("content-type").starts_with("text/html"));
        QVERIFY(page.body.find("test-request-1") != std::string::npos);
        QVERIFY(page.body.find("admin role") == std::string::npos);
        QVERIFY(page.body.find("role") == std::string::npos);
        QVERIFY(server.logText().find("admin") != std::string::npos);
        QVERIFY(server.logText().find("test-request-1") != std::string::npos);
        const auto reply =
            browser.check("/admin", {{"Accept", "application/json"}, {"Sec-Fetch-Mode", "cors"}});
        QCOMPARE(reply.status, 403);
        QVERIFY(reply.body.starts_with("{\"error\":\"forbidden\""));
    }

    void refusesUnsafePaths_data()
    {
        QTest::addColumn<QString>("path");
        for (const auto* path :
             {"/public/%2e%2e%2fadmin", "/a%2fb", "/a%5cb", "/a\\b", "/%00", "/a%0ab", "/%c0%af", "/../x",
              "/a/%252e%252e/b", "/oauth2/../admin", "/oauth2/%2e%2e/admin", "//oauth2/start",
              "/oauth2//start", "/oauth2/.", "/oauth2/start;x=/../../admin", "/oauth2/%73tart"})
            QTest::newRow(path) << path;
    }
    void refusesUnsafePaths()
    {
        QFETCH(QString, path);
        EngineFixture server;
        const auto answer = server.send("GET", "/_check" + path.toStdString(), api);
        // Either refused, or a check like any other, which wants a session: never let through.
        QVERIFY2(answer.status == 400 || answer.status == 401, std::to_string(answer.status).c_str());
    }

    void letsTheGatewayRouteOurPagesToUs()
    {
        EngineFixture server;
        for (const auto* path : {"/oauth2/start", "/oauth2/callback?code=x", "/oauth2/sign_out?rd=%2F"}) {
            const auto answer = server.send("GET", std::string("/_check") + path, api);
            QCOMPARE(answer.status, 200);
            QVERIFY(answer.removes("authorization"));
            QVERIFY(!answer.has("x-auth-request-user"));
        }
        QCOMPARE(server.send("GET", "/_check/oauth2x", api).status, 401);
        QCOMPARE(server.send("GET", "/_check/OAUTH2/start", api).status, 401);
    }

    void endsSessions_data()
    {
        QTest::addColumn<int>("afterSeconds");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("reason");
        const int session = static_cast<int>(DecisionReason::Session);
        QTest::newRow("fresh") << 0 << 200 << session;
        QTest::newRow("just before idle") << 3599 << 200 << session;
        QTest::newRow("idle") << 3600 << 302 << static_cast<int>(DecisionReason::SessionIdle);
        QTest::newRow("too old") << 8 * 3600 << 302 << static_cast<int>(DecisionReason::SessionTooOld);
    }
    void endsSessions()
    {
        QFETCH(int, afterSeconds);
        QFETCH(int, status);
        QFETCH(int, reason);
        EngineFixture server;
        server.provider.accessLifetime = 24h;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(std::chrono::seconds(afterSeconds));
        QCOMPARE(browser.check("/app").status, status);
        QCOMPARE(static_cast<int>(server.telemetry.lastReason), reason);
    }

    void staysAlive_whileItIsUsed_untilItsLifetime()
    {
        EngineFixture server;
        server.provider.accessLifetime = 24h;
        Browser browser(server);
        browser.signIn();
        int reissued = 0;
        for (int minute = 0; minute < 8 * 60 - 5; minute += 5) {
            server.clock.advance(5min);
            const auto answer = browser.check("/app");
            QCOMPARE(answer.status, 200);
            reissued += answer.has("set-cookie") ? 1 : 0;
        }
        // Once a quarter of the idle time, not each time.
        QVERIFY2(reissued >= 20 && reissued <= 33, std::to_string(reissued).c_str());
        server.clock.advance(10min);
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::SessionTooOld);
    }

    void asksForALogin_whenTheTokenExpiredAndCannotBeRefreshed()
    {
        auto config = EngineFixture::defaultConfig();
        config.session.keep = {"access_token", "id_token"};
        EngineFixture server(std::move(config));
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::TokenExpired);
        QCOMPARE(browser.check("/public/x").status, 200);
        QCOMPARE(server.provider.refreshes, 0);
    }

    void keepsClaimsInstead_whenTheTokenIsNotKept()
    {
        auto config = EngineFixture::defaultConfig();
        config.session.keep = {"refresh_token", "claims"};
        EngineFixture server(std::move(config));
        server.provider.roles = {"admin"};
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.check("/admin");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.removes("authorization"));
        QCOMPARE(answer.header("x-auth-request-roles"), std::string("admin"));
    }

    void treatsATamperedCookieAsNone()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        auto& value = browser.jar.at("__Host-meshsso");
        value[value.size() / 2] = value[value.size() / 2] == 'A' ? 'B' : 'A';
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::InvalidSession);
        QCOMPARE(browser.check("/public/x").status, 200);
    }

    void hidesTheSession_besideACookieThatCannotBeRepeated()
    {
        // A header that cannot be set anew would reach the application as it came.
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        browser.jar["odd"] = "a\tb";
        browser.jar["theirs"] = "1";
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("cookie"), std::string("theirs=1"));
        browser.jar.erase("theirs");
        QVERIFY(browser.check("/app").removes("cookie"));
    }

    void hidesTheCookies_ofTheOtherLogins()
    {
        auto config = EngineFixture::defaultConfig();
        config.logins.emplace_back().cookieName = "partners";
        EngineFixture server(std::move(config));
        Browser browser(server);
        browser.jar["theirs"] = "1";
        browser.jar["__Host-partners"] = "1.session";
        browser.jar["__Host-partners-1"] = "session";
        QCOMPARE(browser.check("/public/x").header("cookie"), std::string("theirs=1"));
        browser.signIn();
        QCOMPARE(browser.check("/app").header("cookie"), std::string("theirs=1"));
        // And where a gateway has joined Cookie lines.
        browser.jar["theirs"] = "1,__Host-partners=1.session";
        QCOMPARE(browser.check("/app").header("cookie"), std::string("theirs=1"));
    }

    void startsNoLogin_onAHostThatIsNotAllowed()
    {
        EngineFixture server;
        for (const auto* host : {"evil.example.com", "app.example.com:444", "app.example.com.evil.com", "",
                                 "a b", "x@app.example.com"}) {
            Browser browser(server, host);
            const auto answer = browser.check("/app");
            QCOMPARE(answer.status, 400);
            QVERIFY(!answer.has("location"));
        }
        for (const auto* host :
             {"app.example.com", "APP.example.com", "app.example.com:443", "other.example.com:8443"})
            QCOMPARE(Browser(server, host).check("/app").status, 302);
    }

    void saysUnavailable_whileTheProviderIsUnknown()
    {
        EngineFixture server(EngineFixture::defaultConfig(), false);
        Browser browser(server);
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.header("retry-after"), std::string("5"));
        QCOMPARE(server.send("GET", "/_check/app", api).status, 401);
        QCOMPARE(server.send("GET", "/_check/public", api).status, 200);
    }

    void goesOn_whenTheProviderIsForgotten()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.store().setProvider(nullptr); // a restarted server that has not reached Keycloak
        QCOMPARE(browser.check("/app").status, 200);
    }

    void returnsToThisHost_whenTheCallbackIsCentral()
    {
        auto config = EngineFixture::defaultConfig();
        config.session.cookieDomain = "example.com";
        EngineFixture server(std::move(config));
        Browser browser(server, "other.example.com:8443");
        QCOMPARE(
            browser.check("/a?b").header("location"),
            std::string(
                "/oauth2/sign_in?rd=https%3A%2F%2Fother.example.com%3A8443%2Fa%3Fb&checked=1800000000000"));
    }

    void checksEverything_withoutAPrefix()
    {
        auto config = EngineFixture::defaultConfig();
        config.pathPrefix.clear();
        EngineFixture server(std::move(config));
        QCOMPARE(server.send("GET", "/ping", api).status, 401);
        QCOMPARE(server.send("GET", "/ready", api).status, 401);
        QCOMPARE(server.send("GET", "/_check/public", api).status, 401);
        QCOMPARE(server.send("GET", "/public", api).status, 200);
        QCOMPARE(server.send("GET", "/oauth2/ping", api).status, 200);
        QCOMPARE(server.send("GET", "/oauth2/start", api).status, 302);
    }

    void refusesChecksWithoutTheirPrefix()
    {
        EngineFixture server;
        for (const auto* target : {"/", "/public", "/app", "/_checkpublic", "/_chec", "*"})
            QCOMPARE(server.send("GET", target, api).status, 404);
        QCOMPARE(server.send("GET", "/_check", api).status, 401);
        QVERIFY(server.logText().find("request.no_prefix") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(AuthEngineTest)
#include "tst_AuthEngine.moc"
