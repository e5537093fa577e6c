#include "GrpcFixture.h"
#include "grpc/CheckWriter.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionKind;

class CheckWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void overwritesHeaders_neverAppends()
    {
        engine::AuthDecision decision;
        decision.headersToSet = {{"x-auth-request-user", "alice"}, {"cookie", "theme=dark"}};
        decision.headersToRemove = {"x_auth_request_user", "x-forwarded-user"};
        v3::CheckResponse response;
        grpcapi::writeAllowed(decision, response);
        QCOMPARE(response.status().code(), 0);
        QCOMPARE(response.ok_response().headers_size(), 2);
        for (const auto& option : response.ok_response().headers()) {
            QVERIFY(!option.has_append());
            QCOMPARE(option.append_action(), v3::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
        }
        QVERIFY(isRemoved(response, "x_auth_request_user") && isRemoved(response, "x-forwarded-user"));
    }

    void addsEachCookie_besideTheApplications()
    {
        engine::AuthDecision decision;
        decision.setCookies = {"a=1; Path=/", "b=2; Path=/"};
        v3::CheckResponse response;
        grpcapi::writeAllowed(decision, response);
        QCOMPARE(response.ok_response().response_headers_to_add_size(), 2);
        for (const auto& option : response.ok_response().response_headers_to_add()) {
            QCOMPARE(option.header().key(), std::string("set-cookie"));
            QVERIFY(option.append().value());
            QCOMPARE(option.append_action(), v3::HeaderValueOption::APPEND_IF_EXISTS_OR_ADD);
        }
    }

    void removesWhatItCannotSet_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("not UTF-8") << QByteArray("theme=\xff\xfe");
        QTest::newRow("cut UTF-8") << QByteArray("name=\xc3");
        QTest::newRow("overlong") << QByteArray("name=\xc0\xaf");
        QTest::newRow("CR LF") << QByteArray("a\r\nx-auth-request-roles: admin");
        QTest::newRow("NUL") << QByteArray("a\0b", 3);
    }
    void removesWhatItCannotSet()
    {
        QFETCH(QByteArray, value);
        engine::AuthDecision decision;
        decision.headersToSet = {{"cookie", value.toStdString()}};
        decision.setCookies = {value.toStdString()};
        v3::CheckResponse response;
        grpcapi::writeAllowed(decision, response);
        QCOMPARE(response.ok_response().headers_size(), 0);
        QVERIFY(isRemoved(response, "cookie"));
        QCOMPARE(response.ok_response().response_headers_to_add_size(), 0);
        QVERIFY(isValidUtf8(response.SerializeAsString()));
    }

    void leavesOutOfTheIdentity_whatIsNoText()
    {
        session::OpenedSession opened;
        opened.session.subject = "alice";
        opened.session.username = "al\xffice";
        opened.session.roles = {"reader", "\xff", "writer"};
        v3::CheckResponse response;
        const EngineFixture server;
        grpcapi::writeIdentity(opened, server.settings(), response);
        const auto& fields = response.dynamic_metadata().fields();
        QCOMPARE(fields.at("iss").string_value(), std::string(FakeIdentityProvider::issuer));
        QCOMPARE(fields.at("sub").string_value(), std::string("alice"));
        QVERIFY(fields.find("preferred_username") == fields.end());
        QVERIFY(fields.find("email") == fields.end());
        QCOMPARE(fields.at("roles").list_value().values_size(), 2);
        QCOMPARE(fields.at("groups").list_value().values_size(), 0);
    }

    void leavesOutClaims_thatAreTooLargeOrNoText()
    {
        session::OpenedSession opened;
        opened.session.subject = "alice";
        opened.claims["scope"] = std::string(grpcapi::maxClaimBytes + 1, 's');
        opened.claims["azp"] = "client";
        opened.claims["a-broken"] = json::array{"good", "\xff"};
        opened.claims["b-large"] = json::array(grpcapi::maxClaimBytes, 1);
        opened.claims["c-nested"] = json::object{{"level", 3}, {"on", true}, {"off", nullptr}};
        opened.claims["d-list"] = json::array{"x", 1.5};
        auto config = EngineFixture::defaultConfig();
        for (const auto* name : {"a-broken", "b-large", "c-nested", "d-list", "e-missing"})
            config.headers.claimHeaders.emplace(std::string("x-") + name, name);
        const EngineFixture server(config);
        v3::CheckResponse response;
        grpcapi::writeIdentity(opened, server.settings(), response);
        const auto& fields = response.dynamic_metadata().fields();
        QVERIFY(fields.find("scope") == fields.end());
        QCOMPARE(fields.at("azp").string_value(), std::string("client"));
        const auto& claims = fields.at("claims").struct_value().fields();
        QCOMPARE(claims.size(), std::size_t{2});
        const auto& nested = claims.at("c-nested").struct_value().fields();
        QCOMPARE(nested.at("level").number_value(), 3.0);
        QVERIFY(nested.at("on").bool_value());
        QVERIFY(nested.at("off").has_null_value());
        QCOMPARE(claims.at("d-list").list_value().values(0).string_value(), std::string("x"));
        QCOMPARE(claims.at("d-list").list_value().values(1).number_value(), 1.5);
    }

    void denies_withTheClientsResponse_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code");
        QTest::newRow("login") << static_cast<int>(DecisionKind::Login) << 302 << 16;
        QTest::newRow("unauthorized") << static_cast<int>(DecisionKind::Unauthorized) << 401 << 16;
        QTest::newRow("forbidden") << static_cast<int>(DecisionKind::Forbidden) << 403 << 7;
        QTest::newRow("refused") << static_cast<int>(DecisionKind::Refuse) << 400 << 7;
        QTest::newRow("unavailable") << static_cast<int>(DecisionKind::Unavailable) << 503 << 14;
        QTest::newRow("undecided") << static_cast<int>(DecisionKind::Load) << 500 << 7;
    }
    void denies_withTheClientsResponse()
    {
        QFETCH(int, kind);
        QFETCH(int, status);
        QFETCH(int, code);
        EngineFixture server;
        engine::AuthDecision decision;
        decision.kind = static_cast<DecisionKind>(kind);
        decision.location = "/oauth2/start?rd=%2F";
        decision.setCookies = {"a=; Max-Age=0", "b=; Max-Age=0"};
        engine::CheckRequest request;
        request.requestId = "test-request-1";
        v3::CheckResponse response;
        grpcapi::writeDenied(decision.kind, engine::makeDenial(decision, request, server.settings()),
                             response);
        QCOMPARE(response.status().code(), code);
        QVERIFY(!response.has_ok_response());
        QCOMPARE(response.denied_response().status().code(), status);
        QCOMPARE(deniedHeaders(response, "set-cookie"),
                 (std::vector<std::string>{"a=; Max-Age=0", "b=; Max-Age=0"}));
        QCOMPARE(deniedHeaders(response, "www-authenticate").size(), std::size_t(status == 401 ? 1 : 0));
        QCOMPARE(deniedHeaders(response, "retry-after").size(), std::size_t(status == 503 ? 1 : 0));
        // Gateways that know only `append` would lose those that are not appended, or those that are.
        for (const auto& option : response.denied_response().headers()) {
            QVERIFY(!option.has_append());
            QCOMPARE(option.append_action(), option.header().key() == "set-cookie"
                                                 ? v3::HeaderValueOption::APPEND_IF_EXISTS_OR_ADD
                                                 : v3::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
        }
    }

    void leavesOutOfADenial_whatNoGatewayCouldRead()
    {
        engine::HttpReply reply;
        reply.status = 403;
        reply.add("location", "/\r\nset-cookie: x=y");
        reply.add("x-text", "\xff");
        reply.body = "\xff";
        reply.contentType = "text/html";
        v3::CheckResponse response;
        grpcapi::writeDenied(DecisionKind::Forbidden, std::move(reply), response);
        QCOMPARE(response.denied_response().headers_size(), 0);
        QVERIFY(response.denied_response().body().empty());
        QCOMPARE(response.denied_response().status().code(), 403);
    }
};

QTEST_GUILESS_MAIN(CheckWriterTest)
#include "tst_CheckWriter.moc"
