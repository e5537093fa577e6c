#include "core/Json.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;

class JsonTest : public QObject
{
    Q_OBJECT

private slots:
    void parses()
    {
        const auto value = parseJsonObject(R"({"a":{"x":1},"b":{"x":2},"c":["x","x"]})");
        MESHSSO_VERIFY_OK(value);
        QCOMPARE(value->at("b").as_object().at("x").as_int64(), std::int64_t{2});
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const QByteArray& text, ErrorCode code) {
            QTest::newRow(name) << text << static_cast<int>(code);
        };
        row("empty", "", ErrorCode::ParseError);
        row("trailing text", "{} x", ErrorCode::ParseError);
        row("two values", "{}{}", ErrorCode::ParseError);
        row("comment", "{/*c*/}", ErrorCode::ParseError);
        row("trailing comma", R"({"a":1,})", ErrorCode::ParseError);
        row("single quotes", "{'a':1}", ErrorCode::ParseError);
        row("duplicate member", R"({"a":1,"a":2})", ErrorCode::ParseError);
        row("duplicate member, escaped", R"({"aud":1,"\u0061ud":2})", ErrorCode::ParseError);
        row("a number beyond all", R"({"a":[0.9e9999000]})", ErrorCode::ParseError);
        row("a number below all", R"(-1e999)", ErrorCode::ParseError);
        row("duplicate member, nested", R"({"a":{"b":1,"c":2,"b":3}})", ErrorCode::ParseError);
        row("invalid UTF-8", QByteArray("{\"a\":\"\xff\"}"), ErrorCode::ParseError);
        row("NUL", QByteArray("{\"a\":\"\0\"}", 9), ErrorCode::ParseError);
        row("not an object", "[1]", ErrorCode::ParseError);
        row("deep", QByteArray(R"({"a":)") + QByteArray(40, '[') + QByteArray(40, ']') + "}",
            ErrorCode::TooLarge);
        row("a million brackets", QByteArray(1'000'000, '['), ErrorCode::TooLarge);
        row("large", "{\"a\":\"" + QByteArray(2 * 1024 * 1024, 'x') + "\"}", ErrorCode::TooLarge);
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, code);
        const auto value = parseJsonObject(text.toStdString());
        MESHSSO_VERIFY_FAILS(value, static_cast<ErrorCode>(code));
    }

    void stringOr_takesOnlyText()
    {
        const auto object = parseJsonObject(R"({"a":"x","b":1})").value();
        QCOMPARE(stringOr(object, "a"), std::string_view("x"));
        QCOMPARE(stringOr(object, "b", "none"), std::string_view("none"));
        QCOMPARE(stringOr(object, "c"), std::string_view());
    }

    void pretty_keepsOrder()
    {
        const auto value = parseJson(R"({"z":[1,{}],"a":{"b":"\n"}})").value();
        QCOMPARE(prettyJson(value),
                 std::string("{\n  \"z\": [\n    1,\n    {}\n  ],\n  \"a\": {\n    \"b\": \"\\n\"\n  }\n}"));
    }
};

QTEST_APPLESS_MAIN(JsonTest)
#include "tst_Json.moc"
