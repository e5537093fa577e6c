#include "engine/RequestId.h"
#include "engine/ResponseWriter.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::engine;

class ResponseWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void writesAResponse()
    {
        ResponseWriter out;
        out.reset(false, true);
        out.start(403);
        out.header("a", "b");
        out.finish("no\n", "text/plain");
        QVERIFY(out.isFinished());
        QCOMPARE(std::string(out.bytes()),
                 std::string("HTTP/1.1 403 Forbidden\r\na: b\r\ncontent-type: text/plain\r\n"
                             "content-length: 3\r\n\r\nno\n"));
    }

    void announcesTheBodyOnly_toHead()
    {
        ResponseWriter out;
        out.reset(true, false);
        out.start(200);
        out.finish("body");
        QCOMPARE(std::string(out.bytes()),
                 std::string("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\n"));
    }

    void leavesOutValuesThatWouldSplitTheResponse_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("CRLF") << QByteArray("a\r\nset-cookie: x=y");
        QTest::newRow("LF") << QByteArray("a\nb");
        QTest::newRow("NUL") << QByteArray("a\0b", 3);
        QTest::newRow("DEL") << QByteArray("a\x7f");
    }
    void leavesOutValuesThatWouldSplitTheResponse()
    {
        QFETCH(QByteArray, value);
        ResponseWriter out;
        out.reset(false, true);
        out.start(200);
        out.header("location", value.toStdString());
        out.finish();
        QCOMPARE(std::string(out.bytes()), std::string("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
    }

    void requestIds()
    {
        SystemRandom random;
        const auto id = makeRequestId(random);
        QCOMPARE(id.size(), std::size_t(10));
        QVERIFY(isRequestId(id));
        QVERIFY(id != makeRequestId(random));
        for (const auto* good : {"a", "0f3b-11", "A_b.c"})
            QVERIFY(isRequestId(good));
        for (const auto* bad : {"", "a b", "a\n", "\"", "a,b", "<x>"})
            QVERIFY(!isRequestId(bad));
        QVERIFY(!isRequestId(std::string(65, 'a')));
    }
};

QTEST_APPLESS_MAIN(ResponseWriterTest)
#include "tst_ResponseWriter.moc"
