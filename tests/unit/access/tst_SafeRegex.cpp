#include "access/SafeRegex.h"
#include "support/OwnTime.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using access::SafeRegex;

class SafeRegexTest : public QObject
{
    Q_OBJECT

private slots:
    void matchesWholeText_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char* pattern, const char* text, bool expected) {
            QTest::addRow("%s on %s", pattern, text) << QByteArray(pattern) << QByteArray(text) << expected;
        };
        row("team-.*", "team-a", true);
        row("team-.*", "my-team-a", false);
        row("a|b", "b", true);
        row("a|b", "ab", false);
        row("[a-z]+@example\\.com", "bob@example.com", true);
        row("[a-z]+@example\\.com", "bob@exampleXcom", false);
        row("(?:dev|ops)-[0-9]{2,3}", "ops-123", true);
        row("(?:dev|ops)-[0-9]{2,3}", "ops-1234", false);
        row("(?:-x)?a", "a", true);
        row("([a-z]+-)?[a-z]+", "eu-west", true);
        row("[^/]+", "a/b", false);
        row("[\\]\\[]", "]", true);
        row("a*?", "aaa", true);
        row("\\d+", "12", true);
        row("\\.", ".", true);
    }
    void matchesWholeText()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, text);
        QFETCH(bool, expected);
        const auto regex = SafeRegex::create(pattern.toStdString());
        MESHSSO_VERIFY_OK(regex);
        QCOMPARE(regex->matches(text.toStdString()), expected);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        for (const auto* pattern :
             {"",        "(a)\\1", "\\0",      "(a+)+",   "(a*)*b",  "((a+))*", "((a)+b)+", "(a{2}){3}",
              "(a|b+)*", "(?=a)",  "(?!a)",    "(?<=a)b", "(?<n>a)", "a{65}",   "a{1,65}",  "a{1,2,3}",
              "a{-1}",   "a{x}",   "a{,3}",    "a{3",     "[a",      "[]",      "[^]]",     "[[:alpha:]]",
              "(a",      "a)",     "*a",       "a**",     "a\\",     "\\u0041", "\\x41",    "\\cA",
              "a{3,2}",  "[z-a]",  "\xc3\xa4", "a\nb"})
            QTest::newRow(*pattern ? pattern : "empty") << QByteArray(pattern);
        QTest::newRow("257 characters") << QByteArray(257, 'a');
    }
    void refuses()
    {
        QFETCH(QByteArray, pattern);
        MESHSSO_VERIFY_FAILS(SafeRegex::create(pattern.toStdString()), ErrorCode::InvalidArgument);
    }

    void accepts256Characters_andTextUpTo1KiB()
    {
        MESHSSO_VERIFY_OK(SafeRegex::create(std::string(256, 'a')));
        const auto regex = SafeRegex::create("a*");
        MESHSSO_VERIFY_OK(regex);
        QVERIFY(regex->matches(std::string(1024, 'a')));
        QVERIFY(!regex->matches(std::string(1025, 'a')));
    }

    void staysFast_onHostileText_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("polynomial") << QByteArray(".*a.*a.*a.*a.*a.*a.*a.*a.*ab");
        QTest::newRow("alternatives") << QByteArray("(?:a|a)*(?:a|a)*(?:a|a|a)*b");
        QTest::newRow("counted") << QByteArray("(?:a|aa){1,64}(?:a|aa){1,64}a{64}b");
        QTest::newRow("optional") << QByteArray(
            "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaab");
    }
    void staysFast_onHostileText()
    {
        QFETCH(QByteArray, pattern);
        const auto regex = SafeRegex::create(pattern.toStdString());
        MESHSSO_VERIFY_OK(regex);
        const test::OwnTime timer;
        QVERIFY(!regex->matches(std::string(1024, 'a')));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_APPLESS_MAIN(SafeRegexTest)
#include "tst_SafeRegex.moc"
