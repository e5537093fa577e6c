#include "EngineFixture.h"
#include "engine/TraceContext.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionReason;
using namespace std::chrono_literals;

namespace {

serverconfig::ServerConfig storedConfig()
{
    auto config = EngineFixture::defaultConfig();
    config.session.store = serverconfig::SessionStoreKind::Redis;
    return config;
}

const Error storeDown{ErrorCode::Unreachable, "the session store does not answer", {}};

constexpr const char* cookie = "__Host-meshsso";

} // namespace

class StoredSessionsTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsOnlyATicketInTheBrowser()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        QCOMPARE(server.sessions.records.size(), std::size_t{1});
        QVERIFY(browser.jar[cookie].starts_with("t."));
        QVERIFY(browser.jar[cookie].size() < 150);
        QCOMPARE(browser.check("/app").status, 200);
        QVERIFY(!browser.check("/app").header("authorization").empty());
    }

    void asksTheStoreOnce_whileTheCacheHasIt()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        for (int i = 0; i < 5; ++i)
            QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.sessions.loads, 1);
        server.cache().clear();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.sessions.loads, 2);
    }

    void refusesAForeignOrTamperedTicket_withoutAskingTheStore()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        const auto good = browser.jar[cookie];
        for (std::size_t i = 0; i < good.size(); i += 7) {
            auto bent = good;
            bent[i] = bent[i] == 'A' ? 'B' : 'A';
            browser.jar[cookie] = bent;
            QCOMPARE(browser.check("/app").status, 302);
        }
        for (const auto& value : {std::string("t."), std::string("t"), std::string("1.abc"),
                                  std::string(500, 'A'), good.substr(0, good.size() - 1), good + "A"}) {
            browser.jar[cookie] = value;
            QCOMPARE(browser.check("/app").status, 302);
        }
        QCOMPARE(server.sessions.loads, 0);
    }

    void answers503_whenTheStoreIsGone_andNeverALogin()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        server.sessions.fault = storeDown;
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QVERIFY(browser.jar.count(cookie));
        QVERIFY(server.telemetry.lastReason == DecisionReason::StoreUnavailable);
        // What needs nobody goes on, as nobody.
        const auto open = browser.check("/public/x");
        QCOMPARE(open.status, 200);
        QVERIFY(open.removes("x-auth-request-user"));
        server.sessions.fault.reset();
        QCOMPARE(browser.check("/app").status, 200);
    }

    void goesOnFromTheCache_aslongAsRevocationsCanBeKnown()
    {
        EngineFixture server(storedConfig());
        server.revocations.expectChannel();
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
        server.sessions.fault = storeDown;
        server.clock.advance(29s);
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(1s);
        QCOMPARE(browser.check("/app").status, 503);
        // A channel that was heard meanwhile confirms it.
        server.revocations.heard(server.clock.now());
        QCOMPARE(browser.check("/app").status, 200);
        QVERIFY(browser.jar.count(cookie));
    }

    void asksForALogin_whenTheStoreLostTheSession()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        server.sessions.records.clear();
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(!browser.jar.count(cookie));
        QVERIFY(server.telemetry.lastReason == DecisionReason::SessionUnknown);
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
    }

    void doesNotSignIn_whenTheStoreIsGone()
    {
        EngineFixture server(storedConfig());
        Browser browser(server);
        const auto callback = browser.startLogin("/app");
        server.sessions.fault = storeDown;
        const auto answer = browser.open(callback);
        QCOMPARE(answer.status, 503);
        QVERIFY(!browser.jar.count(cookie));
        QVERIFY(!answer.has("location"));
    }

    void endsTheSessionBefore_atLogin()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        const auto stolen = browser.jar[cookie];
        const auto firstId = server.sessions.records.begin()->second.id;
        browser.signIn();
        QCOMPARE(server.sessions.records.size(), std::size_t{1});
        QVERIFY(server.sessions.records.begin()->second.id != firstId);
        QVERIFY(browser.jar[cookie] != stolen);
        browser.jar[cookie] = stolen;
        QCOMPARE(browser.check("/app").status, 302);
    }

    void endsAtSignOut_everywhere()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        auto copy = browser;
        QCOMPARE(copy.check("/app").status, 200);
        browser.open("/oauth2/sign_out", {{"Sec-Fetch-Site", "same-origin"}});
        QVERIFY(server.sessions.records.empty());
        QCOMPARE(copy.check("/app").status, 302);
    }

    void livesOn_whileItIsUsed()
    {
        EngineFixture server(storedConfig());
        server.provider.accessLifetime = 8h;
        Browser browser(server);
        browser.signIn();
        const auto key = server.sessions.records.begin()->first;
        QCOMPARE(server.sessions.timesToLive[key], std::chrono::seconds(1h));
        for (int i = 0; i < 6; ++i) {
            server.clock.advance(20min);
            QCOMPARE(browser.check("/app").status, 200);
        }
        QCOMPARE(server.sessions.touches, 6);
        // It was not written whole again: another replica may have refreshed it.
        QCOMPARE(server.sessions.saves, 1);
        server.clock.advance(5h + 45min);
        server.cache().clear();
        QCOMPARE(browser.check("/app").status, 200);
        // What this replica has just loaded may be about to end in the store.
        QCOMPARE(server.sessions.touches, 7);
        server.clock.advance(10min);
        browser.check("/app");
        server.clock.advance(6min);
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::SessionTooOld);
    }

    void notesAsUsed_whatItLoadsShortlyBeforeItsEnd()
    {
        EngineFixture server(storedConfig());
        server.provider.accessLifetime = 8h;
        Browser browser(server);
        browser.signIn();
        const auto key = server.sessions.records.begin()->first;
        server.sessions.timesToLive[key] = 60s;
        server.clock.advance(59min);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.sessions.timesToLive[key], std::chrono::seconds(1h));
    }

    void loadsAgain_whatLooksIdleHere()
    {
        EngineFixture server(storedConfig());
        server.provider.accessLifetime = 8h;
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
        // Another replica saw the user meanwhile, so the record is there still.
        server.clock.advance(2h);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.sessions.loads, 2);
        server.clock.advance(2h);
        server.sessions.records.clear();
        QCOMPARE(browser.check("/app").status, 302);
    }

    void takesWhatAnotherReplicaRefreshed()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(300s);
        auto& record = server.sessions.records.begin()->second;
        record.accessExpires = server.clock.now() + 300s;
        record.refreshToken = "rotated by the other";
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 0);
    }

    void keepsTheRefreshedSession_inTheStore()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        const auto before = browser.jar[cookie];
        server.clock.advance(300s);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QCOMPARE(browser.jar[cookie], before);
        QCOMPARE(server.telemetry.cookieBytes, std::vector{before.size()}); // set once, at the login
        QVERIFY(server.sessions.records.begin()->second.accessExpires > server.clock.now());
        server.cache().clear();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void doesNotRefresh_whileAnotherReplicaDoes()
    {
        SignedIn in(storedConfig(), 300s);
        auto& [server, browser] = in;
        server.sessions.locked.insert(server.sessions.records.begin()->first.substr(0, 16));
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QCOMPARE(server.provider.refreshes, 0);
        QCOMPARE(server.sessions.records.size(), std::size_t{1});
    }

    void doesNotGoOn_whenTheUserSignedOutElsewhereMeanwhile()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        const auto copy = browser.jar[cookie];
        server.clock.advance(300s);
        server.sessions.endsWhileRefreshing = true;
        QCOMPARE(browser.check("/app").status, 302);
        QCOMPARE(server.provider.refreshes, 1);
        // Nor from the cache.
        browser.jar[cookie] = copy;
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.sessions.records.empty());
    }

    void removesTheSession_whenTheProviderEndedIt()
    {
        SignedIn in(storedConfig(), 300s);
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::AuthorizationError, "invalid_grant", "invalid_grant"};
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.sessions.records.empty());
    }

    void keepsTheSession_whenTheNewTokensCannotBeChecked()
    {
        EngineFixture server(storedConfig());
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        const auto used = server.sessions.records.begin()->second.refreshToken;
        server.provider.signer = TestSigner::ec("late");
        const Headers headers{{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
        const auto waiting = server.begin("GET", "/_check/app", headers);
        for (int i = 1; i < engine::TokenService::keyAttempts; ++i) {
            server.clock.advance(engine::KeyTurns::interval);
            QVERIFY(server.timers.fire() > 0);
        }
        QVERIFY(waiting->done);
        QCOMPARE(Answer::parse(waiting->writer.bytes()).status, 503);
        // What any replica refreshes with next: the provider takes each refresh token once.
        QCOMPARE(server.sessions.records.size(), std::size_t{1});
        QVERIFY(server.sessions.records.begin()->second.refreshToken != used);
        server.clock.advance(engine::KeyTurns::interval);
        server.provider.publishedSigner = server.provider.signer;
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 2);
    }

    void savesLater_whatTheStoreCouldNotBeToldOfARefresh()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        server.clock.advance(300s);
        const auto used = server.sessions.records.begin()->second.refreshToken;
        server.sessions.failingSaves = 4;
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.sessions.records.begin()->second.refreshToken, used);
        QVERIFY(server.logText().find("session.not_saved") != std::string::npos);
        // Twice in vain, and then it is told.
        for (int i = 0; i < 3; ++i)
            QVERIFY(server.timers.fire(1s) > 0);
        const auto& record = server.sessions.records.begin()->second;
        QVERIFY(record.refreshToken != used);
        QVERIFY(record.accessExpires > server.clock.now());
        QVERIFY(server.logText().find("session.saved_later") != std::string::npos);
        server.timers.fire(1s);
        QCOMPARE(server.sessions.saves, 6); // the login's, two at the refresh, three later
        server.cache().clear();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void usesNoRefreshTokenTwice_whenTheStoreHasTheOldOneStill()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        server.clock.advance(300s);
        server.sessions.failingSaves = 2;
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(120s); // longer than the outcome of a refresh is shared
        server.cache().clear();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 2);
        // What is saved later does not undo that.
        const auto latest = server.sessions.records.begin()->second.refreshToken;
        server.timers.fire(1s);
        QCOMPARE(server.sessions.records.begin()->second.refreshToken, latest);
    }

    void doesNotBringBack_whatEndedBeforeItWasSaved()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        server.clock.advance(300s);
        server.sessions.failingSaves = 2;
        QCOMPARE(browser.check("/app").status, 200);
        server.sessions.records.clear();
        server.timers.fire(1s);
        QVERIFY(server.sessions.records.empty());
    }

    void tellsTheOtherReplicas_whenTheBrowserSignsInAgain()
    {
        auto config = storedConfig();
        config.redis.url = "redis://redis.example.com";
        for (const bool isCached : {true, false}) {
            EngineFixture server(config);
            Browser browser(server);
            browser.signIn();
            const auto former = server.sessions.records.begin()->second;
            QCOMPARE(browser.check("/app").status, 200);
            if (!isCached)
                server.cache().clear();
            browser.signIn();
            QCOMPARE(server.sessions.records.size(), std::size_t{1});
            QCOMPARE(server.channel.published.size(), std::size_t{1});
            const auto& told = server.channel.published.front();
            QVERIFY(told.kind == session::Revocation::Kind::Session);
            QCOMPARE(told.value, former.id);
            // Another replica has it in memory still, and hears of it.
            EngineFixture other(config);
            other.revocations.add(told);
            QVERIFY(other.revocations.isRevoked(FakeIdentityProvider::issuer, former));
            QCOMPARE(browser.check("/app").status, 200);
        }
    }

    void signsIn_alsoWhenTheOthersCannotBeTold()
    {
        auto config = storedConfig();
        config.redis.url = "redis://redis.example.com";
        EngineFixture server(config);
        Browser browser(server);
        browser.signIn();
        server.channel.error = storeDown;
        QCOMPARE(browser.signIn().status, 302);
        QCOMPARE(browser.check("/app").status, 200);
        QVERIFY(server.logText().find("session.revocation_not_published") != std::string::npos);
    }

    void answersInTime_whenTheStoreIsSlow()
    {
        EngineFixture server(storedConfig());
        Browser browser(server);
        browser.signIn();
        server.sessions.holdLoads = true;
        const auto waiting = server.begin("GET", "/_check/app", cookieOf(browser));
        QCOMPARE(server.timers.fire(server.settings().config().checkTimeout - 1ms), 0);
        QVERIFY(!waiting->done);
        QCOMPARE(server.timers.fire(server.settings().config().checkTimeout), 1);
        QVERIFY(waiting->done);
        const auto answer = Answer::parse(waiting->writer.bytes());
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after") && !answer.has("set-cookie"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::StoreUnavailable);
    }

    void answersInTime_whenLoadingAndRefreshingAreSlowTogether()
    {
        EngineFixture server(storedConfig());
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        server.sessions.holdLoads = true;
        server.provider.holdRefreshes = true;
        const auto waiting = server.begin("GET", "/_check/app", cookieOf(browser));
        server.clock.advance(1s);
        server.sessions.release();
        QCOMPARE(server.provider.refreshes, 1);
        // What is left of a check's 1.5 s.
        QCOMPARE(server.timers.fire(499ms), 0);
        QCOMPARE(server.timers.fire(500ms), 1);
        QVERIFY(waiting->done);
        QCOMPARE(Answer::parse(waiting->writer.bytes()).status, 503);
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshUnavailable);
        server.provider.release();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void refreshesAhead_withoutKeepingTheRequestWaiting()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        QCOMPARE(browser.check("/app").status, 200);
        const auto token = browser.check("/app").header("authorization");
        server.clock.advance(260s);
        server.provider.holdRefreshes = true;
        QCOMPARE(browser.check("/app").header("authorization"), token);
        QCOMPARE(server.provider.refreshes, 1);
        QCOMPARE(browser.check("/app").header("authorization"), token);
        QCOMPARE(server.provider.refreshes, 1);
        server.provider.release();
        server.loop.post([&] { server.loop.quit(); });
        server.loop.run();
        QVERIFY(browser.check("/app").header("authorization") != token);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void passesTheRequestsTraceOn()
    {
        SignedIn in(storedConfig(), 260s);
        auto& [server, browser] = in;
        const std::string traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        QCOMPARE(browser.check("/app", {{"traceparent", traceparent}}).status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QCOMPARE(engine::traceIdOf(server.provider.traceparent), engine::traceIdOf(traceparent));
        QVERIFY(server.provider.traceparent != traceparent);
    }

    void goesOn_whenTheProviderIsDownAhead()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::Unreachable, "down", {}};
        server.clock.advance(260s);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

private:
    static Headers cookieOf(const Browser& browser)
    {
        return {{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
    }
};

QTEST_APPLESS_MAIN(StoredSessionsTest)
#include "tst_StoredSessions.moc"
