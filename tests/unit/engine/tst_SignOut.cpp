#include "EngineFixture.h"
#include "engine/Query.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

class SignOutTest : public QObject
{
    Q_OBJECT

private slots:
    void signsOutHere_andAtTheProvider()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.open("/oauth2/sign_out");
        QCOMPARE(answer.status, 302);
        const auto location = answer.header("location");
        QVERIFY(location.starts_with(std::string(FakeIdentityProvider::issuer) + "/logout?"));
        const auto query = location.substr(location.find('?') + 1);
        QVERIFY(engine::findParameter(query, "id_token_hint").value.starts_with("ey"));
        QCOMPARE(engine::findParameter(query, "client_id").value,
                 std::string(FakeIdentityProvider::clientId));
        QCOMPARE(engine::findParameter(query, "post_logout_redirect_uri").value,
                 std::string("https://app.example.com/"));
        QVERIFY(browser.jar.empty());
        QCOMPARE(browser.check("/app").status, 302);
        QCOMPARE(server.telemetry.logouts, 1);
    }

    void signsOutEveryChunk()
    {
        EngineFixture server;
        server.provider.bendResponse = [](oidc::TokenResponse& r) {
            r.refreshToken = std::string(5000, 'r');
        };
        Browser browser(server);
        browser.signIn();
        QVERIFY(browser.jar.size() >= 3);
        browser.open("/oauth2/sign_out");
        QVERIFY(browser.jar.empty());
    }

    void respectsWhereTheRequestCameFrom_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("site");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("signedOut");
        QTest::newRow("typed in") << "GET"
                                  << "none" << 302 << true;
        QTest::newRow("link on this site") << "GET"
                                           << "same-origin" << 302 << true;
        QTest::newRow("link on a sibling") << "GET"
                                           << "same-site" << 302 << true;
        QTest::newRow("old browser") << "GET"
                                     << "" << 302 << true;
        QTest::newRow("image on another site") << "GET"
                                               << "cross-site" << 200 << false;
        QTest::newRow("form") << "POST"
                              << "same-origin" << 302 << true;
        QTest::newRow("foreign form") << "POST"
                                      << "cross-site" << 403 << false;
        QTest::newRow("odd value") << "POST"
                                   << "Cross-Site" << 403 << false;
    }
    void respectsWhereTheRequestCameFrom()
    {
        QFETCH(QString, method);
        QFETCH(QString, site);
        QFETCH(int, status);
        QFETCH(bool, signedOut);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        Headers extra;
        if (!site.isEmpty())
            extra.emplace_back("Sec-Fetch-Site", site.toStdString());
        QCOMPARE(browser.open("/oauth2/sign_out", extra, method.toStdString()).status, status);
        QCOMPARE(browser.jar.empty(), signedOut);
    }

    void goesOnlyWhereItMay_data()
    {
        QTest::addColumn<QString>("rd");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("target");
        QTest::newRow("registered") << "https%3A%2F%2Fapp.example.com%2Fbye" << 302
                                    << "https://app.example.com/bye";
        QTest::newRow("own path") << "%2Fbye" << 302 << "https://app.example.com/";
        QTest::newRow("foreign") << "https%3A%2F%2Fevil.com" << 400 << "";
        QTest::newRow("slashes") << "%2F%2Fevil.com" << 400 << "";
        QTest::newRow("twice") << "%2Fa&rd=%2Fb" << 400 << "";
    }
    void goesOnlyWhereItMay()
    {
        QFETCH(QString, rd);
        QFETCH(int, status);
        QFETCH(QString, target);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        const auto answer = browser.open("/oauth2/sign_out?rd=" + rd.toStdString());
        QCOMPARE(answer.status, status);
        if (status == 302) {
            const auto location = answer.header("location");
            QCOMPARE(
                engine::findParameter(location.substr(location.find('?') + 1), "post_logout_redirect_uri")
                    .value,
                target.toStdString());
        } else {
            QVERIFY(browser.jar.count("__Host-meshsso"));
        }
    }

    void worksWithoutTheProvider()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.store().setProvider(nullptr);
        const auto answer = browser.open("/oauth2/sign_out?rd=%2Fbye");
        QCOMPARE(answer.status, 302);
        QCOMPARE(answer.header("location"), std::string("/bye"));
        QVERIFY(browser.jar.empty());
    }

    void saysSo_whenNobodyIsSignedIn()
    {
        EngineFixture server;
        Browser browser(server);
        const auto answer = browser.open("/oauth2/sign_out");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.find("signed out") != std::string::npos);
        QCOMPARE(server.telemetry.logouts, 0);
    }

    void removesADamagedSessionToo()
    {
        EngineFixture server;
        Browser browser(server);
        browser.jar["__Host-meshsso"] = "1.damaged";
        QCOMPARE(browser.open("/oauth2/sign_out").status, 200);
        QVERIFY(browser.jar.empty());
    }
};

QTEST_APPLESS_MAIN(SignOutTest)
#include "tst_SignOut.moc"
