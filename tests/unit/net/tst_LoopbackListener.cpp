#include "core/Encoding.h"
#include "core/RunLoop.h"
#include "crypto/ConstantTime.h"
#include "crypto/Digest.h"
#include "net/LoopbackListener.h"
#include "support/TestPrinters.h"
#include "unit/transport/RawClient.h"

#include <QFile>
#include <QProcess>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::net;
using namespace std::chrono_literals;
using test::RawClient;

namespace {

const std::string state = "expectedState-0123456789";

LoopbackOptions options()
{
    LoopbackOptions result;
    result.isExpectedState = [](std::string_view given) { return crypto::constantTimeEquals(given, state); };
    result.deadline = 20s;
    return result;
}

std::string get(const LoopbackListener& listener, const std::string& target, const std::string& host = {},
                const std::string& method = "GET")
{
    return method + " " + target +
           " HTTP/1.1\r\nHost: " + (host.empty() ? "127.0.0.1:" + std::to_string(listener.port()) : host) +
           "\r\n\r\n";
}

std::string goodTarget()
{
    return "/callback?state=" + state + "&code=c0de&session_state=x&iss=https%3A%2F%2Fk";
}

std::string ask(const LoopbackListener& listener, const std::string& request)
{
    RawClient client(listener.port());
    client.send(request);
    return client.receive(1'000'000);
}

int statusOf(const std::string& response)
{
    return response.starts_with("HTTP/1.1 ") ? std::atoi(response.c_str() + 9) : 0;
}

bool isListening(std::uint16_t port)
{
    return RawClient(port).isConnected();
}

} // namespace

class LoopbackListenerTest : public QObject
{
    Q_OBJECT

private slots:
    void goodCallback_isTaken_andThePortCloses()
    {
        RunLoop loop;
        auto listener = LoopbackListener::listen(loop, options());
        QVERIFY(listener.has_value());
        QVERIFY(listener->port() != 0);
        QCOMPARE(listener->redirectUri(),
                 "http://127.0.0.1:" + std::to_string(listener->port()) + "/callback");
        const auto page = ask(*listener, get(*listener, goodTarget()));
        QCOMPARE(statusOf(page), 200);
        const auto callback = loop.runUntilDone(listener->callback());
        QVERIFY(callback.has_value());
        QCOMPARE(callback->query, "state=" + state + "&code=c0de&session_state=x&iss=https%3A%2F%2Fk");
        QVERIFY(!isListening(listener->port()));
        // It is there once.
        QVERIFY(!loop.runUntilDone(listener->callback()));
    }

    void page_isStatic_andSaysWhatItWasToldEscaped()
    {
        RunLoop loop;
        auto given = options();
        given.doneTitle = "<script>alert(1)</script>";
        given.doneText = "\"it's\" & done";
        given.language = "zh\"><x";
        auto listener = LoopbackListener::listen(loop, given);
        QVERIFY(listener.has_value());
        const auto page = ask(*listener, get(*listener, goodTarget()));
        QVERIFY(page.find("<script") == std::string::npos);
        QVERIFY(page.find("<x") == std::string::npos);
        QVERIFY(page.find("&quot;it&#39;s&quot; &amp; done") != std::string::npos);
        QVERIFY(page.find("c0de") == std::string::npos);
        QVERIFY(page.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
        QVERIFY(page.find("\r\nReferrer-Policy: no-referrer\r\n") != std::string::npos);
        // The policy lets the page's own style through, and nothing else.
        const auto from = page.find("<style>") + 7;
        const auto style = page.substr(from, page.find("</style>") - from);
        const auto hash = base64Encode(crypto::sha256(style));
        QVERIFY(page.find("Content-Security-Policy: default-src 'none'; style-src 'sha256-" + hash + "'; ") !=
                std::string::npos);
    }

    void refusedSignIn_isACallbackToo()
    {
        RunLoop loop;
        auto listener = LoopbackListener::listen(loop, options());
        QVERIFY(listener.has_value());
        const auto page = ask(*listener, get(*listener, "/callback?error=access_denied&state=" + state));
        QCOMPARE(statusOf(page), 200);
        QVERIFY(page.find("did not succeed") != std::string::npos);
        const auto callback = loop.runUntilDone(listener->callback());
        QVERIFY(callback.has_value());
        QCOMPARE(callback->query, "error=access_denied&state=" + state);
    }

    void attack_isRefused_andListeningGoesOn_data()
    {
        QTest::addColumn<QByteArray>("request"); // PORT stands for the port
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& request, int status) {
            QTest::newRow(name) << QByteArray::fromStdString(request) << status;
        };
        const std::string host = "Host: 127.0.0.1:PORT\r\n";
        const std::string good = "GET " + goodTarget() + " HTTP/1.1\r\n";
        const auto target = [&](const std::string& t) {
            return "GET " + t + " HTTP/1.1\r\n" + host + "\r\n";
        };
        row("wrong state", target("/callback?code=a&state=wrong"), 400);
        row("state cut short", target("/callback?code=a&state=" + state.substr(0, 10)), 400);
        row("state with more", target("/callback?code=a&state=" + state + "x"), 400);
        row("no state", target("/callback?code=a"), 400);
        row("empty state", target("/callback?code=a&state="), 400);
        row("no code", target("/callback?state=" + state), 400);
        row("empty code", target("/callback?code=&state=" + state), 400);
        row("code and error", target("/callback?code=a&error=b&state=" + state), 400);
        row("two codes", target("/callback?code=a&code=b&state=" + state), 400);
        row("two codes, one encoded", target("/callback?code=a&c%6fde=b&state=" + state), 400);
        row("two states", target("/callback?code=a&state=" + state + "&state=" + state), 400);
        row("bad escape", target("/callback?code=a%zz&state=" + state), 400);
        row("no query", target("/callback"), 400);
        row("1000 parameters",
            target("/callback?code=a&state=" + state + QByteArray("&a=b").repeated(1000).toStdString()), 400);
        row("other path", target("/favicon.ico"), 404);
        row("path with more", target("/callback/?code=a&state=" + state), 404);
        row("path in other case", target("/Callback?code=a&state=" + state), 404);
        row("encoded path", target("/%63allback?code=a&state=" + state), 404);
        row("absolute form", target("http://127.0.0.1:PORT" + goodTarget()), 404);
        row("foreign host", good + "Host: evil.example:PORT\r\n\r\n", 421);
        row("localhost", good + "Host: localhost:PORT\r\n\r\n", 421);
        row("host without port", good + "Host: 127.0.0.1\r\n\r\n", 421);
        row("host with user", good + "Host: x@127.0.0.1:PORT\r\n\r\n", 421);
        row("two hosts", good + host + "Host: evil.example\r\n\r\n", 400);
        row("no host", good + "\r\n", 400);
        row("POST", "POST " + goodTarget() + " HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n", 405);
        row("HEAD", "HEAD " + goodTarget() + " HTTP/1.1\r\n" + host + "\r\n", 405);
        row("OPTIONS", "OPTIONS " + goodTarget() + " HTTP/1.1\r\n" + host + "\r\n", 405);
        row("unknown method", "BREW " + goodTarget() + " HTTP/1.1\r\n" + host + "\r\n", 405);
        row("body", good + host + "Content-Length: 3\r\n\r\nabc", 413);
        row("chunked body", good + host + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 400);
        row("HTTP/0.9", "GET " + goodTarget() + "\r\n\r\n", 400);
        row("garbage", std::string("\x00\x01\x02\xff\xfe\r\n\r\n", 9), 400);
        row("TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + "\r\n\r\n", 400);
        row("blank in target", "GET /callback?code=a b&state=" + state + " HTTP/1.1\r\n" + host + "\r\n",
            400);
        row("long target", target("/callback?code=a&state=" + state + "&x=" + std::string(10'000, 'x')), 413);
        row("many headers", good + host + QByteArray("A: b\r\n").repeated(3000).toStdString() + "\r\n", 413);
        row("endless header", good + host + "X: " + std::string(100'000, 'x'), 413);
        row("folded header", good + "X: a\r\n b\r\nHost: evil.example\r\n\r\n", 421);
    }
    void attack_isRefused_andListeningGoesOn()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        RunLoop loop;
        auto listener = LoopbackListener::listen(loop, options());
        QVERIFY(listener.has_value());
        request.replace("PORT", QByteArray::number(listener->port()));
        const auto answer = ask(*listener, request.toStdString());
        QVERIFY2(statusOf(answer) == status, answer.c_str());
        QVERIFY(answer.find("Content-Type: text/plain") != std::string::npos);
        QVERIFY(answer.find(state) == std::string::npos);
        QCOMPARE(statusOf(ask(*listener, get(*listener, goodTarget()))), 200);
        const auto callback = loop.runUntilDone(listener->callback());
        QVERIFY(callback.has_value());
        QVERIFY(callback->query.find("code=c0de") != std::string::npos);
    }

    void secondCode_isRefused()
    {
        RunLoop loop;
        auto listener = LoopbackListener::listen(loop, options());
        QVERIFY(listener.has_value());
        RawClient second(listener->port()); // connected before the first one answers
        QTest::qWait(50);
        QCOMPARE(statusOf(ask(*listener, get(*listener, goodTarget()))), 200);
        second.send(get(*listener, "/callback?state=" + state + "&code=stolen"));
        QCOMPARE(statusOf(second.receive()), 410);
        const auto callback = loop.runUntilDone(listener->callback());
        QVERIFY(callback.has_value());
        QVERIFY(callback->query.find("stolen") == std::string::npos);
    }

    void slowClient_isClosed_andDoesNotBlockOthers()
    {
        RunLoop loop;
        auto given = options();
        given.connectionTimeout = 300ms;
        auto listener = LoopbackListener::listen(loop, given);
        QVERIFY(listener.has_value());
        RawClient silent(listener->port());
        RawClient slow(listener->port());
        slow.send("GET /callback?sta");
        QVERIFY(slow.waitForClose(8s));
        QVERIFY(silent.waitForClose(8s));
        // On a busy machine this one may be too slow as well.
        QVERIFY(QTest::qWaitFor([&] { return statusOf(ask(*listener, get(*listener, goodTarget()))) == 200; },
                                15'000));
    }

    void connectionsOverTheLimit_areClosed()
    {
        RunLoop loop;
        auto listener = LoopbackListener::listen(loop, options());
        QVERIFY(listener.has_value());
        std::vector<std::unique_ptr<RawClient>> held;
        for (int i = 0; i < 16; ++i)
            held.push_back(std::make_unique<RawClient>(listener->port()));
        RawClient refused(listener->port());
        QVERIFY(refused.waitForClose(8s)); // the others are after ten
        held.clear();
        int status = 0; // until the listener has seen that they are gone
        QTRY_VERIFY((status = statusOf(ask(*listener, get(*listener, "/")))) != 0);
        QCOMPARE(status, 404);
    }

    void abandonedBrowser_endsAtTheDeadline()
    {
        RunLoop loop;
        auto given = options();
        given.deadline = 2s;
        auto listener = LoopbackListener::listen(loop, given);
        QVERIFY(listener.has_value());
        RawClient halfWay(listener->port());
        halfWay.send("GET /");
        const auto callback = loop.runUntilDone(listener->callback());
        QVERIFY(!callback);
        QCOMPARE(callback.error().code, ErrorCode::Timeout);
        QVERIFY(halfWay.waitForClose(6s));
        QVERIFY(!isListening(listener->port()));
    }

    void busyPort_isAConflict()
    {
        RunLoop loop;
        auto first = LoopbackListener::listen(loop, options());
        QVERIFY(first.has_value());
        auto given = options();
        given.port = first->port();
        const auto second = LoopbackListener::listen(loop, given);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        first = fail(ErrorCode::Cancelled, "closed");
        QVERIFY(LoopbackListener::listen(loop, given).has_value()); // and it is free again at once
    }

    void badOptions_areRefused()
    {
        RunLoop loop;
        auto given = options();
        given.isExpectedState = nullptr;
        QCOMPARE(LoopbackListener::listen(loop, given).error().code, ErrorCode::InvalidArgument);
        for (const char* path : {"", "callback", "/a?b", "/a b", "/a\r\nb"}) {
            given = options();
            given.path = path;
            QCOMPARE(LoopbackListener::listen(loop, given).error().code, ErrorCode::InvalidArgument);
        }
    }

    void onlyLoopback_isListenedOn()
    {
        RunLoop loop;
        auto listener = LoopbackListener::listen(loop, options());
        QVERIFY(listener.has_value());
        // /proc/net/tcp: local address in hexadecimal, 0A is LISTEN.
        QFile table("/proc/net/tcp");
        QVERIFY(table.open(QIODevice::ReadOnly));
        const auto port = QByteArray::number(listener->port(), 16).toUpper().rightJustified(4, '0');
        QByteArrayList addresses;
        for (const auto& line : table.readAll().split('\n')) {
            const auto fields = line.simplified().split(' ');
            if (fields.size() > 3 && fields[1].endsWith(":" + port) && fields[3] == "0A")
                addresses << fields[1];
        }
        QCOMPARE(addresses, QByteArrayList{"0100007F:" + port});
    }

    void droppedTask_closesThePort()
    {
        RunLoop loop;
        auto listener = LoopbackListener::listen(loop, options());
        QVERIFY(listener.has_value());
        bool called = false;
        {
            auto task = listener->callback();
            task.start([&](Result<LoopbackCallback>) { called = true; });
            QVERIFY(isListening(listener->port()));
        }
        QVERIFY(!isListening(listener->port()));
        loop.post([&] { loop.quit(); });
        loop.run();
        QVERIFY(!called);
    }

    void destroyedListener_endsTheWait()
    {
        RunLoop loop;
        auto listener = std::make_unique<Result<LoopbackListener>>(LoopbackListener::listen(loop, options()));
        QVERIFY(listener->has_value());
        auto task = (*listener)->callback();
        std::optional<Result<LoopbackCallback>> outcome;
        task.start([&](Result<LoopbackCallback> result) {
            outcome.emplace(std::move(result));
            loop.quit();
        });
        listener.reset();
        loop.run();
        QVERIFY(outcome && !*outcome);
        QCOMPARE(outcome->error().code, ErrorCode::Cancelled);
    }

    void callbackBeforeAnybodyAsks_isKept_andDestructionIsClean()
    {
        for (int round = 0; round < 50; ++round) {
            RunLoop loop;
            auto listener = LoopbackListener::listen(loop, options());
            QVERIFY(listener.has_value());
            RawClient client(listener->port());
            client.send(get(*listener, goodTarget()));
            if (round % 2 == 0) {
                auto moved = std::move(*listener);
                QVERIFY(loop.runUntilDone(moved.callback()).has_value());
            }
        }
    }
};

QTEST_GUILESS_MAIN(LoopbackListenerTest)
#include "tst_LoopbackListener.moc"
