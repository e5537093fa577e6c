#include "EngineFixture.h"
#include "engine/Query.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

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

    void keepsTheCookie_whileTheSessionCannotBeEnded_data()
    {
        QTest::addColumn<bool>("isStored");
        QTest::addColumn<bool>("isCached");
        QTest::addColumn<bool>("isEverywhere");
        for (const bool everywhere : {false, true}) {
            const std::string suffix = everywhere ? ", everywhere" : "";
            QTest::newRow(("stored" + suffix).c_str()) << true << false << everywhere;
            QTest::newRow(("stored, in memory here" + suffix).c_str()) << true << true << everywhere;
        }
        QTest::newRow("in cookies, everywhere") << false << true << true;
    }
    void keepsTheCookie_whileTheSessionCannotBeEnded()
    {
        QFETCH(bool, isStored);
        QFETCH(bool, isCached);
        QFETCH(bool, isEverywhere);
        auto config = EngineFixture::defaultConfig();
        config.redis.url = "redis://redis.example.com";
        if (isStored)
            config.session.store = serverconfig::SessionStoreKind::Redis;
        EngineFixture server(config);
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
        if (!isCached)
            server.cache().clear();
        server.clock.advance(std::chrono::seconds(1));
        const Error down{ErrorCode::Unreachable, "down", ""};
        server.sessions.fault = down;
        server.channel.error = down;
        const auto jar = browser.jar;
        const std::string target = isEverywhere ? "/oauth2/sign_out?everywhere=true" : "/oauth2/sign_out";
        const Headers clicked{{"Sec-Fetch-Site", "same-origin"}};
        const auto answer = browser.open(target, clicked);
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QVERIFY2(answer.body.find("href=\"" + target + "\"") != std::string::npos, answer.body.c_str());
        QVERIFY(browser.jar == jar);
        QCOMPARE(server.telemetry.logouts, 0);
        QVERIFY(server.logText().find("\"audit.logout\"") == std::string::npos);
        // Nothing has ended, so that the next try ends all of it.
        server.sessions.fault.reset();
        server.channel.error.reset();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(browser.open(target, clicked).status, 302);
        QCOMPARE(server.telemetry.logouts, 1);
        QCOMPARE(server.channel.published.size(), std::size_t(isEverywhere ? 2 : 1));
        browser.jar = jar;
        QCOMPARE(browser.check("/app").status, 302);
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

    void leavesACopiedCookieWorthNothing()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        Browser thief(server);
        thief.jar = browser.jar;
        QCOMPARE(thief.check("/app").status, 200);
        browser.open("/oauth2/sign_out");
        QCOMPARE(thief.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == engine::DecisionReason::SessionRevoked);
        QVERIFY(server.logText().find("\"audit.logout\"") != std::string::npos);
    }

    void tellsTheOtherReplicas()
    {
        auto config = EngineFixture::defaultConfig();
        config.redis.url = "redis://redis.example.com";
        EngineFixture server(config);
        Browser browser(server);
        browser.signIn();
        browser.open("/oauth2/sign_out");
        QCOMPARE(server.channel.published.size(), std::size_t(1));
        QVERIFY(server.channel.published[0].kind == session::Revocation::Kind::Session);
        QCOMPARE(server.channel.published[0].issuer, std::string(FakeIdentityProvider::issuer));
        // Their silence keeps nobody signed in here.
        browser.signIn();
        server.channel.error = Error{ErrorCode::Timeout, "down", ""};
        Browser thief(server);
        thief.jar = browser.jar;
        QCOMPARE(browser.open("/oauth2/sign_out").status, 302);
        QCOMPARE(thief.check("/app").status, 302);
        QVERIFY(server.logText().find("session.revocation_not_published") != std::string::npos);
    }

    void signsOutEverywhere_onlyFromThisOrigin_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("site");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const char* method, const char* site, const char* origin,
                            int status) {
            QTest::newRow(name) << QString(method) << QString(site) << QString(origin) << status;
        };
        row("link on this origin", "GET", "same-origin", "", 302);
        row("form on this origin", "POST", "same-origin", "https://app.example.com", 302);
        row("form in an old browser", "POST", "", "https://app.example.com", 302);
        row("typed in", "GET", "none", "", 200);
        row("link on a sibling", "GET", "same-site", "", 200);
        row("form on a sibling", "POST", "same-site", "https://evil.example.com", 200);
        row("another site", "GET", "cross-site", "", 200);
        row("form on another site", "POST", "cross-site", "https://evil.com", 403);
        row("old browser", "GET", "", "", 200);
        row("foreign form in an old browser", "POST", "", "https://evil.com", 200);
        row("form without origin in an old browser", "POST", "", "", 200);
        row("form of http in an old browser", "POST", "", "http://app.example.com", 200);
    }
    void signsOutEverywhere_onlyFromThisOrigin()
    {
        QFETCH(QString, method);
        QFETCH(QString, site);
        QFETCH(QString, origin);
        QFETCH(int, status);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        Browser phone(server);
        phone.signIn();
        server.provider.subject = "somebody-else";
        Browser other(server);
        other.signIn();
        Headers extra;
        if (!site.isEmpty())
            extra.emplace_back("Sec-Fetch-Site", site.toStdString());
        if (!origin.isEmpty())
            extra.emplace_back("Origin", origin.toStdString());
        const auto answer =
            browser.open("/oauth2/sign_out?everywhere=true&rd=%2Fbye", extra, method.toStdString());
        QCOMPARE(answer.status, status);
        const bool isDone = status == 302;
        QCOMPARE(browser.jar.empty(), isDone);
        QCOMPARE(phone.check("/app").status, isDone ? 302 : 200);
        QCOMPARE(other.check("/app").status, 200);
        QCOMPARE(server.provider.revokedTokens.size(), std::size_t(isDone ? 1 : 0));
        if (status == 200)
            QVERIFY(answer.body.find("/oauth2/sign_out?everywhere=true&amp;rd=%2Fbye") != std::string::npos);
        if (isDone) {
            QVERIFY(server.logText().find("\"audit.revoked\"") != std::string::npos);
            // Who signs in again is signed in, in the same second too.
            server.provider.subject = FakeIdentityProvider(server.clock).subject;
            phone.signIn();
            QCOMPARE(phone.check("/app").status, 200);
        }
    }

    void readsAForm()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        Browser phone(server);
        phone.signIn();
        const auto answer = server.send("POST", "/oauth2/sign_out",
                                        {{"Host", EngineFixture::host},
                                         {"Cookie", browser.cookieHeader()},
                                         {"Sec-Fetch-Site", "same-origin"}},
                                        "everywhere=true&state=s1");
        QCOMPARE(answer.status, 302);
        QVERIFY(answer.header("location").find("state=s1") != std::string::npos);
        QCOMPARE(phone.check("/app").status, 302);
    }

    void letsAnEndedSessionEndNoOther()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        Browser thief(server);
        thief.jar = browser.jar;
        browser.open("/oauth2/sign_out");
        Browser phone(server);
        phone.signIn();
        thief.open("/oauth2/sign_out?everywhere=true", {{"Sec-Fetch-Site", "same-origin"}});
        QCOMPARE(phone.check("/app").status, 200);
        QVERIFY(server.provider.revokedTokens.empty());
    }

    void revokesTheRefreshToken_onlyWhereTheProviderHasNoOtherWay()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        browser.open("/oauth2/sign_out");
        QVERIFY(server.provider.revokedTokens.empty());
        auto state = server.provider.state();
        state.metadata.endSessionEndpoint.clear();
        server.store().setProvider(std::make_shared<session::ProviderState>(state));
        browser.signIn();
        server.provider.revokeError = Error{ErrorCode::Unreachable, "down", ""};
        QCOMPARE(browser.open("/oauth2/sign_out?rd=%2Fbye").header("location"), std::string("/bye"));
        QCOMPARE(server.provider.revokedTokens.size(), std::size_t(1));
        QVERIFY(server.provider.revokedTokens[0].starts_with("refresh_token:refresh-"));
        QVERIFY(server.logText().find("logout.token_not_revoked") != std::string::npos);
        QVERIFY(server.logText().find(server.provider.revokedTokens[0].substr(14)) == std::string::npos);
    }

    void revokesTheRefreshTokenLater_whereTheProviderIsAway()
    {
        EngineFixture server;
        Browser browser(server);
        const auto signOut = [&] {
            browser.signIn();
            server.provider.revokedTokens.clear();
            browser.open("/oauth2/sign_out?everywhere=true", {{"Sec-Fetch-Site", "same-origin"}});
            QCOMPARE(server.provider.revokedTokens.size(), std::size_t(1));
        };
        server.provider.revokeError = Error{ErrorCode::Timeout, "too late", ""};
        signOut();
        server.timers.fire(2s);
        QCOMPARE(server.provider.revokedTokens.size(), std::size_t(2));
        QVERIFY(server.logText().find("logout.token_revoked") == std::string::npos);
        server.provider.revokeError.reset();
        server.timers.fire(15s);
        QCOMPARE(server.provider.revokedTokens.size(), std::size_t(3));
        QVERIFY(server.logText().find("logout.token_revoked") != std::string::npos);
        server.timers.fire();
        QCOMPARE(server.provider.revokedTokens.size(), std::size_t(3));
        // Each time the same.
        for (const auto& token : server.provider.revokedTokens)
            QCOMPARE(token, server.provider.revokedTokens[0]);

        // Four times at most.
        server.provider.revokeError = Error{ErrorCode::PeerError, "503", ""};
        signOut();
        for (int i = 0; i < 5; ++i)
            server.timers.fire();
        QCOMPARE(server.provider.revokedTokens.size(), std::size_t(4));

        // Who is told no does not ask again.
        server.provider.revokeError = Error{ErrorCode::AuthorizationError, "unsupported_token_type", ""};
        signOut();
        server.timers.fire();
        QCOMPARE(server.provider.revokedTokens.size(), std::size_t(1));
    }

    void handsStateBack()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        const auto location = browser.open("/oauth2/sign_out?state=a%26b").header("location");
        QCOMPARE(engine::findParameter(location.substr(location.find('?') + 1), "state").value,
                 std::string("a&b"));
        browser.signIn();
        const auto twice = browser.open("/oauth2/sign_out?state=a&state=b").header("location");
        QVERIFY(twice.find("state=") == std::string::npos);
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
