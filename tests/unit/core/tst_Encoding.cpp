#include "core/Encoding.h"
#include "core/SecureRandom.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <set>

using namespace meshsso;

class EncodingTest : public QObject
{
    Q_OBJECT

private slots:
    void base64Url_matchesRfc4648_data()
    {
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("encoded");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
        QTest::newRow("f") << QByteArray("f") << QByteArray("Zg");
        QTest::newRow("fo") << QByteArray("fo") << QByteArray("Zm8");
        QTest::newRow("foo") << QByteArray("foo") << QByteArray("Zm9v");
        QTest::newRow("foobar") << QByteArray("foobar") << QByteArray("Zm9vYmFy");
        QTest::newRow("url alphabet") << QByteArray::fromHex("fbff") << QByteArray("-_8");
    }
    void base64Url_matchesRfc4648()
    {
        QFETCH(QByteArray, plain);
        QFETCH(QByteArray, encoded);
        QCOMPARE(base64UrlEncode(plain.toStdString()), encoded.toStdString());
        QCOMPARE(base64UrlDecode(encoded.toStdString()).value(), plain.toStdString());
    }

    void base64Url_refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("padding") << QByteArray("Zg==");
        QTest::newRow("plain alphabet +") << QByteArray("+_8A");
        QTest::newRow("plain alphabet /") << QByteArray("/_8A");
        QTest::newRow("length 1 mod 4") << QByteArray("Zm9vY");
        QTest::newRow("unused bits set, one byte") << QByteArray("Zh");
        QTest::newRow("unused bits set, two bytes") << QByteArray("Zm9");
        QTest::newRow("line feed") << QByteArray("Zm9v\n");
        QTest::newRow("inner blank") << QByteArray("Zm 9v");
        QTest::newRow("high byte") << QByteArray("Zm9\xff");
        QTest::newRow("NUL") << QByteArray("Zm9\0", 4);
    }
    void base64Url_refuses()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!base64UrlDecode(text.toStdString()));
    }

    void base64Url_roundTripsEveryLength()
    {
        SystemRandom random;
        for (std::size_t length = 0; length < 300; ++length) {
            const auto bytes = random.bytes(length);
            QCOMPARE(base64UrlDecode(base64UrlEncode(bytes)).value(), bytes);
        }
    }

    void base64_pads()
    {
        QCOMPARE(base64Encode("f"), std::string("Zg=="));
        QCOMPARE(base64Encode("fo"), std::string("Zm8="));
        QCOMPARE(base64Encode("foo"), std::string("Zm9v"));
    }

    void percent_encodesAllButUnreserved()
    {
        QCOMPARE(percentEncode("aZ09-._~ /?&=+%\x7f\xc3\xa9"),
                 std::string("aZ09-._~%20%2F%3F%26%3D%2B%25%7F%C3%A9"));
        QCOMPARE(percentDecode("a%20b%2Fc+d").value(), std::string("a b/c+d"));
        QCOMPARE(formDecode("a%20b+c").value(), std::string("a b c"));
    }

    void percentDecode_refusesBrokenEscapes()
    {
        for (const auto* text : {"%", "%2", "a%", "%zz", "%2g", "%%20", "100%"})
            QVERIFY2(!percentDecode(text), text);
    }

    void hex_isLowerCase() { QCOMPARE(hexEncode(std::string("\x00\xff\x1a", 3)), std::string("00ff1a")); }

    void randomTokens_areLongEnoughAndDiffer()
    {
        SystemRandom random;
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            const auto token = random.token(16);
            QCOMPARE(token.size(), std::size_t{22});
            seen.insert(token);
        }
        QCOMPARE(seen.size(), std::size_t{1000});
    }
};

QTEST_APPLESS_MAIN(EncodingTest)
#include "tst_Encoding.moc"
