#include "support/OwnTime.h"
#include "support/TestPrinters.h"
#include "yaml/YamlNode.h"

#include <QtTest/QtTest>
#include <random>

using namespace meshsso;
using yaml::YamlNode;

class YamlNodeTest : public QObject
{
    Q_OBJECT

private slots:
    void reads_mapsListsAndScalarsWithPositions()
    {
        const auto node = YamlNode::parse("a: 1\nb:\n  - x\n  - y: \"2\"\n\"c d\": 'q'\n", "f.yaml");
        MESHSSO_VERIFY_OK(node);
        QVERIFY(node->isMap());
        QCOMPARE(node->members().size(), std::size_t{3});
        QCOMPARE(node->find("a")->scalar(), std::string("1"));
        QVERIFY(!node->find("a")->isQuoted());
        QCOMPARE(node->find("a")->position(), std::string("f.yaml:1:4"));
        const auto* list = node->find("b");
        QVERIFY(list->isSequence());
        QCOMPARE(list->items().size(), std::size_t{2});
        QCOMPARE(list->items()[1].find("y")->position(), std::string("f.yaml:4:8"));
        QVERIFY(list->items()[1].find("y")->isQuoted());
        QCOMPARE(node->keyPosition("c d"), std::string("f.yaml:5:1"));
        QVERIFY(!node->find("nowhere"));
    }

    void countsColumns_inCharacters()
    {
        const auto node = YamlNode::parse("{\"\u00e4\u00f6\u20ac\": 1, k: 2}\n", "f");
        MESHSSO_VERIFY_OK(node);
        QCOMPARE(node->keyPosition("k"), std::string("f:1:12"));
        QCOMPARE(node->find("k")->position(), std::string("f:1:15"));
    }

    void placesMissingValue_atItsKey()
    {
        const auto node = YamlNode::parse("a:\nb: 1\n", "f");
        MESHSSO_VERIFY_OK(node);
        QVERIFY(node->find("a")->isNull());
        QCOMPARE(node->find("a")->position(), std::string("f:1:1"));
    }

    void reads_emptyTextAsNull_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("blank") << QByteArray("\n \n");
        QTest::newRow("comment") << QByteArray("# only this\n");
        QTest::newRow("marker") << QByteArray("---\n");
        QTest::newRow("bom") << QByteArray("\xef\xbb\xbf");
        QTest::newRow("tilde") << QByteArray("~");
    }
    void reads_emptyTextAsNull()
    {
        QFETCH(QByteArray, text);
        const auto node = YamlNode::parse(text.toStdString(), "f");
        MESHSSO_VERIFY_OK(node);
        QVERIFY(node->isNull());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("context");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const QByteArray& text, const char* context,
                            const char* message) {
            QTest::newRow(name) << text << QString(context) << QString(message);
        };
        row("anchor on scalar", "a: &x 1\n", "f:1:4", "anchors");
        row("anchor on map", "a: &x\n  b: 1\n", "f:1:4", "anchors");
        row("anchor on list", "a: &x [1]\n", "f:1:4", "anchors");
        row("anchor on nothing", "a: &x\n", "f:1:4", "anchors");
        row("anchor on key", "&x a: 1\n", "f:1:1", "anchors");
        row("alias", "a: &x 1\nb: *x\n", "f:1:4", "anchors");
        row("merge", "<<: *x\n", "", "");
        row("tag", "a: !!str 1\n", "f:1:4", "tags");
        row("local tag", "a: !secret 1\n", "f:1:4", "tags");
        row("non-specific tag", "a: ! 1\n", "f:1:4", "tags");
        row("tag on quoted", "a: !!int '1'\n", "f:1:4", "tags");
        row("tag on map", "!!map {a: 1}\n", "f:1:1", "tags");
        row("tag on list", "a: !!set [1]\n", "f:1:4", "tags");
        row("tag on nothing", "a: !!null\n", "f:1:4", "tags");
        row("duplicate key", "a: 1\nb: 2\na: 3\n", "f:3:1", "'a' is given twice");
        row("duplicate key, quoted", "a: 1\n\"a\": 3\n", "f:2:1", "given twice");
        row("duplicate key, flow", "{a: 1, a: 2}", "f:1:8", "given twice");
        row("second document", "a: 1\n---\nb: 2\n", "f:2:1", "second document");
        row("empty second document", "a: 1\n---\n", "f:2:1", "second document");
        row("null key", "~: 1\n", "f:1:1", "key must be text");
        row("list as key", "? [a]\n: 1\n", "f:1:3", "key must be text");
        row("map as key", "? {a: 1}\n: 1\n", "f:1:3", "key must be text");
        row("unclosed quote", "a: \"x\n", "f:1:4", "never closed");
        row("unclosed quote at end", "a: 'x", "", "not valid YAML");
        row("unclosed key", "a: 1 # c\n'b: 'x''\n", "", "not valid YAML");
        row("unclosed quote that eats a map", "a: 1\nb: 'x''\nc: 2\n", "f:2:4", "never closed");
        row("unclosed flow", "a: [1, 2\n", "", "not valid YAML");
        row("tab as indent", "a:\n\tb: 1\n", "f:2:3", "not valid YAML");
        row("bad indent", "a: 1\n  b: 2\n", "f:2:4", "not valid YAML");
        row("not UTF-8", "a: \xff\n", "f", "UTF-8");
        row("overlong UTF-8", "a: \xc0\xaf\n", "f", "UTF-8");
        row("NUL", QByteArray("a: \0x\n", 6), "f:1:4", "control character");
        row("escape", "a: 1\nb: \x1b[31m\n", "f:2:4", "control character");
        row("UTF-16", QByteArray("\xff\xfe\x61\x00", 4), "f", "UTF-8");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, context);
        QFETCH(QString, message);
        const auto node = YamlNode::parse(text.toStdString(), "f");
        MESHSSO_VERIFY_FAILS(node, ErrorCode::ParseError);
        const auto shown = node.error().toString();
        if (!context.isEmpty())
            QVERIFY2(node.error().context == context.toStdString(), shown.c_str());
        QVERIFY2(QString::fromStdString(node.error().message).contains(message), shown.c_str());
    }

    void refuses_whenTooLarge()
    {
        const std::string fits = "a: " + std::string(1024 * 1024 - 4, 'x') + "\n";
        QCOMPARE(fits.size(), std::size_t{1024 * 1024});
        MESHSSO_VERIFY_OK(YamlNode::parse(fits, "f"));
        MESHSSO_VERIFY_FAILS(YamlNode::parse(fits + "\n", "f"), ErrorCode::TooLarge);
    }

    void refuses_whenTooDeep_data()
    {
        QTest::addColumn<int>("depth");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("64") << 64 << true;
        QTest::newRow("65") << 65 << false;
        QTest::newRow("5000") << 5000 << false;
    }
    void refuses_whenTooDeep()
    {
        QFETCH(int, depth);
        QFETCH(bool, accepted);
        const auto count = static_cast<std::size_t>(depth);
        const auto node = YamlNode::parse(std::string(count, '[') + std::string(count, ']'), "f");
        if (accepted)
            MESHSSO_VERIFY_OK(node);
        else
            MESHSSO_VERIFY_FAILS(node, ErrorCode::TooLarge);
    }

    void isLinear_onOneLongLine()
    {
        std::string text = "[";
        while (text.size() < 1024 * 1024 - 8)
            text += "\u00e4,";
        text += "a]";
        const test::OwnTime timer;
        MESHSSO_VERIFY_OK(YamlNode::parse(text, "f"));
        QVERIFY2(timer.elapsed() < 20'000, "the columns are counted from the line's start each time");
    }

    void findsComments_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char* text, bool expected) {
            QTest::newRow(QByteArray(text).simplified().constData()) << QByteArray(text) << expected;
        };
        row("a: 1 # why\n", true);
        row("# top\na: 1\n", true);
        row("a: 1\n  # end\n", true);
        row("a: b#c\n", false);
        row("a: \"x # y\"\n", false);
        row("a: \"x \\\" # y\"\n", false);
        row("a: 'it''s # y'\n", false);
        row("a: 'x' # y\n", true);
        row("\"k # k\": 1\n", false);
        row("a: |\n  # text\n  more\nb: 1\n", false);
        row("a: | # header\n  text\n", true);
        row("a: |\n  text\n# after\nb: 1\n", true);
        row("a: |\n\n    deep\n\n   # less\n", true);
        row("a: >-\n  # text\n\n  # text\nb: '#'\n", false);
        row("- |\n # x\n- \"#\"\n", false);
        row("a: [b, \"#\"] # c\n", true);
        row("a: http://x/#y\n", false);
    }
    void findsComments()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, expected);
        const auto node = YamlNode::parse(text.toStdString(), "f");
        MESHSSO_VERIFY_OK(node);
        QCOMPARE(node->documentHasComments(), expected);
    }

    void survives_mutatedDocuments()
    {
        const std::string seed =
            "a: [1, \"x\", {b: 'c'}]\nd:\n  - |\n    text\n  - >-\n    y\n? e\n: &f !g *h # i\n";
        std::mt19937 random(3);
        for (int round = 0; round < 3000; ++round) {
            auto text = seed;
            for (int change = 0; change < 4; ++change) {
                const auto at = random() % text.size();
                constexpr std::string_view alphabet = "[]{},:-?|>'\"#&*!%@`\n\t ~a1\\";
                if (random() % 2 == 0)
                    text[at] = alphabet[random() % alphabet.size()];
                else
                    text.erase(at, 1 + random() % 3);
            }
            const auto node = YamlNode::parse(text, "f");
            QVERIFY(node || node.error().code == ErrorCode::ParseError);
        }
    }
};

QTEST_APPLESS_MAIN(YamlNodeTest)
#include "tst_YamlNode.moc"
