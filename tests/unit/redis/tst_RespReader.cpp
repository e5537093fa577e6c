#include "redis/RespReader.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::redis;

namespace {

std::string nested(int depth)
{
    std::string text;
    for (int i = 0; i < depth; ++i)
        text += "*1\r\n";
    return text + ":1\r\n";
}

} // namespace

class RespReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void writesWordsWithAnyBytes()
    {
        QCOMPARE(formatCommand({"SET", "a b", std::string("\r\n\0x", 4), ""}),
                 std::string("*4\r\n$3\r\nSET\r\n$3\r\na b\r\n$4\r\n\r\n\0x\r\n$0\r\n\r\n", 38));
    }

    void readsEachKind()
    {
        RespReader reader(1024);
        reader.feed(
            "+OK\r\n:-7\r\n$4\r\na\r\nb\r\n$-1\r\n*-1\r\n-ERR no, 'secret'\r\n*2\r\n$1\r\nx\r\n*1\r\n:3\r\n");
        std::vector<RedisReply> replies;
        for (;;) {
            auto reply = reader.next();
            MESHSSO_VERIFY_OK(reply);
            if (!*reply)
                break;
            replies.push_back(std::move(**reply));
        }
        QCOMPARE(replies.size(), std::size_t{7});
        QCOMPARE(replies[0].text, std::string("OK"));
        QVERIFY(replies[0].type == RedisReply::Type::Status);
        QCOMPARE(replies[1].integer, std::int64_t{-7});
        QCOMPARE(replies[2].text, std::string("a\r\nb"));
        QVERIFY(replies[3].isNil());
        QVERIFY(replies[4].isNil());
        QVERIFY(replies[5].isError());
        QCOMPARE(replies[5].errorWord(), std::string_view("ERR"));
        QCOMPARE(replies[6].elements.size(), std::size_t{2});
        QCOMPARE(replies[6].elements[1].elements[0].integer, std::int64_t{3});
    }

    void readsByteForByte()
    {
        const std::string bytes = "*3\r\n$5\r\nhello\r\n:12\r\n*2\r\n+a\r\n$-1\r\n";
        RespReader reader(1024);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            reader.feed(bytes.substr(i, 1));
            auto reply = reader.next();
            MESHSSO_VERIFY_OK(reply);
            QCOMPARE(reply->has_value(), i + 1 == bytes.size());
            if (*reply)
                QCOMPARE((*reply)->elements[0].text, std::string("hello"));
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("tls alert") << QByteArray("\x15\x03\x03\x00\x02\x02\x28", 7);
        QTest::newRow("resp3") << QByteArray("%1\r\n+a\r\n:1\r\n");
        QTest::newRow("number") << QByteArray(":12a\r\n");
        QTest::newRow("negative array") << QByteArray("*-5\r\n");
        QTest::newRow("array of 2^32 + 1") << QByteArray("*4294967297\r\n:1\r\n:2\r\n");
        QTest::newRow("array of 2^31") << QByteArray("*2147483648\r\n:1\r\n");
        QTest::newRow("array of 2^64") << QByteArray("*18446744073709551616\r\n");
        QTest::newRow("too many elements") << QByteArray("*50001\r\n");
        QTest::newRow("too many elements in all")
            << QByteArray("*2\r\n*40000\r\n") + QByteArray(":1\r\n").repeated(40'000) + "*40000\r\n";
        QTest::newRow("too deep") << QByteArray::fromStdString(nested(64));
        QTest::newRow("negative text") << QByteArray("$-7\r\nabc\r\n");
        QTest::newRow("text of 2^63") << QByteArray("$9223372036854775808\r\n");
        QTest::newRow("text without its end") << QByteArray("$3\r\nabcdefgh\r\n+OK\r\n");
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        RespReader reader(1024 * 1024);
        reader.feed({bytes.data(), static_cast<std::size_t>(bytes.size())});
        auto reply = reader.next();
        for (int i = 0; i < 3 && reply && *reply; ++i)
            reply = reader.next();
        MESHSSO_VERIFY_FAILS(reply, ErrorCode::PeerError);
    }

    void boundsWhatOneReplyMayTake()
    {
        RespReader reader(1000);
        // Many small ones are no problem, even at once.
        std::string many;
        for (int i = 0; i < 1000; ++i)
            many += "$5\r\nhello\r\n";
        reader.feed(many);
        for (int i = 0; i < 1000; ++i) {
            auto reply = reader.next();
            MESHSSO_VERIFY_OK(reply);
            QVERIFY(reply->has_value());
        }
        reader.feed("$5000\r\n" + std::string(900, 'x'));
        MESHSSO_VERIFY_OK(reader.next());
        reader.feed(std::string(200, 'x'));
        MESHSSO_VERIFY_FAILS(reader.next(), ErrorCode::PeerError);
    }

    void showsOnlyTheWordOfAnError_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("plain") << QByteArray("OOM command not allowed") << QByteArray("OOM");
        QTest::newRow("alone") << QByteArray("READONLY") << QByteArray("READONLY");
        QTest::newRow("quotes an argument") << QByteArray("s3cret is wrong") << QByteArray("ERR");
        QTest::newRow("empty") << QByteArray("") << QByteArray("ERR");
        QTest::newRow("long") << QByteArray(40, 'A') << QByteArray("ERR");
    }

    void showsOnlyTheWordOfAnError()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, word);
        RedisReply reply;
        reply.type = RedisReply::Type::Error;
        reply.text = text.toStdString();
        QCOMPARE(std::string(reply.errorWord()), word.toStdString());
    }
};

QTEST_APPLESS_MAIN(RespReaderTest)
#include "tst_RespReader.moc"
