#include "PublishedProvider.h"
#include "ServerProcess.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <atomic>
#include <csignal>
#include <thread>

using namespace meshsso;
using namespace meshsso::test;

namespace {

const QByteArray page = "Accept: text/html\r\n";

/// A provider, and a server that knows it, with a rule to change.
struct Setup
{
    Setup()
        : server(QString::fromStdString(issuer()),
                 "access:\n  rules:\n    - paths: [/open/*]\n      public: true\n")
    {
    }
    bool start() { return server.start() && server.waitForStatus("/ready", 200); }

    std::string issuer()
    {
        publish(provider);
        return provider.url("/realms/test");
    }

    ScriptedHttpServer provider;
    ServerProcess server;
};

/// A further login, to be appended to the configuration.
QString partners(const std::string& issuer)
{
    return QString(R"(logins:
  - name: partners
    hosts: [partners.example.com]
    pathPrefix: /_check-partners
    endpointPrefix: /oauth2-partners
    cookieName: partners
    allowedHosts: [partners.example.com]
    provider: {issuer: "%1", allowHttp: true, clientId: partners, clientSecret: "file:client-secret"}
)")
        .arg(QString::fromStdString(issuer));
}

bool isCurrent(const ServerProcess& server, bool expected)
{
    const QByteArray line = expected ? "meshsso_config_current 1\n" : "meshsso_config_current 0\n";
    return server.get("/metrics", {}, server.metricsPort()).body.contains(line);
}

} // namespace

class ReloadTest : public QObject
{
    Q_OBJECT

private slots:
    void serves_theChangedRules()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY2(setup.start(), server.log().constData());
        QCOMPARE(server.get("/_check/open/a").status, 200);
        QCOMPARE(server.get("/_check/free/a").status, 401);
        server.editConfig("/open/*", "/free/*");
        QVERIFY(server.waitForLog("config.reloaded"));
        QCOMPARE(server.get("/_check/open/a").status, 401);
        QCOMPARE(server.get("/_check/free/a").status, 200);
        // The provider was known already: nobody had to wait for it.
        QVERIFY(!server.log().contains("config.waiting"));
        QCOMPARE(server.terminate(), 0);
    }

    void keeps_theFormer_whenTheChangedCannotBeUsed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("replacement");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("not YAML") << QByteArray("kind:") << QByteArray("kind: [")
                                  << QByteArray("config.refused");
        QTest::newRow("unknown field")
            << QByteArray("workers:") << QByteArray("wrokers:") << QByteArray("wrokers");
        QTest::newRow("bad value") << QByteArray("/open/*") << QByteArray("open")
                                   << QByteArray("access.rules[0]");
        QTest::newRow("missing secret") << QByteArray("file:client-secret") << QByteArray("file:nowhere")
                                        << QByteArray("server.secret-unreadable");
        QTest::newRow("another Redis")
            << QByteArray("workers: 2\n") << QByteArray("workers: 2\nredis: {url: \"redis://127.0.0.1:1\"}\n")
            << QByteArray("server.needs-restart");
    }
    void keeps_theFormer_whenTheChangedCannotBeUsed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, replacement);
        QFETCH(QByteArray, named);
        Setup setup;
        auto& server = setup.server;
        QVERIFY2(setup.start(), server.log().constData());
        server.editConfig(text, replacement);
        QVERIFY2(server.waitForLog("config.kept"), server.log().constData());
        QVERIFY2(server.log().contains(named), server.log().constData());
        QCOMPARE(server.get("/_check/open/a").status, 200);
        const auto ready = server.get("/ready");
        QCOMPARE(ready.status, 200);
        QVERIFY2(ready.body.contains("\"configuration\":\"the changed files were refused"),
                 ready.body.constData());
        QVERIFY(isCurrent(server, false));
        // Mended, it is taken.
        server.editConfig(replacement, text);
        QVERIFY(server.waitForLog("config.reloaded"));
        QVERIFY(isCurrent(server, true));
        QCOMPARE(server.terminate(), 0);
    }

    void takes_aChangedSecretFile()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY(setup.start());
        server.writeBeside("cookie-secret", "too-short");
        QVERIFY(server.waitForLog("server.cookie-secret"));
        QVERIFY(!server.log().contains("too-short"));
        server.writeBeside("cookie-secret", "YW5vdGhlci1jb29raWUtc2VjcmV0LTAwMDAwMDAwMDA");
        QVERIFY(server.waitForLog("config.reloaded"));
        QCOMPARE(server.terminate(), 0);
    }

    void warns_ofWhatTakesARestart()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY(setup.start());
        server.editConfig("workers: 2", "workers: 3");
        QVERIFY(server.waitForLog("config.reloaded"));
        QVERIFY(server.waitForLog("\"code\":\"server.needs-restart\",\"where\":\"workers\""));
        QCOMPARE(server.terminate(), 0);
    }

    void waits_forAnotherProvider()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY(setup.start());
        ScriptedHttpServer other;
        const auto mine = QByteArray::fromStdString(setup.provider.url("/realms/test"));
        const auto theirs = QByteArray::fromStdString(other.url("/realms/test"));
        server.editConfig(mine, theirs);
        QVERIFY(server.waitForLog("config.waiting"));
        QVERIFY(server.log().contains("\"issuers\":\"" + theirs + "\""));
        // What works goes on, and everybody can see that this is not what the files say.
        const auto isWaiting = [&] {
            const auto ready = server.get("/ready");
            return ready.status == 200 &&
                   ready.body.contains("\"configuration\":\"waiting for " + theirs + "\"") &&
                   isCurrent(server, false) &&
                   server.get("/oauth2/start?rd=%2F").head.contains(mine + "/auth?");
        };
        QVERIFY2(isWaiting(), server.log().constData());
        server.signal(SIGHUP);
        QVERIFY(server.waitForLog("config.waiting", 2));
        QVERIFY(isWaiting());
        server.editConfig("/open/*", "/free/*");
        QVERIFY(server.waitForLog("config.waiting", 3));
        QVERIFY(isWaiting());
        QCOMPARE(server.get("/_check/free/a").status, 401);
        publish(other);
        QVERIFY(server.waitForLog("config.reloaded"));
        QVERIFY(server.get("/oauth2/start?rd=%2F").head.contains(theirs + "/auth?"));
        QCOMPARE(server.get("/_check/free/a").status, 200);
        QVERIFY(isCurrent(server, true));
        QVERIFY(!server.get("/ready").body.contains("configuration"));
        QCOMPARE(server.log().count("config.reloaded"), 1);
        QCOMPARE(server.terminate(), 0);
    }

    void waitsNoLonger_whenItsProviderIsPutBack()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY(setup.start());
        const ScriptedHttpServer other;
        const auto mine = QByteArray::fromStdString(setup.provider.url("/realms/test"));
        const auto theirs = QByteArray::fromStdString(other.url("/realms/test"));
        server.editConfig(mine, theirs);
        QVERIFY(server.waitForLog("config.waiting"));
        server.editConfig(theirs, mine);
        QVERIFY(server.waitForLog("config.reloaded"));
        QVERIFY(isCurrent(server, true));
        QCOMPARE(server.terminate(), 0);
    }

    void tellsOfARefusal_alsoWhenAnEarlierChangeStillComes()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY(setup.start());
        ScriptedHttpServer other;
        server.editConfig(QByteArray::fromStdString(setup.provider.url("/realms/test")),
                          QByteArray::fromStdString(other.url("/realms/test")));
        QVERIFY(server.waitForLog("config.waiting"));
        server.editConfig("workers:", "wrokers:");
        QVERIFY(server.waitForLog("config.kept"));
        publish(other);
        QVERIFY(server.waitForLog("config.reloaded"));
        QVERIFY(isCurrent(server, false));
        QVERIFY(server.get("/ready").body.contains("\"configuration\":\"the changed files were refused"));
        QCOMPARE(server.terminate(), 0);
    }

    void closesAPath_whileItsProviderHasNeverAnswered()
    {
        ScriptedHttpServer provider;
        ServerProcess server(QString::fromStdString(provider.url("/realms/test")),
                             "access:\n  rules:\n    - paths: [/open/*]\n      public: true\n");
        QVERIFY2(server.start(), server.log().constData());
        QCOMPARE(server.get("/_check/open/a").status, 200);
        server.editConfig("/open/*", "/free/*");
        QVERIFY(server.waitForLog("config.reloaded"));
        QCOMPARE(server.get("/_check/open/a").status, 401);
        server.writeBeside("cookie-secret", "YW5vdGhlci1jb29raWUtc2VjcmV0LTAwMDAwMDAwMDA");
        QVERIFY(server.waitForLog("config.reloaded", 2));
        QVERIFY(!server.log().contains("config.waiting"));
        QVERIFY(isCurrent(server, true));
        QCOMPARE(server.terminate(), 0);
    }

    void waitsForANewLogin_butNotForLong()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY(setup.start());
        const ScriptedHttpServer other;
        const auto theirs = other.url("/realms/test");
        server.editConfig("/open/*", "/free/*");
        QVERIFY(server.waitForLog("config.reloaded"));
        server.editConfig("/free/*]", "/closed/*]");
        QVERIFY(server.waitForLog("config.reloaded", 2));
        server.editConfig("workers: 2\n", "workers: 2\n" + partners(theirs).toUtf8());
        QVERIFY(server.waitForLog("config.waiting"));
        QElapsedTimer waiting;
        waiting.start();
        QVERIFY(isCurrent(server, false));
        // Changes meanwhile do not prolong it.
        QTest::qWait(6000);
        server.editConfig("/closed/*]", "/open/*]");
        QVERIFY(server.waitForLog("config.waiting", 2));
        QVERIFY2(server.waitForLog("config.reloaded", 3), server.log().constData());
        // It takes ten seconds from the first on; from the second it would take sixteen and more.
        QVERIFY2(waiting.elapsed() < 16'000, qPrintable(QString::number(waiting.elapsed())));
        QVERIFY(isCurrent(server, true));
        QCOMPARE(server.get("/_check/open/a").status, 200);
        // Its own pages say that nobody can sign in there; the others are as they were.
        QCOMPARE(server.get("/oauth2-partners/start?rd=%2F", page, 0, "partners.example.com").status, 503);
        QCOMPARE(server.get("/oauth2/start?rd=%2F", page).status, 302);
        // And from now on it keeps nothing waiting.
        server.editConfig("/open/*]", "/free/*]");
        QVERIFY(server.waitForLog("config.reloaded", 4));
        QCOMPARE(server.log().count("config.waiting"), 2);
        QCOMPARE(server.terminate(), 0);
    }

    void reloads_onSighup_andLosesNoRequest()
    {
        Setup setup;
        auto& server = setup.server;
        QVERIFY(setup.start());
        std::atomic<bool> isOver{false};
        std::atomic<int> answered{0};
        std::atomic<int> lost{0};
        std::vector<std::thread> browsers;
        for (int i = 0; i < 4; ++i) {
            browsers.emplace_back([&, i] {
                while (!isOver) {
                    const auto status =
                        server.get(i % 2 == 0 ? "/_check/open/a" : "/_check/app", page).status;
                    ++(status == (i % 2 == 0 ? 200 : 302) ? answered : lost);
                }
            });
        }
        for (int i = 1; i <= 5; ++i) {
            server.signal(SIGHUP);
            if (!server.waitForLog("config.reloaded", i) ||
                !QTest::qWaitFor([&] { return answered > 5 * i; }, 30'000))
                break;
        }
        isOver = true;
        for (auto& browser : browsers)
            browser.join();
        QCOMPARE(server.log().count("config.reloaded"), 5);
        QCOMPARE(lost.load(), 0);
        QVERIFY(answered > 20);
        QCOMPARE(server.terminate(), 0);
    }

    void chooses_theLoginByHostOrPrefix()
    {
        ScriptedHttpServer first;
        ScriptedHttpServer second;
        publish(first);
        publish(second);
        ServerProcess server(QString::fromStdString(first.url("/realms/test")),
                             partners(second.url("/realms/test")));
        QVERIFY2(server.start(), server.log().constData());
        QVERIFY(server.waitForLog("\"provider.known\"", 2)); // for /ready the first is enough
        QCOMPARE(server.get("/ready").status, 200);
        const auto goesTo = [&](const QByteArray& target, const QByteArray& host,
                                ScriptedHttpServer& provider) {
            const auto answer = server.get(target, page, 0, host);
            return answer.status == 302 &&
                   answer.head.contains(QByteArray::fromStdString(provider.url("/realms/test") + "/auth?"));
        };
        QVERIFY(goesTo("/oauth2/start?rd=%2F", "app.example.com", first));
        QVERIFY(goesTo("/oauth2-partners/start?rd=%2F", "partners.example.com", second));
        // Neither answers for the other's hosts.
        QVERIFY(!goesTo("/oauth2-partners/start?rd=%2F", "app.example.com", second));
        const auto check = server.get("/_check-partners/x", page, 0, "partners.example.com");
        QCOMPARE(check.status, 302);
        QVERIFY(check.head.contains("/oauth2-partners/"));
        QVERIFY(check.head.contains("/oauth2-partners/") && !check.head.contains("location: /oauth2/"));
        const auto metrics = server.get("/metrics", {}, server.metricsPort()).body;
        QVERIFY(metrics.contains("meshsso_logins_started_total{login=\"partners\"} 1\n"));
        QCOMPARE(server.terminate(), 0);
    }

    void waits_beforeItDrains()
    {
        ServerProcess server("https://sso.example.com/realms/test", "drainDelay: 6s\n");
        QVERIFY2(server.start(), server.log().constData());
        server.signal(SIGTERM);
        QVERIFY(server.waitForLog("server.ending"));
        // The gateway still sends requests here until it has seen that this replica is going.
        QVERIFY(server.get("/ready").body.contains("draining"));
        QCOMPARE(server.get("/ready").status, 503);
        QCOMPARE(server.get("/_check/app").status, 401);
        QVERIFY(server.waitForLog("server.stopped"));
    }
};

QTEST_GUILESS_MAIN(ReloadTest)
#include "tst_Reload.moc"
