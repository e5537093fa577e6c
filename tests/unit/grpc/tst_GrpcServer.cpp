#include "GrpcFixture.h"
#include "engine/RequestId.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <future>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

const Headers navigation = {
    {"accept", "text/html"}, {"sec-fetch-mode", "navigate"}, {"sec-fetch-dest", "document"}};

Headers with(Headers headers, const Headers& more)
{
    headers.insert(headers.end(), more.begin(), more.end());
    return headers;
}

} // namespace

class GrpcServerTest : public QObject
{
    Q_OBJECT

private slots:
    void buffersNoMore_thanTheExportLeavesRoomFor()
    {
        QCOMPARE(grpcapi::GrpcLimits{}.bufferBytes,
                 std::size_t{serverconfig::grpcBufferMegabytes} * std::size_t{1024} * 1024);
    }

    void sendsABrowserToLogin()
    {
        GrpcFixture server;
        const auto outcome = server.check(makeCheck("GET", "/app?a=b", navigation));
        QVERIFY2(outcome.status.ok(), outcome.status.error_message().c_str());
        QCOMPARE(outcome.response.status().code(), 16);
        QCOMPARE(outcome.http(), 302);
        const auto location = deniedHeaders(outcome.response, "location");
        QCOMPARE(location.size(), std::size_t{1});
        QVERIFY2(location[0].starts_with("/oauth2/"), location[0].c_str());
        QVERIFY(location[0].find("%2Fapp%3Fa%3Db") != std::string::npos);
        QCOMPARE(deniedHeaders(outcome.response, "cache-control"), std::vector<std::string>{"no-store"});
        QVERIFY(!outcome.response.has_ok_response());
        QVERIFY(!outcome.response.has_dynamic_metadata());
    }

    void answersAScriptWith401()
    {
        GrpcFixture server;
        const auto outcome = server.check(makeCheck("GET", "/app", {{"accept", "application/json"}}));
        QCOMPARE(outcome.response.status().code(), 16);
        QCOMPARE(outcome.http(), 401);
        QCOMPARE(deniedHeaders(outcome.response, "www-authenticate").size(), std::size_t{1});
        QCOMPARE(deniedHeaders(outcome.response, "content-type"),
                 std::vector<std::string>{"application/json"});
        QVERIFY(outcome.response.denied_response().body().find("unauthenticated") != std::string::npos);
    }

    void letsASessionThrough_withWhoItIs()
    {
        GrpcFixture server;
        test::Browser browser(server.engine);
        browser.signIn();
        const auto headers = with(
            navigation, {{"cookie", "theme=dark; " + browser.cookieHeader()}, {"x-auth-request-user", "x"}});
        const auto outcome = server.check(makeCheck("GET", "/app", headers));
        QVERIFY2(outcome.status.ok(), outcome.status.error_message().c_str());
        const auto& response = outcome.response;
        QCOMPARE(response.status().code(), 0);
        QVERIFY(response.has_ok_response());
        QVERIFY(headerToSet(response, "authorization").starts_with("Bearer ey"));
        QCOMPARE(headerToSet(response, "x-auth-request-preferred-username"), std::string("alice"));
        QCOMPARE(headerToSet(response, "cookie"), std::string("theme=dark"));
        QVERIFY(isRemoved(response, "x-forwarded-user") ||
                !headerToSet(response, "x-forwarded-user").empty());
        for (const auto& option : response.ok_response().headers()) {
            QVERIFY(!option.has_append());
            QCOMPARE(option.append_action(), v3::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
        }
        const auto& fields = response.dynamic_metadata().fields();
        QCOMPARE(fields.at("sub").string_value(), server.engine.provider.subject);
        QCOMPARE(fields.at("iss").string_value(), std::string(FakeIdentityProvider::issuer));
        QCOMPARE(fields.at("preferred_username").string_value(), std::string("alice"));
        QCOMPARE(fields.at("email").string_value(), std::string("alice@example.com"));
        QCOMPARE(fields.at("sid").string_value(), std::string("provider-session"));
        QCOMPARE(fields.at("roles").list_value().values(0).string_value(), std::string("user"));
        QCOMPARE(fields.at("groups").list_value().values(0).string_value(), std::string("staff"));
    }

    void removesLookalikes_andTheirDuplicates()
    {
        GrpcFixture server;
        test::Browser browser(server.engine);
        browser.signIn();
        for (const auto& cookie : {browser.cookieHeader(), std::string("none=1")}) {
            const auto check = makeCheck("GET", "/public/x",
                                         {{"cookie", cookie},
                                          {"authorization", "Bearer spoofed"},
                                          {"x-auth-request-user", "spoofed"},
                                          {"x-auth-request-user", "spoofed-twice"},
                                          {"x_auth_request_user", "spoofed"},
                                          {"x.forwarded.email", "spoofed"}});
            const auto outcome = server.check(check);
            QCOMPARE(outcome.response.status().code(), 0);
            const auto& response = outcome.response;
            for (const auto* name : {"authorization", "x-auth-request-user"}) {
                const bool isSet = !headerToSet(response, name).empty();
                QVERIFY2(isSet != isRemoved(response, name), name);
            }
            QVERIFY(isRemoved(response, "x_auth_request_user"));
            QVERIFY(isRemoved(response, "x.forwarded.email"));
            QVERIFY(response.SerializeAsString().find("spoofed") == std::string::npos);
        }
    }

    void keepsTheSession_fromAnApplication_whereCookieLinesAreJoined()
    {
        GrpcFixture server;
        test::Browser browser(server.engine);
        browser.signIn();
        const auto session = browser.cookieHeader();
        for (const auto& [cookies, rest] :
             {std::pair{"theme=dark," + session, "theme=dark"},
              {session + ",theme=dark", "theme=dark"},
              {"a=1,2; theme=dark," + session + ",b=3", "a=1,2; theme=dark; b=3"}}) {
            for (const auto* path : {"/app", "/public/x"}) {
                const auto outcome = server.check(makeCheck("GET", path, {{"cookie", cookies}}));
                QCOMPARE(outcome.response.status().code(), 0);
                QCOMPARE(headerToSet(outcome.response, "cookie"), std::string(rest));
                QCOMPARE(headerToSet(outcome.response, "x-auth-request-preferred-username"),
                         std::string("alice"));
            }
        }
    }

    void refusesPathTricks_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char* path :
             {"/public/../app", "/public/%2e%2e/app", "/public/..%2fapp", "/public/..;/app",
              "/public%2f..%2fapp", "/public/..\\app", "*", "public", "https://app.example.com/public",
              "/oauth2/..%2fapp", "//oauth2/start", "/%6fauth2/start"})
            QTest::newRow(path) << QByteArray(path);
    }
    void refusesPathTricks()
    {
        QFETCH(QByteArray, path);
        static GrpcFixture server;
        const auto outcome = server.check(makeCheck("GET", path.toStdString(), navigation));
        QVERIFY(outcome.status.ok());
        QVERIFY(outcome.response.status().code() != 0);
        QVERIFY(!outcome.response.has_ok_response());
        QVERIFY(outcome.http() == 400 || outcome.http() == 302);
    }

    void refusesAMessage_thatCannotBeRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("GET / HTTP/1.1");
        QTest::newRow("cut") << QByteArray("\x0a\x7f\x22");
        QTest::newRow("endless number") << QByteArray(20, '\xff');
        QByteArray deep;
        for (int i = 0; i < 200; ++i)
            deep = QByteArray("\x0b") + deep + QByteArray("\x0c");
        QTest::newRow("deep groups") << deep;
        const auto good = makeCheck("GET", "/public/x").SerializeAsString();
        QTest::newRow("last byte missing") << QByteArray::fromStdString(good.substr(0, good.size() - 1));
    }
    void refusesAMessage_thatCannotBeRead()
    {
        QFETCH(QByteArray, bytes);
        static GrpcFixture server;
        const auto outcome = server.checkBytes(bytes.toStdString());
        QVERIFY2(outcome.status.ok(), outcome.status.error_message().c_str());
        QCOMPARE(outcome.http(), 400);
        QVERIFY(!outcome.response.has_ok_response());
    }

    void saysNothingOfAnEarlierCheck_whenAMessageCannotBeRead()
    {
        GrpcFixture server;
        const std::string id = "7e5b9a52-0001-4c1e-9f4e-c0ffee000000";
        // Calls are used again: each of them has had a check before.
        for (int i = 0; i < 100; ++i)
            QCOMPARE(
                server.check(makeCheck("GET", "/public/x", {{"x-request-id", id}})).response.status().code(),
                0);
        const auto outcome = server.checkBytes("\xff\xff\xff");
        QCOMPARE(outcome.http(), 400);
        server.settle();
        QVERIFY(server.engine.logLines.back().find("grpc.check_refused") != std::string::npos);
        const auto line = parseJsonObject(server.engine.logLines.back());
        MESHSSO_VERIFY_OK(line);
        QCOMPARE(stringOr(*line, "peer"), std::string_view());
        const auto own = std::string(stringOr(*line, "request_id"));
        QVERIFY2(engine::isRequestId(own) && own != id, own.c_str());
        const auto body = parseJsonObject(outcome.response.denied_response().body());
        MESHSSO_VERIFY_OK(body);
        QVERIFY(own.starts_with(stringOr(*body, "reference")));
    }

    void refusesAMessage_thatIsTooLarge()
    {
        grpcapi::GrpcLimits limits;
        limits.messageBytes = 4096;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        const auto outcome =
            server.check(makeCheck("GET", "/public/x", {{"x-large", std::string(5000, 'x')}}));
        QCOMPARE(outcome.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
        QCOMPARE(server.check(makeCheck("GET", "/public/x")).response.status().code(), 0);
    }

    void knowsNoOtherMethod()
    {
        GrpcFixture server;
        const auto good = makeCheck("GET", "/public/x").SerializeAsString();
        for (const auto* method :
             {"/envoy.service.auth.v2.Authorization/Check", "/envoy.service.auth.v3.Authorization/check",
              "/grpc.health.v1.Health/Check", "/"})
            QCOMPARE(server.checkBytes(good, method).status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
    }

    void refreshesAnExpiredToken_andSetsTheCookie()
    {
        GrpcFixture server;
        test::Browser browser(server.engine);
        browser.signIn();
        server.engine.clock.advance(301s);
        const auto outcome = server.check(makeCheck("GET", "/app", {{"cookie", browser.cookieHeader()}}));
        QCOMPARE(outcome.response.status().code(), 0);
        QCOMPARE(server.engine.provider.refreshes, 1);
        const auto& added = outcome.response.ok_response().response_headers_to_add();
        QVERIFY(added.size() > 0);
        QVERIFY(added.begin()->header().value().starts_with("__Host-meshsso="));
        QVERIFY(added.begin()->append().value());
    }

    void keepsOtherChecksGoing_whileOneWaits()
    {
        GrpcFixture server;
        const auto waiting = makeCheck("GET", "/app", server.waitingHeaders());
        auto slow = std::async(std::launch::async, [&] { return server.check(waiting); });
        QTRY_COMPARE(server.frontend().callCount(), 1);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(server.check(makeCheck("GET", "/public/x")).response.status().code(), 0);
        server.executor().post([&] { server.engine.provider.release(); });
        QCOMPARE(slow.get().response.status().code(), 0);
        QTRY_COMPARE(server.frontend().callCount(), 0);
    }

    void keepsToTheGatewaysDeadline()
    {
        GrpcFixture server;
        const auto check = makeCheck("GET", "/app", server.waitingHeaders());
        QCOMPARE(server.check(check, 100ms).status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
        // What waited has been let go.
        QTRY_COMPARE(server.frontend().callCount(), 0);
    }

    void takesNoMoreCalls_thanMayWait()
    {
        grpcapi::GrpcLimits limits;
        limits.waitingCalls = 1;
        GrpcFixture server(EngineFixture::defaultConfig(), limits);
        const auto waiting = makeCheck("GET", "/app", server.waitingHeaders());
        auto slow = std::async(std::launch::async, [&] { return server.check(waiting); });
        QTRY_COMPARE(server.frontend().callCount(), 1);
        QCOMPARE(server.check(waiting).status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
        server.executor().post([&] { server.engine.provider.release(); });
        QCOMPARE(slow.get().response.status().code(), 0);
    }

    void answersManyAtOnce()
    {
        GrpcFixture server(EngineFixture::defaultConfig(), {}, 2);
        std::vector<std::future<int>> clients;
        for (int i = 0; i < 8; ++i)
            clients.push_back(std::async(std::launch::async, [&server, i] {
                const auto stub = v3::Authorization::NewStub(server.connect());
                int wrong = 0;
                for (int k = 0; k < 100; ++k) {
                    grpc::ClientContext context;
                    v3::CheckResponse response;
                    const bool isPublic = (k + i) % 2 == 0;
                    const auto status =
                        stub->Check(&context, makeCheck("GET", isPublic ? "/public/x" : "/app"), &response);
                    wrong += !status.ok() || (response.status().code() == 0) != isPublic;
                }
                return wrong;
            }));
        for (auto& client : clients)
            QCOMPARE(client.get(), 0);
        QTRY_COMPARE(server.frontend().callCount(), 0);
    }

    void drains_andFinishesWhatIsUnderWay()
    {
        GrpcFixture server;
        const auto waiting = makeCheck("GET", "/app", server.waitingHeaders());
        auto slow = std::async(std::launch::async, [&] { return server.check(waiting); });
        QTRY_COMPARE(server.frontend().callCount(), 1);
        server.drain(1s);
        const auto late = v3::Authorization::NewStub(server.connect());
        grpc::ClientContext context;
        v3::CheckResponse response;
        const auto refused = late->Check(&context, makeCheck("GET", "/public/x"), &response);
        QCOMPARE(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
        server.executor().post([&] { server.engine.provider.release(); });
        QCOMPARE(slow.get().response.status().code(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(server.frontend().connectionCount(), 0, 20'000);
    }

    void stops_whateverWaits()
    {
        GrpcFixture server;
        const auto waiting = makeCheck("GET", "/app", server.waitingHeaders());
        auto slow = std::async(std::launch::async, [&] { return server.check(waiting); });
        QTRY_COMPARE(server.frontend().callCount(), 1);
        server.stop();
        QCOMPARE(slow.get().status.error_code(), grpc::StatusCode::UNAVAILABLE);
    }

    void servesNobody_beforeTheWorkersStart()
    {
        EngineFixture engine;
        GrpcWorkers workers(engine, 2);
        auto listening = workers.listen("127.0.0.1", 0);
        MESHSSO_VERIFY_OK(listening);
        const auto port = (*listening)->port();
        const auto ask = [&](std::chrono::milliseconds patience) {
            const auto stub = v3::Authorization::NewStub(grpc::CreateChannel(
                "ipv4:127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
            grpc::ClientContext context;
            context.set_deadline(std::chrono::system_clock::now() + patience);
            v3::CheckResponse response;
            return stub->Check(&context, makeCheck("GET", "/public/x"), &response).error_code();
        };
        QCOMPARE(ask(200ms), grpc::StatusCode::DEADLINE_EXCEEDED);
        workers.start(std::move(*listening));
        QCOMPARE(ask(20s), grpc::StatusCode::OK);
    }

    void saysWhyItCannotListen()
    {
        GrpcFixture server;
        GrpcWorkers others(server.engine, 1);
        const auto taken = others.listen("127.0.0.1", server.frontend().port());
        MESHSSO_VERIFY_FAILS(taken, ErrorCode::Conflict);
        const auto name = others.listen("localhost", 0);
        MESHSSO_VERIFY_FAILS(name, ErrorCode::InvalidArgument);
        const auto foreign = others.listen("192.0.2.1", 0);
        MESHSSO_VERIFY_FAILS(foreign, ErrorCode::IoError);
    }
};

QTEST_GUILESS_MAIN(GrpcServerTest)
#include "tst_GrpcServer.moc"
