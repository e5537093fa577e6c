#include "EngineFixture.h"

#include "core/Json.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionKind;
using engine::DecisionReason;
using engine::RefreshResult;
using namespace std::chrono_literals;

namespace {

constexpr auto grace = 600s;

serverconfig::ServerConfig graceConfig(bool isStored = false)
{
    auto config = EngineFixture::defaultConfig();
    config.session.outageGrace = grace;
    if (isStored)
        config.session.store = serverconfig::SessionStoreKind::Redis;
    return config;
}

const Error unreachable{ErrorCode::Unreachable, "connection refused", ""};

/// Somebody is signed in, and then nobody answers when the token has just expired.
struct Outage
{
    explicit Outage(serverconfig::ServerConfig config = graceConfig())
        : server(std::move(config)), browser(server)
    {
        browser.signIn();
        server.provider.refreshError = unreachable;
        server.clock.advance(300s);
    }

    EngineFixture server;
    Browser browser;
};

void drainLoop(EngineFixture& server)
{
    server.loop.post([&] { server.loop.quit(); });
    server.loop.run();
}

} // namespace

class OutageGraceTest : public QObject
{
    Q_OBJECT

private slots:
    void passes_whileTheProviderCannotBeReached_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("isStored");
        for (const bool isStored : {false, true}) {
            const auto where = isStored ? QByteArray(", stored") : QByteArray(", cookie");
            QTest::newRow("unreachable" + where) << static_cast<int>(ErrorCode::Unreachable) << isStored;
            QTest::newRow("time-out" + where) << static_cast<int>(ErrorCode::Timeout) << isStored;
            QTest::newRow("5xx" + where) << static_cast<int>(ErrorCode::PeerError) << isStored;
        }
    }
    void passes_whileTheProviderCannotBeReached()
    {
        QFETCH(int, code);
        QFETCH(bool, isStored);
        Outage outage(graceConfig(isStored));
        auto& server = outage.server;
        auto& browser = outage.browser;
        server.provider.refreshError = Error{static_cast<ErrorCode>(code), "x", ""};
        auto answer = browser.check("/app");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("x-auth-request-roles"), std::string("user"));
        QVERIFY(server.telemetry.lastKind == DecisionKind::Allow);
        QVERIFY(server.telemetry.lastReason == DecisionReason::OutageGrace);
        // The last second of the grace, and the first without it.
        server.clock.advance(grace - 1s);
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(1s);
        answer = browser.check("/app");
        QCOMPARE(answer.status, 503);
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshUnavailable);
        // The session is still there for when it answers again.
        server.provider.refreshError.reset();
        QCOMPARE(browser.check("/app").status, 200);
        QVERIFY(server.telemetry.lastReason == DecisionReason::Session);
    }

    void passes_whileNothingIsKnownOfTheProvider()
    {
        Outage outage;
        outage.server.store().setProvider(nullptr);
        QCOMPARE(outage.browser.check("/app").status, 200);
        QVERIFY(outage.server.telemetry.lastReason == DecisionReason::OutageGrace);
    }

    void tellsWhoIsSignedIn_asChecksPass()
    {
        Outage outage;
        auto& server = outage.server;
        auto& browser = outage.browser;
        const auto answer = browser.open("/oauth2/userinfo");
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.has("set-cookie"));
        server.clock.advance(grace);
        QCOMPARE(browser.open("/oauth2/userinfo").status, 503);
    }

    void tellsNobody_whoMayHaveBeenSignedOut()
    {
        Outage outage;
        auto& server = outage.server;
        server.revocations.expectChannel();
        server.revocations.heard(server.clock.now());
        QCOMPARE(outage.browser.open("/oauth2/userinfo").status, 200);
        server.clock.advance(session::Revocations::maxSilence);
        QCOMPARE(outage.browser.open("/oauth2/userinfo").status, 503);
    }

    void isAQuarterOfAnHour_byDefault()
    {
        constexpr auto usual = 15min;
        auto config = EngineFixture::defaultConfig();
        config.session.outageGrace = serverconfig::ServerConfig{}.session.outageGrace;
        QVERIFY(config.session.outageGrace == usual);
        Outage outage(config);
        auto& server = outage.server;
        auto& browser = outage.browser;
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(usual - 1s);
        QCOMPARE(browser.check("/app").status, 200);
        QVERIFY(server.telemetry.lastReason == DecisionReason::OutageGrace);
        server.clock.advance(1s);
        QCOMPARE(browser.check("/app").status, 503);
    }

    void isOff_whereItIsZero()
    {
        auto config = EngineFixture::defaultConfig();
        config.session.outageGrace = 0s;
        Outage outage(config);
        QCOMPARE(outage.browser.check("/app").status, 503);
        QVERIFY(outage.server.telemetry.lastReason == DecisionReason::RefreshUnavailable);
        QCOMPARE(outage.browser.open("/oauth2/userinfo").status, 503);
    }

    void takesNewTokens_asSoonAsThereAreAny()
    {
        Outage outage;
        auto& server = outage.server;
        auto& browser = outage.browser;
        QCOMPARE(browser.check("/app").status, 200);
        server.provider.refreshError.reset();
        server.provider.roles = {"admin"};
        QCOMPARE(browser.check("/admin").status, 403);
        server.clock.advance(engine::RefreshGate::aheadPause + 1s);
        QCOMPARE(browser.check("/admin").status, 200);
        QVERIFY(server.telemetry.lastReason == DecisionReason::Session);
    }

    void asksOnceInAWhile_andSaysSo()
    {
        Outage outage;
        auto& server = outage.server;
        auto& browser = outage.browser;
        for (int i = 0; i < 20; ++i)
            QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QVERIFY(server.telemetry.refreshes == std::vector{RefreshResult::Unavailable});
        const auto lines = [&] {
            std::vector<json::object> found;
            for (const auto& line : server.logLines) {
                auto object = parseJsonObject(line);
                if (object && stringOr(*object, "event") == "session.outage_grace")
                    found.push_back(std::move(*object));
            }
            return found;
        };
        QCOMPARE(lines().size(), std::size_t(1));
        QCOMPARE(stringOr(lines()[0], "level"), std::string_view("warning"));
        QCOMPARE(stringOr(lines()[0], "subject"), std::string_view(server.provider.subject));
        server.clock.advance(60s);
        browser.check("/app");
        QCOMPARE(lines().size(), std::size_t(2));
        QCOMPARE(lines()[1].at("passed").as_int64(), std::int64_t(20));
        QCOMPARE(lines()[1].at("expired_s").as_int64(), std::int64_t(60));
    }

    void waitsForAStalledProvider_noLongerThanACheckMay()
    {
        Outage outage;
        auto& server = outage.server;
        auto& browser = outage.browser;
        server.provider.holdRefreshes = true;
        const Headers headers{{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
        auto pending = server.begin("GET", "/_check/app", headers);
        QVERIFY(!pending->done);
        QVERIFY(server.timers.fire(server.settings().config().checkTimeout) > 0);
        drainLoop(server);
        QVERIFY(pending->done);
        QCOMPARE(Answer::parse(pending->writer.bytes()).status, 200);
        QVERIFY(server.telemetry.lastReason == DecisionReason::OutageGrace);
        server.provider.release();
        drainLoop(server);
    }

    void refuses_whatTheProviderSays_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("context");
        QTest::addColumn<int>("status");
        QTest::newRow("the session has ended")
            << static_cast<int>(ErrorCode::AuthorizationError) << "invalid_grant" << 302;
        QTest::newRow("our client is refused")
            << static_cast<int>(ErrorCode::AuthorizationError) << "invalid_client" << 503;
        QTest::newRow("nonsense") << static_cast<int>(ErrorCode::ProtocolError) << "" << 503;
        QTest::newRow("another certificate") << static_cast<int>(ErrorCode::TlsError) << "" << 503;
        QTest::newRow("another user") << static_cast<int>(ErrorCode::WrongSubject) << "access_token" << 302;
    }
    void refuses_whatTheProviderSays()
    {
        QFETCH(int, code);
        QFETCH(QString, context);
        QFETCH(int, status);
        Outage outage;
        auto& server = outage.server;
        auto& browser = outage.browser;
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(engine::RefreshGate::aheadPause + 1s);
        server.provider.refreshError = Error{static_cast<ErrorCode>(code), "x", context.toStdString()};
        // Each time, not only when it was asked just now.
        for (int i = 0; i < 3; ++i)
            QCOMPARE(browser.check("/app").status, status);
        if (status != 302)
            return;
        // An outage afterwards brings back nothing.
        server.provider.refreshError = unreachable;
        QCOMPARE(browser.check("/app").status, 302);
    }

    void refuses_whoeverWasSignedOut_data()
    {
        QTest::addColumn<bool>("isStored");
        QTest::newRow("cookie") << false;
        QTest::newRow("stored") << true;
    }
    void refuses_whoeverWasSignedOut()
    {
        QFETCH(bool, isStored);
        Outage outage(graceConfig(isStored));
        auto& browser = outage.browser;
        QCOMPARE(browser.check("/app").status, 200);
        const auto kept = browser.jar;
        browser.open("/oauth2/sign_out");
        browser.jar = kept; // a copy of the cookie
        QCOMPARE(browser.check("/app").status, 302);
    }

    void refuses_whoeverIsRevoked_whileAskingTheProvider()
    {
        Outage outage;
        auto& server = outage.server;
        auto& browser = outage.browser;
        server.provider.holdRefreshes = true;
        const Headers headers{{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
        auto pending = server.begin("GET", "/_check/app", headers);
        session::Revocation revocation;
        revocation.kind = session::Revocation::Kind::Subject;
        revocation.issuer = FakeIdentityProvider::issuer;
        revocation.value = server.provider.subject;
        revocation.before = server.clock.now();
        revocation.until = server.clock.now() + 1h;
        server.revocations.add(revocation);
        server.timers.fire(server.settings().config().checkTimeout);
        drainLoop(server);
        QVERIFY(pending->done);
        QCOMPARE(Answer::parse(pending->writer.bytes()).status, 401);
        server.provider.release();
        drainLoop(server);
    }

    void refuses_theIdleAndTheOld_data()
    {
        QTest::addColumn<int>("idle");
        QTest::addColumn<int>("lifetime");
        QTest::newRow("idle") << 400 << 3600;
        QTest::newRow("too old") << 400 << 400;
    }
    void refuses_theIdleAndTheOld()
    {
        QFETCH(int, idle);
        QFETCH(int, lifetime);
        auto config = graceConfig();
        config.session.idleTimeout = std::chrono::seconds(idle);
        config.session.lifetime = std::chrono::seconds(lifetime);
        Outage outage(config);
        outage.server.clock.advance(100s);
        QCOMPARE(outage.browser.check("/app").status, 302);
        QCOMPARE(outage.server.provider.refreshes, 0);
    }

    void staysInUse_whileItPasses()
    {
        auto config = graceConfig();
        config.session.idleTimeout = 400s;
        Outage outage(config);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(outage.browser.check("/app").status, 200);
            outage.server.clock.advance(250s);
        }
        QCOMPARE(outage.browser.check("/app").status, 200);
        auto stored = graceConfig(true);
        stored.session.idleTimeout = 400s;
        Outage kept(stored);
        QCOMPARE(kept.browser.check("/app").status, 200);
        QVERIFY(kept.server.sessions.touches > 0);
    }

    void refuses_whatTheRoleDoesNotAllow()
    {
        Outage outage;
        QCOMPARE(outage.browser.check("/admin").status, 403);
        QVERIFY(outage.server.telemetry.lastReason == DecisionReason::RequirementNotMet);
    }

    void refuses_whenOurOwnStoreFails()
    {
        Outage outage(graceConfig(true));
        auto& server = outage.server;
        auto& browser = outage.browser;
        QCOMPARE(browser.check("/app").status, 200); // in memory from now on
        server.clock.advance(engine::RefreshGate::aheadPause + 1s);
        server.sessions.fault = unreachable;
        QCOMPARE(browser.check("/app").status, 503);
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshUnavailable);
    }
};

QTEST_APPLESS_MAIN(OutageGraceTest)
#include "tst_OutageGrace.moc"
