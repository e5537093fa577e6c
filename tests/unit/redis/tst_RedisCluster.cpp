#include "RedisFixture.h"
#include "support/FreePort.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <array>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;
using session::Revocation;

namespace {

constexpr int slotCount = 16'384;
/// Random keys, so many that each node has some of them for certain.
constexpr int manyKeys = 48;
constexpr const char* password = "secret";

int firstSlotOf(int node)
{
    return node * slotCount / 3;
}

/// Three masters, made with the commands that redis-cli --cluster create gives, without its waiting.
class Cluster
{
public:
    bool start()
    {
        for (auto& node : m_nodes) {
            m_busPorts.append(freePort());
            node = makeNode(m_busPorts.last());
            if (!node->start() || node->command(aclLine(password)) != "OK")
                return false;
        }
        for (int i = 0; i < 3; ++i) {
            m_nodes[i]->command({"CLUSTER", "SET-CONFIG-EPOCH", QString::number(i + 1)});
            m_nodes[i]->command({"CLUSTER", "ADDSLOTSRANGE", QString::number(firstSlotOf(i)),
                                 QString::number(firstSlotOf(i + 1) - 1)});
            if (i > 0)
                m_nodes[0]->command({"CLUSTER", "MEET", "127.0.0.1", QString::number(m_nodes[i]->port()),
                                     QString::number(m_busPorts[i])});
        }
        return QTest::qWaitFor(
            [this] {
                return std::all_of(m_nodes.begin(), m_nodes.end(), [](const auto& node) {
                    const auto info = node->command({"CLUSTER", "INFO"});
                    return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:16384");
                });
            },
            60'000);
    }
    RedisServer& node(int index) { return *m_nodes[index]; }
    /// A fourth node, which takes the master's place when that dies.
    std::unique_ptr<RedisServer> addReplicaOf(int index)
    {
        const auto busPort = freePort();
        auto replica = makeNode(busPort);
        if (!replica->start() || replica->command(aclLine(password)) != "OK")
            return nullptr;
        m_nodes[0]->command(
            {"CLUSTER", "MEET", "127.0.0.1", QString::number(replica->port()), QString::number(busPort)});
        const bool isReplica = QTest::qWaitFor(
            [&] {
                return replica->command({"CLUSTER", "REPLICATE", id(index)}) == "OK";
            },
            30'000);
        const bool isLinked =
            isReplica &&
            QTest::qWaitFor(
                [&] {
                    return replica->command({"INFO", "replication"}).contains("master_link_status:up");
                },
                30'000);
        // A master that does not know of its replica yet does not vote for it.
        const auto replicaId = replica->command({"CLUSTER", "MYID"});
        const bool isKnown =
            isLinked &&
            QTest::qWaitFor(
                [&] {
                    return std::all_of(m_nodes.begin(), m_nodes.end(), [&](const auto& node) {
                        return node->command({"CLUSTER", "REPLICAS", id(index)}).contains(replicaId);
                    });
                },
                30'000);
        return isKnown ? std::move(replica) : nullptr;
    }
    QString id(int index) { return m_nodes[index]->command({"CLUSTER", "MYID"}); }
    int sizes() const
    {
        int used = 0;
        for (const auto& node : m_nodes)
            used += node->command({"DBSIZE"}).toInt() > 0 ? 1 : 0;
        return used;
    }

private:
    static std::unique_ptr<RedisServer> makeNode(int busPort)
    {
        return std::make_unique<RedisServer>(RedisServer::Options{
            // So much patience that nodes take no busy machine for a dead one.
            {"cluster-enabled yes", "cluster-config-file nodes.conf", "cluster-node-timeout 5000",
             "cluster-replica-validity-factor 0", "cluster-port " + QString::number(busPort),
             "cluster-require-full-coverage no"},
            {},
            false});
    }

    std::array<std::unique_ptr<RedisServer>, 3> m_nodes;
    QList<int> m_busPorts;
};

serverconfig::RedisConfig clusterConfig(const RedisServer& node)
{
    auto config = configFor(node);
    config.cluster = true;
    config.username = "meshsso";
    return config;
}

} // namespace

class RedisClusterTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_cluster.start()); }

    void keepsSessionsOverAllNodes()
    {
        Replica one(settingsFor(clusterConfig(m_cluster.node(0)), password));
        Replica two(settingsFor(clusterConfig(m_cluster.node(2)), password));
        for (int i = 0; i < 30; ++i) {
            const auto ticket = makeTicket();
            const auto session = makeSession("user-" + std::to_string(i), "sid-" + std::to_string(i));
            auto saved = one.wait(one.sessions->save(ticket, session, 60s));
            MESHSSO_VERIFY_OK(saved);
            QVERIFY(*saved);
            auto loaded = two.wait(two.sessions->load(ticket));
            MESHSSO_VERIFY_OK(loaded);
            QVERIFY(loaded->has_value() && **loaded == session);
            auto held = one.wait(one.sessions->lockForRefresh(ticket, 1s));
            MESHSSO_VERIFY_OK(held);
            auto touched = two.wait(two.sessions->touch(ticket, 90s));
            MESHSSO_VERIFY_OK(touched);
            QVERIFY(*touched);
            if (i % 2 == 0) {
                auto removed = two.wait(two.sessions->remove(ticket));
                MESHSSO_VERIFY_OK(removed);
                QVERIFY(*removed);
                saved = one.wait(one.sessions->save(ticket, session, 60s));
                MESHSSO_VERIFY_OK(saved);
                QVERIFY(!*saved);
            }
        }
        QCOMPARE(m_cluster.sizes(), 3);
    }

    void tellsRevocations_andRemovesSessionsOnOtherNodes()
    {
        Replica one(settingsFor(clusterConfig(m_cluster.node(0)), password));
        Replica two(settingsFor(clusterConfig(m_cluster.node(1)), password));
        QVERIFY(two.waitForNews());
        std::vector<session::SessionTicket> tickets;
        for (int i = 0; i < 10; ++i) {
            tickets.push_back(makeTicket());
            MESHSSO_VERIFY_OK(one.wait(one.sessions->save(tickets.back(), makeSession("carol", ""), 60s)));
        }
        const auto session = makeSession("carol", "");
        MESHSSO_VERIFY_OK(one.wait(
            one.channel->publish(makeRevocation(Revocation::Kind::Subject, "carol", one.clock.now()))));
        QTRY_VERIFY(two.revocations.isRevoked(Replica::issuer, session));
        for (const auto& ticket : tickets) {
            auto touched = two.wait(two.sessions->touch(ticket, 60s));
            MESHSSO_VERIFY_OK(touched);
            QVERIFY(!*touched);
        }
        auto claimed = one.wait(one.channel->claimOnce("jti", one.clock.now() + 60s));
        MESHSSO_VERIFY_OK(claimed);
        QVERIFY(*claimed);
        claimed = two.wait(two.channel->claimOnce("jti", one.clock.now() + 60s));
        MESHSSO_VERIFY_OK(claimed);
        QVERIFY(!*claimed);
    }

    void followsASlotThatMoves()
    {
        Replica replica(settingsFor(clusterConfig(m_cluster.node(0)), password));
        const auto ticket = makeTicket();
        MESHSSO_VERIFY_OK(replica.wait(replica.sessions->save(ticket, makeSession(), 60s)));
        const QString key =
            "meshsso:session:{" + QString::fromStdString(redis::RedisKeys::tagOf(ticket.id)) + "}";
        const auto slot = m_cluster.node(0).command({"CLUSTER", "KEYSLOT", key});
        const int from = slot.toInt() < firstSlotOf(1) ? 0 : slot.toInt() < firstSlotOf(2) ? 1 : 2;
        const int to = (from + 1) % 3;
        auto& source = m_cluster.node(from);
        auto& target = m_cluster.node(to);
        QCOMPARE(target.command({"CLUSTER", "SETSLOT", slot, "IMPORTING", m_cluster.id(from)}),
                 QByteArray("OK"));
        QCOMPARE(source.command({"CLUSTER", "SETSLOT", slot, "MIGRATING", m_cluster.id(to)}),
                 QByteArray("OK"));
        QCOMPARE(source.command({"MIGRATE", "127.0.0.1", QString::number(target.port()), key, "0", "30000"}),
                 QByteArray("OK"));
        // Half moved: the old owner says ASK.
        auto loaded = replica.wait(replica.sessions->load(ticket));
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->has_value());
        for (auto* node : {&target, &source})
            QCOMPARE(node->command({"CLUSTER", "SETSLOT", slot, "NODE", m_cluster.id(to)}), QByteArray("OK"));
        // Moved: it says MOVED.
        for (int i = 0; i < 2; ++i) {
            loaded = replica.wait(replica.sessions->load(ticket));
            MESHSSO_VERIFY_OK(loaded);
            QVERIFY(loaded->has_value());
        }
    }

    void needsNoNodeButTheOneThatHasTheKey()
    {
        auto config = clusterConfig(m_cluster.node(0));
        Replica patient(settingsFor(config, password));
        config.timeout = 400ms;
        Replica replica(settingsFor(config, password));
        const auto touch = [&](const session::SessionTicket& ticket) {
            return replica.wait(replica.sessions->touch(ticket, 600s));
        };
        const auto allAreTouched = [&](const std::vector<session::SessionTicket>& tickets) {
            return std::all_of(tickets.begin(), tickets.end(), [&](const auto& ticket) {
                return QTest::qWaitFor([&] { return touch(ticket).value_or(false); }, 30'000);
            });
        };
        std::vector<session::SessionTicket> tickets;
        for (int i = 0; i < manyKeys; ++i) {
            tickets.push_back(makeTicket());
            // Nothing but their own keys is asked for: no sid, a subject each.
            MESHSSO_VERIFY_OK(patient.wait(
                patient.sessions->save(tickets.back(), makeSession("u" + std::to_string(i), ""), 600s)));
        }
        QVERIFY(allAreTouched(tickets));
        m_cluster.node(1).pause();
        int failed = 0;
        for (const auto& ticket : tickets) {
            auto touched = touch(ticket);
            QVERIFY(replica.lastWait < notHanging);
            failed += touched ? 0 : 1;
            // An answer is the right one.
            if (touched)
                QVERIFY(*touched);
        }
        QVERIFY(failed > 0 && failed < manyKeys);
        m_cluster.node(1).resume();
        QVERIFY(allAreTouched(tickets));
    }

    void saysSo_whenItIsNoCluster()
    {
        RedisServer single;
        QVERIFY(single.start());
        single.command(aclLine(password));
        Replica replica(settingsFor(clusterConfig(single), password));
        MESHSSO_VERIFY_FAILS(replica.wait(replica.sessions->load(makeTicket())), ErrorCode::PeerError);
        single.kill();
        QTRY_VERIFY(!replica.wait(replica.sessions->load(makeTicket())).has_value());
    }

    void saysSo_whenAClustersNodeIsTakenForASingleServer()
    {
        Replica replica(settingsFor(configFor(m_cluster.node(0))));
        int moved = 0;
        for (int i = 0; i < 12; ++i) {
            auto loaded = replica.wait(replica.sessions->load(makeTicket()));
            if (!loaded) {
                QCOMPARE(loaded.error().message, std::string("Redis answered MOVED"));
                ++moved;
            }
        }
        QVERIFY(moved > 0);
    }

    // The last: the cluster is not the same afterwards.
    void followsAFailover()
    {
        const auto successor = m_cluster.addReplicaOf(2);
        QVERIFY(successor);
        Replica replica(settingsFor(clusterConfig(m_cluster.node(0)), password));
        std::vector<session::SessionTicket> tickets;
        for (int i = 0; i < manyKeys; ++i) {
            tickets.push_back(makeTicket());
            MESHSSO_VERIFY_OK(
                replica.wait(replica.sessions->save(tickets.back(), makeSession("dave", ""), 600s)));
        }
        QVERIFY(QTest::qWaitFor(
            [&] { return successor->command({"DBSIZE"}) == m_cluster.node(2).command({"DBSIZE"}); }, 30'000));
        m_cluster.node(2).kill();
        int failed = 0;
        QElapsedTimer timer;
        timer.start();
        for (const auto& ticket : tickets) {
            for (;;) {
                auto touched = replica.wait(replica.sessions->touch(ticket, 600s));
                QVERIFY(replica.lastWait < notHanging);
                if (touched) {
                    QVERIFY(*touched);
                    break;
                }
                ++failed;
                QVERIFY(timer.elapsed() < 60'000);
                QTest::qWait(20);
            }
        }
        QVERIFY(failed > 0);
    }

private:
    Cluster m_cluster;
};

QTEST_GUILESS_MAIN(RedisClusterTest)
#include "tst_RedisCluster.moc"
