#include "EngineFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

namespace {

constexpr const char* path = "/oauth2/frontchannel-logout";
constexpr const char* goodQuery = "?iss=https%3A%2F%2Fsso.example.com%2Frealms%2Ftest&sid=provider-session";

} // namespace

class FrontChannelLogoutTest : public QObject
{
    Q_OBJECT

private slots:
    void endsTheBrowsersSession()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        Browser copy(server);
        copy.jar = browser.jar;
        const auto answer = browser.open(std::string(path) + goodQuery, {{"Sec-Fetch-Dest", "iframe"}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("cache-control"), std::string("no-store"));
        QVERIFY(
            answer.header("content-security-policy").ends_with("frame-ancestors https://sso.example.com"));
        QVERIFY(answer.header("content-security-policy").starts_with("default-src 'none'"));
        QVERIFY(!answer.has("x-frame-options"));
        QVERIFY(!browser.jar.count("__Host-meshsso"));
        QCOMPARE(copy.check("/app").status, 302);
        QCOMPARE(server.telemetry.logouts, 1);
        QVERIFY(server.logText().find("\"audit.logout\"") != std::string::npos);
    }

    void keepsTheCookie_whileTheSessionCannotBeEnded()
    {
        auto config = EngineFixture::defaultConfig();
        config.redis.url = "redis://redis.example.com";
        config.session.store = serverconfig::SessionStoreKind::Redis;
        for (const bool isCached : {true, false}) {
            EngineFixture server(config);
            Browser browser(server);
            browser.signIn();
            QCOMPARE(browser.check("/app").status, 200);
            if (!isCached)
                server.cache().clear();
            const Error down{ErrorCode::Unreachable, "down", ""};
            server.sessions.fault = down;
            server.channel.error = down;
            const auto answer = browser.open(std::string(path) + goodQuery);
            QCOMPARE(answer.status, 503);
            QVERIFY(answer.has("retry-after"));
            QVERIFY(browser.jar.count("__Host-meshsso"));
            QCOMPARE(server.telemetry.logouts, 0);
            server.sessions.fault.reset();
            server.channel.error.reset();
            QCOMPARE(browser.open(std::string(path) + goodQuery).status, 200);
            QVERIFY(!browser.jar.count("__Host-meshsso"));
            QCOMPARE(server.telemetry.logouts, 1);
        }
    }

    void endsNothing_unlessBothAreTheSessions_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("status");
        const QString iss = "iss=https%3A%2F%2Fsso.example.com%2Frealms%2Ftest";
        QTest::newRow("nothing") << "" << 400;
        QTest::newRow("iss alone") << "?" + iss << 400;
        QTest::newRow("sid alone") << "?sid=provider-session" << 400;
        QTest::newRow("another issuer") << "?iss=https%3A%2F%2Fevil.example&sid=provider-session" << 400;
        QTest::newRow("issuer with a slash") << "?" + iss + "%2F&sid=provider-session" << 400;
        QTest::newRow("empty sid") << "?" + iss + "&sid=" << 400;
        QTest::newRow("sid twice") << "?" + iss + "&sid=provider-session&sid=provider-session" << 400;
        QTest::newRow("another sid") << "?" + iss + "&sid=another" << 200;
        QTest::newRow("a part of it") << "?" + iss + "&sid=provider" << 200;
    }
    void endsNothing_unlessBothAreTheSessions()
    {
        QFETCH(QString, query);
        QFETCH(int, status);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.open(path + query.toStdString());
        QCOMPARE(answer.status, status);
        QVERIFY(!answer.has("set-cookie"));
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.revocations.count(), std::size_t(0));
    }

    void tellsNobodyWhetherThereIsASession()
    {
        EngineFixture server;
        Browser nobody(server);
        const auto answer = nobody.open(std::string(path) + goodQuery);
        QCOMPARE(answer.status, 200);
        Browser browser(server);
        browser.signIn();
        const auto other = browser.open(std::string(path) +
                                        "?iss=https%3A%2F%2Fsso.example.com%2Frealms%2Ftest&sid=another");
        QCOMPARE(answer.body, other.body);
        QCOMPARE(nobody.open(path, {}, "POST").status, 405);
    }

    void endsNoSessionWithoutASid()
    {
        EngineFixture server;
        server.provider.bendId = [](json::object& c) { c.erase("sid"); };
        Browser browser(server);
        browser.signIn();
        browser.open(std::string(path) + "?iss=https%3A%2F%2Fsso.example.com%2Frealms%2Ftest&sid=");
        QCOMPARE(browser.check("/app").status, 200);
    }
};

QTEST_APPLESS_MAIN(FrontChannelLogoutTest)
#include "tst_FrontChannelLogout.moc"
