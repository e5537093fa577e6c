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

    void answersSubrequests_data()
    {
        using serverconfig::Subrequests;
        QTest::addColumn<serverconfig::Subrequests>("kind");
        QTest::addColumn<QStringList>("headers");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<bool>("signedIn");
        QTest::addColumn<int>("status");
        const auto nginx = [](const char* name, const QStringList& headers, bool signedIn, int status) {
            QTest::newRow(name) << Subrequests::Nginx << headers << true << signedIn << status;
        };
        const QString url = "X-Original-URL: https://app.example.com";
        const QString get = "X-Original-Method: GET";
        nginx("signed in", {url + "/app", get}, true, 200);
        nginx("not signed in", {url + "/app", get}, false, 401);
        nginx("public", {url + "/public", get}, false, 200);
        nginx("role missing", {url + "/admin", get}, true, 403);
        nginx("unsafe path", {url + "/a%2fb", get}, true, 403);
        nginx("method in lower case", {url + "/public", "X-Original-Method: get"}, false, 403);
        nginx("no URL", {get}, true, 403);
        nginx("no method", {url + "/public"}, true, 403);
        nginx("not a URL", {"X-Original-URL: /app", get}, true, 403);
        nginx("no path", {url, get}, true, 403);
        nginx("two URLs", {url + "/public", url + "/admin", get}, true, 403);
        nginx("two methods", {url + "/public", get, "X-Original-Method: POST"}, true, 403);
        // nginx hands on what the client wrote of the other kind.
        const QStringList forwardedPublic{"X-Forwarded-Uri: /public", "X-Forwarded-Host: app.example.com",
                                          "X-Forwarded-Method: GET"};
        nginx("the client's own, of the other kind", forwardedPublic + QStringList{url + "/app", get}, false,
              401);
        nginx("of the other kind only", forwardedPublic, true, 403);

        const auto forwarded = [](const char* name, const QStringList& headers, bool signedIn, int status) {
            QTest::newRow(name) << Subrequests::ForwardAuth << headers << true << signedIn << status;
        };
        const QString host = "X-Forwarded-Host: app.example.com";
        const QString method = "X-Forwarded-Method: GET";
        forwarded("forwarded", {"X-Forwarded-Uri: /app?x", host, method}, true, 200);
        forwarded("forwarded, role missing", {"X-Forwarded-Uri: /admin", host, method}, true, 403);
        forwarded("forwarded, no host", {"X-Forwarded-Uri: /public", method}, true, 403);
        forwarded("forwarded, no method", {"X-Forwarded-Uri: /public", host}, true, 403);
        forwarded("forwarded, the client's own beside it",
                  {"X-Forwarded-Uri: /admin", host, method, url + "/public", get}, false, 401);
        // From anywhere else the headers are the client's own words.
        QTest::newRow("untrusted peer")
            << Subrequests::Nginx << QStringList{url + "/public", get} << false << true << 403;
        QTest::newRow("untrusted peer, forwarded")
            << Subrequests::ForwardAuth << forwardedPublic << false << true << 403;
        QTest::newRow("not switched on")
            << Subrequests::None << QStringList{url + "/public", get} << true << true << 403;
    }
    void answersSubrequests()
    {
        QFETCH(serverconfig::Subrequests, kind);
        QFETCH(QStringList, headers);
        QFETCH(bool, trusted);
        QFETCH(bool, signedIn);
        QFETCH(int, status);
        auto config = EngineFixture::defaultConfig();
        config.subrequests = kind;
        EngineFixture server(std::move(config));
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
        auto config = EngineFixture::defaultConfig();
        config.subrequests = serverconfig::Subrequests::Nginx;
        EngineFixture server(std::move(config));
        Browser browser(server);
        browser.signIn();
        server.clock.advance(std::chrono::minutes(5));
        server.provider.refreshError = Error{ErrorCode::Unreachable, "down", ""};
        const Headers subrequest{{"Host", EngineFixture::host},
                                 {"Accept", "text/html"},
                                 {"X-Original-URL", "https://app.example.com/app"},
                                 {"X-Original-Method", "GET"},
                                 {"Cookie", browser.cookieHeader()}};
        const auto answer = server.send("GET", "/oauth2/auth", subrequest, {}, true);
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QVERIFY(!answer.has("www-authenticate"));
        QVERIFY(!answer.has("set-cookie"));
        server.provider.refreshError.reset();
        QCOMPARE(server.send("GET", "/oauth2/auth", subrequest, {}, true).status, 200);
    }

    /// The gateway does not ask about our pages; what else is under their prefix may be an application's.
    void allowsOnlyItsOwnPages_underItsPrefix_data()
    {
        QTest::addColumn<std::string>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("page") << std::string("/oauth2/callback?code=x") << 200;
        QTest::newRow("subrequests") << std::string("/oauth2/auth") << 401;
        QTest::newRow("another") << std::string("/oauth2/whatever") << 401;
        QTest::newRow("below a page") << std::string("/oauth2/start/x") << 401;
        QTest::newRow("the prefix") << std::string("/oauth2") << 401;
        QTest::newRow("a page in another spelling") << std::string("/oauth2/st%61rt") << 400;
    }
    void allowsOnlyItsOwnPages_underItsPrefix()
    {
        QFETCH(std::string, path);
        QFETCH(int, status);
        EngineFixture server;
        QCOMPARE(server.send("GET", "/_check" + path, {{"Host", EngineFixture::host}}).status, status);
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
