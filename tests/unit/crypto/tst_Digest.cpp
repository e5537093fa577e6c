#include "core/Encoding.h"
#include "crypto/ConstantTime.h"
#include "crypto/Digest.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::crypto;

class DigestTest : public QObject
{
    Q_OBJECT

private slots:
    void matchesTheStandardsVectors_data()
    {
        // FIPS 180-4's own examples and the empty text.
        QTest::addColumn<int>("bits");
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("expected");
        const std::string abc = "abc";
        const std::string two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        QTest::newRow("256 abc") << 256 << abc
                                 << std::string(
                                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        QTest::newRow("256 two blocks")
            << 256 << two << std::string("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        QTest::newRow("256 empty") << 256 << std::string()
                                   << std::string(
                                          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::newRow("384 abc") << 384 << abc
                                 << std::string(
                                        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                                        "8086072ba1e7cc2358baeca134c825a7");
        QTest::newRow("512 abc") << 512 << abc
                                 << std::string(
                                        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                                        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    }
    void matchesTheStandardsVectors()
    {
        QFETCH(const int, bits);
        QFETCH(const std::string, text);
        QFETCH(const std::string, expected);
        const auto digest = bits == 256 ? sha256(text) : bits == 384 ? sha384(text) : sha512(text);
        QCOMPARE(hexEncode(digest), expected);
    }

    void comparesWholeTexts()
    {
        QVERIFY(constantTimeEquals("", ""));
        QVERIFY(constantTimeEquals("same", "same"));
        QVERIFY(!constantTimeEquals("same", "samf"));
        QVERIFY(!constantTimeEquals("same", "tame"));
        QVERIFY(!constantTimeEquals("same", "sam"));
        QVERIFY(!constantTimeEquals("same", "same1"));
        QVERIFY(!constantTimeEquals("", "x"));
        QVERIFY(!constantTimeEquals(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
        QVERIFY(!constantTimeEquals(std::string_view(), "x"));
    }
};

QTEST_APPLESS_MAIN(DigestTest)
#include "tst_Digest.moc"
