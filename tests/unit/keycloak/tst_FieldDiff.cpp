#include "keycloak/FieldDiff.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::keycloak;

class tst_FieldDiff : public QObject
{
    Q_OBJECT

private:
    static json::object parsed(const QString& text) { return *parseJsonObject(text.toStdString()); }

private slots:
    void diffs_data()
    {
        QTest::addColumn<QString>("desired");
        QTest::addColumn<QString>("current");
        QTest::addColumn<QString>("expected"); // "field: current -> desired", one a line
        QTest::newRow("equal") << R"({"a":1})"
                               << R"({"a":1})"
                               << "";
        QTest::newRow("undeclared is ignored") << R"({"a":1})"
                                               << R"({"a":1,"b":2})"
                                               << "";
        QTest::newRow("value") << R"({"a":true})"
                               << R"({"a":false})"
                               << "a: false -> true\n";
        QTest::newRow("absent") << R"({"a":"x"})"
                                << "{}"
                                << "a: (not set) -> x\n";
        QTest::newRow("null") << R"({"a":"x"})"
                              << R"({"a":null})"
                              << "a: (not set) -> x\n";
        QTest::newRow("nested") << R"({"attributes":{"x.y":"S256"}})"
                                << R"({"attributes":{"x.y":"plain","z":"1"}})"
                                << "attributes.x.y: plain -> S256\n";
        QTest::newRow("nested absent") << R"({"c":{"x":"1"}})"
                                       << "{}"
                                       << "c.x: (not set) -> 1\n";
        QTest::newRow("array order") << R"({"u":["b","a"]})"
                                     << R"({"u":["a","b","a"]})"
                                     << "";
        QTest::newRow("array extra") << R"({"u":["a"]})"
                                     << R"({"u":["a","b"]})"
                                     << "u: a, b -> a\n";
        QTest::newRow("array emptied") << R"({"u":[]})"
                                       << R"({"u":["a"]})"
                                       << "u: a -> (none)\n";
        QTest::newRow("joined order") << R"({"u":"a##b"})"
                                      << R"({"u":"b##a"})"
                                      << "";
        QTest::newRow("joined extra") << R"({"u":"a"})"
                                      << R"({"u":"b##a"})"
                                      << "u: a, b -> a\n";
        QTest::newRow("secret") << R"({"secret":"s3cret"})"
                                << R"({"secret":"0ld"})"
                                << "secret: (secret) -> (secret)\n";
        QTest::newRow("type") << R"({"a":"true"})"
                              << R"({"a":true})"
                              << "a: true -> true\n";
    }
    void diffs()
    {
        QFETCH(QString, desired);
        QFETCH(QString, current);
        QFETCH(QString, expected);
        QString text;
        for (const auto& d : diffDeclared(parsed(desired), parsed(current)))
            text += QString::fromStdString(d.field + ": " + d.current + " -> " + d.desired + "\n");
        QCOMPARE(text, expected);
    }

    void overlays_withoutLosingWhatIsUndeclared()
    {
        const auto merged = overlay(parsed(R"({"a":1,"attributes":{"x":"1","y":"2"},"u":["old"]})"),
                                    parsed(R"({"attributes":{"y":"3"},"u":["new"],"b":{"c":"d"}})"));
        QCOMPARE(json::serialize(merged),
                 std::string(R"({"a":1,"attributes":{"x":"1","y":"3"},"u":["new"],"b":{"c":"d"}})"));
    }
};

QTEST_APPLESS_MAIN(tst_FieldDiff)
#include "tst_FieldDiff.moc"
