#include "RedisFixture.h"
#include "support/FreePort.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;
using session::Revocation;

namespace {

/// With so much patience that it takes no busy machine for a dead master; tests tell it when one is to
/// follow.
RedisServer::Options sentinelFor(const RedisServer& master, const QStringList& more = {})
{
    return {QStringList{"sentinel monitor mymaster 127.0.0.1 " + QString::number(master.port()) + " 1",
                        "sentinel down-after-milliseconds mymaster 60000",
                        "sentinel failover-timeout mymaster 60000"} +
                more,
            {},
            true};
}

RedisServer::Options replicaOf(const RedisServer& master)
{
    return {{"replicaof 127.0.0.1 " + QString::number(master.port())}, {}, false};
}

serverconfig::RedisConfig configFor(const QStringList& sentinels)
{
    serverconfig::RedisConfig config;
    config.url = "redis://mymaster";
    config.timeout = 10s;
    for (const auto& sentinel : sentinels)
        config.sentinels.push_back(sentinel.toStdString());
    return config;
}

} // namespace

class RedisSentinelTest : public QObject
{
    Q_OBJECT

private slots:
    void followsTheMaster_whenItDies()
    {
        RedisServer first;
        QVERIFY(first.start());
        RedisServer second(replicaOf(first));
        QVERIFY(second.start());
        QTRY_VERIFY_WITH_TIMEOUT(second.command({"INFO", "replication"}).contains("master_link_status:up"),
                                 30'000);
        RedisServer sentinel(sentinelFor(first));
        QVERIFY(sentinel.start());
        // It asks masters for their replicas every ten seconds only; so it has to have heard of this one
        // first.
        QTRY_VERIFY_WITH_TIMEOUT(sentinel.command({"SENTINEL", "REPLICAS", "mymaster"})
                                     .contains(QByteArray::number(second.port())),
                                 30'000);

        // The first of the sentinels is down, too.
        const auto nobody = "127.0.0.1:" + QString::number(freePort());
        Replica replica(settingsFor(configFor({nobody, sentinel.address()})));
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 600s)));
        MESHSSO_VERIFY_OK(replica.wait(replica.channel->publish(
            makeRevocation(Revocation::Kind::ProviderSession, "sid-9", replica.clock.now()))));
        QVERIFY(replica.waitForNews());
        QTRY_COMPARE(second.command({"DBSIZE"}), first.command({"DBSIZE"}));

        first.kill();
        QVERIFY(!replica.wait(replica.sessions->load(ticket)));
        QVERIFY(replica.lastWait < notHanging);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return sentinel.command({"SENTINEL", "FAILOVER", "mymaster"}) == "OK";
            },
            30'000));
        bool isBack = false;
        QElapsedTimer timer;
        timer.start();
        // A sentinel that was kept from running does nothing for half a minute.
        while (!isBack && timer.elapsed() < 60'000) {
            auto loaded = replica.wait(replica.sessions->load(ticket));
            QVERIFY(replica.lastWait < notHanging);
            // Never as if there were no such session.
            if (loaded)
                QVERIFY(loaded->has_value());
            isBack = loaded.has_value();
            QTest::qWait(20);
        }
        QVERIFY(isBack);
        auto saved = replica.wait(replica.sessions->save(ticket, makeSession(), 600s));
        MESHSSO_VERIFY_OK(saved);
        QVERIFY(replica.waitForNews());
        QVERIFY(replica.revocations.isRevoked(Replica::issuer, makeSession("x", "sid-9")));
        QVERIFY(replica.log().find(second.address().toStdString()) != std::string::npos);

        // The old master comes back, as a replica, and is not taken for more.
        QVERIFY(first.start());
        Replica newcomer(settingsFor(configFor({sentinel.address()})));
        MESHSSO_VERIFY_OK(newcomer.wait(newcomer.sessions->save(makeTicket(), makeSession(), 60s)));
    }

    void saysSo_whenTheSentinelsDoNotKnowTheMaster()
    {
        RedisServer master;
        QVERIFY(master.start());
        RedisServer sentinel(sentinelFor(master));
        QVERIFY(sentinel.start());
        auto config = configFor({sentinel.address()});
        config.url = "redis://another";
        Replica replica(settingsFor(config));
        auto loaded = replica.wait(replica.sessions->load(makeTicket()));
        MESHSSO_VERIFY_FAILS(loaded, ErrorCode::PeerError);
        QVERIFY2(loaded.error().message.find("no master of that name") != std::string::npos,
                 loaded.error().toString().c_str());
    }

    void saysSo_whenNoSentinelAnswers()
    {
        RedisServer sentinel; // not started
        Replica replica(
            settingsFor(configFor({sentinel.address(), "127.0.0.1:" + QString::number(freePort())})));
        MESHSSO_VERIFY_FAILS(replica.wait(replica.sessions->load(makeTicket())), ErrorCode::Unreachable);
        QVERIFY(replica.lastWait < notHanging);
    }

    void asksTheNextSentinel_whenOneHangs()
    {
        RedisServer master;
        QVERIFY(master.start());
        RedisServer hanging(sentinelFor(master));
        RedisServer sentinel(sentinelFor(master));
        QVERIFY(hanging.start() && sentinel.start());
        hanging.pause();
        auto config = configFor({hanging.address(), sentinel.address()});
        config.timeout = 400ms;
        Replica replica(settingsFor(config));
        QVERIFY(replica.waitForAnswer());
        hanging.resume();
    }

    void givesSentinelsThePassword_thatAskForIt()
    {
        RedisServer master({{"requirepass planted-password"}, {}, false});
        QVERIFY(master.start());
        RedisServer open(sentinelFor(master, {"sentinel auth-pass mymaster planted-password"}));
        QVERIFY(open.start());
        Replica one(settingsFor(configFor({open.address()}), "planted-password"));
        MESHSSO_VERIFY_OK(one.wait(one.sessions->load(makeTicket())));
        RedisServer closed(sentinelFor(
            master, {"sentinel auth-pass mymaster planted-password", "requirepass planted-password"}));
        QVERIFY(closed.start());
        Replica two(settingsFor(configFor({closed.address()}), "planted-password"));
        MESHSSO_VERIFY_OK(two.wait(two.sessions->load(makeTicket())));
        Replica wrong(settingsFor(configFor({closed.address()}), "planted-mistake"));
        MESHSSO_VERIFY_FAILS(wrong.wait(wrong.sessions->load(makeTicket())), ErrorCode::PeerError);
        QVERIFY(wrong.log().find("planted") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(RedisSentinelTest)
#include "tst_RedisSentinel.moc"
