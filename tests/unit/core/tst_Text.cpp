#include "core/Text.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;

class TextTest : public QObject
{
    Q_OBJECT

private slots:
    void nearest_findsMisspellings()
    {
        const std::vector<std::string_view> known{"redirectUris", "realm", "cookieSecret", "namespace"};
        QCOMPARE(nearestOf("redirectUri", known), std::string_view("redirectUris"));
        QCOMPARE(nearestOf("cookie_secret", known), std::string_view("cookieSecret"));
        QCOMPARE(nearestOf("Realm", known), std::string_view("realm"));
        QCOMPARE(nearestOf("banana", known), std::string_view());
        QCOMPARE(nearestOf("x", {}), std::string_view());
    }

    void utf8_isStrict_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("valid");
        QTest::newRow("ascii") << QByteArray("abc") << true;
        QTest::newRow("two bytes") << QByteArray("\xc3\xa9") << true;
        QTest::newRow("emoji") << QByteArray("\xf0\x9f\x98\x80") << true;
        QTest::newRow("overlong slash") << QByteArray("\xc0\xaf") << false;
        QTest::newRow("overlong three") << QByteArray("\xe0\x80\xaf") << false;
        QTest::newRow("overlong four") << QByteArray("\xf0\x80\x80\xaf") << false;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
        QTest::newRow("above the last point") << QByteArray("\xf4\x90\x80\x80") << false;
        QTest::newRow("cut short") << QByteArray("\xe4\xbd") << false;
        QTest::newRow("lone continuation") << QByteArray("\x80") << false;
    }
    void utf8_isStrict()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, valid);
        QCOMPARE(isValidUtf8(text.toStdString()), valid);
    }

    void trimSplitJoin()
    {
        QCOMPARE(trim(" \ta b\r\n"), std::string_view("a b"));
        QCOMPARE(trim(" \n"), std::string_view());
        QCOMPARE(split("a,,b", ',').size(), std::size_t{3});
        QCOMPARE(split("", ',').size(), std::size_t{1});
        const std::vector<std::string> parts{"a", "b", "a"};
        QCOMPARE(join(parts, ", "), std::string("a, b, a"));
    }

    void ignoreCase_isAsciiOnly()
    {
        QVERIFY(equalsIgnoreCase("X-Auth", "x-aUTH"));
        QVERIFY(!equalsIgnoreCase("X-Auth", "x_auth"));
        QVERIFY(!equalsIgnoreCase("a", "ab"));
        QCOMPARE(toLowerAscii("\xc3\x89Z"), std::string("\xc3\x89z"));
    }

    void controlCharacters()
    {
        QVERIFY(hasControlCharacters("a\tb"));
        QVERIFY(hasControlCharacters(std::string_view("\0", 1)));
        QVERIFY(hasControlCharacters("\x7f"));
        QVERIFY(!hasControlCharacters("a b \xc3\xa9"));
    }

    void findsEachByte_whereverItStands()
    {
        for (int byte = 0; byte < 256; ++byte) {
            const bool isControl = byte < 0x20 || byte == 0x7f;
            for (std::size_t size = 1; size <= 18; ++size) {
                for (std::size_t at = 0; at < size; ++at) {
                    for (const char other : {'a', ' ', '~', '\xff', '\x80'}) {
                        std::string text(size, other);
                        text[at] = static_cast<char>(byte);
                        QCOMPARE(hasControlCharacters(text), isControl);
                        if (other >= 0)
                            QCOMPARE(isValidUtf8(text), byte < 0x80);
                    }
                }
            }
        }
        for (std::size_t before = 0; before < 18; ++before) {
            for (std::size_t after = 0; after < 18; ++after) {
                const std::string left(before, 'a');
                const std::string right(after, 'b');
                QVERIFY(isValidUtf8(left + "\xe7\x99\xbb" + right));
                QVERIFY(!isValidUtf8(left + "\xe7\x99" + right));
                QVERIFY(!isValidUtf8(left + "\xbb" + right));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TextTest)
#include "tst_Text.moc"
