#include "EngineFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

class EndpointsTest : public QObject
{
    Q_OBJECT

private slots:
    void pingsAndTellsReadiness()
    {
        EngineFixture server(EngineFixture::defaultConfig(), false);
        const Headers headers{{"Host", "x"}};
        for (const auto* path : {"/ping", "/oauth2/ping"})
            QCOMPARE(server.send("GET", path, headers).status, 200);
        auto answer = server.send("GET", "/ready", headers);
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.body.find("\"identityProvider\":\"not reached yet\"") != std::string::npos);
        server.store().setProvider(std::make_shared<session::ProviderState>(server.provider.state()));
        QCOMPARE(server.send("GET", "/ready", headers).status, 200);
        server.readiness().isDraining = true;
        answer = server.send("GET", "/ready", headers);
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.body.find("draining") != std::string::npos);
        QCOMPARE(server.send("GET", "/ping", headers).status, 200);
    }

    void refusesUnknownPagesAndMethods_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        QTest::newRow("unknown") << "GET"
                                 << "/oauth2/nothing" << 404;
        QTest::newRow("bare prefix") << "GET"
                                     << "/oauth2" << 404;
        QTest::newRow("slash") << "GET"
                               << "/oauth2/" << 404;
        QTest::newRow("deeper") << "GET"
                                << "/oauth2/start/x" << 404;
        QTest::newRow("metrics") << "GET"
                                 << "/oauth2/metrics" << 404;
        QTest::newRow("post start") << "POST"
                                    << "/oauth2/start" << 405;
        QTest::newRow("post callback") << "POST"
                                       << "/oauth2/callback" << 405;
        QTest::newRow("delete sign_out") << "DELETE"
                                         << "/oauth2/sign_out" << 405;
        QTest::newRow("unknown post") << "POST"
                                      << "/oauth2/x" << 404;
    }
    void refusesUnknownPagesAndMethods()
    {
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(int, status);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.open(target.toStdString(), {}, method.toStdString());
        QCOMPARE(answer.status, status);
        QVERIFY(browser.jar.count("__Host-meshsso"));
    }

    void tellsWhoIsSignedIn()
    {
        EngineFixture server;
        Browser browser(server);
        QCOMPARE(browser.open("/oauth2/userinfo").status, 401);
        browser.signIn();
        const auto answer = browser.open("/oauth2/userinfo");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("cache-control"), std::string("no-store"));
        const auto info = parseJsonObject(answer.body);
        MESHSSO_VERIFY_OK(info);
        QCOMPARE(stringOr(*info, "sub"), std::string_view(server.provider.subject));
        QCOMPARE(stringOr(*info, "preferred_username"), std::string_view("alice"));
        QCOMPARE(stringOr(*info, "email"), std::string_view("alice@example.com"));
        QVERIFY(answer.body.find("ey") == std::string::npos); // no token
    }

    void tellsWhoIsSignedIn_afterTheTokenHasExpired()
    {
        SignedIn in(std::chrono::minutes(5));
        auto& [server, browser] = in;
        const auto before = browser.jar;
        QCOMPARE(browser.open("/oauth2/userinfo").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QVERIFY(browser.jar != before);
        // The cookie that it set is the session's new one.
        server.clock.advance(std::chrono::minutes(2));
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void tellsWhoIsSignedIn_onlyWhenItKnows()
    {
        SignedIn in(std::chrono::minutes(5));
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::Unreachable, "down", ""};
        auto answer = browser.open("/oauth2/userinfo");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after") && !answer.has("set-cookie"));
        server.provider.refreshError = Error{ErrorCode::AuthorizationError, "invalid_grant", "invalid_grant"};
        answer = browser.open("/oauth2/userinfo");
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.has("www-authenticate"));
        QVERIFY(!browser.jar.count("__Host-meshsso"));
        using enum engine::RefreshResult;
        QVERIFY((server.telemetry.refreshes == std::vector{Unavailable, Refused}));
    }

    void asksTheStore_forWhoIsSignedIn()
    {
        auto config = EngineFixture::defaultConfig();
        config.session.store = serverconfig::SessionStoreKind::Redis;
        SignedIn in(config, std::chrono::minutes(5));
        auto& [server, browser] = in;
        const auto jar = browser.jar;
        QCOMPARE(browser.open("/oauth2/userinfo").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QVERIFY(browser.jar == jar);
        server.cache().clear();
        server.sessions.fault = Error{ErrorCode::Unreachable, "down", ""};
        const auto answer = browser.open("/oauth2/userinfo");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        server.sessions.fault.reset();
        server.sessions.records.clear();
        QCOMPARE(browser.open("/oauth2/userinfo").status, 401);
    }

    void doesNotVouchForASession_thatMayHaveBeenRevoked()
    {
        SignedIn in;
        auto& [server, browser] = in;
        server.revocations.expectChannel();
        server.revocations.heard(server.clock.now());
        QCOMPARE(browser.open("/oauth2/userinfo").status, 200);
        server.clock.advance(session::Revocations::maxSilence);
        QCOMPARE(browser.open("/oauth2/userinfo").status, 503);
    }

    void answersNginx_data()
    {
        QTest::addColumn<QStringList>("headers");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<bool>("signedIn");
        QTest::addColumn<int>("status");
        const QString url = "X-Original-URL: https://app.example.com";
        QTest::newRow("signed in") << QStringList{url + "/app"} << true << true << 200;
        QTest::newRow("not signed in") << QStringList{url + "/app"} << true << false << 401;
        QTest::newRow("public") << QStringList{url + "/public"} << true << false << 200;
        QTest::newRow("role missing") << QStringList{url + "/admin"} << true << true << 403;
        QTest::newRow("forwarded") << QStringList{"X-Forwarded-Uri: /admin",
                                                  "X-Forwarded-Host: app.example.com"}
                                   << true << true << 403;
        QTest::newRow("forwarded, allowed") << QStringList{"X-Forwarded-Uri: /app?x"} << true << true << 200;
        QTest::newRow("unsafe path") << QStringList{url + "/a%2fb"} << true << true << 403;
        QTest::newRow("no original") << QStringList{} << true << true << 403;
        QTest::newRow("not a URL") << QStringList{"X-Original-URL: /app"} << true << true << 403;
        QTest::newRow("no path") << QStringList{url} << true << true << 403;
        // From anywhere else the headers are the client's own words.
        QTest::newRow("untrusted peer") << QStringList{url + "/public"} << false << true << 403;
        QTest::newRow("untrusted peer, forwarded")
            << QStringList{"X-Forwarded-Uri: /public"} << false << true << 403;
    }
    void answersNginx()
    {
        QFETCH(QStringList, headers);
        QFETCH(bool, trusted);
        QFETCH(bool, signedIn);
        QFETCH(int, status);
        EngineFixture server;
        Browser browser(server);
        if (signedIn)
            browser.signIn();
        Headers all{{"Host", EngineFixture::host}, {"Accept", "text/html"}};
        if (signedIn)
            all.emplace_back("Cookie", browser.cookieHeader());
        for (const auto& header : headers)
            all.emplace_back(header.section(": ", 0, 0).toStdString(), header.section(": ", 1).toStdString());
        const auto answer = server.send("GET", "/oauth2/auth", all, {}, trusted);
        QCOMPARE(answer.status, status);
        QVERIFY(!answer.has("location"));
        QVERIFY(!answer.has("x-envoy-auth-headers-to-remove"));
        if (status == 200 && signedIn)
            QVERIFY(answer.has("authorization"));
    }

    void tellsNginxToWait_insteadOfAskingForALogin()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(std::chrono::minutes(5));
        server.provider.refreshError = Error{ErrorCode::Unreachable, "down", ""};
        const Headers subrequest{{"Host", EngineFixture::host},
                                 {"Accept", "text/html"},
                                 {"X-Original-URL", "https://app.example.com/app"},
                                 {"Cookie", browser.cookieHeader()}};
        const auto answer = server.send("GET", "/oauth2/auth", subrequest, {}, true);
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QVERIFY(!answer.has("www-authenticate"));
        QVERIFY(!answer.has("set-cookie"));
        server.provider.refreshError.reset();
        QCOMPARE(server.send("GET", "/oauth2/auth", subrequest, {}, true).status, 200);
    }

    void believesNoForwardedHeaders_inAnEnvoyCheck()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        const Headers forged{
            {"X-Forwarded-Host", "evil.example.com"}, {"X-Original-URL", "https://app.example.com/public"},
            {"X-Forwarded-Uri", "/public"},           {"X-Forwarded-Proto", "http"},
            {"X-Original-Method", "OPTIONS"},         {"X-HTTP-Method-Override", "GET"}};
        QCOMPARE(browser.check("/admin", forged).status, 403);
        browser.jar.clear();
        const auto location = browser.open("/oauth2/start", forged).header("location");
        QVERIFY(location.find("https%3A%2F%2Fapp.example.com%2Foauth2%2Fcallback") != std::string::npos);
        QVERIFY(location.find("evil") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(EndpointsTest)
#include "tst_Endpoints.moc"
