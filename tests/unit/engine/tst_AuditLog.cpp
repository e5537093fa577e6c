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
        const auto now = toUnixSeconds(server.clock.now());
        const json::object notice{
            {"iss", FakeIdentityProvider::issuer},
            {"aud", FakeIdentityProvider::clientId},
            {"iat", now},
            {"exp", now + 120},
            {"jti", "notice-1"},
            {"sub", server.provider.subject},
            {"events", json::object{{"http://schemas.openid.net/event/backchannel-logout", json::object()}}}};
        QCOMPARE(
            server
                .send("POST", "/oauth2/backchannel-logout",
                      {{"Host", EngineFixture::host}, {"Content-Type", "application/x-www-form-urlencoded"}},
                      "logout_token=" + server.provider.signer.sign(notice, "logout+jwt"))
                .status,
            200);
        const QStringList fields{"time",     "level",   "event",    "login",  "request_id",
                                 "trace_id", "subject", "username", "reason", "detail",
                                 "method",   "host",    "path",     "peer",   "forwarded_for"};
        for (const auto* event :
             {"audit.login", "audit.denied", "audit.logout", "audit.login_failed", "audit.revoked"}) {
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
        QCOMPARE(text(linesOf(server, "audit.revoked").front(), "subject"), server.provider.subject);
        const auto failed = linesOf(server, "audit.login_failed").front();
        QCOMPARE(text(failed, "reason"), std::string("wrong_issuer"));
        QVERIFY(!text(failed, "detail").empty());
    }

    void writesEachLogin_thatComesToNothing_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("reason");
        const QString host = EngineFixture::host;
        QTest::newRow("return URL") << "/oauth2/start?rd=https%3A%2F%2Fevil.example.com%2F" << host
                                    << "return_url_refused";
        QTest::newRow("return URL, on the page")
            << "/oauth2/sign_in?rd=%2F%2Fevil.example.com" << host << "return_url_refused";
        QTest::newRow("host") << "/oauth2/start"
                              << "evil.example.com"
                              << "host_not_allowed";
        QTest::newRow("a state of nobody's")
            << "/oauth2/callback?code=planted-code&state=planted-state" << host << "state_unknown";
        QTest::newRow("no state") << "/oauth2/callback?code=planted-code" << host << "protocol_error";
    }
    void writesEachLogin_thatComesToNothing()
    {
        QFETCH(QString, target);
        QFETCH(QString, host);
        QFETCH(QString, reason);
        EngineFixture server;
        Browser browser(server, host.toStdString());
        QVERIFY(browser.open(target.toStdString()).status >= 400);
        const auto lines = linesOf(server, "audit.login_failed");
        QCOMPARE(lines.size(), std::size_t(1));
        QCOMPARE(text(lines.front(), "reason"), reason.toStdString());
        QCOMPARE(text(lines.front(), "subject"), std::string());
        QCOMPARE(text(lines.front(), "host"), host.toStdString());
        QVERIFY(server.logText().find("planted") == std::string::npos);
    }

    void writesALoginWithoutItsProvider()
    {
        EngineFixture server(EngineFixture::defaultConfig(), false);
        QCOMPARE(Browser(server).open("/oauth2/start").status, 503);
        QCOMPARE(text(linesOf(server, "audit.login_failed").front(), "reason"),
                 std::string("provider_unknown"));
    }

    void writesALoop_andWhoseItIs()
    {
        EngineFixture server;
        Browser browser(server);
        for (int i = 0; i < 3; ++i) {
            browser.signIn();
            browser.jar.erase("__Host-meshsso");
        }
        const auto failed = linesOf(server, "audit.login_failed");
        QCOMPARE(failed.size(), std::size_t(1));
        QCOMPARE(text(failed.front(), "reason"), std::string("loop"));
        QCOMPARE(text(failed.front(), "detail"), std::string("session_cookie_missing"));
        QCOMPARE(text(failed.front(), "username"), std::string("alice"));
    }

    void writesATokenThatIsRefused()
    {
        auto config = EngineFixture::defaultConfig();
        config.bearer.enabled = true;
        EngineFixture server(config);
        const auto call = [&](const std::string& token) {
            return server
                .send("GET", "/_check/app",
                      {{"Host", EngineFixture::host}, {"Authorization", "Bearer " + token}})
                .status;
        };
        auto claims = server.provider.accessClaims();
        QCOMPARE(call(server.provider.signer.sign(claims)), 200);
        QVERIFY(linesOf(server, "audit.denied").empty());
        claims["aud"] = "another-api";
        QCOMPARE(call(server.provider.signer.sign(claims)), 401);
        QCOMPARE(call("planted-opaque-token"), 401);
        const auto denied = linesOf(server, "audit.denied");
        QCOMPARE(denied.size(), std::size_t(2));
        QCOMPARE(text(denied[0], "reason"), std::string("bearer_invalid"));
        QVERIFY(!text(denied[0], "detail").empty());
        QCOMPARE(text(denied[0], "subject"), std::string());
        QCOMPARE(text(denied[0], "path"), std::string("/app"));
        // Whoever only has not signed in yet is no case for it.
        QCOMPARE(server.send("GET", "/_check/app", {{"Host", EngineFixture::host}}).status, 401);
        QCOMPARE(linesOf(server, "audit.denied").size(), std::size_t(2));
        QVERIFY(server.logText().find("planted") == std::string::npos);
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
