#include "Http2Peer.h"
#include "grpc/GrpcFraming.h"
#include "grpc/GrpcSession.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::grpcapi;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* method = "/package.Service/Method";

std::string framed(const std::string& message, bool isCompressed = false)
{
    return Http2Peer::framed(message, isCompressed);
}

/// Remembers the calls and answers them with an echo, at once or when it is told to.
class EchoCalls final : public GrpcCalls
{
public:
    void arrived(std::int32_t call, std::string_view message,
                 std::optional<std::chrono::milliseconds> timeout) override
    {
        messages.emplace_back(message);
        timeouts.push_back(timeout);
        if (holds)
            held.emplace_back(call, message);
        else
            session->answer(call, GrpcAnswer::message(
                                      framed("echo " + std::string(message) + std::string(padding, 'x'))));
    }
    void cancelled(std::int32_t call) override { gone.push_back(call); }
    void release()
    {
        for (const auto& [call, message] : std::exchange(held, {}))
            session->answer(call, GrpcAnswer::message(framed("late " + message)));
    }

    GrpcSession* session = nullptr;
    bool holds = false;
    std::size_t padding = 0; ///< of the answers
    std::vector<std::string> messages;
    std::vector<std::optional<std::chrono::milliseconds>> timeouts;
    std::vector<std::pair<std::int32_t, std::string>> held;
    std::vector<std::int32_t> gone;
};

/// A session and its peer, joined without a socket.
struct Pair
{
    explicit Pair(GrpcLimits wanted = {}, std::uint32_t window = 65'535)
        : limits(wanted), budget(limits.bufferBytes), peer(window), session(method, limits, budget, calls)
    {
        calls.session = &session;
        session.setTime(now);
        exchange();
    }

    /// Until neither has anything to say; false when the session gives up its peer.
    bool exchange()
    {
        for (;;) {
            const auto up = peer.bytes();
            if (!up.empty() && !session.receive(up))
                return false;
            std::string down;
            session.gather(down, 1024 * 1024);
            if (up.empty() && down.empty())
                return true;
            peer.receive(down);
        }
    }
    void pass(std::chrono::seconds time)
    {
        now += time;
        session.setTime(now);
        exchange();
    }
    const Http2Peer::Stream& call(const std::string& body, const Http2Peer::Fields& more = {})
    {
        const auto id = peer.send(Http2Peer::head(method, more), body);
        exchange();
        return peer.stream(id);
    }

    GrpcLimits limits;
    BufferBudget budget;
    EchoCalls calls;
    Http2Peer peer;
    GrpcSession session;
    GrpcSession::TimePoint now = GrpcSession::TimePoint() + 1h;
};

} // namespace

class GrpcSessionTest : public QObject
{
    Q_OBJECT

private slots:
    void answersACall()
    {
        Pair pair;
        const auto& stream = pair.call(framed("hello"));
        QCOMPARE(stream.header(":status"), std::string("200"));
        QCOMPARE(stream.header("content-type"), std::string("application/grpc"));
        QCOMPARE(stream.body, framed("echo hello"));
        QCOMPARE(stream.header("grpc-status"), std::string("0"));
        QVERIFY(stream.isClosed);
        QCOMPARE(pair.calls.messages, std::vector<std::string>{"hello"});
        QCOMPARE(pair.session.openCalls(), std::size_t{0});
        QVERIFY(pair.session.isSettled());
        QVERIFY(!pair.session.isOver());
    }

    void takesEmptyMessages_andLargeOnes()
    {
        Pair pair;
        QCOMPARE(pair.call(framed("")).body, framed("echo "));
        const std::string large(200 * 1024, 'x');
        QCOMPARE(pair.call(framed(large)).body, framed("echo " + large));
    }

    void takesBytesOneByOne()
    {
        Pair pair;
        const auto id = pair.peer.send(Http2Peer::head(method), framed("hello"));
        for (const char byte : pair.peer.bytes())
            QVERIFY(pair.session.receive(std::span(&byte, 1)));
        pair.exchange();
        QCOMPARE(pair.peer.stream(id).body, framed("echo hello"));
    }

    void answersInAnyOrder()
    {
        Pair pair;
        pair.calls.holds = true;
        const auto slow = pair.peer.send(Http2Peer::head(method), framed("slow"));
        pair.exchange();
        pair.calls.holds = false;
        QCOMPARE(pair.call(framed("quick")).body, framed("echo quick"));
        QVERIFY(!pair.peer.stream(slow).isClosed);
        pair.calls.release();
        pair.exchange();
        QCOMPARE(pair.peer.stream(slow).body, framed("late slow"));
    }

    void saysWhatThePeerWaits_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("millis"); // -1: none
        QTest::newRow("none") << QByteArray() << -1;
        QTest::newRow("hours") << QByteArray("2H") << 7'200'000;
        QTest::newRow("minutes") << QByteArray("3M") << 180'000;
        QTest::newRow("seconds") << QByteArray("10S") << 10'000;
        QTest::newRow("milliseconds") << QByteArray("00000250m") << 250;
        QTest::newRow("microseconds") << QByteArray("1500u") << 2;
        QTest::newRow("nanoseconds") << QByteArray("1n") << 1;
        QTest::newRow("nothing") << QByteArray("0m") << 0;
    }
    void saysWhatThePeerWaits()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, millis);
        Pair pair;
        pair.call(framed("x"), header.isEmpty() ? Http2Peer::Fields{}
                                                : Http2Peer::Fields{{"grpc-timeout", header.toStdString()}});
        QCOMPARE(pair.calls.timeouts.size(), std::size_t{1});
        QCOMPARE(pair.calls.timeouts[0].value_or(-1ms).count(), millis);
    }

    void refusesWhatIsNoCall_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("code");
        const auto good = QByteArray::fromStdString(framed("x"));
        const auto row = [](const char* title, const char* name, const QByteArray& value,
                            const QByteArray& body, const char* status, const char* code) {
            QTest::newRow(title) << QByteArray(name) << value << body << QByteArray(status)
                                 << QByteArray(code);
        };
        row("another method", ":path", "/package.Service/Other", good, "200", "12");
        row("another case", ":path", "/package.service/Method", good, "200", "12");
        row("a query", ":path", "/package.Service/Method?x", good, "200", "12");
        row("GET", ":method", "GET", good, "405", "");
        row("JSON", "content-type", "application/json", good, "415", "");
        row("gRPC's JSON", "content-type", "application/grpc+json", good, "415", "");
        row("gRPC for browsers", "content-type", "application/grpc-web", good, "415", "");
        row("gzip", "grpc-encoding", "gzip", good, "200", "12");
        row("no unit", "grpc-timeout", "10", good, "200", "13");
        row("no digits", "grpc-timeout", "S", good, "200", "13");
        row("a sign", "grpc-timeout", "-1S", good, "200", "13");
        row("too many digits", "grpc-timeout", "123456789m", good, "200", "13");
        row("another unit", "grpc-timeout", "1s", good, "200", "13");
        row("much metadata", "x-much", QByteArray(17'000, 'x'), good, "200", "8");
        row("no message", "x-a", "b", "", "200", "12");
        row("two messages", "x-a", "b", good + good, "200", "12");
        row("half a prefix", "x-a", "b", good.left(3), "200", "13");
        row("half a message", "x-a", "b", QByteArray::fromStdString(framed("hello")).left(7), "200", "13");
        row("compressed", "x-a", "b", QByteArray::fromStdString(framed("x", true)), "200", "12");
        row("no prefix", "x-a", "b", "hello", "200", "13");
        row("too large", "x-a", "b", QByteArray::fromStdString(framed(std::string(300'000, 'x'))), "200",
            "8");
    }
    void refusesWhatIsNoCall()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, code);
        Pair pair;
        const auto& stream = pair.call(body.toStdString(), {{name.toStdString(), value.toStdString()}});
        QCOMPARE(stream.header(":status"), status.toStdString());
        QCOMPARE(stream.header("grpc-status"), code.toStdString());
        QCOMPARE(stream.header("grpc-message").empty(), code.isEmpty());
        QCOMPARE(stream.header("grpc-accept-encoding"), std::string(code == "12" ? "identity" : ""));
        QVERIFY(stream.body.empty());
        QVERIFY(stream.isClosed);
        QCOMPARE(stream.error, std::uint32_t{0});
        QCOMPARE(pair.calls.messages.size(), std::size_t{0});
        QCOMPARE(pair.session.openCalls(), std::size_t{0});
        // And the next call on the same connection is served.
        QCOMPARE(pair.call(framed("y")).body, framed("echo y"));
    }

    void refusesAMessage_atItsPrefix()
    {
        Pair pair;
        const auto id =
            pair.peer.send(Http2Peer::head(method), framed(std::string(300'000, 'x')).substr(0, 5), false);
        pair.exchange();
        QCOMPARE(pair.peer.stream(id).header("grpc-status"), std::string("8"));
        QVERIFY(pair.peer.stream(id).isClosed);
    }

    void takesNoMoreStreams_thanItSays()
    {
        GrpcLimits limits;
        limits.streamsPerConnection = 3;
        Pair pair(limits);
        QCOMPARE(pair.peer.maxStreams(), std::uint32_t{3});
        pair.calls.holds = true;
        for (int i = 0; i < 10; ++i)
            pair.peer.send(Http2Peer::head(method), framed("x"));
        pair.exchange();
        QCOMPARE(pair.calls.held.size(), std::size_t{3});
        for (int i = 0; i < 4; ++i) {
            pair.calls.release();
            pair.exchange();
        }
        QCOMPARE(pair.calls.messages.size(), std::size_t{10});
    }

    void takesNoMore_thanTheBudgetHas_andAgainWhenItIsFree()
    {
        GrpcLimits limits;
        limits.bufferBytes = 100 * 1024;
        Pair pair(limits);
        pair.calls.holds = true;
        const std::string body = framed(std::string(30'000, 'x'));
        std::vector<std::int32_t> streams;
        for (int i = 0; i < 5; ++i) {
            streams.push_back(pair.peer.send(Http2Peer::head(method), body));
            pair.exchange();
        }
        QCOMPARE(pair.calls.held.size(), std::size_t{3});
        QCOMPARE(pair.peer.stream(streams[4]).header("grpc-status"), std::string("8"));
        // The answers take the places of their messages.
        pair.calls.release();
        pair.exchange();
        QCOMPARE(pair.peer.stream(streams[0]).header("grpc-status"), std::string("0"));
        QCOMPARE(pair.session.openCalls(), std::size_t{0});
        pair.calls.holds = false;
        QCOMPARE(pair.call(body).header("grpc-status"), std::string("0"));
        QVERIFY(pair.budget.take(100 * 1024));
    }

    void replacesAnAnswer_forWhichThereIsNoRoom()
    {
        GrpcLimits limits;
        limits.bufferBytes = 8 * 1024;
        Pair pair(limits);
        pair.calls.padding = 10'000;
        QCOMPARE(pair.call(framed("x")).header("grpc-status"), std::string("8"));
        pair.calls.padding = 0;
        QCOMPARE(pair.call(framed("x")).header("grpc-status"), std::string("0"));
    }

    void forgetsACall_thatIsCancelled()
    {
        Pair pair;
        pair.calls.holds = true;
        const auto id = pair.peer.send(Http2Peer::head(method), framed("x"));
        pair.exchange();
        pair.peer.reset(id);
        pair.exchange();
        QCOMPARE(pair.calls.gone, std::vector<std::int32_t>{id});
        QCOMPARE(pair.session.openCalls(), std::size_t{0});
        // Too late, and no harm.
        pair.calls.release();
        QVERIFY(pair.exchange());
        // One that has not arrived whole is nobody's yet.
        const auto half = pair.peer.send(Http2Peer::head(method), framed("x").substr(0, 3), false);
        pair.exchange();
        pair.peer.reset(half);
        pair.exchange();
        QCOMPARE(pair.calls.gone.size(), std::size_t{1});
    }

    void endsACall_thatDoesNotArrive()
    {
        Pair pair;
        const auto silent = pair.peer.send(Http2Peer::head(method), "", false);
        const auto half = pair.peer.send(Http2Peer::head(method), framed("x").substr(0, 3), false);
        pair.exchange();
        pair.pass(9s);
        QVERIFY(!pair.peer.stream(half).isClosed);
        pair.pass(1s);
        for (const auto id : {silent, half}) {
            QCOMPARE(pair.peer.stream(id).header("grpc-status"), std::string("4"));
            QVERIFY(pair.peer.stream(id).isClosed);
        }
        QCOMPARE(pair.session.openCalls(), std::size_t{0});
    }

    void givesUpAPeer_whoseHeadDoesNotArrive()
    {
        Pair pair;
        // HEADERS without END_HEADERS, after which only CONTINUATION may come.
        const std::string begun("\x00\x00\x01\x01\x00\x00\x00\x00\x01\x83", 10);
        QVERIFY(pair.session.receive(begun));
        pair.pass(9s);
        QVERIFY(!pair.session.isOver());
        pair.pass(1s);
        QVERIFY(pair.session.isOver());
    }

    void dropsAnAnswer_thatIsNotTaken()
    {
        Pair pair({}, 0);
        const auto id = pair.peer.send(Http2Peer::head(method), framed("x"));
        pair.exchange();
        QVERIFY(!pair.peer.stream(id).isClosed);
        pair.pass(29s);
        QVERIFY(!pair.peer.stream(id).isClosed);
        pair.pass(1s);
        QVERIFY(pair.peer.stream(id).isClosed);
        QCOMPARE(pair.peer.stream(id).error, std::uint32_t{8}); // CANCEL
        QCOMPARE(pair.session.openCalls(), std::size_t{0});
    }

    void ends_whenThePeerHasHeardOfIt_andAllIsAnswered()
    {
        Pair pair;
        pair.calls.holds = true;
        const auto before = pair.peer.send(Http2Peer::head(method), framed("before"));
        pair.exchange();
        pair.session.announceEnd();
        // What the peer sends before it has heard is served.
        const auto crossing = pair.peer.send(Http2Peer::head(method), framed("crossing"));
        QVERIFY(pair.session.receive(pair.peer.bytes()));
        pair.exchange();
        QCOMPARE(pair.peer.goaways(), 2);
        QCOMPARE(pair.peer.lastStreams()[0], std::int32_t{0x7fffffff});
        QCOMPARE(pair.peer.lastStreams()[1], crossing);
        QVERIFY(!pair.session.isOver());
        pair.calls.release();
        pair.exchange();
        QCOMPARE(pair.peer.stream(before).body, framed("late before"));
        QCOMPARE(pair.peer.stream(crossing).body, framed("late crossing"));
        QVERIFY(pair.session.isOver());
    }

    void ends_notBeforeThePeerHasHeardOfIt_thoughItAnswersAnEarlierPing()
    {
        Pair pair;
        pair.session.ping();
        std::string down;
        pair.session.gather(down, 1024);
        pair.peer.receive(down);
        pair.session.announceEnd();
        QVERIFY(pair.session.receive(pair.peer.bytes())); // the answer, sent before it hears
        const auto crossing = pair.peer.send(Http2Peer::head(method), framed("crossing"));
        QVERIFY(pair.session.receive(pair.peer.bytes()));
        pair.exchange();
        QCOMPARE(pair.peer.stream(crossing).body, framed("echo crossing"));
    }

    void ends_thoughThePeerDoesNotListen()
    {
        Pair pair;
        pair.session.announceEnd();
        std::string unheard;
        pair.session.gather(unheard, 1024);
        QVERIFY(!pair.session.isOver());
        pair.session.end();
        pair.session.gather(unheard, 1024);
        QVERIFY(pair.session.isOver());
    }

    void asksForASignOfLife()
    {
        Pair pair;
        pair.session.ping();
        pair.exchange();
        QCOMPARE(pair.peer.pings(), 1);
        QVERIFY(!pair.session.isOver());
    }

    void givesUpAPeer_thatIsNone_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("HTTP/1.1") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n\r\n");
        QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
        QTest::newRow("zeros") << QByteArray(64, '\0');
    }
    void givesUpAPeer_thatIsNone()
    {
        QFETCH(QByteArray, bytes);
        GrpcLimits limits;
        BufferBudget budget(limits.bufferBytes);
        EchoCalls calls;
        GrpcSession session(method, limits, budget, calls);
        QVERIFY(!session.receive(std::span(bytes.data(), static_cast<std::size_t>(bytes.size()))));
        QVERIFY(session.isOver());
        QVERIFY(!session.isSettled());
    }

    void givesUpAPeer_thatResetsEachCall()
    {
        Pair pair;
        pair.calls.holds = true;
        int rounds = 0;
        for (; rounds < 200 && pair.peer.goaways() == 0; ++rounds) {
            std::vector<std::int32_t> streams;
            for (int i = 0; i < 100; ++i)
                streams.push_back(pair.peer.send(Http2Peer::head(method), framed("x")));
            pair.exchange();
            for (const auto id : streams)
                pair.peer.reset(id);
            pair.exchange();
        }
        QVERIFY2(rounds >= 100 && rounds < 200, qPrintable(QString::number(rounds)));
        QCOMPARE(pair.session.openCalls(), std::size_t{0});
    }

    void givesUpAPeer_thatPingsAndDoesNotRead()
    {
        Pair pair;
        bool isServed = true;
        for (int i = 0; i < 2000 && isServed; ++i) {
            pair.peer.ping();
            isServed = pair.session.receive(pair.peer.bytes());
        }
        QVERIFY(!isServed);
        QVERIFY(pair.session.isOver());
    }

    void encodesWhatIsNoAscii()
    {
        QCOMPARE(encodeMessage("50 % of \xc3\xa9\n"), std::string("50 %25 of %C3%A9%0A"));
    }
};

QTEST_GUILESS_MAIN(GrpcSessionTest)
#include "tst_GrpcSession.moc"
