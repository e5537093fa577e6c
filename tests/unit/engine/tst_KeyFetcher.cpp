#include "EngineFixture.h"
#include "engine/KeyFetcher.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::KeyTurns;
using namespace std::chrono_literals;

namespace {

/// Answers when told to.
class SlowIssuer final : public session::IdentityProvider
{
public:
    Task<Result<session::ProviderState>> discover() override
    {
        co_return fail(ErrorCode::Unreachable, "not asked here");
    }
    Task<Result<crypto::JwkSet>> fetchKeys(std::string) override
    {
        ++asked;
        Completion<int> held([this](std::function<void(int)> done) {
            m_held = std::move(done);
            return std::make_unique<Operation>();
        });
        co_await held;
        co_return answer;
    }
    Task<Result<oidc::TokenResponse>> exchangeCode(std::string, std::string, std::string, std::string,
                                                   std::string) override
    {
        co_return fail(ErrorCode::Unreachable, "not asked here");
    }
    Task<Result<oidc::TokenResponse>> refresh(std::string, std::string, std::string) override
    {
        co_return fail(ErrorCode::Unreachable, "not asked here");
    }
    Task<Result<bool>> revoke(std::string, std::string, std::string) override
    {
        co_return fail(ErrorCode::Unreachable, "not asked here");
    }
    void release()
    {
        const auto done = std::exchange(m_held, nullptr);
        done(0);
    }
    int asked = 0;
    Result<crypto::JwkSet> answer;

private:
    std::function<void(int)> m_held;
};

} // namespace

class KeyFetcherTest : public QObject
{
    Q_OBJECT

private slots:
    void fetchesOnce_forAllWhoAsk()
    {
        Parts parts;
        parts.issuer.answer = *crypto::JwkSet::parse(TestSigner::ec("new").jwks());
        auto first = parts.fetcher.fetch(0);
        auto second = parts.fetcher.fetch(0);
        std::vector<bool> outcomes;
        first.start([&](bool fetched) { outcomes.push_back(fetched); });
        second.start([&](bool fetched) {
            outcomes.push_back(fetched);
            parts.loop.quit();
        });
        QCOMPARE(parts.issuer.asked, 1);
        parts.issuer.release();
        parts.loop.run();
        QCOMPARE(outcomes, std::vector<bool>({true, true}));
        QCOMPARE(parts.issuer.asked, 1);
        QVERIFY(parts.store.current()->bearerIssuers[0]->keys.hasKeyId("new"));
        // Another key that is not known either: not so soon.
        QVERIFY(!parts.loop.runUntilDone(parts.fetcher.fetch(0)));
        QCOMPARE(parts.issuer.asked, 1);
        parts.clock.advance(KeyTurns::interval);
        auto later = parts.fetcher.fetch(0);
        later.start([](bool) {});
        QCOMPARE(parts.issuer.asked, 2);
    }

    void limitsEachIssuerOnItsOwn()
    {
        Parts parts;
        parts.issuer.answer = *crypto::JwkSet::parse(TestSigner::ec("new").jwks());
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetch(std::nullopt)));
        QCOMPARE(parts.provider.keyFetches, 1);
        auto other = parts.fetcher.fetch(0);
        other.start([](bool) {});
        QCOMPARE(parts.issuer.asked, 1);
        QVERIFY(!parts.loop.runUntilDone(parts.fetcher.fetch(std::nullopt)));
        QCOMPARE(parts.provider.keyFetches, 1);
    }

    void keepsTheLastGoodKeys()
    {
        Parts parts;
        parts.issuer.answer = fail(ErrorCode::Unreachable, "down");
        auto task = parts.fetcher.fetch(0);
        std::optional<bool> fetched;
        task.start([&](bool done) { fetched = done; });
        parts.issuer.release();
        QCOMPARE(fetched, std::optional(false));
        QVERIFY(parts.store.current()->bearerIssuers[0]->keys.hasKeyId("old"));
        QVERIFY(parts.logged.find("keys.fetch_failed") != std::string::npos);
    }

    void wakesThoseWhoWait_whenTheOneWhoAskedHasGone()
    {
        Parts parts;
        auto first = std::make_unique<Task<bool>>(parts.fetcher.fetch(0));
        first->start([](bool) {});
        auto second = parts.fetcher.fetch(0);
        std::optional<bool> woken;
        second.start([&](bool done) {
            woken = done;
            parts.loop.quit();
        });
        {
            auto gone = parts.fetcher.fetch(0);
            gone.start([](bool) { qFatal("a task that is gone was woken"); });
        }
        first.reset();
        parts.loop.run();
        QCOMPARE(woken, std::optional(false)); // nobody fetched anything
    }

    void doesNotAskWhoIsNotKnown()
    {
        Parts parts;
        parts.store.setBearerIssuer(0, nullptr);
        parts.store.setProvider(nullptr);
        QVERIFY(!parts.loop.runUntilDone(parts.fetcher.fetch(0)));
        QVERIFY(!parts.loop.runUntilDone(parts.fetcher.fetch(1)));
        QVERIFY(!parts.loop.runUntilDone(parts.fetcher.fetch(std::nullopt)));
        QCOMPARE(parts.issuer.asked + parts.provider.keyFetches, 0);
        // Nor does an index beyond the configuration do anything.
        parts.store.setBearerIssuer(7, std::make_shared<session::ProviderState>());
        QCOMPARE(parts.store.current()->bearerIssuers.size(), std::size_t(1));
    }

    void keepsTurnsForTheProvidersOwnTokens()
    {
        using Outcome = engine::KeyFetcher::Outcome;
        Parts parts;
        ManualTimers timers;
        // A stranger's unknown kid has used up the turn of everybody's tokens.
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetchWithin({}, timers, 1s)) == Outcome::Fetched);
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetchWithin({}, timers, 1s)) == Outcome::TooSoon);
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetch({})));
        QVERIFY(!parts.loop.runUntilDone(parts.fetcher.fetch({})));
        QCOMPARE(parts.provider.keyFetches, 2);
    }

    void waitsForTheNextTurn()
    {
        Parts parts;
        ManualTimers timers;
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetch({})));
        parts.clock.advance(4s);
        std::optional<bool> fetched;
        auto waiting = parts.fetcher.fetchNext({}, timers);
        waiting.start([&](bool done) { fetched = done; });
        QCOMPARE(timers.fire(6s), 0); // a little after the turn has come, not before
        parts.clock.advance(6s);
        QCOMPARE(timers.fire(7s), 1);
        QCOMPARE(fetched, std::optional(true));
        QCOMPARE(parts.provider.keyFetches, 2);
        // A clock that was set back keeps nobody waiting for longer than there is a reason to.
        parts.clock.advance(-1h);
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetchNext({}, timers)));
    }

    void tellsThoseWhoWait_whenTheIssuerGivesNone()
    {
        using Outcome = engine::KeyFetcher::Outcome;
        Parts parts;
        ManualTimers timers;
        parts.issuer.answer = fail(ErrorCode::Unreachable, "down");
        std::vector<Outcome> outcomes;
        auto first = parts.fetcher.fetchWithin(0, timers, 1s);
        auto second = parts.fetcher.fetchWithin(0, timers, 1s);
        first.start([&](Outcome outcome) { outcomes.push_back(outcome); });
        second.start([&](Outcome outcome) {
            outcomes.push_back(outcome);
            parts.loop.quit();
        });
        parts.issuer.release();
        parts.loop.run();
        QVERIFY(outcomes == std::vector(2, Outcome::Failed));
    }

    void letsTheRestGoOn_whenNobodyWaitsAnyLonger()
    {
        using Outcome = engine::KeyFetcher::Outcome;
        Parts parts;
        ManualTimers timers;
        parts.issuer.answer = *crypto::JwkSet::parse(TestSigner::ec("new").jwks());
        auto impatient = parts.fetcher.fetchWithin(0, timers, 100ms);
        auto patient = parts.fetcher.fetchWithin(0, timers, 10s);
        std::optional<Outcome> first;
        std::optional<Outcome> second;
        impatient.start([&](Outcome outcome) { first = outcome; });
        patient.start([&](Outcome outcome) {
            second = outcome;
            parts.loop.quit();
        });
        QCOMPARE(parts.issuer.asked, 1);
        QCOMPARE(timers.fire(100ms), 1);
        QVERIFY(first == Outcome::Late);
        QVERIFY(!second);
        parts.issuer.release();
        parts.loop.run();
        QVERIFY(second == Outcome::Fetched);
        QCOMPARE(timers.fire(), 0);
        QVERIFY(parts.store.current()->bearerIssuers[0]->keys.hasKeyId("new"));
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetchWithin(0, timers, 10s)) == Outcome::TooSoon);
        QVERIFY(parts.loop.runUntilDone(parts.fetcher.fetchWithin(7, timers, 10s)) == Outcome::TooSoon);
    }

private:
    struct Parts
    {
        Parts()
        {
            session::ProviderState known;
            known.keys = *crypto::JwkSet::parse(TestSigner::ec("old").jwks());
            store.setBearerIssuer(0, std::make_shared<session::ProviderState>(known));
            store.setProvider(std::make_shared<session::ProviderState>(provider.state()));
        }
        static std::shared_ptr<const engine::Settings> settings()
        {
            auto config = EngineFixture::defaultConfig();
            serverconfig::BearerIssuer other;
            other.issuer = "https://other.example.com";
            other.audiences = {"api"};
            config.bearer.issuers.push_back(other);
            const auto random = std::make_shared<SystemRandom>();
            return *engine::Settings::create(config, {crypto::generateCookieSecret(*random)}, random);
        }
        FixedClock clock;
        RunLoop loop;
        std::string logged;
        std::unique_ptr<Log> log =
            Log::toSink(clock, LogLevel::Debug, [this](std::string_view line) { logged += line; });
        FakeIdentityProvider provider{clock};
        SlowIssuer issuer;
        engine::SnapshotStore store{settings()};
        engine::KeyFetcher fetcher{provider, {&issuer}, store, loop, clock, *log};
    };
};

QTEST_APPLESS_MAIN(KeyFetcherTest)
#include "tst_KeyFetcher.moc"
