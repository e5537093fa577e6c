#include "core/Json.h"
#include "core/Log.h"
#include "core/Text.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;

class LogTest : public QObject
{
    Q_OBJECT

private slots:
    void writesOneJsonObjectALine()
    {
        const test::FixedClock clock(1'800'000'000);
        std::vector<std::string> lines;
        const auto log =
            Log::toSink(clock, LogLevel::Info, [&](std::string_view line) { lines.emplace_back(line); });
        log->write(LogLevel::Info, "login_completed",
                   {{"request_id", "r1"}, {"elapsed_ms", std::int64_t{12}}, {"first", true}});
        QCOMPARE(lines.size(), std::size_t{1});
        const auto object = parseJsonObject(lines[0]);
        MESHSSO_VERIFY_OK(object);
        QCOMPARE(stringOr(*object, "time"), std::string_view("2027-01-15T08:00:00.000Z"));
        QCOMPARE(stringOr(*object, "level"), std::string_view("info"));
        QCOMPARE(stringOr(*object, "event"), std::string_view("login_completed"));
        QCOMPARE(object->at("elapsed_ms").as_int64(), std::int64_t{12});
        QCOMPARE(object->at("first").as_bool(), true);
    }

    void cannotBeForged_byLineFeedsAndQuotes()
    {
        const test::FixedClock clock;
        std::vector<std::string> lines;
        const auto log =
            Log::toSink(clock, LogLevel::Info, [&](std::string_view line) { lines.emplace_back(line); });
        log->write(LogLevel::Error, "denied", {{"path", "/a\r\n{\"level\":\"info\"}\""}});
        QCOMPARE(lines.size(), std::size_t{1});
        QVERIFY(lines[0].find('\n') == std::string::npos);
        QCOMPARE(stringOr(*parseJsonObject(lines[0]), "path"),
                 std::string_view("/a\r\n{\"level\":\"info\"}\""));
    }

    void staysReadable_whateverBytesAClientSends()
    {
        const test::FixedClock clock;
        std::vector<std::string> lines;
        const auto log =
            Log::toSink(clock, LogLevel::Info, [&](std::string_view line) { lines.emplace_back(line); });
        // Also a character that was cut off.
        log->write(LogLevel::Info, "denied",
                   {{"path", "/\xff\xfe"
                             "evil/\xe4\xbd\xa0\xe5\xa5"}});
        QVERIFY(isValidUtf8(lines.at(0)));
        QCOMPARE(stringOr(*parseJsonObject(lines[0]), "path"),
                 std::string_view("/\xef\xbf\xbd\xef\xbf\xbd"
                                  "evil/\xe4\xbd\xa0\xef\xbf\xbd\xef\xbf\xbd"));
    }

    void leavesOut_whatIsBelowItsLevel()
    {
        const test::FixedClock clock;
        int count = 0;
        const auto log = Log::toSink(clock, LogLevel::Warning, [&](std::string_view) { ++count; });
        log->write(LogLevel::Info, "quiet");
        log->write(LogLevel::Warning, "loud");
        QCOMPARE(count, 1);
        QVERIFY(!log->isEnabled(LogLevel::Debug));
    }
};

QTEST_APPLESS_MAIN(LogTest)
#include "tst_Log.moc"
