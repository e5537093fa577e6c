#include "GrpcFixture.h"
#include "Http2Peer.h"
#include "unit/transport/RawClient.h"

#include <QtTest/QtTest>
#include <arpa/inet.h>
#include <sys/socket.h>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 30s;

/// A gateway's connection, byte by byte in our hands.
class Gateway
{
public:
    explicit Gateway(GrpcFixture& server, std::uint32_t window = 65'535)
        : client(server.frontend().port()), peer(window)
    {
    }

    void send() { client.send(peer.bytes()); }
    /// Talks until that is so; false if it takes too long.
    template<class Condition>
    bool talkUntil(Condition isSo)
    {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (!isSo()) {
            if (std::chrono::steady_clock::now() > until)
                return false;
            send();
            peer.receive(client.receive(1'000'000, 20ms));
        }
        return true;
    }
    bool isServed()
    {
        const auto check = sendCheck("/public/x");
        return talkUntil([&] { return peer.stream(check).isClosed; }) &&
               peer.stream(check).header("grpc-status") == "0";
    }
    std::int32_t sendCheck(const std::string& path, const Headers& headers = {})
    {
        return peer.send(Http2Peer::head(GrpcFixture::path),
                         Http2Peer::framed(makeCheck("GET", path, headers).SerializeAsString()));
    }

    RawClient client;
    Http2Peer peer;
};

/// Lets the server, which is in this process, queue next to nothing for the peer at that port.
void shrinkSendBuffer(int peerPort)
{
    for (int descriptor = 3; descriptor < 1000; ++descriptor) {
        sockaddr_in address{};
        socklen_t length = sizeof address;
        const int bytes = 4096;
        if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &length) == 0 &&
            ntohs(address.sin_port) == peerPort)
            ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    }
}

bool hasNoConnection(GrpcFixture& server)
{
    return QTest::qWaitFor([&] { return server.frontend().connectionCount() == 0; }, 30'000);
}

} // namespace

class GrpcConnectionTest : public QObject
{
    Q_OBJECT

private slots:
    void closesAConnection_thatSaysNothing()
    {
        grpcapi::GrpcLimits limits;
        limits.handshakeTimeout = 1s;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        RawClient silent(server.frontend().port());
        RawClient half(server.frontend().port());
        half.send("PRI * HTTP/2.0\r\n");
        QVERIFY(silent.waitForClose(patience));
        QVERIFY(half.waitForClose(patience));
        QVERIFY(hasNoConnection(server));
    }

    void closesAConnection_thatIsNotHttp2()
    {
        GrpcFixture server;
        RawClient client(server.frontend().port());
        client.send("GET /public/x HTTP/1.1\r\nHost: app.example.com\r\n\r\n");
        QVERIFY(client.waitForClose(patience));
        QVERIFY(hasNoConnection(server));
    }

    void sendsAnIdleGatewayElsewhere()
    {
        grpcapi::GrpcLimits limits;
        limits.idleTimeout = 1s;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        Gateway gateway(server);
        QVERIFY(gateway.isServed());
        QVERIFY(gateway.talkUntil([&] { return gateway.peer.goaways() == 1; }));
        gateway.client.shutdownSend();
        QVERIFY(hasNoConnection(server));
    }

    void closesAnIdleConnection_whoseGatewayDoesNotAnswer()
    {
        grpcapi::GrpcLimits limits;
        limits.idleTimeout = 1s;
        limits.keepaliveTimeout = 1s;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        Gateway gateway(server);
        gateway.send();
        QVERIFY(gateway.client.waitForClose(patience));
        QVERIFY(hasNoConnection(server));
    }

    void noticesAGateway_thatIsGone()
    {
        grpcapi::GrpcLimits limits;
        limits.keepaliveTime = 1s;
        limits.keepaliveTimeout = 1s;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        Gateway gateway(server);
        gateway.send();
        gateway.peer.receive(gateway.client.receive(1'000'000, patience));
        QVERIFY(gateway.peer.pings() > 0);
        QVERIFY(hasNoConnection(server));
    }

    void keepsAGateway_thatGivesASignOfLife()
    {
        grpcapi::GrpcLimits limits;
        limits.keepaliveTime = 1s;
        limits.keepaliveTimeout = 5s;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        Gateway gateway(server);
        QVERIFY(gateway.talkUntil([&] { return gateway.peer.pings() >= 3; }));
        QVERIFY(gateway.isServed());
    }

    void givesUpAGateway_thatDoesNotTakeItsAnswers()
    {
        grpcapi::GrpcLimits limits;
        limits.writeTimeout = 1s;
        limits.streamsPerConnection = 20'000;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        constexpr std::uint32_t window = 0x7fffffff;
        Gateway gateway(server, window);
        QVERIFY(gateway.isServed());
        shrinkSendBuffer(gateway.client.localPort());
        for (int i = 0; i < 1000; ++i)
            gateway.sendCheck("/app?" + std::string(1000, '|'), {{"accept", "text/html"}});
        gateway.send();
        QVERIFY(hasNoConnection(server));
        QVERIFY(server.check(makeCheck("GET", "/public/x")).status.ok());
    }

    void sendsAll_toAGatewayThatReadsSlowly()
    {
        GrpcFixture server;
        Gateway gateway(server);
        QVERIFY(gateway.isServed());
        shrinkSendBuffer(gateway.client.localPort());
        std::vector<std::int32_t> checks;
        for (int i = 0; i < 300; ++i)
            checks.push_back(gateway.sendCheck("/app?" + std::string(1000, '|'), {{"accept", "text/html"}}));
        QVERIFY(gateway.talkUntil([&] {
            return std::all_of(checks.begin(), checks.end(),
                               [&](auto check) { return gateway.peer.stream(check).isClosed; });
        }));
        for (const auto check : checks) {
            const auto& stream = gateway.peer.stream(check);
            QCOMPARE(stream.header("grpc-status"), std::string("0"));
            v3::CheckResponse response;
            QVERIFY(response.ParseFromString(stream.body.substr(5)));
            QCOMPARE(response.denied_response().status().code(), 302);
        }
    }

    void forgetsACheck_thatIsCancelled()
    {
        GrpcFixture server;
        const auto headers = server.waitingHeaders();
        Gateway gateway(server);
        const auto check = gateway.sendCheck("/app", headers);
        QVERIFY(gateway.talkUntil([&] { return server.frontend().callCount() == 1; }));
        gateway.peer.reset(check);
        QVERIFY(gateway.talkUntil([&] { return server.frontend().callCount() == 0; }));
        server.executor().post([&] { server.engine.provider.release(); });
        QVERIFY(gateway.isServed());
    }

    void forgetsItsChecks_whenTheGatewayGoes()
    {
        GrpcFixture server;
        const auto headers = server.waitingHeaders();
        {
            Gateway gateway(server);
            for (int i = 0; i < 5; ++i)
                gateway.sendCheck("/app", headers);
            QVERIFY(gateway.talkUntil([&] { return server.frontend().callCount() == 5; }));
        }
        QVERIFY(hasNoConnection(server));
        QCOMPARE(server.frontend().callCount(), 0);
        server.executor().post([&] { server.engine.provider.release(); });
        QCOMPARE(server.check(makeCheck("GET", "/app", headers)).response.status().code(), 0);
    }

    void forgetsItsChecks_whenTheGatewayBreaksTheProtocol()
    {
        GrpcFixture server;
        const auto headers = server.waitingHeaders();
        Gateway gateway(server);
        gateway.sendCheck("/app", headers);
        QVERIFY(gateway.talkUntil([&] { return server.frontend().callCount() == 1; }));
        gateway.client.send(std::string("\x00\x00\x00\x00\x00\x00\x00\x00\x00", 9)); // DATA of no stream
        QTRY_COMPARE_WITH_TIMEOUT(server.frontend().callCount(), 0, 20'000);
        server.executor().post([&] { server.engine.provider.release(); });
        QVERIFY(gateway.client.waitForClose(patience));
        QVERIFY(hasNoConnection(server));
    }

    void forgetsACheck_thatTheSessionResets()
    {
        GrpcFixture server;
        const auto headers = server.waitingHeaders();
        Gateway gateway(server);
        const auto check = gateway.sendCheck("/app", headers);
        QVERIFY(gateway.talkUntil([&] { return server.frontend().callCount() == 1; }));
        // WINDOW_UPDATE beyond what a window may be.
        std::string update("\x00\x00\x04\x08\x00\x00\x00\x00\x00\x7f\xff\xff\xff", 13);
        update[8] = static_cast<char>(check);
        gateway.client.send(update);
        QTRY_COMPARE_WITH_TIMEOUT(server.frontend().callCount(), 0, 20'000);
        server.executor().post([&] { server.engine.provider.release(); });
        QVERIFY(gateway.isServed());
    }

    void refusesConnections_forWhichThereIsNoMemory()
    {
        grpcapi::GrpcLimits limits;
        limits.bufferBytes = 200 * 1024; // three connections in its half
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        std::vector<std::unique_ptr<Gateway>> gateways;
        for (int i = 0; i < 3; ++i) {
            gateways.push_back(std::make_unique<Gateway>(server));
            QVERIFY(gateways.back()->isServed());
        }
        RawClient fourth(server.frontend().port());
        QVERIFY(fourth.waitForClose(patience));
        server.settle();
        QVERIFY(server.engine.logLines.back().find("grpc.connection_refused") != std::string::npos);
        QVERIFY(RawClient(server.frontend().port()).waitForClose(patience));
        server.settle();
        QCOMPARE(std::count_if(server.engine.logLines.begin(), server.engine.logLines.end(),
                               [](const auto& line) {
                                   return line.find("grpc.connection_refused") != std::string::npos;
                               }),
                 1);
        // Those that are there are served.
        QVERIFY(gateways.front()->isServed());
        gateways.pop_back();
        QVERIFY(QTest::qWaitFor([&] { return server.frontend().connectionCount() == 2; }, 30'000));
        QVERIFY(Gateway(server).isServed());
    }

    void refusesChecks_forWhoseWaitingThereIsNoMemory()
    {
        grpcapi::GrpcLimits limits;
        limits.bufferBytes = 80 * 1024; // in three quarters of it a connection, and one check that waits
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        const auto headers = server.waitingHeaders();
        Gateway gateway(server);
        const auto first = gateway.sendCheck("/app", headers);
        QVERIFY(gateway.talkUntil([&] { return server.frontend().callCount() == 1; }));
        const auto second = gateway.sendCheck("/app", headers);
        QVERIFY(gateway.talkUntil([&] { return gateway.peer.stream(second).isClosed; }));
        QCOMPARE(gateway.peer.stream(second).header("grpc-status"), std::string("8"));
        // One that need not wait is decided on.
        QVERIFY(gateway.isServed());
        server.executor().post([&] { server.engine.provider.release(); });
        QVERIFY(gateway.talkUntil([&] { return gateway.peer.stream(first).isClosed; }));
        QCOMPARE(gateway.peer.stream(first).header("grpc-status"), std::string("0"));
    }

    void drains_thoughTheGatewayDoesNotListen()
    {
        GrpcFixture server;
        Gateway gateway(server);
        QVERIFY(gateway.isServed());
        server.drain(1s);
        QVERIFY(hasNoConnection(server));
    }

    void drains_atOnce_whereTheGatewayListens()
    {
        GrpcFixture server;
        Gateway gateway(server);
        QVERIFY(gateway.isServed());
        server.drain(1h);
        QVERIFY(gateway.talkUntil([&] { return gateway.peer.goaways() == 1; }));
        gateway.client.shutdownSend();
        QVERIFY(hasNoConnection(server));
    }
};

QTEST_GUILESS_MAIN(GrpcConnectionTest)
#include "tst_GrpcConnection.moc"
