#include "EngineFixture.h"
#include "core/Encoding.h"
#include "engine/TraceContext.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionReason;
using namespace std::chrono_literals;

namespace {

constexpr const char* cookie = "__Host-meshsso";

} // namespace

/// Cookie sessions whose access token (of 300 s) has less left than refreshAhead (60 s).
class RefreshAheadTest : public QObject
{
    Q_OBJECT

private slots:
    void warnsOfLargeCookies_atTheLoginAndNowAndThenAtARefresh()
    {
        EngineFixture server;
        const auto warnings = [&] {
            return QByteArray::fromStdString(server.logText()).count("session.cookie_large");
        };
        server.provider.accessLifetime = 40s;
        Browser browser(server);
        browser.signIn();
        QCOMPARE(warnings(), qsizetype{0});
        // What grows after the login, such as a list of groups.
        server.provider.bendAccess = [](json::object& claims) {
            claims["department"] = base64UrlEncode(SystemRandom().bytes(2200));
        };
        // Refreshed each time, and told once a minute.
        for (const qsizetype expected : {1, 1, 2}) {
            server.clock.advance(31s);
            QVERIFY(browser.check("/app").has("set-cookie"));
            QCOMPARE(warnings(), expected);
        }
        QCOMPARE(server.provider.refreshes, 3);
        browser.signIn();
        QCOMPARE(warnings(), qsizetype{3});
    }

    void refreshesWithTheRequest_soThatTheBrowserGetsTheCookie()
    {
        SignedIn in;
        auto& [server, browser] = in;
        const auto before = browser.jar[cookie];
        server.clock.advance(239s);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 0);
        server.clock.advance(1s);
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QVERIFY(answer.has("set-cookie"));
        QVERIFY(browser.jar[cookie] != before);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void passesTheRequestsTraceOn()
    {
        SignedIn in(260s);
        auto& [server, browser] = in;
        const std::string traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        QCOMPARE(browser.check("/app", {{"traceparent", traceparent}}).status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QCOMPARE(engine::traceIdOf(server.provider.traceparent), engine::traceIdOf(traceparent));
        QVERIFY(server.provider.traceparent != traceparent);
    }

    void goesOnWithTheOldToken_whenTheProviderIsSlow()
    {
        SignedIn in;
        auto& [server, browser] = in;
        const auto token = browser.check("/app").header("authorization");
        server.clock.advance(250s);
        server.provider.holdRefreshes = true;
        auto slow = server.begin("GET", "/_check/app",
                                 {{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}});
        QVERIFY(!slow->done);
        QVERIFY(server.timers.fire() > 0);
        QVERIFY(slow->done);
        const auto answer = Answer::parse(slow->writer.bytes());
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("authorization"), token);
        QVERIFY(!answer.has("set-cookie"));
        // It went on meanwhile, and the next request takes its outcome to the browser.
        server.provider.release();
        const auto next = browser.check("/app");
        QVERIFY(next.has("set-cookie"));
        QVERIFY(next.header("authorization") != token);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void goesOn_whenTheProviderIsDown()
    {
        SignedIn in;
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::Unreachable, "down", {}};
        server.clock.advance(250s);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        server.clock.advance(6s);
        server.provider.refreshError.reset();
        QVERIFY(browser.check("/app").has("set-cookie"));
        QCOMPARE(server.provider.refreshes, 2);
    }

    void endsTheSession_whenTheProviderSaysSo()
    {
        SignedIn in;
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::AuthorizationError, "invalid_grant", "invalid_grant"};
        server.clock.advance(250s);
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(!browser.jar.count(cookie));
    }

    void doesNotRefreshAllTheTime_withShortTokens()
    {
        EngineFixture server;
        server.provider.accessLifetime = 40s;
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(29s);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 0);
        server.clock.advance(1s);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void canBeSwitchedOff()
    {
        auto config = EngineFixture::defaultConfig();
        config.session.refreshAhead = 0s;
        SignedIn in(std::move(config), 299s);
        auto& [server, browser] = in;
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 0);
    }

    void refusesARevokedSession_beforeItCanRefresh()
    {
        SignedIn in(250s);
        auto& [server, browser] = in;
        session::Revocation revocation;
        revocation.kind = session::Revocation::Kind::Subject;
        revocation.issuer = FakeIdentityProvider::issuer;
        revocation.value = server.provider.accessClaims()["sub"].as_string();
        revocation.before = server.clock.now();
        revocation.until = server.clock.now() + 8h;
        server.revocations.add(revocation);
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::SessionRevoked);
        QCOMPARE(server.provider.refreshes, 0);
        QVERIFY(!browser.jar.count(cookie));
        // Signing in again is what it asks for, and it helps.
        server.clock.advance(1s);
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
    }
};

QTEST_APPLESS_MAIN(RefreshAheadTest)
#include "tst_RefreshAhead.moc"
