#include "redis/ClusterSlots.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::redis;

namespace {

RedisReply text(std::string value)
{
    RedisReply reply;
    reply.type = RedisReply::Type::Text;
    reply.text = std::move(value);
    return reply;
}

RedisReply number(std::int64_t value)
{
    RedisReply reply;
    reply.type = RedisReply::Type::Integer;
    reply.integer = value;
    return reply;
}

RedisReply array(std::vector<RedisReply> elements)
{
    RedisReply reply;
    reply.type = RedisReply::Type::Array;
    reply.elements = std::move(elements);
    return reply;
}

RedisReply range(std::int64_t first, std::int64_t last, const std::string& host, std::int64_t port)
{
    return array({number(first), number(last), array({text(host), number(port), text("id")})});
}

const RedisAddress asked{"10.0.0.1", 7000};

} // namespace

class ClusterSlotsTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsTheSlotOfAKey_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("slot");
        // As CLUSTER KEYSLOT says.
        QTest::newRow("specification") << QByteArray("123456789") << 0x31C3;
        QTest::newRow("empty") << QByteArray("") << 0;
        QTest::newRow("foo") << QByteArray("foo") << 12182;
        QTest::newRow("tagged") << QByteArray("bar{foo}baz") << 12182;
        QTest::newRow("empty tag") << QByteArray("foo{}{bar}") << 8363;
        QTest::newRow("first tag") << QByteArray("{foo}{bar}") << 12182;
        QTest::newRow("not closed") << QByteArray("foo{bar") << 15278;
    }

    void knowsTheSlotOfAKey()
    {
        QFETCH(QByteArray, key);
        QFETCH(int, slot);
        QCOMPARE(slotOf(key.toStdString()), slot);
    }

    void readsWhoOwnsWhat()
    {
        ClusterSlots owners;
        QVERIFY(!owners.owner(0));
        QVERIFY(owners.read(array({range(0, 99, "10.0.0.2", 7001), range(200, 16'383, "", 7002)}), asked));
        QCOMPARE(owners.owner(0)->toString(), std::string("10.0.0.2:7001"));
        QCOMPARE(owners.owner(99)->toString(), std::string("10.0.0.2:7001"));
        QVERIFY(!owners.owner(100));
        // A node that does not know its own address leaves it out.
        QCOMPARE(owners.owner(16'383)->toString(), std::string("10.0.0.1:7002"));
        QCOMPARE(owners.masters().size(), std::size_t{2});
        owners.set(100, {"10.0.0.2", 7001});
        QCOMPARE(owners.owner(100)->toString(), std::string("10.0.0.2:7001"));
        QCOMPARE(owners.masters().size(), std::size_t{2});
    }

    void keepsWhatItKnew_whenTheAnswerIsNone()
    {
        ClusterSlots owners;
        QVERIFY(owners.read(array({range(0, 16'383, "10.0.0.2", 7001)}), asked));
        const std::vector<RedisReply> bad{
            text("OK"),
            array({}),
            array({number(1)}),
            array({array({number(0), number(1)})}),
            array({array({number(0), number(1), array({text("10.0.0.3")})})}),
            array({range(-1, 5, "10.0.0.3", 7001)}),
            array({range(5, 4, "10.0.0.3", 7001)}),
            array({range(0, 16'384, "10.0.0.3", 7001)}),
            array({range(0, 5, "10.0.0.3", 0)}),
            array({range(0, 5, "10.0.0.3", 65'536)}),
        };
        for (const auto& reply : bad) {
            QVERIFY(!owners.read(reply, asked));
            QCOMPARE(owners.owner(3)->toString(), std::string("10.0.0.2:7001"));
        }
    }

    void readsRedirections_data()
    {
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("to");
        QTest::addColumn<int>("slot");
        QTest::newRow("moved") << "MOVED 3999 127.0.0.1:6381"
                               << "127.0.0.1:6381" << 3999;
        QTest::newRow("ask") << "ASK 3999 redis-2.example.com:6381"
                             << "redis-2.example.com:6381" << 3999;
        QTest::newRow("v6") << "MOVED 0 ::1:6381"
                            << "[::1]:6381" << 0;
        QTest::newRow("no host") << "MOVED 16383 :6381"
                                 << "10.0.0.1:6381" << 16383;
        QTest::newRow("unknown host") << "MOVED 16383 ?:6381"
                                      << "10.0.0.1:6381" << 16383;
        for (const char* bad : {"ERR no", "MOVED", "MOVED ", "MOVED 1", "MOVED 1 host", "MOVED x host:1",
                                "MOVED 16384 host:1", "MOVED -1 host:1", "MOVED 1 host:0",
                                "MOVED 1 host:65536", "MOVED 1 host:", "MOVED 1:2", "CLUSTERDOWN 1 host:1"})
            QTest::newRow(bad) << bad << "" << 0;
    }

    void readsRedirections()
    {
        QFETCH(QString, error);
        QFETCH(QString, to);
        QFETCH(int, slot);
        auto reply = text(error.toStdString());
        reply.type = RedisReply::Type::Error;
        const auto redirection = Redirection::parse(reply, asked);
        QCOMPARE(redirection.has_value(), !to.isEmpty());
        if (!redirection)
            return;
        QCOMPARE(redirection->to.toString(), to.toStdString());
        QCOMPARE(redirection->slot, slot);
        QCOMPARE(redirection->isAsk, error.startsWith("ASK"));
    }
};

QTEST_APPLESS_MAIN(ClusterSlotsTest)
#include "tst_ClusterSlots.moc"
