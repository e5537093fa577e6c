#include "EngineFixture.h"
#include "core/Json.h"
#include "engine/TraceContext.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

namespace {

const std::string traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string traceparent = "00-" + traceId + "-00f067aa0ba902b7-01";

/// The lines of an event, each with the whole schema.
std::vector<json::object> linesOf(const EngineFixture& server, const std::string& event)
{
    std::vector<json::object> found;
    for (const auto& line : server.logLines) {
        auto object = parseJsonObject(line);
        if (object && object->at("event").as_string() == event)
            found.push_back(std::move(*object));
    }
    return found;
}

std::string text(const json::object& line, const char* field)
{
    return std::string(line.at(field).as_string());
}

} // namespace

class AuditLogTest : public QObject
{
    Q_OBJECT

private slots:
    void writesEveryEvent_withTheSameFields()
    {
        EngineFixture server;
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 302);
        QCOMPARE(browser.check("/admin/x").status, 403);
        browser.open("/oauth2/sign_out", {{"Sec-Fetch-Site", "same-origin"}});
        server.provider.bendAccess = [](json::object& claims) { claims["iss"] = "https://evil.example.com"; };
        Browser other(server);
        QVERIFY(other.signIn().status >= 400);
        const QStringList fields{"time",     "level",   "event",    "login",  "request_id",
                                 "trace_id", "subject", "username", "reason", "detail",
                                 "method",   "host",    "path",     "peer",   "forwarded_for"};
        for (const auto* event : {"audit.login", "audit.denied", "audit.logout", "audit.login_failed"}) {
            const auto lines = linesOf(server, event);
            QVERIFY2(lines.size() == 1, event);
            QCOMPARE(lines.front().size(), static_cast<std::size_t>(fields.size()));
            for (const auto& field : fields)
                QVERIFY2(lines.front().contains(field.toStdString()), qPrintable(field));
            QCOMPARE(text(lines.front(), "login"), std::string("main"));
        }
        const auto denied = linesOf(server, "audit.denied").front();
        QCOMPARE(text(denied, "username"), std::string("alice"));
        QCOMPARE(text(denied, "reason"), std::string("requirement_not_met"));
        QVERIFY2(text(denied, "detail").find("admin") != std::string::npos, text(denied, "detail").c_str());
        QCOMPARE(text(denied, "path"), std::string("/admin/x"));
    }

    void isSilent_whereSwitchedOff()
    {
        auto config = EngineFixture::defaultConfig();
        config.auditLog = false;
        EngineFixture server(config);
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 302);
        QVERIFY(server.logText().find("audit.") == std::string::npos);
        QVERIFY(server.logText().find("login.completed") != std::string::npos);
    }

    void believesForwardedFor_onlyOfATrustedPeer()
    {
        EngineFixture server;
        for (const bool isTrusted : {false, true})
            server.send("GET", "/_check/a/..%2f..%2fb",
                        {{"Host", EngineFixture::host}, {"X-Forwarded-For", "192.0.2.7"}}, {}, isTrusted);
        const auto lines = linesOf(server, "audit.denied");
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(text(lines[0], "forwarded_for"), std::string());
        QCOMPARE(text(lines[1], "forwarded_for"), std::string("192.0.2.7"));
    }

    void followsATrace_toTheLogAndTheProvider()
    {
        EngineFixture server;
        Browser browser(server);
        const auto callback = browser.startLogin();
        QCOMPARE(browser.open(callback, {{"traceparent", traceparent}}).status, 302);
        QCOMPARE(text(linesOf(server, "login.completed").front(), "trace_id"), traceId);
        QCOMPARE(text(linesOf(server, "audit.login").front(), "trace_id"), traceId);
        const auto& sent = server.provider.traceparent;
        QCOMPARE(engine::traceIdOf(sent), std::string_view(traceId));
        QVERIFY(sent != traceparent); // a span of our own
        browser.check("/", {{"traceparent", traceparent}});
        QCOMPARE(text(linesOf(server, "check").back(), "trace_id"), traceId);
    }

    void takesNoOtherText_forATrace_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("isGood");
        const QByteArray good = QByteArray::fromStdString(traceparent);
        QTest::newRow("good") << good << true;
        QTest::newRow("a later version, with more") << "01" + good.mid(2) + "-more" << true;
        QTest::newRow("this version, with more") << good + "-more" << false;
        QTest::newRow("version ff") << "ff" + good.mid(2) << false;
        QTest::newRow("upper case") << good.toUpper() << false;
        QTest::newRow("no trace") << QByteArray("00-00000000000000000000000000000000-00f067aa0ba902b7-01")
                                  << false;
        QTest::newRow("no span") << QByteArray("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")
                                 << false;
        QTest::newRow("short") << good.chopped(1) << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("a line break") << QByteArray(good).replace(10, 1, "\n") << false;
    }
    void takesNoOtherText_forATrace()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, isGood);
        const std::string_view view(header.constData(), static_cast<std::size_t>(header.size()));
        QCOMPARE(!engine::traceIdOf(view).empty(), isGood);
        SystemRandom random;
        QCOMPARE(!engine::childTraceparent(view, random).empty(), isGood);
    }
};

QTEST_GUILESS_MAIN(AuditLogTest)
#include "tst_AuditLog.moc"
