#include "GrpcFixture.h"
#include "grpc/CheckReader.h"

#include <QtTest/QtTest>
#include <functional>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::string_literals;

namespace {

using Http = v3::AttributeContext::HttpRequest;

Http& httpOf(v3::CheckRequest& check)
{
    return *check.mutable_attributes()->mutable_request()->mutable_http();
}

void addHeader(v3::CheckRequest& check, const std::string& name, const std::string& value)
{
    auto& entry = *httpOf(check).add_headers();
    entry.set_key(name);
    entry.set_value(value);
}

void addRaw(v3::CheckRequest& check, const std::string& name, const std::string& value)
{
    auto& entry = *httpOf(check).mutable_header_map()->add_headers();
    entry.set_key(name);
    entry.set_raw_value(value);
}

} // namespace

class CheckReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void takesTheRequest_fromTheAttributes()
    {
        const auto check = makeCheck("GET", "/app?a=b",
                                     {{"x-forwarded-host", "evil.example"},
                                      {"x-forwarded-uri", "/public"},
                                      {"x-original-url", "https://evil.example/public"},
                                      {"x-forwarded-method", "OPTIONS"},
                                      {"x-request-id", "0f3b11c2"}});
        grpcapi::CheckReader reader;
        QCOMPARE(reader.read(check), std::string_view());
        const auto& request = reader.request();
        QCOMPARE(request.method, std::string_view("GET"));
        QCOMPARE(request.host, std::string_view(EngineFixture::host));
        QCOMPARE(request.target, std::string_view("/app?a=b"));
        QCOMPARE(request.peerAddress, std::string_view("203.0.113.9"));
        QCOMPARE(request.requestId, std::string_view("0f3b11c2"));
        QVERIFY(!request.isPeerTrusted);
        // The request line is no header.
        for (const auto& header : request.headers)
            QVERIFY(!header.name.starts_with(':'));
        QCOMPARE(request.headers.size(), std::size_t{5});
    }

    void keepsEachHeader_ofARawMap()
    {
        auto check = makeCheck("GET", "/app");
        httpOf(check).clear_headers();
        addRaw(check, ":path", "/app");
        addRaw(check, "cookie", "a=1");
        addRaw(check, "cookie", "b=\xff\xfe");
        grpcapi::CheckReader reader;
        QCOMPARE(reader.read(check), std::string_view());
        QCOMPARE(reader.request().headers.size(), std::size_t{2});
        QCOMPARE(reader.request().headers[1].value, std::string_view("b=\xff\xfe"));
    }

    void forgetsTheRequestBefore()
    {
        grpcapi::CheckReader reader;
        QCOMPARE(reader.read(makeCheck("GET", "/app", {{"x-request-id", "one"}, {"cookie", "a=1"}})),
                 std::string_view());
        v3::CheckRequest none;
        QVERIFY(!reader.read(none).empty());
        QVERIFY(reader.request().target.empty() && reader.request().requestId.empty() &&
                reader.request().headers.empty() && reader.request().peerAddress.empty());
    }

    void takesNoRequestIdOrAddress_thatIsSomethingElse()
    {
        auto check = makeCheck("GET", "/app", {{"x-request-id", "a b\"c"}});
        auto& address = *check.mutable_attributes()->mutable_source()->mutable_address();
        address.mutable_socket_address()->set_address("10.0.0.1 forged");
        grpcapi::CheckReader reader;
        QCOMPARE(reader.read(check), std::string_view());
        QVERIFY(reader.request().requestId.empty());
        QVERIFY(reader.request().peerAddress.empty());
    }

    void refuses_whatIsNoRequest_data()
    {
        using Bend = std::function<void(v3::CheckRequest&)>;
        QTest::addColumn<Bend>("bend");
        const auto row = [](const char* name, Bend bend) { QTest::newRow(name) << std::move(bend); };
        row("nothing", [](auto& check) { check.Clear(); });
        row("no attributes", [](auto& check) { check.clear_attributes(); });
        row("no request", [](auto& check) { check.mutable_attributes()->clear_request(); });
        row("no http (a TCP check)",
            [](auto& check) { check.mutable_attributes()->mutable_request()->clear_http(); });
        row("empty http", [](auto& check) { httpOf(check).Clear(); });
        row("no method", [](auto& check) { httpOf(check).clear_method(); });
        row("no path", [](auto& check) { httpOf(check).clear_path(); });
        row("no host", [](auto& check) { httpOf(check).clear_host(); });
        row("two methods", [](auto& check) { httpOf(check).set_method("GET, POST"); });
        row("method with a line feed", [](auto& check) { httpOf(check).set_method("GET\n"); });
        row("method in latin 1", [](auto& check) { httpOf(check).set_method("G\xcbT"); });
        row("path with a space", [](auto& check) { httpOf(check).set_path("/public /../admin"); });
        row("path with NUL", [](auto& check) { httpOf(check).set_path("/public\0/admin"s); });
        row("path with CR LF", [](auto& check) { httpOf(check).set_path("/a\r\nHost: b"); });
        row("path with DEL", [](auto& check) { httpOf(check).set_path("/a\x7f"); });
        row("host with a space", [](auto& check) { httpOf(check).set_host("app.example.com evil"); });
        row("host with NUL", [](auto& check) { httpOf(check).set_host("app.example.com\0.evil"s); });
        row("header without a name", [](auto& check) { addHeader(check, "", "x"); });
        row("header name with a space", [](auto& check) { addHeader(check, "x-auth request", "x"); });
        row("header name with a colon", [](auto& check) { addHeader(check, "cookie:", "x"); });
        row("header name with NUL", [](auto& check) { addHeader(check, "cookie\0"s, "x"); });
        row("header name not in ASCII", [](auto& check) { addHeader(check, "co\xc3\xb6kie", "x"); });
        row("header value with NUL", [](auto& check) { addHeader(check, "x-a", "a\0b"s); });
        row("header value with CR LF", [](auto& check) { addHeader(check, "x-a", "a\r\nx-b: c"); });
        row("header value with DEL", [](auto& check) { addHeader(check, "x-a", "\x7f"); });
        row("two lists of headers", [](auto& check) { addRaw(check, "cookie", "a=1"); });
        row("an empty second list", [](auto& check) { httpOf(check).mutable_header_map(); });
        row("a header with two values", [](auto& check) {
            httpOf(check).clear_headers();
            addRaw(check, "cookie", "a=1");
            httpOf(check).mutable_header_map()->mutable_headers(0)->set_value("a=2");
        });
        row("raw header value with LF", [](auto& check) {
            httpOf(check).clear_headers();
            addRaw(check, "x-a", "\n");
        });
        row("1001 headers", [](auto& check) {
            httpOf(check).clear_headers();
            for (int i = 0; i <= grpcapi::CheckReader::maxHeaders; ++i)
                addHeader(check, "x-" + std::to_string(i), "");
        });
        row("1001 raw headers", [](auto& check) {
            httpOf(check).clear_headers();
            for (int i = 0; i <= grpcapi::CheckReader::maxHeaders; ++i)
                addRaw(check, "x-" + std::to_string(i), "");
        });
    }
    void refuses_whatIsNoRequest()
    {
        using Bend = std::function<void(v3::CheckRequest&)>;
        QFETCH(Bend, bend);
        auto check = makeCheck("GET", "/public/x");
        grpcapi::CheckReader reader;
        QCOMPARE(reader.read(check), std::string_view());
        bend(check);
        QVERIFY(!reader.read(check).empty());

        // And the whole server says so, and counts it. One for all rows: each is one more check to it.
        static GrpcFixture server;
        const auto outcome = server.check(check);
        QVERIFY2(outcome.status.ok(), outcome.status.error_message().c_str());
        QCOMPARE(outcome.response.status().code(), 7);
        QCOMPARE(outcome.http(), 400);
        QVERIFY(!outcome.response.has_ok_response());
        server.settle();
        QVERIFY(server.engine.telemetry.lastKind == engine::DecisionKind::Refuse);
        QVERIFY(server.engine.logText().find("grpc.check_refused") != std::string::npos);
    }
};

Q_DECLARE_METATYPE(std::function<void(v3::CheckRequest&)>)

QTEST_GUILESS_MAIN(CheckReaderTest)
#include "tst_CheckReader.moc"
