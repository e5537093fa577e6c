#include "support/TestPrinters.h"
#include "yaml/FieldReader.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace std::chrono_literals;
using yaml::FieldReader;
using yaml::YamlNode;

namespace {

struct Sample
{
    std::string text = "default";
    bool flag = false;
    int number = 1;
    std::vector<std::string> list{"default"};
    std::map<std::string, std::string> map;
    std::chrono::seconds seconds{1};
    std::chrono::milliseconds milliseconds{1};
    std::size_t choice = 0;
    std::vector<std::string> names;
    std::string nested;
};

constexpr std::array<std::string_view, 3> choices{"cookie", "redis", "guide-http"};

Findings readSample(const std::string& text, Sample& sample)
{
    Findings findings;
    const auto node = YamlNode::parse(text, "f");
    if (!node)
        return {{"parse", Severity::Error, node.error().context, node.error().message, ""}};
    FieldReader reader(*node, {}, findings);
    reader.read("text", sample.text);
    reader.read("flag", sample.flag);
    reader.read("number", sample.number, 1, 65535);
    reader.read("list", sample.list);
    reader.read("map", sample.map);
    reader.read("seconds", sample.seconds, 1s, 1h);
    reader.read("milliseconds", sample.milliseconds, 10ms, 1h);
    reader.readChoice("choice", choices, sample.choice);
    reader.readMap("nested", [&](FieldReader& nested) {
        nested.require("inner");
        nested.read("inner", sample.nested);
    });
    reader.readList("items", [&](FieldReader& item) { item.read("name", sample.names.emplace_back()); });
    reader.finish();
    return findings;
}

} // namespace

class FieldReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryType()
    {
        Sample s;
        const auto findings = readSample("text: a\nflag: true\nnumber: 42\nlist: [x, \"1\"]\nmap: {k: v}\n"
                                         "seconds: 2m\nmilliseconds: 250ms\nchoice: guide-http\n"
                                         "nested: {inner: \"yes\"}\nitems:\n  - name: one\n  - name: two\n",
                                         s);
        QVERIFY2(findings.empty(), test::describe(findings).c_str());
        QCOMPARE(s.text, std::string("a"));
        QVERIFY(s.flag);
        QCOMPARE(s.number, 42);
        QCOMPARE(s.list, (std::vector<std::string>{"x", "1"}));
        QCOMPARE(s.map.at("k"), std::string("v"));
        QVERIFY(s.seconds == 2min);
        QVERIFY(s.milliseconds == 250ms);
        QCOMPARE(s.choice, std::size_t{2});
        QCOMPARE(s.nested, std::string("yes"));
        QCOMPARE(s.names, (std::vector<std::string>{"one", "two"}));
    }

    void keepsDefaults_whenAbsentOrWrong()
    {
        Sample s;
        QVERIFY(readSample("", s).empty());
        QVERIFY(readSample("{}", s).empty());
        readSample("text: [1]\nnumber: 0\nlist: no\n", s);
        QCOMPARE(s.text, std::string("default"));
        QCOMPARE(s.number, 1);
        QCOMPARE(s.list, std::vector<std::string>{"default"});
    }

    void reports_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* text, const char* code, const char* where, const char* says) {
            QTest::newRow(QByteArray(text).simplified().constData())
                << QByteArray(text) << QString(code) << QString(where) << QString(says);
        };
        row("texs: a\n", "yaml.unknown-key", "f:1:1 (texs)", "Did you mean 'text'?");
        row("zzzzzzzzz: a\n", "yaml.unknown-key", "f:1:1 (zzzzzzzzz)", "known keys are: choice, flag, items");
        row("nested: {inner: a, iner: b}\n", "yaml.unknown-key", "f:1:20 (nested.iner)",
            "Did you mean 'inner'?");
        row("items:\n  - nam: x\n", "yaml.unknown-key", "f:2:5 (items[0].nam)", "Did you mean 'name'?");
        row("text: [a]\n", "yaml.type", "f:1:7 (text)", "must be text");
        row("text:\n", "yaml.type", "f:1:1 (text)", "no value");
        row("text: 123\n", "yaml.type", "f:1:7 (text)", "double quotes");
        row("text: yes\n", "yaml.type", "f:1:7 (text)", "double quotes");
        row("text: 2024-01-01\n", "yaml.type", "f:1:7 (text)", "double quotes");
        row("flag: yes\n", "yaml.type", "f:1:7 (flag)", "true or false");
        row("flag: \"true\"\n", "yaml.type", "f:1:7 (flag)", "without quotes");
        row("flag: {a: 1}\n", "yaml.type", "f:1:7 (flag)", "true or false");
        row("number: x\n", "yaml.type", "f:1:9 (number)", "whole number");
        row("number: \"1\"\n", "yaml.type", "f:1:9 (number)", "whole number");
        row("number: 0x10\n", "yaml.type", "f:1:9 (number)", "whole number");
        row("number: 010\n", "yaml.type", "f:1:9 (number)", "whole number");
        row("number: 1.0\n", "yaml.type", "f:1:9 (number)", "whole number");
        row("number: +1\n", "yaml.type", "f:1:9 (number)", "whole number");
        row("number: [1]\n", "yaml.type", "f:1:9 (number)", "whole number");
        row("number: 0\n", "yaml.range", "f:1:9 (number)", "from 1 to 65535");
        row("number: 65536\n", "yaml.range", "f:1:9 (number)", "from 1 to 65535");
        row("number: -1\n", "yaml.range", "f:1:9 (number)", "from 1 to 65535");
        row("number: 99999999999999999999999\n", "yaml.range", "f:1:9 (number)", "from 1 to 65535");
        row("list: a\n", "yaml.type", "f:1:7 (list)", "a list of text");
        row("list: [a, 1]\n", "yaml.type", "f:1:11 (list[1])", "double quotes");
        row("list: [[a]]\n", "yaml.type", "f:1:8 (list[0])", "must be text");
        row("map: a\n", "yaml.type", "f:1:6 (map)", "a map of text");
        row("map: {k: 1}\n", "yaml.type", "f:1:10 (map.k)", "double quotes");
        row("seconds: 250ms\n", "yaml.type", "f:1:10 (seconds)", "a duration");
        row("seconds: soon\n", "yaml.type", "f:1:10 (seconds)", "a duration");
        row("seconds: 2h\n", "yaml.range", "f:1:10 (seconds)", "from 1s to 1h");
        row("milliseconds: 1ms\n", "yaml.range", "f:1:15 (milliseconds)", "from 10ms to 1h");
        row("choice: reddis\n", "yaml.choice", "f:1:9 (choice)", "Did you mean 'redis'?");
        row("choice: nothing-like-it\n", "yaml.choice", "f:1:9 (choice)", "cookie, redis, guide-http");
        row("choice: [redis]\n", "yaml.type", "f:1:9 (choice)", "one of");
        row("nested: {}\n", "yaml.required", "f:1:9 (nested.inner)", "'nested.inner' is missing");
        row("nested: {inner: \"\"}\n", "yaml.required", "f:1:17 (nested.inner)", "is empty");
        row("nested: [a]\n", "yaml.type", "f:1:9 (nested)", "a map");
        row("items: {a: 1}\n", "yaml.type", "f:1:8 (items)", "a list");
        row("items: [a]\n", "yaml.type", "f:1:9 (items[0])", "a map");
        row("[a]\n", "yaml.type", "f:1:1", "a map");
    }
    void reports()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        QFETCH(QString, where);
        QFETCH(QString, says);
        Sample s;
        const auto findings = readSample(text.toStdString(), s);
        const auto shown = test::describe(findings);
        QVERIFY2(findings.size() == 1, shown.c_str());
        QCOMPARE(findings[0].code, code.toStdString());
        QCOMPARE(findings[0].where, where.toStdString());
        QCOMPARE(findings[0].severity, Severity::Error);
        QVERIFY2(QString::fromStdString(shown).contains(says), shown.c_str());
        QVERIFY(!findings[0].fix.empty());
    }

    void reportsAllMistakesAtOnce()
    {
        Sample s;
        const auto findings = readSample("txet: a\nflag: 1\nnumber: 0\nnested: {iner: 1}\n", s);
        QCOMPARE(findings.size(), std::size_t{5});
    }

    void neverEchoesAValue()
    {
        Sample s;
        const auto findings = readSample("number: hunter2\nlist: hunter2\nflag: hunter2\nchoice: hunter2\n"
                                         "seconds: hunter2\nnested: hunter2\nitems: [hunter2]\n",
                                         s);
        QCOMPARE(findings.size(), std::size_t{7});
        QVERIFY(test::describe(findings).find("hunter2") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(FieldReaderTest)
#include "tst_FieldReader.moc"
