#include "RawPeer.h"
#include "RedisOutcomes.h"
#include "support/FreePort.h"
#include "support/TestPrinters.h"

#include <QTemporaryFile>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;
using session::Revocation;

class RedisFaultsTest : public QObject
{
    Q_OBJECT

private slots:
    void saysThatItIsGone_andComesBack()
    {
        RedisServer server;
        QVERIFY(server.start());
        Replica replica(server);
        VERIFY_ALL_SUCCEED(replica);
        QVERIFY(replica.waitForNews());
        server.kill();
        VERIFY_ALL_FAIL(replica, isUnreachable);
        QTRY_VERIFY(!replica.service->status().isReachable);
        QVERIFY(server.start());
        QTRY_VERIFY(replica.wait(replica.sessions->load(makeTicket())).has_value());
        VERIFY_ALL_SUCCEED(replica);
        QTRY_VERIFY(replica.service->status().isReachable);
        QVERIFY(replica.service->status().stats.failures > 0);
        QVERIFY(replica.log().find("redis.lost") != std::string::npos);
    }

    void isFound_whenItStartsLater()
    {
        RedisServer server;
        Replica replica(server);
        VERIFY_ALL_FAIL(replica, isUnreachable);
        QVERIFY(!replica.service->status().isReachable);
        QVERIFY(replica.service->status().lastHeard == TimePoint());
        QVERIFY(server.start());
        QTRY_VERIFY(replica.wait(replica.sessions->load(makeTicket())).has_value());
        VERIFY_ALL_SUCCEED(replica);
    }

    void makesALostConnectionAgain_beforeAnybodyNotices()
    {
        RedisServer server;
        QVERIFY(server.start());
        Replica replica(server);
        VERIFY_ALL_SUCCEED(replica);
        for (int i = 0; i < 3; ++i) {
            const auto isLost = [&, before = replica.log().size()] {
                return replica.log().find("\"for\":\"commands\"", before) != std::string::npos;
            };
            server.command({"CLIENT", "KILL", "TYPE", "normal"});
            QTRY_VERIFY(isLost());
            MESHSSO_VERIFY_OK(replica.wait(replica.sessions->load(makeTicket())));
        }
    }

    void doesNotWaitLongerThanTheTimeout_whenRedisHangs()
    {
        RedisServer server;
        QVERIFY(server.start());
        auto settings = settingsFor(hastyConfigFor(server));
        settings->keepAlive = 1min; // nothing that was asked earlier is late before
        Replica replica(settings);
        QVERIFY(QTest::qWaitFor([&] { return allSucceed(replica); }, 30'000));
        QVERIFY(replica.waitForNews());
        server.pause();
        auto loaded = replica.wait(replica.sessions->load(makeTicket()));
        MESHSSO_VERIFY_FAILS(loaded, ErrorCode::Timeout);
        QVERIFY(replica.lastWait >= 350ms);
        QVERIFY(replica.lastWait < notHanging);
        VERIFY_ALL_FAIL(replica, isUnreachableOrLate);
        QTRY_VERIFY(!replica.service->status().isReachable);
        // By now it is known, and nobody waits any more.
        const auto isToldAtOnce = [&] {
            return !replica.wait(replica.sessions->load(makeTicket())) && replica.lastWait < 100ms;
        };
        QVERIFY(QTest::qWaitFor(isToldAtOnce, 30'000));
        server.resume();
        QVERIFY(replica.waitForAnswer());
        QVERIFY(QTest::qWaitFor([&] { return allSucceed(replica); }, 30'000));
        QVERIFY(replica.waitForNews());
    }

    void refusesNewSessions_whenRedisHasNoMemory_butLoadsRefreshesAndSignsOut()
    {
        RedisServer server;
        QVERIFY(server.start());
        Replica replica(server);
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 60s)));
        server.command({"CONFIG", "SET", "maxmemory-policy", "noeviction"});
        server.command({"CONFIG", "SET", "maxmemory", "1"});
        const auto isFull = isAnswer("OOM");
        for (const auto& [name, error] : outcomes(replica)) {
            if (name == "save")
                QVERIFY2(error && isFull(*error), name.c_str());
            else
                QVERIFY2(!error, name.c_str());
        }
        auto loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
        auto renewed = makeSession();
        renewed.refreshToken = "the-next";
        auto saved = replica.wait(replica.sessions->save(ticket, std::move(renewed), 60s));
        MESHSSO_VERIFY_OK(saved);
        QVERIFY(*saved);
        loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
        QCOMPARE((*loaded)->refreshToken, std::string("the-next"));
        auto removed = replica.wait(replica.sessions->remove(ticket));
        MESHSSO_VERIFY_OK(removed);
        QVERIFY(*removed);
        MESHSSO_VERIFY_OK(replica.wait(replica.channel->publish(
            makeRevocation(Revocation::Kind::ProviderSession, "sid-7", replica.clock.now()))));
        QTRY_VERIFY(replica.revocations.isRevoked(Replica::issuer, makeSession("x", "sid-7")));
        Replica late(server);
        QVERIFY(late.waitForNews());
        QVERIFY(late.revocations.isRevoked(Replica::issuer, makeSession("x", "sid-7")));
        auto claimed = replica.wait(replica.channel->claimOnce("jti", replica.clock.now() + 60s));
        MESHSSO_VERIFY_OK(claimed);
        QVERIFY(*claimed);
        claimed = late.wait(late.channel->claimOnce("jti", replica.clock.now() + 60s));
        MESHSSO_VERIFY_OK(claimed);
        QVERIFY(!*claimed);
        server.command({"CONFIG", "SET", "maxmemory", "0"});
        VERIFY_ALL_SUCCEED(replica);
    }

    void refusesAReplica_alsoForReading()
    {
        RedisServer server;
        QVERIFY(server.start());
        Replica replica(server);
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 60s)));
        // A master that nobody is, so that it keeps what it has.
        server.command({"REPLICAOF", "127.0.0.1", QString::number(freePort())});
        VERIFY_ALL_FAIL(replica, isAnswer("READONLY"));
        MESHSSO_VERIFY_FAILS(replica.wait(replica.sessions->load(ticket)), ErrorCode::PeerError);
        Replica newcomer(server);
        VERIFY_ALL_FAIL(newcomer, isAnswer("READONLY"));
        server.command({"REPLICAOF", "NO", "ONE"});
        QTRY_VERIFY(replica.wait(replica.sessions->load(ticket)).has_value());
        auto loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
    }

    void noticesByItself_thatItsServerBecameAReplica()
    {
        RedisServer server;
        QVERIFY(server.start());
        Replica replica(server);
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->load(makeTicket())));
        QVERIFY(replica.waitForNews());
        server.command({"REPLICAOF", "127.0.0.1", QString::number(freePort())});
        QTRY_VERIFY(replica.log().find("READONLY") != std::string::npos);
        QTRY_VERIFY(!replica.service->status().isReachable);
    }

    void asksForAnotherLogin_whenRedisWasEmptied()
    {
        RedisServer server;
        QVERIFY(server.start());
        Replica replica(server);
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 60s)));
        server.command({"FLUSHALL"});
        // The one case in which there really is no such session.
        auto loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(!loaded->has_value());
        VERIFY_ALL_SUCCEED(replica);
    }

    void doesNotHang_withAPeerThatIsNoRedis_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("closes");
        QTest::newRow("says nothing") << QByteArray() << false;
        QTest::newRow("closes at once") << QByteArray() << true;
        QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") << false;
        QTest::newRow("more answers than questions") << QByteArray("+OK\r\n").repeated(1000) << false;
        QTest::newRow("half an answer") << QByteArray("$100\r\nabc") << false;
        QTest::newRow("an answer without end")
            << QByteArray("$1000000000\r\n") + QByteArray(6'000'000, 'x') << false;
        QTest::newRow("too many elements") << QByteArray("*2000000000\r\n") << false;
        QTest::newRow("loading for ever")
            << QByteArray("-LOADING Redis is loading the dataset in memory\r\n") << false;
        QTest::newRow("too many clients") << QByteArray("-ERR max number of clients reached\r\n") << false;
    }

    void doesNotHang_withAPeerThatIsNoRedis()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, closes);
        RawPeer peer(bytes.toStdString(), closes ? RawPeer::Then::Close : RawPeer::Then::Keep);
        serverconfig::RedisConfig config;
        config.url = "redis://127.0.0.1:" + std::to_string(peer.port());
        config.timeout = 150ms;
        Replica replica(settingsFor(config));
        VERIFY_ALL_FAIL(replica, [](const Error& refusal) {
            return isUnreachableOrLate(refusal) || refusal.code == ErrorCode::PeerError;
        });
        QVERIFY(!replica.service->status().isReachable);
    }

    void refusesMore_whenTooManyWait()
    {
        RedisServer server;
        QVERIFY(server.start());
        auto settings = settingsFor(configFor(server));
        settings->maxWaiting = 10;
        Replica replica(settings);
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->load(makeTicket())));
        server.pause();
        std::vector<Task<Result<std::optional<session::Session>>>> tasks;
        int answered = 0;
        int refusedAtOnce = 0;
        for (int i = 0; i < 30; ++i)
            tasks.push_back(replica.sessions->load(makeTicket()));
        for (auto& task : tasks) {
            task.start([&](const auto& loaded) {
                QVERIFY(!loaded);
                if (++answered == 30)
                    replica.loop.quit();
            });
        }
        refusedAtOnce = answered;
        QCOMPARE(refusedAtOnce, 20);
        server.kill();
        replica.loop.run();
        QCOMPARE(answered, 30);
        QVERIFY(server.start());
        QVERIFY(replica.waitForAnswer());
    }

    void answersEverybody_whileRedisComesAndGoes()
    {
        // With its memory on disk, so that whoever says "no such session" is wrong.
        RedisServer server({{"appendonly yes", "appendfsync always"}, {}, false});
        QVERIFY(server.start());
        auto settings = settingsFor(hastyConfigFor(server));
        settings->lockLife = 600ms; // some are lost when Redis goes
        Replica replica(settings);
        std::atomic<bool> isOver{false};
        std::atomic<int> right{0};
        std::atomic<int> failed{0};
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&] {
                RunLoop loop;
                const auto sessions = replica.service->makeSessions(loop, Replica::issuer, Replica::lifetime);
                const auto ticket = makeTicket();
                auto saved = loop.runUntilDone(sessions->save(ticket, makeSession(), 600s));
                while (!saved && !isOver) // the disk may be slow
                    saved = loop.runUntilDone(sessions->save(ticket, makeSession(), 600s));
                if (saved && !*saved)
                    ++wrong;
                while (!isOver) {
                    auto loaded = loop.runUntilDone(sessions->load(ticket));
                    auto& counter = !loaded ? failed : loaded->has_value() ? right : wrong;
                    ++counter;
                    auto held = loop.runUntilDone(sessions->lockForRefresh(ticket, 100ms));
                }
            });
        }
        bool isGoingOn = true;
        const auto waitFor = [&](const std::atomic<int>& counter, int more) {
            const int before = counter;
            isGoingOn = isGoingOn && QTest::qWaitFor([&] { return counter > before + more; }, 30'000);
        };
        waitFor(right, 50);
        for (int i = 0; i < 2; ++i) {
            server.kill();
            waitFor(failed, 10);
            isGoingOn = isGoingOn && server.start();
            waitFor(right, 20);
            server.pause();
            waitFor(failed, 3);
            server.resume();
            waitFor(right, 20);
        }
        isOver = true;
        for (auto& thread : threads)
            thread.join();
        QVERIFY(isGoingOn);
        QCOMPARE(wrong.load(), 0);
    }

    void endsQuickly_whileRedisHangs()
    {
        RedisServer server;
        QVERIFY(server.start());
        QElapsedTimer timer;
        {
            Replica replica(settingsFor(hastyConfigFor(server)));
            QVERIFY(replica.waitForAnswer());
            server.pause();
            auto task = replica.sessions->load(makeTicket());
            task.start(
                [](const Result<std::optional<session::Session>>&) { QFAIL("nobody waits any more"); });
            timer.start();
            {
                const auto dropped = std::move(task);
            }
            replica.service->stop();
        }
        QVERIFY(std::chrono::milliseconds(timer.elapsed()) < notHanging);
    }
};

QTEST_GUILESS_MAIN(RedisFaultsTest)
#include "tst_RedisFaults.moc"
