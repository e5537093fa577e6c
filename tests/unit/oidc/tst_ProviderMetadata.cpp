#include "core/Json.h"
#include "oidc/ProviderMetadata.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::oidc;

namespace {

const std::string issuer = "https://sso.example.com/realms/Test-oidc";

json::object document(const std::string& of = issuer)
{
    const auto endpoint = of + "/protocol/openid-connect/";
    json::object out;
    out["issuer"] = of;
    out["authorization_endpoint"] = endpoint + "auth";
    out["token_endpoint"] = endpoint + "token";
    out["jwks_uri"] = endpoint + "certs";
    out["userinfo_endpoint"] = endpoint + "userinfo";
    out["end_session_endpoint"] = endpoint + "logout";
    out["revocation_endpoint"] = endpoint + "revoke";
    out["backchannel_logout_supported"] = true;
    out["backchannel_logout_session_supported"] = true;
    out["frontchannel_logout_supported"] = true;
    out["frontchannel_logout_session_supported"] = false;
    out["response_types_supported"] = json::array{"code", "none", "id_token"};
    out["id_token_signing_alg_values_supported"] =
        json::array{"PS384", "RS256", "HS256", "ES256", "EdDSA", "none"};
    out["code_challenge_methods_supported"] = json::array{"plain", "S256"};
    out["authorization_response_iss_parameter_supported"] = true;
    return out;
}

template<class Value>
json::object with(json::object object, std::string_view name, const Value& value)
{
    object[name] = value;
    return object;
}

json::object without(json::object object, std::string_view name)
{
    object.erase(name);
    return object;
}

} // namespace

Q_DECLARE_METATYPE(json::object)
Q_DECLARE_METATYPE(ErrorCode)

class ProviderMetadataTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheDocument()
    {
        QCOMPARE(discoveryUrl(issuer), issuer + "/.well-known/openid-configuration");
        QCOMPARE(discoveryUrl("https://a.example/"),
                 std::string("https://a.example/.well-known/openid-configuration"));
    }

    void readsADocument()
    {
        const auto metadata = parseProviderMetadata(json::serialize(document()), issuer, {});
        MESHSSO_VERIFY_OK(metadata);
        QCOMPARE(metadata->issuer, issuer);
        QCOMPARE(metadata->authorizationEndpoint, issuer + "/protocol/openid-connect/auth");
        QCOMPARE(metadata->tokenEndpoint, issuer + "/protocol/openid-connect/token");
        QCOMPARE(metadata->jwksUri, issuer + "/protocol/openid-connect/certs");
        QCOMPARE(metadata->userinfoEndpoint, issuer + "/protocol/openid-connect/userinfo");
        QCOMPARE(metadata->endSessionEndpoint, issuer + "/protocol/openid-connect/logout");
        QCOMPARE(metadata->idTokenSigningAlgorithms,
                 (std::vector<std::string>{"PS384", "RS256", "ES256", "EdDSA"}));
        QCOMPARE(metadata->codeChallengeMethods, (std::vector<std::string>{"plain", "S256"}));
        QVERIFY(metadata->issParameterSupported);
        QCOMPARE(metadata->revocationEndpoint, issuer + "/protocol/openid-connect/revoke");
        QVERIFY(metadata->backChannelLogoutSupported);
        QVERIFY(metadata->backChannelLogoutSessionSupported);
        QVERIFY(metadata->frontChannelLogoutSupported);
        QVERIFY(!metadata->frontChannelLogoutSessionSupported);
    }

    void doesWithoutWhatIsOptional()
    {
        auto text = document();
        for (const char* name :
             {"userinfo_endpoint", "end_session_endpoint", "authorization_response_iss_parameter_supported",
              "revocation_endpoint", "backchannel_logout_supported"})
            text.erase(name);
        const auto metadata = parseProviderMetadata(json::serialize(text), issuer, {});
        MESHSSO_VERIFY_OK(metadata);
        QVERIFY(metadata->userinfoEndpoint.empty());
        QVERIFY(metadata->endSessionEndpoint.empty());
        QVERIFY(!metadata->issParameterSupported);
        QVERIFY(metadata->revocationEndpoint.empty());
        QVERIFY(!metadata->backChannelLogoutSupported);
    }

    void refusesADocument_data()
    {
        using enum ErrorCode;
        QTest::addColumn<json::object>("text");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](const char* name, const json::object& text, ErrorCode code) {
            QTest::newRow(name) << text << code;
        };
        const auto good = document();
        row("empty", {}, MissingClaim);
        row("issuer missing", without(good, "issuer"), MissingClaim);
        row("issuer not text", with(good, "issuer", 1), ParseError);
        row("another issuer", with(good, "issuer", "https://evil.example/realms/Test-oidc"), WrongIssuer);
        row("issuer of another realm", with(good, "issuer", "https://sso.example.com/realms/test-oidc"),
            WrongIssuer);
        row("issuer with a slash more", with(good, "issuer", issuer + "/"), WrongIssuer);
        row("issuer on http", with(good, "issuer", "http://sso.example.com/realms/Test-oidc"), WrongIssuer);
        row("issuer with a port", with(good, "issuer", "https://sso.example.com:443/realms/Test-oidc"),
            WrongIssuer);
        for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
            row((std::string(name) + " missing").c_str(), without(good, name), MissingClaim);
            row((std::string(name) + " null").c_str(), with(good, name, nullptr), ParseError);
        }
        for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
                                 "end_session_endpoint"}) {
            row((std::string(name) + " not text").c_str(), with(good, name, 5), ParseError);
            row((std::string(name) + " relative").c_str(), with(good, name, "/token"), ParseError);
            row((std::string(name) + " javascript").c_str(), with(good, name, "javascript:alert(1)"),
                ParseError);
            row((std::string(name) + " with a user").c_str(),
                with(good, name, "https://u:p@sso.example.com/"), ParseError);
            row((std::string(name) + " with a fragment").c_str(),
                with(good, name, "https://sso.example.com/#x"), ParseError);
            row((std::string(name) + " on http").c_str(), with(good, name, "http://sso.example.com/x"),
                InvalidArgument);
        }
        row("no response types", without(good, "response_types_supported"), MissingClaim);
        row("no code flow", with(good, "response_types_supported", json::array{"id_token"}), Unsupported);
        row("no algorithms", without(good, "id_token_signing_alg_values_supported"), MissingClaim);
        row("algorithms not a list", with(good, "id_token_signing_alg_values_supported", "RS256"),
            ParseError);
        row("algorithms of numbers", with(good, "id_token_signing_alg_values_supported", json::array{1}),
            ParseError);
        row("HMAC and none only",
            with(good, "id_token_signing_alg_values_supported", json::array{"HS256", "none"}), Unsupported);
        row("no PKCE", without(good, "code_challenge_methods_supported"), Unsupported);
        row("plain PKCE only", with(good, "code_challenge_methods_supported", json::array{"plain"}),
            Unsupported);
        row("PKCE not a list", with(good, "code_challenge_methods_supported", "S256"), ParseError);
        row("revocation over http", with(good, "revocation_endpoint", "http://sso.example.com/revoke"),
            InvalidArgument);
        row("back-channel not boolean", with(good, "backchannel_logout_supported", 1), ParseError);
        row("iss promise not boolean", with(good, "authorization_response_iss_parameter_supported", "true"),
            ParseError);
    }
    void refusesADocument()
    {
        QFETCH(const json::object, text);
        QFETCH(const ErrorCode, expected);
        MESHSSO_VERIFY_FAILS(parseProviderMetadata(json::serialize(text), issuer, {}), expected);
    }

    void refusesText_thatIsNoDocument()
    {
        for (const auto& text : {std::string(), std::string("<html>"), std::string("[]"),
                                 std::string("{\"issuer\":1,"
                                             "\"issuer\":2}"),
                                 "{\"a\":\"" + std::string(300 * 1024, 'x') + "\"}"})
            MESHSSO_VERIFY_FAILS(parseProviderMetadata(text, issuer, {}), ErrorCode::ParseError);
    }

    void namesBothIssuers_whenTheyDiffer()
    {
        const auto result =
            parseProviderMetadata(json::serialize(document("https://inside.svc")), issuer, {});
        MESHSSO_VERIFY_FAILS(result, ErrorCode::WrongIssuer);
        QVERIFY(result.error().message.find("https://inside.svc") != std::string::npos);
        QVERIFY(result.error().message.find(issuer) != std::string::npos);
    }

    void allowsHttp_onlyByTheIssuersName()
    {
        const std::string plain = "http://127.0.0.1:8080/realms/Test-oidc";
        const auto text = json::serialize(document(plain));
        MESHSSO_VERIFY_OK(parseProviderMetadata(text, plain, {{"127.0.0.1"}}));
        MESHSSO_VERIFY_OK(parseProviderMetadata(text, plain, {{"other.example", "127.0.0.1"}}));
        MESHSSO_VERIFY_FAILS(parseProviderMetadata(text, plain, {}), ErrorCode::InvalidArgument);
        MESHSSO_VERIFY_FAILS(parseProviderMetadata(text, plain, {{"localhost"}}), ErrorCode::InvalidArgument);
        MESHSSO_VERIFY_FAILS(parseProviderMetadata(text, plain, {{"127.0.0.1:8080"}}),
                             ErrorCode::InvalidArgument);
        MESHSSO_VERIFY_FAILS(parseProviderMetadata(text, plain, {{""}}), ErrorCode::InvalidArgument);
    }

    void refusesHttpEndpoints_onOtherHosts()
    {
        const std::string plain = "http://127.0.0.1:8080/realms/Test-oidc";
        const DiscoveryPolicy policy{{"127.0.0.1"}};
        for (const char* name : {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
                                 "end_session_endpoint"}) {
            const auto moved = with(document(plain), name, "http://elsewhere.example/x");
            MESHSSO_VERIFY_FAILS(parseProviderMetadata(json::serialize(moved), plain, policy),
                                 ErrorCode::InvalidArgument);
            const auto safe = with(document(plain), name, "https://elsewhere.example/x");
            MESHSSO_VERIFY_OK(parseProviderMetadata(json::serialize(safe), plain, policy));
        }
        // A listed host does not make an https issuer's other endpoints plain.
        const auto mixed = with(document(), "token_endpoint", "http://127.0.0.1:8080/token");
        MESHSSO_VERIFY_FAILS(parseProviderMetadata(json::serialize(mixed), issuer, policy),
                             ErrorCode::InvalidArgument);
    }

    void refusesAnIssuer_thatIsNoIssuer()
    {
        for (const std::string bad :
             {"https://a.example/?x=1", "https://a.example/#x", "a.example", "ftp://a.example"}) {
            MESHSSO_VERIFY_FAILS(
                parseProviderMetadata(json::serialize(with(document(), "issuer", bad)), bad, {}),
                ErrorCode::InvalidArgument);
        }
    }
};

QTEST_APPLESS_MAIN(ProviderMetadataTest)
#include "tst_ProviderMetadata.moc"
