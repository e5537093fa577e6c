#include "RawClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"
#include "transport/HttpProtocol.h"
#include "transport/Listener.h"
#include "transport/Worker.h"

#include <QtTest/QtTest>
#include <mutex>
#include <thread>

using namespace meshsso;
using namespace meshsso::transport;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

/// Answers with what it saw; "/later" through a task that is done from another thread, "/held" when it is
/// told to, "/never" never.
class EchoHandler final : public engine::RequestHandler
{
public:
    explicit EchoHandler(Executor& executor) : m_executor(executor) {}
    ~EchoHandler() override
    {
        for (auto& thread : m_threads)
            thread.join();
    }

    std::optional<Task<bool>> handle(const engine::CheckRequest& request,
                                     engine::ResponseWriter& out) override
    {
        ++requests;
        if (request.path() == "/later")
            return later(request, out);
        if (request.path() == "/held")
            return held(request, out);
        if (request.path() == "/never")
            return never();
        write(request, out);
        return std::nullopt;
    }

    /// Answers what is held, after all that its worker was told before.
    void release()
    {
        m_executor.post([this] {
            for (const auto& done : std::exchange(m_held, {}))
                done(1);
        });
    }

    std::atomic<int> requests{0};
    std::atomic<int> dropped{0};

private:
    static void write(const engine::CheckRequest& request, engine::ResponseWriter& out)
    {
        std::string body = std::string(request.method) + " " + std::string(request.target) +
                           " host=" + std::string(request.host) + " body=" + std::string(request.body) +
                           " id=" + std::string(request.requestId) +
                           " trusted=" + (request.isPeerTrusted ? "1" : "0") +
                           " cookie=" + std::string(request.header("COOKIE"));
        if (request.path() == "/large")
            body.assign(8 * 1024 * 1024, 'x');
        out.start(200);
        out.finish(body, "text/plain");
    }
    Task<bool> later(engine::CheckRequest request, engine::ResponseWriter& out)
    {
        Completion<int> wait([this](std::function<void(int)> done) {
            const std::lock_guard lock(m_mutex);
            m_threads.emplace_back([this, done = std::move(done)] {
                std::this_thread::sleep_for(100ms);
                m_executor.post([done] { done(1); });
            });
            return std::make_unique<Operation>();
        });
        co_await wait;
        write(request, out);
        co_return true;
    }
    Task<bool> held(engine::CheckRequest request, engine::ResponseWriter& out)
    {
        Completion<int> wait([this](std::function<void(int)> done) {
            m_held.push_back(std::move(done));
            return std::make_unique<Operation>();
        });
        co_await wait;
        write(request, out);
        co_return true;
    }
    Task<bool> never()
    {
        struct Handle final : Operation
        {
            explicit Handle(std::atomic<int>& c) : count(c) {}
            ~Handle() override { ++count; }
            std::atomic<int>& count;
        };
        Completion<int> wait([this](std::function<void(int)>) { return std::make_unique<Handle>(dropped); });
        co_await wait;
        co_return true;
    }

    Executor& m_executor;
    std::mutex m_mutex;
    std::vector<std::thread> m_threads;
    std::vector<std::function<void(int)>> m_held; ///< the worker's thread alone
};

/// A server on a free port with one or more workers.
class Running
{
    boost::asio::io_context m_context{1}; // outlives the acceptor that lives on it

public:
    explicit Running(HttpLimits limits = {}, int workerCount = 1)
        : m_log(Log::toSink(m_clock, LogLevel::Debug, [](std::string_view) {}))
    {
        std::vector<Protocol*> pointers;
        for (int i = 0; i < workerCount; ++i) {
            auto& worker = *workers.emplace_back(std::make_unique<Worker>());
            auto& handler = *handlers.emplace_back(std::make_unique<EchoHandler>(worker.executor()));
            auto& protocol = *protocols.emplace_back(std::make_unique<HttpProtocol>(
                worker, limits, [](std::string_view address) { return address == "127.0.0.1"; }, m_random));
            protocol.serve(handler);
            pointers.push_back(&protocol);
        }
        server = std::make_unique<Listener>(m_context, limits.connections, pointers, *m_log);
        if (!server->listen("127.0.0.1", 0))
            qFatal("cannot listen");
        for (const auto& worker : workers)
            worker->start();
        m_thread = std::thread([this] { m_context.run(); });
    }
    ~Running()
    {
        m_context.stop();
        m_thread.join();
        for (const auto& worker : workers)
            worker->stop();
    }
    int port() const { return server->port(); }
    /// On the acceptor's thread, and waited for.
    void closeAcceptor()
    {
        std::atomic<bool> done{false};
        boost::asio::post(m_context, [&] {
            server->close();
            done = true;
        });
        while (!done)
            std::this_thread::yield();
    }

    std::vector<std::unique_ptr<EchoHandler>> handlers;
    std::vector<std::unique_ptr<HttpProtocol>> protocols; ///< one a worker
    std::vector<std::unique_ptr<Worker>> workers;
    std::unique_ptr<Listener> server;

private:
    SystemClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<Log> m_log;
    std::thread m_thread;
};

bool startsWith(const std::string& text, const std::string& status)
{
    return text.starts_with("HTTP/1.1 " + status);
}

} // namespace

class HttpServerTest : public QObject
{
    Q_OBJECT

private slots:
    void answersAndKeepsTheConnection()
    {
        Running running;
        RawClient client(running.port());
        for (int i = 0; i < 3; ++i) {
            client.send("GET /a?b=c HTTP/1.1\r\nHost: app:8443\r\nCookie: x=y\r\nX-Request-Id: id-1\r\n\r\n");
            const auto answer = client.receive();
            QVERIFY2(startsWith(answer, "200 OK"), answer.c_str());
            QVERIFY(answer.ends_with("GET /a?b=c host=app:8443 body= id=id-1 trusted=1 cookie=x=y"));
            QVERIFY(answer.find("connection: close") == std::string::npos);
        }
    }

    void makesItsOwnRequestId_whenTheGivenOneIsUnsafe()
    {
        Running running;
        RawClient client(running.port());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: a b\"}\r\n\r\n");
        const auto answer = client.receive();
        QVERIFY(answer.find("\"}") == std::string::npos);
        QVERIFY(answer.find(" id= ") == std::string::npos);
    }

    void readsBodies()
    {
        Running running;
        RawClient client(running.port());
        client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        QVERIFY(client.receive().find("body=hello") != std::string::npos);
        client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        client.send("2\r\nde\r\n0\r\n\r\n");
        QVERIFY(client.receive().find("body=abcde") != std::string::npos);
    }

    void takesRequestsByteByByte()
    {
        Running running;
        RawClient client(running.port());
        for (const char c : std::string("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")) {
            client.send(std::string_view(&c, 1));
            std::this_thread::sleep_for(1ms);
        }
        QVERIFY(client.receive().find("body=hi") != std::string::npos);
    }

    void answersPipelinedRequestsInOrder()
    {
        Running running;
        RawClient client(running.port());
        std::string all;
        for (int i = 0; i < 50; ++i)
            all += "GET /" + std::string(i == 3 ? "later" : "n" + std::to_string(i)) +
                   " HTTP/1.1\r\nHost: a\r\n\r\n";
        client.send(all);
        const auto answers = client.receive(50);
        std::size_t position = 0;
        for (int i = 0; i < 50; ++i) {
            const auto expected = "GET /" + std::string(i == 3 ? "later" : "n" + std::to_string(i)) + " ";
            const auto found = answers.find(expected, position);
            QVERIFY2(found != std::string::npos, expected.c_str());
            position = found;
        }
    }

    void answersLater()
    {
        Running running;
        RawClient client(running.port());
        client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(client.receive().find("GET /later") != std::string::npos);
    }

    void sendsLargeResponses_toSlowReaders()
    {
        Running running;
        RawClient client(running.port());
        client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
        std::this_thread::sleep_for(200ms);
        QVERIFY(client.receive().size() > 8 * 1024 * 1024);
    }

    void refusesMalformedRequests_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("status");
        QTest::newRow("garbage") << QByteArray("hello\r\n\r\n") << "400";
        QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) << "400";
        QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << "400";
        QTest::newRow("two hosts") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") << "400";
        QTest::newRow("two hosts, HTTP/1.0")
            << QByteArray("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n") << "400";
        QTest::newRow("two lengths")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")
            << "400";
        QTest::newRow("length and chunked")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            << "400";
        QTest::newRow("negative length")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n") << "400";
        QTest::newRow("bad chunk")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") << "400";
        QTest::newRow("blank in name") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n") << "400";
        QTest::newRow("blank before colon")
            << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n") << "400";
        QTest::newRow("NUL in value")
            << (QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: b") + '\0' + "c\r\n\r\n") << "400";
        QTest::newRow("control in target") << QByteArray("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n") << "400";
        QTest::newRow("bare line feeds") << QByteArray("GET / HTTP/1.1\nHost: a\n\n") << "400";
        QTest::newRow("HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << "400";
        QTest::newRow("HTTP/9") << QByteArray("GET / HTTP/9.9\r\nHost: a\r\n\r\n") << "400";
        QTest::newRow("header too large")
            << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: ") + QByteArray(70'000, 'x') + "\r\n\r\n"
            << "431";
        QTest::newRow("endless header") << QByteArray("GET /") + QByteArray(80'000, 'x') << "431";
        QTest::newRow("body too large")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n") << "413";
        QTest::newRow("chunked body too large")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n") +
                   QByteArray(70'000, 'x')
            << "413";
    }
    void refusesMalformedRequests()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, status);
        Running running;
        RawClient client(running.port());
        client.send(bytes.toStdString());
        const auto answer = client.receive();
        QVERIFY2(startsWith(answer, status.toStdString()), answer.c_str());
        QVERIFY(answer.find("connection: close") != std::string::npos);
        client.shutdownSend();
        QVERIFY(client.waitForClose(30s));
        QCOMPARE(running.handlers[0]->requests.load(), 0);
        // And the next connection is served.
        RawClient next(running.port());
        next.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(startsWith(next.receive(), "200"));
    }

    void acceptsHeadersUpToTheLimit()
    {
        Running running;
        RawClient client(running.port());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(60'000, 'x') + "\r\n\r\n");
        QVERIFY(startsWith(client.receive(), "200"));
    }

    void closes_whenAsked()
    {
        Running running;
        RawClient client(running.port());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QVERIFY(client.receive().find("connection: close") != std::string::npos);
        QVERIFY(client.waitForClose(30s));
        RawClient old(running.port());
        old.send("GET / HTTP/1.0\r\n\r\n");
        QVERIFY(startsWith(old.receive(), "200"));
        QVERIFY(old.waitForClose(30s));
    }

    void answers408_toSlowHeaders_andClosesIdleConnections()
    {
        HttpLimits limits;
        limits.headerTimeout = 1s;
        limits.idleTimeout = 1s;
        Running running(limits);
        RawClient slow(running.port());
        RawClient idle(running.port());
        RawClient slowBody(running.port());
        slow.send("GET / HTTP/1.1\r\nHo");
        slowBody.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        QVERIFY(startsWith(slow.receive(), "408"));
        QVERIFY(startsWith(slowBody.receive(), "408"));
        QVERIFY(idle.receive().empty());
        QVERIFY(idle.waitForClose(30s));
        QTRY_COMPARE_WITH_TIMEOUT(running.server->connectionCount(), 0, 20'000);
    }

    void waitsNoLonger_forAClientThatGoesOnSending()
    {
        Running running;
        RawClient client(running.port());
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QVERIFY(startsWith(client.receive(), "200"));
        for (int i = 0; i < 100 && running.server->connectionCount() > 0; ++i) {
            client.send("x");
            QTest::qWait(300);
        }
        QCOMPARE(running.server->connectionCount(), 0);
    }

    void handlesNothing_thatComesAfterTheRefusal()
    {
        HttpLimits limits;
        limits.headerTimeout = 1s;
        Running running(limits);
        RawClient slow(running.port());
        slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
        QVERIFY(startsWith(slow.receive(), "408"));
        slow.send("abc");
        slow.shutdownSend();
        QVERIFY(slow.waitForClose(30s));
        QTRY_COMPARE_WITH_TIMEOUT(running.server->connectionCount(), 0, 20'000);
        QCOMPARE(running.handlers[0]->requests.load(), 0);
    }

    void survivesManySlowClients()
    {
        HttpLimits limits;
        limits.headerTimeout = 2s;
        Running running(limits);
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 300; ++i) {
            slow.push_back(std::make_unique<RawClient>(running.port()));
            slow.back()->send("GET / HTTP/1.1\r\nX: ");
        }
        RawClient good(running.port());
        good.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(startsWith(good.receive(), "200"));
        QVERIFY(startsWith(slow.back()->receive(), "408"));
    }

    void givesUp_onAnswersThatNeverCome()
    {
        HttpLimits limits;
        limits.answerTimeout = 1s;
        Running running(limits);
        RawClient client(running.port());
        client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(startsWith(client.receive(), "503"));
        QCOMPARE(running.handlers[0]->dropped.load(), 1);
    }

    void limitsConnections()
    {
        HttpLimits limits;
        limits.connections = 3;
        Running running(limits);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<RawClient>(running.port()));
            clients.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            QVERIFY(startsWith(clients.back()->receive(), "200"));
        }
        RawClient fourth(running.port());
        QVERIFY(fourth.waitForClose(30s));
        clients.pop_back();
        QTRY_COMPARE_WITH_TIMEOUT(running.server->connectionCount(), 2, 20'000);
        RawClient fifth(running.port());
        fifth.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(startsWith(fifth.receive(), "200"));
    }

    void spreadsConnections_overWorkers()
    {
        Running running({}, 4);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 8; ++i) {
            clients.push_back(std::make_unique<RawClient>(running.port()));
            clients.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            QVERIFY(startsWith(clients.back()->receive(), "200"));
        }
        for (const auto& protocol : running.protocols)
            QCOMPARE(protocol->connectionCount(), 2);
    }

    void drains()
    {
        Running running;
        RawClient busy(running.port());
        RawClient idle(running.port());
        RawClient used(running.port());
        busy.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
        used.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QVERIFY(startsWith(used.receive(), "200"));
        QTRY_COMPARE_WITH_TIMEOUT(running.server->connectionCount(), 3, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(running.handlers[0]->requests.load(), 2, 20'000);
        running.closeAcceptor();
        running.workers[0]->drain(3s);
        running.handlers[0]->release();
        QVERIFY(!RawClient(running.port()).isConnected());
        // In flight: finished. On an idle connection within the grace period: answered, and told to close.
        const auto answer = busy.receive();
        QVERIFY2(startsWith(answer, "200"), answer.c_str());
        QVERIFY(answer.find("connection: close") != std::string::npos);
        used.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto again = used.receive();
        QVERIFY(again.find("GET /again") != std::string::npos);
        QVERIFY(again.find("connection: close") != std::string::npos);
        QVERIFY(idle.waitForClose(30s));
        QTRY_COMPARE_WITH_TIMEOUT(running.server->connectionCount(), 0, 20'000);
    }

    void tellsATakenPort()
    {
        Running running;
        boost::asio::io_context context;
        SystemClock clock;
        const auto log = Log::toSink(clock, LogLevel::Error, [](std::string_view) {});
        Listener second(context, 1, {}, *log);
        const auto result = second.listen("127.0.0.1", running.port());
        MESHSSO_VERIFY_FAILS(result, ErrorCode::Conflict);
        const auto bad = second.listen("nowhere", 1);
        MESHSSO_VERIFY_FAILS(bad, ErrorCode::InvalidArgument);
    }

    void forgetsClientsThatGo()
    {
        Running running;
        {
            std::vector<std::unique_ptr<RawClient>> clients;
            for (int i = 0; i < 50; ++i) {
                clients.push_back(std::make_unique<RawClient>(running.port()));
                clients.back()->send(i % 2 ? "GET /later HTTP/1.1\r\nHost: a\r\n\r\n" : "GET / HT");
            }
        }
        QTRY_COMPARE_WITH_TIMEOUT(running.server->connectionCount(), 0, 20'000);
    }
};

QTEST_GUILESS_MAIN(HttpServerTest)
#include "tst_HttpServer.moc"
