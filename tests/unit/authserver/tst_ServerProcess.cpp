#include "PublishedProvider.h"
#include "ServerProcess.h"
#include "core/Clock.h"
#include "core/Json.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <csignal>
#include <fstream>

using namespace meshsso;
using namespace meshsso::test;

namespace {

/// What stands between two texts.
QByteArray between(const QByteArray& text, const QByteArray& before, const QByteArray& after)
{
    const auto start = text.indexOf(before);
    if (start < 0)
        return {};
    const auto from = start + before.size();
    return text.mid(from, text.indexOf(after, from) - from);
}

/// Signs somebody in, with tokens as Keycloak writes them; the session's cookie, or nothing.
QByteArray signIn(const ServerProcess& server, ScriptedHttpServer& provider, const TestSigner& signer)
{
    const auto started = server.get("/oauth2/start?rd=%2Fa").head + "&";
    const SystemClock clock;
    const auto now = toUnixSeconds(clock.now());
    const json::object common{
        {"iss", provider.url("/realms/test")}, {"sub", "user-1"}, {"iat", now}, {"exp", now + 600}};
    auto access = common;
    access["typ"] = "Bearer";
    access["aud"] = "test-client";
    access["azp"] = "test-client";
    auto id = common;
    id["typ"] = "ID";
    id["aud"] = "test-client";
    id["nonce"] = between(started, "nonce=", "&").toStdString();
    provider.on("/realms/test/token",
                answer(200, json::serialize(json::object{{"access_token", signer.sign(access)},
                                                         {"id_token", signer.sign(id)},
                                                         {"refresh_token", "refresh-1"},
                                                         {"token_type", "Bearer"},
                                                         {"expires_in", 600}})));
    const auto back = server.get("/oauth2/callback?code=c&state=" + between(started, "state=", "&"),
                                 "Cookie: " + between(started, "set-cookie: ", ";") + "\r\n");
    return "__Host-meshsso=" + between(back.head, "set-cookie: __Host-meshsso=", ";");
}

} // namespace

class ServerProcessTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsItsVersion()
    {
        const auto outcome = ServerProcess::run({"--version"});
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.out.startsWith("meshsso-authserver "));
    }

    void refusesBadUsage()
    {
        QCOMPARE(ServerProcess::run({}).exitCode, 2);
        QCOMPARE(ServerProcess::run({"--config", "/nonexistent/server.yaml"}).exitCode, 2);
        QCOMPARE(ServerProcess::run({"--config", "x", "--unknown"}).exitCode, 2);
    }

    void tellsAllErrorsAtOnce()
    {
        ServerProcess server("https://sso.example.com", "publicScheme: gopher\nworkrs: 3\n");
        QFile::remove(QFileInfo(server.configFile()).dir().filePath("client-secret"));
        QFile cookie(QFileInfo(server.configFile()).dir().filePath("cookie-secret"));
        QVERIFY(cookie.open(QIODevice::WriteOnly));
        cookie.write("planted-short");
        cookie.close();
        for (const auto& arguments : {QStringList{"--config", server.configFile()},
                                      QStringList{"check-config", "--config", server.configFile()}}) {
            const auto outcome = ServerProcess::run(arguments);
            QCOMPARE(outcome.exitCode, 2);
            for (const auto* part :
                 {"publicScheme", "workrs", "workers", "provider.clientSecret", "session.cookieSecrets"})
                QVERIFY2(outcome.err.contains(part), outcome.err.constData());
            QVERIFY(!outcome.err.contains("planted"));
        }
    }

    void checksAGoodConfiguration()
    {
        const ServerProcess server;
        const auto outcome = ServerProcess::run({"check-config", "--config", server.configFile()});
        QCOMPARE(outcome.exitCode, 0);
    }

    void refusesATakenPort()
    {
        ServerProcess first;
        QVERIFY(first.start());
        ServerProcess second;
        QFile file(second.configFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto text = file.readAll();
        file.close();
        text.replace("port: 0\n", "port: " + QByteArray::number(first.port()) + "\n");
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        const auto outcome = ServerProcess::run({"--config", second.configFile()});
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY(outcome.err.contains("server.cannot_listen"));
    }

    void servesWithoutItsProvider_andRecovers()
    {
        ScriptedHttpServer provider;
        ServerProcess server(QString::fromStdString(provider.url("/realms/test")));
        QVERIFY2(server.start(), server.log().constData());
        QCOMPARE(server.get("/ping").status, 200);
        QCOMPARE(server.get("/ready").status, 503);
        QCOMPARE(server.get("/_check/app", "Accept: text/html\r\n").status, 503);
        QCOMPARE(server.get("/_check/app").status, 401);
        publish(provider);
        QVERIFY(server.waitForLog("\"provider.known\"")); // /ready would say yes after a while in any case
        QCOMPARE(server.get("/ready").status, 200);
        QCOMPARE(server.get("/_check/app", "Accept: text/html\r\n").status, 302);
        const auto started = server.get("/oauth2/start?rd=%2Fa");
        QCOMPARE(started.status, 302);
        QVERIFY(started.head.contains(
            QByteArray::fromStdString("location: " + provider.url("/realms/test") + "/auth?")));
        const auto metrics = server.get("/metrics", {}, server.metricsPort());
        QCOMPARE(metrics.status, 200);
        QVERIFY(metrics.body.contains("meshsso_provider_known{login=\"main\",issuer=\"" +
                                      QByteArray::fromStdString(provider.url("/realms/test")) + "\"} 1"));
        QVERIFY(metrics.body.contains("meshsso_logins_started_total{login=\"main\"} 1"));
        QVERIFY(metrics.body.contains("\nmeshsso_build_info{version=\""));
        QVERIFY(metrics.body.contains(",grpc=\"true\"} 1\n") !=
                metrics.body.contains(",grpc=\"false\"} 1\n"));
        QCOMPARE(server.get("/metrics").status, 404); // not where the gateway could reach it
    }

    void letsSessionsPass_whenItStartsWhileItsProviderIsDown()
    {
        const auto signer = TestSigner::rsa();
        ScriptedHttpServer provider;
        publish(provider, signer);
        ServerProcess server(QString::fromStdString(provider.url("/realms/test")),
                             "access:\n  rules:\n    - paths: [/open/*]\n      public: true\n");
        QVERIFY2(server.start(), server.log().constData());
        QVERIFY(server.waitForStatus("/ready", 200));
        const auto cookie = "Cookie: " + signIn(server, provider, signer) + "\r\n";
        QCOMPARE(server.get("/_check/app", cookie).status, 200);
        QCOMPARE(server.terminate(), 0);

        provider.on("/realms/test/.well-known/openid-configuration", answer(503));
        QVERIFY2(server.start(), server.log().constData());
        // Another replica may have reached it, so that this one is not yet to take its place.
        const auto early = server.get("/ready");
        QCOMPARE(early.status, 503);
        QVERIFY(early.body.contains("\"identityProvider\":\"not reached yet"));
        // If none has, they are all there is for those who are signed in.
        QVERIFY2(server.waitForStatus("/ready", 200, 20), server.log().constData());
        QVERIFY(server.get("/ready").body.contains("\"identityProvider\":\"not reached yet"));
        QCOMPARE(server.get("/_check/app", cookie).status, 200);
        QCOMPARE(server.get("/_check/open/a").status, 200);
        QCOMPARE(server.get("/_check/app", "Accept: text/html\r\n").status, 503);
        QVERIFY(server.get("/metrics", {}, server.metricsPort())
                    .body.contains("meshsso_provider_known{login=\"main\",issuer=\"" +
                                   QByteArray::fromStdString(provider.url("/realms/test")) + "\"} 0"));
        QVERIFY(server.log().contains("\"level\":\"error\",\"event\":\"provider.not_reached\""));
        publish(provider, signer);
        server.signal(SIGHUP); // sooner than it would ask by itself
        QVERIFY(server.waitForLog("\"provider.known\""));
        QVERIFY(server.get("/ready").body.contains("\"identityProvider\":\"known\""));
        QCOMPARE(server.terminate(), 0);
    }

    void drainsOnSigterm()
    {
        ServerProcess server;
        QVERIFY(server.start());
        QCOMPARE(server.get("/ping").status, 200);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(server.terminate(), 0);
        QVERIFY(timer.elapsed() < 10'000);
        const auto log = server.log();
        QVERIFY(log.contains("server.draining"));
        QVERIFY(log.contains("server.stopped"));
    }

    void answersItsHealthcheck()
    {
        ServerProcess server;
        QVERIFY(server.start());
        // healthcheck asks the configured port, so the one that was chosen is written down.
        server.editConfig("port: 0\n", "port: " + QByteArray::number(server.port()) + "\n");
        QCOMPARE(ServerProcess::run({"healthcheck", "--ready", "--config", server.configFile()}).exitCode, 1);
        QCOMPARE(server.healthcheck().exitCode, 0);
        QCOMPARE(server.terminate(), 0);
        QCOMPARE(ServerProcess::run({"healthcheck", "--config", server.configFile()}).exitCode, 1);
    }

    void answersItsHealthcheck_whateverElseIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("replacement");
        QTest::newRow("a missing secret") << QByteArray("file:client-secret") << QByteArray("file:nowhere");
        QTest::newRow("an unknown field") << QByteArray("workers: 2") << QByteArray("wrokers: 2");
        QTest::newRow("a value of the wrong kind") << QByteArray("workers: 2") << QByteArray("workers: many");
        QTest::newRow("a rule that cannot be")
            << QByteArray("workers: 2") << QByteArray("access: {rules: [{paths: [x], public: true}]}");
        QTest::newRow("no issuer") << QByteArray("  issuer:") << QByteArray("  isuer:");
    }
    void answersItsHealthcheck_whateverElseIsWrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, replacement);
        ServerProcess server;
        QVERIFY(server.start());
        server.editConfig("port: 0\n", "port: " + QByteArray::number(server.port()) + "\n");
        server.editConfig(text, replacement);
        server.writeBeside("cookie-secret", "planted-short");
        QCOMPARE(ServerProcess::run({"check-config", "--config", server.configFile()}).exitCode, 2);
        const auto asked = server.healthcheck();
        QVERIFY2(asked.exitCode == 0, asked.err.constData());
        QCOMPARE(asked.out, QByteArray("ok\n\n"));
        QVERIFY(!asked.err.contains("planted"));
        QCOMPARE(server.terminate(), 0);
        QCOMPARE(ServerProcess::run({"healthcheck", "--config", server.configFile()}).exitCode, 1);
    }

    void endsAsItShould_whenToldToReloadMeanwhile()
    {
        ServerProcess server;
        QVERIFY(server.start());
        server.signal(SIGTERM);
        // It is gone long before, and then nobody hears them.
        for (int i = 0; i < 5000; ++i) {
            server.signal(SIGHUP);
            QThread::usleep(100);
        }
        QCOMPARE(server.terminate(), 0);
    }

    void logsJsonLines_withoutSecrets()
    {
        ScriptedHttpServer provider;
        publish(provider);
        provider.on("/realms/test/token",
                    answer(400, R"({"error":"invalid_grant","error_description":"planted-description"})"));
        ServerProcess server(QString::fromStdString(provider.url("/realms/test")));
        QVERIFY(server.start());
        QVERIFY(server.waitForStatus("/ready", 200));
        const auto started = server.get("/oauth2/start?rd=%2Fa");
        const auto cookie = started.head.mid(started.head.indexOf("set-cookie: ") + 12).split(';').first();
        const auto state =
            started.head.mid(started.head.indexOf("state=") + 6).split('&').first().split('\r').first();
        const auto back =
            server.get("/oauth2/callback?code=planted-code&state=" + state, "Cookie: " + cookie + "\r\n");
        QVERIFY(back.status == 400);
        server.get("/_check/app?q=planted-query",
                   "Cookie: __Host-meshsso=1.planted-cookie\r\nAuthorization: Bearer planted-bearer\r\n");
        server.get("/_check/app\x1b[31m");
        QCOMPARE(server.terminate(), 0);
        const auto log = server.log();
        QVERIFY(log.contains("login.failed"));
        for (const auto& line : log.split('\n')) {
            if (line.isEmpty())
                continue;
            const auto object = parseJsonObject(line.toStdString());
            QVERIFY2(object && object->contains("time") && object->contains("level") &&
                         object->contains("event"),
                     line.constData());
        }
        const auto cookieValue = cookie.mid(cookie.indexOf('=') + 1);
        for (const auto& secret :
             {server.clientSecret(), server.cookieSecret(), cookieValue, state.mid(state.indexOf('.') + 1),
              QByteArray("planted-code"), QByteArray("planted-query"), QByteArray("planted-cookie"),
              QByteArray("planted-bearer"), QByteArray("Basic ")})
            QVERIFY2(!log.contains(secret), secret.constData());
        // The secret went where it belongs.
        const auto requests = provider.requests();
        QVERIFY(std::any_of(requests.begin(), requests.end(), [](const std::string& r) {
            return r.find("planted-code") != std::string::npos;
        }));
    }
};

QTEST_GUILESS_MAIN(ServerProcessTest)
#include "tst_ServerProcess.moc"
