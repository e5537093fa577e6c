#include "ExpiredSession.h"
#include "GrpcFixture.h"
#include "PublishedProvider.h"

#include <QtTest/QtTest>
#include <csignal>
#include <future>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* openPath = "access:\n  rules:\n    - paths: [/open/*]\n      public: true\n";

/// The server's program, asked by a gateway over gRPC.
class Asked
{
public:
    explicit Asked(const QString& issuer, const QString& extra = {}) : server(issuer, openPath + extra)
    {
        server.editConfig("  port: 0\n", "  port: 0\n  grpcPort: 0\n");
        refuseInOutages(server);
    }

    bool start()
    {
        if (!server.start())
            return false;
        static const QRegularExpression listening("\"grpc_port\":(\\d+)");
        const auto port = listening.match(QString::fromUtf8(server.log())).captured(1);
        m_stub = v3::Authorization::NewStub(
            grpc::CreateChannel("ipv4:127.0.0.1:" + port.toStdString(), grpc::InsecureChannelCredentials()));
        return true;
    }

    /// The HTTP status for the client, 200 for one that is let through; or 0 if there is no answer.
    int check(const std::string& path, const Headers& headers = {}) const
    {
        grpc::ClientContext context;
        context.set_deadline(std::chrono::system_clock::now() + 30s);
        v3::CheckResponse response;
        if (!m_stub->Check(&context, makeCheck("GET", path, headers), &response).ok())
            return 0;
        return response.has_ok_response() ? 200 : response.denied_response().status().code();
    }

    ServerProcess server;

private:
    std::unique_ptr<v3::Authorization::Stub> m_stub;
};

bool isAskedForTokens(const ScriptedHttpServer& provider)
{
    return QTest::qWaitFor(
        [&] {
            const auto requests = provider.requests();
            return std::any_of(requests.begin(), requests.end(), [](const auto& request) {
                return request.starts_with("POST /realms/test/token");
            });
        },
        20'000);
}

/// A provider that takes so long for a refresh, and a check that waits for it.
struct WaitingCheck
{
    explicit WaitingCheck(std::chrono::milliseconds delay)
        : asked(QString::fromStdString(provider.url("/realms/test")), "checkTimeout: 50s\n")
    {
        publish(provider);
        auto refused = answer(400, R"({"error":"invalid_grant"})");
        refused.delayBefore = delay;
        provider.on("/realms/test/token", refused);
    }

    /// Returns when the provider is being asked.
    bool start()
    {
        if (!asked.start() || !asked.server.waitForStatus("/ready", 200))
            return false;
        const auto cookie = sessionToRefresh(asked.server, provider.url("/realms/test")).toStdString();
        status = std::async(std::launch::async, [this, cookie] {
            return asked.check("/app", {{"cookie", cookie}});
        });
        return isAskedForTokens(provider);
    }

    ScriptedHttpServer provider;
    Asked asked;
    std::future<int> status;
};

} // namespace

/// The port for gRPC of the whole program.
class GrpcProcessTest : public QObject
{
    Q_OBJECT

private slots:
    void decides_andTakesOverAnotherConfiguration_onTheSameConnection()
    {
        ScriptedHttpServer provider;
        publish(provider);
        Asked asked(QString::fromStdString(provider.url("/realms/test")));
        QVERIFY2(asked.start(), asked.server.log().constData());
        QCOMPARE(asked.check("/open/a"), 200);
        QCOMPARE(asked.check("/free/a"), 401);
        asked.server.editConfig("/open/*", "/free/*");
        QVERIFY(asked.server.waitForLog("config.reloaded"));
        QCOMPARE(asked.check("/open/a"), 401);
        QCOMPARE(asked.check("/free/a"), 200);
        const auto metrics = asked.server.get("/metrics", {}, asked.server.metricsPort());
        QVERIFY2(metrics.body.contains("meshsso_connections 1\n"), metrics.body.constData());
    }

    void answersACheckThatWaits_whenItIsToldToEnd()
    {
        WaitingCheck check(3s);
        QVERIFY(check.start());
        QCOMPARE(check.asked.server.terminate(), 0);
        QCOMPARE(check.status.get(), 401);
        QVERIFY(!check.asked.server.log().contains("server.drain_incomplete"));
    }

    void ends_whateverWaits_whenItIsToldTwice()
    {
        WaitingCheck check(1min);
        QVERIFY(check.start());
        check.asked.server.signal(SIGTERM);
        QVERIFY(check.asked.server.waitForLog("server.draining"));
        QCOMPARE(check.asked.server.terminate(), 0);
        QCOMPARE(check.status.get(), 0);
    }
};

QTEST_GUILESS_MAIN(GrpcProcessTest)
#include "tst_GrpcProcess.moc"
