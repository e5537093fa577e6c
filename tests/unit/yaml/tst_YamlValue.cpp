#include "support/TestPrinters.h"
#include "yaml/Duration.h"
#include "yaml/YamlNode.h"
#include "yaml/YamlScalar.h"
#include "yaml/YamlValue.h"

#include <QtTest/QtTest>
#include <limits>
#include <random>

using namespace meshsso;
using namespace std::chrono_literals;
using yaml::PlainKind;
using yaml::YamlNode;

namespace {

/// Every text that some reader retypes, misreads or chokes on.
std::vector<std::string> nastyTexts()
{
    return {"",
            " ",
            "a ",
            " a",
            "\ta",
            "true",
            "True",
            "TRUE",
            "false",
            "yes",
            "Yes",
            "no",
            "NO",
            "on",
            "On",
            "off",
            "y",
            "Y",
            "n",
            "N",
            "null",
            "Null",
            "NULL",
            "~",
            "0",
            "7",
            "123",
            "-1",
            "+1",
            "0x1f",
            "0X1F",
            "0o7",
            "07",
            "0b11",
            "1_000",
            "1e3",
            "1E+3",
            "1.5",
            "1.",
            ".5",
            "-.5",
            "6.02e23",
            ".inf",
            "-.Inf",
            "+.INF",
            ".nan",
            ".NaN",
            "inf",
            "nan",
            "2024-01-01",
            "2024-1-1",
            "2024-01-01T10:00:00Z",
            "2001-12-14 21:59:43.10 -5",
            "12:30:45",
            "12:30",
            "190:20:30.15",
            "=",
            "<<",
            "-",
            "--",
            "---",
            "...",
            "- a",
            "?",
            "? a",
            ":",
            ": a",
            "a: b",
            "a:",
            "a:b",
            "a #b",
            "a#b",
            "#a",
            "&a",
            "*a",
            "!a",
            "!!str a",
            "|",
            ">",
            "|-",
            "'",
            "\"",
            "'a'",
            "\"a\"",
            "%a",
            "@a",
            "`a",
            "[",
            "]",
            "{",
            "}",
            "[a]",
            "{a: b}",
            ",",
            ",a",
            "a, b",
            "a\nb",
            "a\n",
            "a\n\n",
            "\n",
            "\n\n",
            "\na",
            " a\nb",
            "a\n b\n  c\n",
            "a\n\nb\n",
            "a \nb \n",
            "a\n \nb",
            "a\tb",
            "a\n\tb\n",
            "a\r\nb",
            "a\rb",
            "\x01",
            "\x1b[31m",
            "a\x7f",
            "\u00e4",
            "\u0085",
            "a\u0085b",
            "a\u2028b",
            "a\u2029b",
            "\ufeff",
            "a\ufeff",
            "\u00a0",
            "a\u00a0",
            "\U0001f600",
            "a\n\u00e4\n",
            "a\n\u2028\n",
            "a\n\ufeff\n",
            "a\n\u0080\n",
            "\\",
            "a\\nb",
            "C:\\x",
            "/oauth2/*",
            "10.0.0.1",
            "10.0.0.0/8",
            "::1",
            "2001:db8::1",
            "1.2.3",
            "v1",
            "8h",
            "1:2:3",
            "0.0.0.0:4180",
            "1e",
            "e3",
            "0x",
            "0xg",
            "1__",
            "_1",
            "_",
            "https://h/p?q=a#b",
            "a: ",
            "key: |",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "# text\n# more\n",
            "---\na: 1\n",
            "a\n---\nb\n",
            "x\n#y",
            "*",
            "*.example.com",
            "0.",
            "0.0",
            "00",
            "0_7",
            "1_2.3_4",
            "+",
            "+.",
            ".",
            "..",
            "1,000",
            "12e03",
            "1e-3",
            "NaN",
            "Infinity",
            "-Infinity",
            "none",
            "None",
            "undefined",
            "a\n  "};
}

} // namespace

class YamlValueTest : public QObject
{
    Q_OBJECT

private slots:
    void emits_blockStyle()
    {
        json::object document;
        document["kind"] = "X";
        document["list"] = {1, "two", json::object{{"a", true}, {"b", nullptr}}, json::array{"n1", "n2"}};
        document["empty"] = json::object{};
        document["none"] = json::array{};
        document["text"] = "l1\nl2\n";
        document["nested"] = json::object{{"on", json::object{{"port", 80}}}};
        document["real"] = 1.0;
        document["big"] = 1e21;
        document["small"] = -2.5e-7;
        const std::string expected = "kind: X\n"
                                     "list:\n"
                                     "  - 1\n"
                                     "  - two\n"
                                     "  - a: true\n"
                                     "    b: null\n"
                                     "  - - n1\n"
                                     "    - n2\n"
                                     "empty: {}\n"
                                     "none: []\n"
                                     "text: |\n"
                                     "  l1\n"
                                     "  l2\n"
                                     "nested:\n"
                                     "  \"on\":\n"
                                     "    port: 80\n"
                                     "real: 1.0\n"
                                     "big: 1.0e+21\n"
                                     "small: -2.5e-07\n";
        QCOMPARE(yaml::emitYaml(document), expected);
    }

    void emits_everyScalarAsDocument()
    {
        QCOMPARE(yaml::emitYaml(json::value(nullptr)), std::string("null\n"));
        QCOMPARE(yaml::emitYaml(json::value("a\nb\n")), std::string("|\n  a\n  b\n"));
        QCOMPARE(yaml::emitYaml(json::value(json::array{})), std::string("[]\n"));
        QCOMPARE(yaml::emitYaml(json::value(std::numeric_limits<std::uint64_t>::max())),
                 std::string("18446744073709551615\n"));
        QCOMPARE(yaml::emitYaml(json::value(std::numeric_limits<double>::infinity())), std::string(".inf\n"));
    }

    void keepsNastyText_asValueKeyAndItem_data()
    {
        QTest::addColumn<QByteArray>("text");
        int index = 0;
        for (const auto& text : nastyTexts())
            QTest::addRow("%d", index++) << QByteArray::fromStdString(text);
    }
    void keepsNastyText_asValueKeyAndItem()
    {
        QFETCH(QByteArray, text);
        const auto expected = text.toStdString();
        json::object document;
        document["v"] = expected;
        document["k"] = json::object{{expected, "x"}};
        document["l"] = json::array{expected, json::array{expected}};
        document["end"] = expected;
        const auto written = yaml::emitYaml(document);
        const auto node = YamlNode::parse(written, "f");
        QVERIFY2(node.has_value(), written.c_str());
        QCOMPARE(node->find("v")->scalar(), expected);
        QCOMPARE(node->find("end")->scalar(), expected);
        QCOMPARE(node->find("k")->members()[0].first, expected);
        QCOMPARE(node->find("l")->items()[0].scalar(), expected);
        QCOMPARE(node->find("l")->items()[1].items()[0].scalar(), expected);
        const auto* value = node->find("v");
        QVERIFY2(value->isQuoted() || yaml::plainKind(value->scalar()) == PlainKind::Text, written.c_str());
        QVERIFY(!node->documentHasComments());
    }

    void keepsRandomText()
    {
        constexpr std::string_view alphabet = "aAyYnN01.:-+_eExXo#'\"\\ \n\t,[]{}&*!|>%@`?=<~";
        std::mt19937 random(7);
        for (int round = 0; round < 5000; ++round) {
            std::string text;
            for (auto length = random() % 7; length > 0; --length)
                text += alphabet[random() % alphabet.size()];
            const auto written = yaml::emitYaml(json::object{{text, text}});
            const auto node = YamlNode::parse(written, "f");
            QVERIFY2(node.has_value(), written.c_str());
            QCOMPARE(node->members()[0].first, text);
            QCOMPARE(node->members()[0].second.scalar(), text);
        }
    }

    void keepsLongKeys()
    {
        const std::string key(2000, 'k');
        const auto written = yaml::emitYaml(json::object{{key, json::object{{"a", 1}}}});
        const auto node = YamlNode::parse(written, "f");
        MESHSSO_VERIFY_OK(node);
        QCOMPARE(node->find(key)->find("a")->scalar(), std::string("1"));
    }

    void replacesIllFormedUtf8()
    {
        QCOMPARE(yaml::quoteYaml("a\xff"
                                 "b"),
                 std::string("\"a\\ufffdb\""));
        QCOMPARE(yaml::quoteYaml("\xe2\x82"), std::string("\"\\ufffd\\ufffd\""));
    }

    void leavesOrdinaryTextPlain()
    {
        for (const auto* text :
             {"httpbin", "/oauth2/callback", "https://sso.example.com/realms/Test-oidc",
              "keychain:meshsso/client", "8h", "10.0.0.0/8", "docker.io/kennethreitz/httpbin"})
            QCOMPARE(yaml::quoteYaml(text), std::string(text));
    }

    void knowsPlainKinds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        const auto rows = [](PlainKind kind, std::initializer_list<const char*> texts) {
            for (const auto* text : texts)
                QTest::newRow(*text ? text : "empty") << QByteArray(text) << static_cast<int>(kind);
        };
        rows(PlainKind::Null, {"", "~", "null", "NULL"});
        rows(PlainKind::Boolean, {"true", "Yes", "OFF", "y"});
        rows(PlainKind::Integer, {"0", "-12", "0x1F", "0o17", "0b1", "1_0", "012"});
        rows(PlainKind::Float, {"1.5", "1e3", ".5", "-.inf", ".NaN", "12:30:45", "1:30.5"});
        rows(PlainKind::Timestamp, {"2024-01-01", "2024-1-1", "2024-01-01T00:00:00Z"});
        rows(PlainKind::Other, {"=", "<<"});
        rows(PlainKind::Text,
             {"a", "1.2.3", "10.0.0.1", "8h", "-", "+a", "0x", "1e", "yess", "2024-01", "1-2-3"});
    }
    void knowsPlainKinds()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QCOMPARE(static_cast<int>(yaml::plainKind(text.toStdString())), kind);
    }

    void durations_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("milliseconds");
        QTest::addColumn<QByteArray>("written");
        const auto row = [](const char* text, std::chrono::milliseconds value, const char* written) {
            QTest::newRow(text) << QByteArray(text) << qint64{value.count()} << QByteArray(written);
        };
        row("30s", 30s, "30s");
        row("90", 90s, "90s");
        row("120s", 120s, "2m");
        row("8h", 8h, "8h");
        row("24h", 24h, "1d");
        row("250ms", 250ms, "250ms");
        row("0s", 0s, "0s");
        row("2000ms", 2s, "2s");
        const auto bad = [](const char* text) {
            QTest::newRow(text) << QByteArray(text) << qint64{-1} << QByteArray();
        };
        bad("");
        bad("s");
        bad("-1s");
        bad("+1s");
        bad("1.5h");
        bad("1 h");
        bad("1h30m");
        bad("1w");
        bad("1H");
        bad("99999999999");
        bad("4000000000d");
    }
    void durations()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, milliseconds);
        QFETCH(QByteArray, written);
        const auto duration = yaml::parseDuration(text.toStdString());
        QCOMPARE(duration.has_value(), milliseconds >= 0);
        if (duration) {
            QCOMPARE(qint64{duration->count()}, milliseconds);
            QCOMPARE(yaml::formatDuration(*duration), written.toStdString());
        }
    }
};

QTEST_APPLESS_MAIN(YamlValueTest)
#include "tst_YamlValue.moc"
