#include "core/RunLoop.h"
#include "engine/RefreshGate.h"
#include "support/FixedClock.h"
#include "support/ManualTimers.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <atomic>
#include <thread>

using namespace meshsso;
using namespace meshsso::test;
using engine::RefreshGate;
using namespace std::chrono_literals;

namespace {

session::Session makeSession(std::string refreshToken)
{
    session::Session session;
    session.id = "id";
    session.refreshToken = std::move(refreshToken);
    return session;
}

/// Answers on the loop, a little later.
Task<RefreshGate::Outcome> renewLater(session::Session session, RunLoop& loop, std::atomic<int>& count)
{
    ++count;
    Completion<int> wait([&loop](std::function<void(int)> done) {
        loop.post([done] { done(0); });
        return std::make_unique<Operation>();
    });
    co_await wait;
    session.accessToken = "renewed " + session.refreshToken;
    co_return session;
}

Task<RefreshGate::Outcome> failLater(RunLoop& loop, std::atomic<int>& count, ErrorCode code)
{
    ++count;
    Completion<int> wait([&loop](std::function<void(int)> done) {
        loop.post([done] { done(0); });
        return std::make_unique<Operation>();
    });
    co_await wait;
    co_return fail(code, "no", "invalid_grant");
}

/// Answers when the test calls release.
Task<RefreshGate::Outcome> renewWhenReleased(session::Session session, std::function<void()>& release,
                                             std::atomic<int>& count)
{
    ++count;
    Completion<int> wait([&release](std::function<void(int)> done) {
        release = [done] { done(0); };
        return std::make_unique<Operation>();
    });
    co_await wait;
    co_return session;
}

} // namespace

class RefreshGateTest : public QObject
{
    Q_OBJECT

private slots:
    void renewsOnce_overManyThreads()
    {
        FixedClock clock;
        RefreshGate gate(clock);
        std::atomic<int> renewals{0};
        std::atomic<int> good{0};
        std::atomic<int> ready{0};
        constexpr int threadCount = 4;
        constexpr int sessionCount = 20;
        constexpr int requestsEach = 10;
        std::vector<std::unique_ptr<RunLoop>> loops; // outlive every thread: an outcome may be posted to any
        for (int t = 0; t < threadCount; ++t)
            loops.push_back(std::make_unique<RunLoop>());
        std::vector<std::thread> threads;
        for (int t = 0; t < threadCount; ++t) {
            threads.emplace_back([&, &loop = *loops[static_cast<std::size_t>(t)]] {
                ++ready;
                while (ready < threadCount)
                    std::this_thread::yield();
                ManualTimers timers;
                std::vector<Task<RefreshGate::Outcome>> tasks;
                int left = sessionCount * requestsEach;
                for (int i = 0; i < sessionCount * requestsEach; ++i) {
                    const auto token = "token-" + std::to_string(i % sessionCount);
                    const RefreshGate::Renew renew = [&](session::Session session) {
                        return renewLater(std::move(session), loop, renewals);
                    };
                    tasks.push_back(gate.refresh(makeSession(token), loop, timers, renew,
                                                 RefreshGate::Urgency::Needed, 10s));
                }
                for (std::size_t i = 0; i < tasks.size(); ++i) {
                    const auto expected = "renewed token-" + std::to_string(i % sessionCount);
                    tasks[i].start([&, expected](RefreshGate::Outcome outcome) {
                        good += outcome && outcome->accessToken == expected ? 1 : 0;
                        if (--left == 0)
                            loop.quit();
                    });
                }
                loop.run();
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(renewals.load(), sessionCount);
        QCOMPARE(good.load(), threadCount * sessionCount * requestsEach);
        QCOMPARE(gate.running(), 0);
    }

    void asksAgain_whenThePeerWasDown_butNotWhenItSaidNo_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("renewals");
        QTest::newRow("down") << static_cast<int>(ErrorCode::Unreachable) << 2;
        QTest::newRow("ended") << static_cast<int>(ErrorCode::AuthorizationError) << 1;
        QTest::newRow("another user") << static_cast<int>(ErrorCode::WrongSubject) << 1;
    }
    void asksAgain_whenThePeerWasDown_butNotWhenItSaidNo()
    {
        QFETCH(int, code);
        QFETCH(int, renewals);
        FixedClock clock;
        RefreshGate gate(clock);
        RunLoop loop;
        ManualTimers timers;
        std::atomic<int> count{0};
        const RefreshGate::Renew renew = [&](session::Session) {
            return failLater(loop, count, static_cast<ErrorCode>(code));
        };
        for (int i = 0; i < 2; ++i) {
            const auto outcome = loop.runUntilDone(
                gate.refresh(makeSession("t"), loop, timers, renew, RefreshGate::Urgency::Needed, 10s));
            MESHSSO_VERIFY_FAILS(outcome, static_cast<ErrorCode>(code));
        }
        QCOMPARE(count.load(), renewals);
    }

    void forgetsAfterTheGracePeriod()
    {
        FixedClock clock;
        RefreshGate gate(clock, 30s);
        RunLoop loop;
        ManualTimers timers;
        std::atomic<int> count{0};
        const RefreshGate::Renew renew = [&](session::Session session) {
            return renewLater(std::move(session), loop, count);
        };
        for (const auto step : {0s, 30s, 1s}) {
            clock.advance(step);
            const auto outcome = loop.runUntilDone(
                gate.refresh(makeSession("t"), loop, timers, renew, RefreshGate::Urgency::Needed, 10s));
            MESHSSO_VERIFY_OK(outcome);
        }
        QCOMPARE(count.load(), 2);
    }

    void dropsWhatIsUnderWay()
    {
        FixedClock clock;
        RefreshGate gate(clock);
        RunLoop loop;
        ManualTimers timers;
        std::atomic<int> count{0};
        bool completed = false;
        const RefreshGate::Renew renew = [&](session::Session session) {
            return renewLater(std::move(session), loop, count);
        };
        auto task = gate.refresh(makeSession("t"), loop, timers, renew, RefreshGate::Urgency::Needed, 10s);
        task.start([&](RefreshGate::Outcome) { completed = true; });
        QCOMPARE(gate.running(), 1);
        gate.cancelAll();
        QCOMPARE(gate.running(), 0);
        QVERIFY(!completed);
    }

    void stopsWaiting_andTheRefreshGoesOn()
    {
        FixedClock clock;
        RefreshGate gate(clock);
        RunLoop loop;
        ManualTimers timers;
        std::atomic<int> count{0};
        std::function<void()> release;
        const RefreshGate::Renew renew = [&](session::Session session) {
            return renewWhenReleased(std::move(session), release, count);
        };
        std::vector<ErrorCode> errors;
        auto impatient =
            gate.refresh(makeSession("t"), loop, timers, renew, RefreshGate::Urgency::Needed, 1s);
        impatient.start([&](RefreshGate::Outcome outcome) {
            errors.push_back(outcome ? ErrorCode::Internal : outcome.error().code);
        });
        QCOMPARE(timers.fire(), 1);
        QVERIFY(errors == std::vector{ErrorCode::Timeout});
        QCOMPARE(gate.running(), 1);
        release();
        const auto later = loop.runUntilDone(
            gate.refresh(makeSession("t"), loop, timers, renew, RefreshGate::Urgency::Needed, 1s));
        MESHSSO_VERIFY_OK(later);
        QCOMPARE(count.load(), 1);
    }

    void doesNotKeepThoseWaitingWhoNeedNot()
    {
        FixedClock clock;
        RefreshGate gate(clock);
        RunLoop loop;
        ManualTimers timers;
        std::atomic<int> count{0};
        std::function<void()> release;
        const RefreshGate::Renew renew = [&](session::Session session) {
            return renewWhenReleased(std::move(session), release, count);
        };
        const auto ahead = [&] {
            return gate.refresh(makeSession("t"), loop, timers, renew, RefreshGate::Urgency::Ahead, 500ms);
        };
        auto first = ahead();
        first.start([](RefreshGate::Outcome) {});
        clock.advance(1s);
        // The refresh has been under way for longer than anybody would wait.
        const auto second = loop.runUntilDone(ahead());
        MESHSSO_VERIFY_FAILS(second, ErrorCode::Timeout);
        QCOMPARE(count.load(), 1);
        gate.cancelAll();
    }

    void tellsWhichAreUnderWay_ofThoseThatHadBegun()
    {
        FixedClock clock;
        RefreshGate gate(clock);
        RunLoop loop;
        ManualTimers timers;
        std::atomic<int> count{0};
        std::function<void()> releaseOld;
        std::function<void()> releaseNew;
        const auto begin = [&](const std::string& token, std::function<void()>& release) {
            return gate.refresh(
                makeSession(token), loop, timers,
                [&release, &count](session::Session session) {
                    return renewWhenReleased(std::move(session), release, count);
                },
                RefreshGate::Urgency::Needed, 1s);
        };
        auto old = begin("old", releaseOld);
        old.start([](RefreshGate::Outcome) {});
        const auto begun = gate.begun();
        QCOMPARE(begun, std::uint64_t{1});
        auto later = begin("new", releaseNew);
        later.start([](RefreshGate::Outcome) {});
        QCOMPARE(gate.running(), 2);
        QCOMPARE(gate.running(begun), 1);
        releaseOld();
        QCOMPARE(gate.running(), 1);
        QCOMPARE(gate.running(begun), 0);
        releaseNew();
        QCOMPARE(gate.running(), 0);
    }

    void doesNotAskAheadAgain_whileTheProviderIsDown()
    {
        FixedClock clock;
        RefreshGate gate(clock);
        RunLoop loop;
        ManualTimers timers;
        std::atomic<int> count{0};
        const RefreshGate::Renew renew = [&](session::Session) {
            return failLater(loop, count, ErrorCode::Unreachable);
        };
        const auto ask = [&](RefreshGate::Urgency urgency) {
            return loop.runUntilDone(gate.refresh(makeSession("t"), loop, timers, renew, urgency, 500ms));
        };
        MESHSSO_VERIFY_FAILS(ask(RefreshGate::Urgency::Ahead), ErrorCode::Unreachable);
        MESHSSO_VERIFY_FAILS(ask(RefreshGate::Urgency::Ahead), ErrorCode::Timeout);
        QCOMPARE(count.load(), 1);
        // Whoever cannot go on without asks all the same.
        MESHSSO_VERIFY_FAILS(ask(RefreshGate::Urgency::Needed), ErrorCode::Unreachable);
        QCOMPARE(count.load(), 2);
        clock.advance(RefreshGate::aheadPause + 1s);
        MESHSSO_VERIFY_FAILS(ask(RefreshGate::Urgency::Ahead), ErrorCode::Unreachable);
        QCOMPARE(count.load(), 3);
    }
};

QTEST_APPLESS_MAIN(RefreshGateTest)
#include "tst_RefreshGate.moc"
