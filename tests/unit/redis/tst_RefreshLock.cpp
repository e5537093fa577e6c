#include "RedisFixture.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<redis::RedisSettings> settingsWith(const RedisServer& server,
                                                   std::chrono::milliseconds lockLife)
{
    auto settings = settingsFor(configFor(server));
    settings->lockLife = lockLife;
    return settings;
}

} // namespace

class RefreshLockTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_server.start()); }
    void init() { m_server.command({"FLUSHALL"}); }

    void isOneReplicasAtATime()
    {
        Replica one(m_server);
        Replica two(m_server);
        const auto ticket = makeTicket();
        auto first = one.wait(one.sessions->lockForRefresh(ticket, 1s));
        MESHSSO_VERIFY_OK(first);
        auto second = two.wait(two.sessions->lockForRefresh(ticket, 150ms));
        MESHSSO_VERIFY_FAILS(second, ErrorCode::Timeout);
        QVERIFY(two.lastWait >= 150ms);
        QVERIFY(two.lastWait < notHanging);
        // Another session's is free, and within one process it is no other.
        MESHSSO_VERIFY_OK(two.wait(two.sessions->lockForRefresh(makeTicket(), 150ms)));
        MESHSSO_VERIFY_FAILS(one.wait(one.sessions->lockForRefresh(ticket, 100ms)), ErrorCode::Timeout);
        first->reset();
        MESHSSO_VERIFY_OK(two.wait(two.sessions->lockForRefresh(ticket, 20s)));
    }

    void isHandedOn_whenItIsGivenBack()
    {
        Replica one(m_server);
        Replica two(m_server);
        const auto ticket = makeTicket();
        auto first = one.wait(one.sessions->lockForRefresh(ticket, 1s));
        MESHSSO_VERIFY_OK(first);
        QVERIFY(two.waitForNews());
        const auto before = two.service->status().stats.commands;
        QElapsedTimer timer;
        std::optional<Result<std::unique_ptr<Operation>>> second;
        auto task = two.sessions->lockForRefresh(ticket, 30s);
        task.start([&](auto outcome) {
            second.emplace(std::move(outcome));
            two.loop.quit();
        });
        // It has tried more than once.
        QTRY_VERIFY(two.service->status().stats.commands > before + 6);
        timer.start();
        first->reset();
        two.loop.run();
        MESHSSO_VERIFY_OK(*second);
        // Well before it would have ended by itself.
        QVERIFY(timer.elapsed() < 20'000);
    }

    void isRenewed_whileARefreshIsSlow()
    {
        // It lives so long that a busy machine lets one renew it in time.
        Replica one(settingsWith(m_server, 5s));
        Replica two(m_server);
        const auto ticket = makeTicket();
        auto held = one.wait(one.sessions->lockForRefresh(ticket, 1s));
        MESHSSO_VERIFY_OK(held);
        MESHSSO_VERIFY_FAILS(two.wait(two.sessions->lockForRefresh(ticket, 6500ms)), ErrorCode::Timeout);
        QVERIFY(m_server.command({"PTTL", m_server.command({"KEYS", "meshsso:lock:*"})}).toInt() > 100);
    }

    void endsByItself_whenItsHolderIsGone()
    {
        auto config = configFor(m_server);
        config.username = "holder";
        m_server.command({"ACL", "SETUSER", "holder", "reset", "on", ">secret", "~*", "&*", "+@all"});
        auto settings = settingsFor(config, "secret");
        settings->lockLife = 5s; // longer than it may take to cut it off
        Replica holder(settings);
        Replica two(m_server);
        const auto ticket = makeTicket();
        auto held = holder.wait(holder.sessions->lockForRefresh(ticket, 1s));
        MESHSSO_VERIFY_OK(held);
        // From here on Redis hears of it no more, as if its machine were gone.
        m_server.command({"ACL", "SETUSER", "holder", "off"});
        m_server.command({"CLIENT", "KILL", "USER", "holder"});
        auto second = two.wait(two.sessions->lockForRefresh(ticket, 20s));
        MESHSSO_VERIFY_OK(second);
        QVERIFY(two.lastWait > 200ms);
        // The old holder comes back: the lock is not its any more, to renew or to give back.
        m_server.command({"ACL", "SETUSER", "holder", "on"});
        QTRY_VERIFY(holder.wait(holder.sessions->load(makeTicket())).has_value());
        held->reset();
        MESHSSO_VERIFY_OK(holder.wait(holder.sessions->load(makeTicket())));
        MESHSSO_VERIFY_FAILS(holder.wait(holder.sessions->lockForRefresh(ticket, 100ms)), ErrorCode::Timeout);
    }

    void isReleasedByItsOwnerAlone()
    {
        Replica replica(m_server);
        const auto ticket = makeTicket();
        auto held = replica.wait(replica.sessions->lockForRefresh(ticket, 1s));
        MESHSSO_VERIFY_OK(held);
        const auto key = m_server.command({"KEYS", "meshsso:lock:*"});
        QVERIFY(!key.isEmpty());
        m_server.command({"SET", key, "another's", "PX", "60000"});
        held->reset();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->load(makeTicket())));
        QCOMPARE(m_server.command({"GET", key}), QByteArray("another's"));
    }

    void isGivenBack_whenNobodyWaitsForItAnyMore()
    {
        Replica replica(m_server);
        const auto ticket = makeTicket();
        for (int i = 0; i < 10; ++i) {
            auto task = replica.sessions->lockForRefresh(ticket, 5s);
            task.start([](const Result<std::unique_ptr<Operation>>&) {});
            // Dropped at some moment of its making.
            if (i % 2 == 1)
                MESHSSO_VERIFY_OK(replica.wait(replica.sessions->load(makeTicket())));
        }
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->lockForRefresh(ticket, 20s)));
    }

    void isGivenBack_atTheProcessEnd()
    {
        const auto ticket = makeTicket();
        Replica other(m_server);
        {
            Replica replica(m_server);
            auto held = replica.wait(replica.sessions->lockForRefresh(ticket, 1s));
            MESHSSO_VERIFY_OK(held);
            QVERIFY(!m_server.command({"KEYS", "meshsso:lock:*"}).isEmpty());
            held->reset();
            replica.service->stop();
            QCOMPARE(m_server.command({"KEYS", "meshsso:lock:*"}), QByteArray());
        }
    }

    void letsOneAtATimeIn_ofManyReplicas()
    {
        std::atomic<int> inside{0};
        std::atomic<int> collisions{0};
        std::atomic<int> turns{0};
        const auto ticket = makeTicket();
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                Replica replica(m_server);
                for (int i = 0; i < 4; ++i) {
                    auto held = replica.wait(replica.sessions->lockForRefresh(ticket, 20s));
                    if (!held)
                        continue;
                    if (inside.fetch_add(1) != 0)
                        ++collisions;
                    std::this_thread::yield();
                    inside.fetch_sub(1);
                    ++turns;
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(collisions.load(), 0);
        QCOMPARE(turns.load(), 16);
    }

private:
    RedisServer m_server;
};

QTEST_GUILESS_MAIN(RefreshLockTest)
#include "tst_RefreshLock.moc"
