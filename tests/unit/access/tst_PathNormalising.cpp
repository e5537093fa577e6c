#include "access/AccessEvaluator.h"
#include "access/PathReading.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <random>

using namespace meshsso;
using namespace meshsso::access;

class PathNormalisingTest : public QObject
{
    Q_OBJECT

private slots:
    void normalises_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("normal");
        const auto row = [](const char* raw, const char* normal) {
            QTest::newRow(raw) << QByteArray(raw) << QByteArray(normal);
        };
        row("/", "/");
        row("/a", "/a");
        row("/a/", "/a");
        row("/a/b/c.html", "/a/b/c.html");
        row("/a?b=/../c", "/a");
        row("/?", "/");
        row("//", "/");
        row("//a", "/a");
        row("/a//b", "/a/b");
        row("/a///", "/a");
        row("/./a/.", "/a");
        row("/a/../b", "/b");
        row("/a/b/../../c", "/c");
        row("/a/..", "/");
        row("/%61dmin", "/admin");
        row("/%41%2d%7E", "/A-~");
        row("/a/%2e%2e/b", "/b");
        row("/a/%2E%2e/b", "/b");
        row("/a/.%2e/b", "/b");
        row("/%2e/a", "/a");
        row("/a%20b", "/a b");
        row("/caf%C3%A9", "/caf\xc3\xa9");
        row("/caf\xc3\xa9", "/caf\xc3\xa9");
        row("/...", "/...");
        row("/.well-known/x", "/.well-known/x");
        row("/a..b/..c", "/a..b/..c");
        row("/a;v=1/b", "/a;v=1/b");
        row("/a%3Fb", "/a?b");
        row("/a%23b", "/a#b");
        row("/a+b", "/a+b");
    }
    void normalises()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, normal);
        const auto result = normalisePath(raw.toStdString());
        MESHSSO_VERIFY_OK(result);
        QCOMPARE(*result, normal.toStdString());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("raw");
        const auto row = [](const char* name, const QByteArray& raw) { QTest::newRow(name) << raw; };
        row("empty", "");
        row("only query", "?a");
        row("relative", "admin");
        row("asterisk form", "*");
        row("absolute form", "http://evil/admin");
        row("authority form", "evil:443");
        row("encoded slash", "/a%2fb");
        row("encoded slash, upper case", "/a%2Fb");
        row("encoded slash behind dots", "/public/..%2fadmin");
        row("back-slash", "/a\\b");
        row("encoded back-slash", "/a%5cb");
        row("back-slash dots", "/public/..\\admin");
        row("twice encoded dots", "/public/%252e%252e/admin");
        row("twice encoded slash", "/a%252fb");
        row("encoded percent", "/100%25");
        row("NUL", "/a%00");
        row("raw NUL", QByteArray("/a\0b", 4));
        row("line feed", "/a%0ab");
        row("carriage return", "/a%0d");
        row("tab", "/a\tb");
        row("DEL", "/a%7f");
        row("bare hash", "/a#b");
        row("lone percent", "/a%");
        row("short escape", "/a%4");
        row("bad escape", "/a%zz");
        row("bad escape, signed", "/a%+1");
        row("overlong slash", "/a%c0%afb");
        row("overlong dot", "/a/%c0%ae%c0%ae/b");
        row("overlong, three bytes", "/a%e0%80%afb");
        row("lone continuation", "/a%80");
        row("surrogate", "/a%ed%a0%80");
        row("over U+10FFFF", "/a%f4%90%80%80");
        row("raw invalid UTF-8", "/a\xff");
        row("above root", "/..");
        row("above root, deep", "/a/../../b");
        row("above root, encoded", "/%2e%2e/b");
        row("dots with parameter", "/a/..;x/b");
        row("dots with empty parameter", "/a/..;/b");
        row("dot with parameter", "/a/.;x/b");
        row("dots with encoded parameter", "/a/..%3bx/b");
        row("encoded dots with parameter", "/a/%2e%2e;/b");
        row("dots with encoded question mark", "/a/..%3f");
        row("dots with encoded hash", "/a/..%23");
        row("dropped segment before dots", "/a/;/../b");
        row("dropped segment with parameter before dots", "/a/;x=1/../b");
        row("cut segment before dots", "/p/a%3f/../../b");
        row("cut segment before dots, hash", "/p/a%23/../../b");
        row("dots only before dots", "/p/.../../b");
        row("wide slash before dots", "/p%ef%bc%8fx/../b");
        row("dots with space", "/a/..%20/b");
        row("dot with space", "/a/.%20");
        row("dots with space and parameter", "/a/..%20;/b");
        row("too long", "/" + QByteArray(64 * 1024, 'a'));
        row("too long, query and all", "/?" + QByteArray(64 * 1024, 'a'));
        row("empty segment before dots", "/public//../admin");
        row("empty segment and dots elsewhere", "/a/../b//c");
        row("IIS unicode escape", "/a%u002f");
    }
    void refuses()
    {
        QFETCH(QByteArray, raw);
        MESHSSO_VERIFY_FAILS(normalisePath(raw.toStdString()), ErrorCode::InvalidArgument);
        const auto text = raw.toStdString();
        QVERIFY(!alreadyNormalPath(text));
    }

    void takesTheFastPath_onlyWhereItIsExact()
    {
        constexpr std::string_view alphabet = "/..a%2eb;?~ ";
        std::mt19937 random(5);
        int fast = 0;
        for (int round = 0; round < 100'000; ++round) {
            std::string path = "/";
            for (auto length = random() % 9; length > 0; --length)
                path += alphabet[random() % alphabet.size()];
            const auto quick = alreadyNormalPath(path);
            if (!quick)
                continue;
            ++fast;
            const auto slow = normalisePath(path);
            QVERIFY2(slow.has_value(), path.c_str());
            QVERIFY2(*slow == *quick, path.c_str());
        }
        QVERIFY(fast > 1000);
    }

    void isStable_whenNormalisedTwice()
    {
        constexpr std::string_view alphabet = "/.ab;~";
        std::mt19937 random(6);
        for (int round = 0; round < 20'000; ++round) {
            std::string path = "/";
            for (auto length = random() % 9; length > 0; --length)
                path += alphabet[random() % alphabet.size()];
            const auto once = normalisePath(path);
            if (once)
                QCOMPARE(*normalisePath(*once), *once);
        }
    }

    void readsLeniently_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("lenient");
        const auto row = [](const char* path, const char* lenient) {
            QTest::newRow(path) << QByteArray(path) << QByteArray(lenient);
        };
        row("/a", "");
        row("/a;x=1", "/a");
        row("/a;x/b;y;z", "/a/b");
        row("/;x/a", "/a");
        row("/;", "/");
        row("/a?b/c", "/a");
        row("/a#b/c", "/a");
        row("/a;b#c", "/a");
        row("/a./b ", "/a/b");
        row("/a. .", "/a");
        row("/...", "/");
        row("/a.b/.c", "");
    }
    void readsLeniently()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, lenient);
        const auto text = path.toStdString();
        const auto readings = lenientReadings(text);
        QCOMPARE(readings.empty(), lenient.isEmpty());
        QVERIFY(readings.empty() ||
                std::find(readings.begin(), readings.end(), lenient.toStdString()) != readings.end());
    }

    void readsLeniently_withEachHabitAlone()
    {
        QVERIFY((lenientReadings("/a;x./b ?c") ==
                 std::vector<std::string>{"/a;x/b ?c", "/a/b ?c", "/a;x./b ", "/a;x/b", "/a/b ", "/a/b"}));
    }

    void readsLookalikes_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("folded");
        const auto row = [](const char* path, const char* folded) {
            QTest::newRow(path) << QByteArray(path) << QByteArray(folded);
        };
        row("/a", "");
        row("/caf\xc3\xa9/\xe6\x96\x87\xe6\xa1\xa3", "");
        row("/\xef\xbd\x81\xef\xbd\x84min", "/admin");
        row("/a\xef\xbc\x8f\x62", "/a/b");
        row("/a\xe2\x88\x95\x62", "/a/b");
        row("/a\xe2\x81\x84\x62", "/a/b");
        row("/a/\xef\xbc\x8e\xef\xbc\x8e/b", "/b");
        row("/\xef\xbd\x81/\xef\xbc\x8e\xef\xbc\x8e/b", "/b");
        row("/a/\xe2\x80\xa5/b", "/b");
        row("/a/\xe2\x80\xa4\xe2\x80\xa4/b", "/b");
        row("/\xef\xbc\x88"
            "1\xef\xbc\x89.pdf",
            "/(1).pdf");
        row("/100\xef\xbc\x85", "/100%");
        row("/a/\xef\xbc\x8e\xef\xbc\x8e\xef\xbc\x9bx", "refused");
        row("/\xef\xbc\x8e\xef\xbc\x8e/b", "refused");
        row("/a\xef\xbc\xbc\x62", "refused");
        row("/a\xe2\x88\x96\x62", "refused");
        row("/a\xef\xbc\x85\x32\x66\x62", "refused");
        row("/a\xef\xb9\xaa\x32\x66\x62", "refused");
    }
    void readsLookalikes()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, folded);
        const auto reading = foldedReading(path.toStdString());
        if (folded == "refused") {
            MESHSSO_VERIFY_FAILS(reading, ErrorCode::InvalidArgument);
            return;
        }
        MESHSSO_VERIFY_OK(reading);
        QCOMPARE(reading->value_or(""), folded.toStdString());
    }

    void readsHosts_data()
    {
        QTest::addColumn<QByteArray>("authority");
        QTest::addColumn<QByteArray>("host");
        const auto row = [](const char* authority, const char* host) {
            QTest::newRow(*authority ? authority : "empty") << QByteArray(authority) << QByteArray(host);
        };
        row("a.example.com", "a.example.com");
        row("A.Example.com:8443", "A.Example.com");
        // Envoy routes it as another host than the one without the dot.
        row("a.example.com.", "");
        row("a.example.com.:443", "");
        row("127.0.0.1:80", "127.0.0.1");
        row("[::1]", "::1");
        row("[::1]:443", "::1");
        row("my_host", "my_host");
        for (const auto* bad : {"",      ".",        "..",      ".a",     "a..b", "a.b..", ":80", "a:",
                                "a:b",   "a:123456", "a:80:80", "a b",    "a/b",  "a@b",   "u@a", "a\\b",
                                "a%2eb", "[::1",     "[a]",     "[::1]x", "::1",  "a\x01", "a,b", "\xc3\xa4"})
            row(bad, std::string_view(bad) == "a:" ? "a" : "");
    }
    void readsHosts()
    {
        QFETCH(QByteArray, authority);
        QFETCH(QByteArray, host);
        const auto text = authority.toStdString();
        QCOMPARE(std::string(hostOf(text).value_or("")), host.toStdString());
    }
};

QTEST_APPLESS_MAIN(PathNormalisingTest)
#include "tst_PathNormalising.moc"
