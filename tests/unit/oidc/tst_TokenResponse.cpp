#include "core/Json.h"
#include "oidc/TokenResponse.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::oidc;

namespace {

const TimePoint now = fromUnixSeconds(1'800'000'000);

json::object answer()
{
    return {{"access_token", "planted-access"},
            {"token_type", "Bearer"},
            {"expires_in", 300},
            {"refresh_token", "planted-refresh"},
            {"refresh_expires_in", 1800},
            {"id_token", "planted-id"},
            {"scope", "openid email"},
            {"not-before-policy", 0}};
}

template<class Value>
json::object with(std::string_view name, const Value& value)
{
    auto object = answer();
    object[name] = value;
    return object;
}

json::object without(std::string_view name)
{
    auto object = answer();
    object.erase(name);
    return object;
}

bool showsAToken(const Error& error)
{
    return error.toString().find("planted") != std::string::npos;
}

} // namespace

Q_DECLARE_METATYPE(json::object)
Q_DECLARE_METATYPE(ErrorCode)

class TokenResponseTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAnAnswer()
    {
        const auto response = parseTokenResponse(200, json::serialize(answer()), now);
        MESHSSO_VERIFY_OK(response);
        QCOMPARE(response->accessToken, std::string("planted-access"));
        QCOMPARE(response->idToken, std::string("planted-id"));
        QCOMPARE(response->refreshToken, std::string("planted-refresh"));
        QCOMPARE(response->scope, std::string("openid email"));
        QCOMPARE(toUnixSeconds(response->accessExpires), 1'800'000'300);
        QCOMPARE(toUnixSeconds(response->refreshExpires), 1'800'001'800);
    }

    void readsWhatIsOptional_data()
    {
        QTest::addColumn<json::object>("body");
        QTest::newRow("no ID token") << without("id_token");
        QTest::newRow("no refresh token") << without("refresh_token");
        QTest::newRow("no scope") << without("scope");
        QTest::newRow("bearer in lower case") << with("token_type", "bearer");
        QTest::newRow("lifetime as a whole double") << with("expires_in", 300.0);
        QTest::newRow("unknown members") << with("x", json::object{{"y", 1}});
    }
    void readsWhatIsOptional()
    {
        QFETCH(const json::object, body);
        const auto response = parseTokenResponse(200, json::serialize(body), now);
        MESHSSO_VERIFY_OK(response);
        QCOMPARE(toUnixSeconds(response->accessExpires), 1'800'000'300);
    }

    void knowsNoRefreshEnd_whereNoneIsSaid()
    {
        for (const auto& body : {without("refresh_expires_in"), with("refresh_expires_in", 0)}) {
            const auto response = parseTokenResponse(200, json::serialize(body), now);
            MESHSSO_VERIFY_OK(response);
            QVERIFY(response->refreshExpires == TimePoint{});
        }
    }

    void doesNotOverflow_onAnEndlessLifetime()
    {
        const auto response =
            parseTokenResponse(200, json::serialize(with("expires_in", 8'999'999'999)), now);
        MESHSSO_VERIFY_OK(response);
        QVERIFY(response->accessExpires > now);
        QVERIFY(response->accessExpires < now + std::chrono::hours(24 * 3651));
    }

    void refusesAnAnswer_data()
    {
        QTest::addColumn<json::object>("body");
        const auto row = [](const char* name, const json::object& body) { QTest::newRow(name) << body; };
        row("empty", {});
        row("access token missing", without("access_token"));
        row("access token empty", with("access_token", ""));
        row("access token not text", with("access_token", 1));
        row("token type missing", without("token_type"));
        row("token type DPoP", with("token_type", "DPoP"));
        row("token type mac", with("token_type", "mac"));
        row("token type not text", with("token_type", nullptr));
        row("expires_in missing", without("expires_in"));
        row("expires_in zero", with("expires_in", 0));
        row("expires_in negative", with("expires_in", -1));
        row("expires_in text", with("expires_in", "300"));
        row("expires_in fraction", with("expires_in", 0.5));
        row("expires_in huge", with("expires_in", 1e300));
        row("refresh_expires_in text", with("refresh_expires_in", "1800"));
        row("refresh_expires_in negative", with("refresh_expires_in", -1));
        row("ID token not text", with("id_token", json::object{}));
        row("refresh token not text", with("refresh_token", json::array{}));
        row("scope not text", with("scope", json::array{"openid"}));
        row("an error with 200", {{"error", "invalid_grant"}});
    }
    void refusesAnAnswer()
    {
        QFETCH(const json::object, body);
        const auto response = parseTokenResponse(200, json::serialize(body), now);
        MESHSSO_VERIFY_FAILS(response, ErrorCode::ProtocolError);
        QVERIFY(!showsAToken(response.error()));
    }

    void refusesByStatus_data()
    {
        using enum ErrorCode;
        QTest::addColumn<int>("status");
        QTest::addColumn<std::string>("body");
        QTest::addColumn<ErrorCode>("expected");
        const auto good = json::serialize(answer());
        QTest::newRow("500") << 500 << good << PeerError;
        QTest::newRow("503") << 503 << std::string("<html>") << PeerError;
        QTest::newRow("429") << 429 << std::string() << PeerError;
        QTest::newRow("201") << 201 << good << ProtocolError;
        QTest::newRow("204") << 204 << std::string() << ProtocolError;
        QTest::newRow("302") << 302 << good << ProtocolError;
        QTest::newRow("0") << 0 << good << ProtocolError;
        QTest::newRow("404 page") << 404 << std::string("<html>planted</html>") << ProtocolError;
        QTest::newRow("400 without error") << 400 << std::string("{}") << ProtocolError;
        QTest::newRow("400 with tokens") << 400 << good << ProtocolError;
        QTest::newRow("400 with an odd error") << 400 << std::string("{\"error\":{}}") << ProtocolError;
        QTest::newRow("200 not JSON") << 200 << std::string("planted") << ParseError;
        QTest::newRow("200 array") << 200 << std::string("[]") << ParseError;
        QTest::newRow("200 empty") << 200 << std::string() << ParseError;
        QTest::newRow("200 duplicate member")
            << 200 << good.substr(0, good.size() - 1) + ",\"access_token\":\"other\"}" << ParseError;
        QTest::newRow("200 oversized")
            << 200 << "{\"a\":\"" + std::string(300 * 1024, 'x') + "\"}" << ParseError;
    }
    void refusesByStatus()
    {
        QFETCH(const int, status);
        QFETCH(const std::string, body);
        QFETCH(const ErrorCode, expected);
        const auto response = parseTokenResponse(status, body, now);
        MESHSSO_VERIFY_FAILS(response, expected);
        QVERIFY(!showsAToken(response.error()));
    }

    void reportsTheOAuthError_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<std::string>("body");
        QTest::addColumn<std::string>("code");
        QTest::addColumn<std::string>("message");
        QTest::newRow("invalid_grant")
            << 400 << std::string(R"({"error":"invalid_grant","error_description":"Code not valid"})")
            << std::string("invalid_grant") << std::string("invalid_grant: Code not valid");
        QTest::newRow("invalid_client")
            << 401 << std::string(R"({"error":"unauthorized_client"})") << std::string("unauthorized_client")
            << std::string("unauthorized_client");
        QTest::newRow("hostile text")
            << 400
            << std::string("{\"error\":\"a b\",\"error_description\":\"x\\n{\\\"level\\\":1}\\u001b\"}")
            << std::string("unreadable_error") << std::string("unreadable_error: x?{\"level\":1}?");
    }
    void reportsTheOAuthError()
    {
        QFETCH(const int, status);
        QFETCH(const std::string, body);
        QFETCH(const std::string, code);
        QFETCH(const std::string, message);
        const auto response = parseTokenResponse(status, body, now);
        MESHSSO_VERIFY_FAILS(response, ErrorCode::AuthorizationError);
        QCOMPARE(response.error().context, code);
        QCOMPARE(response.error().message, message);
    }

    void writesForms()
    {
        QCOMPARE(
            codeExchangeForm("c&d", "https://a.example/cb", "ver~ifier"),
            std::string("grant_type=authorization_code&code=c%26d&redirect_uri=https%3A%2F%2Fa.example%2Fcb"
                        "&code_verifier=ver~ifier"));
        QCOMPARE(refreshForm("a+b/="), std::string("grant_type=refresh_token&refresh_token=a%2Bb%2F%3D"));
    }
};

QTEST_APPLESS_MAIN(TokenResponseTest)
#include "tst_TokenResponse.moc"
