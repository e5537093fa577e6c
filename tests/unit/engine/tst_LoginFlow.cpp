#include "EngineFixture.h"
#include "engine/Query.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

class LoginFlowTest : public QObject
{
    Q_OBJECT

private slots:
    void showsTheSignInPage()
    {
        EngineFixture server;
        Browser browser(server);
        const auto page = browser.open("/oauth2/sign_in?rd=%2Fa%3Fb%3D%22c%26d");
        QCOMPARE(page.status, 400); // a quote in rd
        const auto good = browser.open("/oauth2/sign_in?rd=%2Fa%3Fb%3Dc%26d");
        QCOMPARE(good.status, 200);
        QVERIFY(good.body.find("Sign in with OpenID Connect") != std::string::npos);
        QVERIFY(good.body.find("href=\"/oauth2/start?rd=%2Fa%3Fb%3Dc%26d\"") != std::string::npos);
        QVERIFY(good.body.find("<script") == std::string::npos);
        const auto csp = good.header("content-security-policy");
        QVERIFY(csp.find("default-src 'none'") != std::string::npos);
        QVERIFY(csp.find("unsafe") == std::string::npos);
        QVERIFY(csp.find("frame-ancestors 'none'") != std::string::npos);
        QCOMPARE(good.header("cache-control"), std::string("no-store"));
        QCOMPARE(good.header("x-frame-options"), std::string("DENY"));
        QVERIFY(browser.jar.empty());
    }

    void sendsTheBrowserToTheProvider()
    {
        EngineFixture server;
        Browser browser(server);
        const auto started = browser.open("/oauth2/start?rd=%2Fa");
        QCOMPARE(started.status, 302);
        const auto location = started.header("location");
        QVERIFY(location.starts_with(std::string(FakeIdentityProvider::issuer) + "/auth?"));
        const auto query = location.substr(location.find('?') + 1);
        const auto get = [&](const char* name) { return engine::findParameter(query, name).value; };
        QCOMPARE(get("response_type"), std::string("code"));
        QCOMPARE(get("client_id"), std::string(FakeIdentityProvider::clientId));
        QCOMPARE(get("redirect_uri"), std::string("https://app.example.com/oauth2/callback"));
        QCOMPARE(get("scope"), std::string("openid profile email"));
        QCOMPARE(get("code_challenge_method"), std::string("S256"));
        QCOMPARE(get("code_challenge").size(), std::size_t(43));
        QVERIFY(get("state").size() >= 40);
        QVERIFY(get("nonce").size() >= 22);
        QCOMPARE(browser.jar.size(), std::size_t(1));
        const auto cookie = started.header("set-cookie");
        for (const auto* part :
             {"__Host-meshsso-login-", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"})
            QVERIFY2(cookie.find(part) != std::string::npos, part);
        // Nothing of the attempt is readable in it.
        QVERIFY(cookie.find(get("nonce")) == std::string::npos);
        QCOMPARE(server.telemetry.started, 1);
    }

    void signsIn()
    {
        EngineFixture server;
        Browser browser(server);
        const auto answer = browser.signIn("/a?b=c");
        QCOMPARE(answer.status, 302);
        QCOMPARE(answer.header("location"), std::string("/a?b=c"));
        QCOMPARE(browser.jar.size(), std::size_t(2)); // the session, and for a minute that it was the first
        QVERIFY(browser.jar.count("__Host-meshsso") == 1);
        QVERIFY(browser.jar["__Host-meshsso-rounds"].starts_with("1."));
        QCOMPARE(browser.check("/a?b=c").status, 200);
        QCOMPARE(server.telemetry.completed, 1);
    }

    void redirectsOnlyToUs_data()
    {
        QTest::addColumn<QString>("rd");
        QTest::addColumn<int>("status");
        QTest::newRow("path") << "/a" << 302;
        QTest::newRow("empty") << "" << 302;
        QTest::newRow("own host") << "https%3A%2F%2Fapp.example.com%2Fx" << 302;
        QTest::newRow("allowed host") << "https%3A%2F%2Fother.example.com%3A8443%2Fx" << 302;
        QTest::newRow("foreign") << "https%3A%2F%2Fevil.com" << 400;
        QTest::newRow("slashes") << "%2F%2Fevil.com" << 400;
        QTest::newRow("back-slash") << "%2F%5Cevil.com" << 400;
        QTest::newRow("script") << "javascript%3Aalert(1)" << 400;
        QTest::newRow("http") << "http%3A%2F%2Fapp.example.com%2F" << 400;
        QTest::newRow("twice") << "%2Fa&rd=%2F%2Fevil.com" << 400;
        QTest::newRow("not decodable") << "%zz" << 400;
    }
    void redirectsOnlyToUs()
    {
        QFETCH(QString, rd);
        QFETCH(int, status);
        EngineFixture server;
        Browser browser(server);
        const auto answer = browser.open("/oauth2/start?rd=" + rd.toStdString());
        QCOMPARE(answer.status, status);
        QCOMPARE(browser.open("/oauth2/sign_in?rd=" + rd.toStdString()).status, status == 302 ? 200 : 400);
        if (status == 400) {
            QVERIFY(!answer.has("location"));
            QVERIFY(answer.body.find("evil") == std::string::npos);
        }
    }

    void refusesHostsThatAreNotAllowed()
    {
        EngineFixture server;
        Browser browser(server, "evil.example.com");
        QCOMPARE(browser.open("/oauth2/start").status, 400);
        QCOMPARE(browser.open("/oauth2/sign_in").status, 400);
        QVERIFY(browser.jar.empty());
        QCOMPARE(server.telemetry.started, 0);
    }

    void usesEachHostsOwnRedirectUri()
    {
        EngineFixture server;
        Browser browser(server, "other.example.com:8443");
        const auto location = browser.open("/oauth2/start").header("location");
        QVERIFY(location.find("https%3A%2F%2Fother.example.com%3A8443%2Foauth2%2Fcallback") !=
                std::string::npos);
    }

    void signsInParallelTabs()
    {
        EngineFixture server;
        Browser browser(server);
        std::vector<std::string> callbacks;
        for (int i = 0; i < 20; ++i)
            callbacks.push_back(browser.startLogin("/tab" + std::to_string(i)));
        QCOMPARE(browser.jar.size(), std::size_t(20));
        for (int i = 19; i >= 0; --i) {
            const auto answer = browser.open(callbacks[static_cast<std::size_t>(i)]);
            QCOMPARE(answer.header("location"), "/tab" + std::to_string(i));
        }
        QCOMPARE(browser.jar.size(), std::size_t(2));
    }

    void boundsAbandonedAttempts()
    {
        EngineFixture server;
        Browser browser(server);
        const auto first = browser.startLogin("/first");
        for (int i = 0; i < 32; ++i) {
            server.clock.advance(std::chrono::seconds(1));
            browser.startLogin();
        }
        QCOMPARE(browser.jar.size(), std::size_t(32));
        QVERIFY(browser.cookieHeader().size() < 30'000);
        const auto answer = browser.open(first);
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("Start again") != std::string::npos);
    }

    void saysUnavailable_whileTheProviderIsUnknown()
    {
        EngineFixture server(EngineFixture::defaultConfig(), false);
        Browser browser(server);
        const auto answer = browser.open("/oauth2/start?rd=%2Fa%3Fb%3D%22");
        QCOMPARE(answer.status, 400);
        const auto good = browser.open("/oauth2/start?rd=%2Fa");
        QCOMPARE(good.status, 503);
        QVERIFY(good.body.find("/oauth2/sign_in?rd=%2Fa") != std::string::npos);
        QVERIFY(browser.jar.empty());
        QCOMPARE(browser.open("/oauth2/sign_in").status, 200);
    }
};

QTEST_APPLESS_MAIN(LoginFlowTest)
#include "tst_LoginFlow.moc"
