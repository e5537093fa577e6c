#include "core/Encoding.h"
#include "oidc/TokenValidation.h"
#include "support/TestPrinters.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>
#include <openssl/sha.h>

using namespace meshsso;
using namespace meshsso::oidc;
using crypto::JwsAlgorithm;
using test::TestSigner;

namespace {

constexpr std::int64_t nowSeconds = 1'800'000'000;
const TimePoint now = fromUnixSeconds(nowSeconds);
const std::string issuer = "https://sso.example.com/realms/Test-oidc";
const std::string client = "oauth2proxy";
const std::string nonce = "n-0S6_WzA2Mj";

const TestSigner& signer()
{
    static const auto key = TestSigner::ec("ec");
    return key;
}

const crypto::JwkSet& keys()
{
    static const auto set = *crypto::JwkSet::parse(signer().jwks());
    return set;
}

TokenPolicy policy()
{
    TokenPolicy out;
    out.issuer = issuer;
    out.clientId = client;
    out.algorithms = {JwsAlgorithm::ES256};
    return out;
}

IdTokenExpectation atLogin()
{
    IdTokenExpectation out;
    out.nonce = nonce;
    return out;
}

/// What Keycloak 26 puts into an ID token.
json::object claims()
{
    return {{"exp", nowSeconds + 300},
            {"iat", nowSeconds - 1},
            {"auth_time", nowSeconds - 1},
            {"jti", "onrtac:0a1b"},
            {"iss", issuer},
            {"aud", client},
            {"sub", "f5f0e1b2"},
            {"typ", "ID"},
            {"azp", client},
            {"nonce", nonce},
            {"sid", "s1"},
            {"email_verified", true},
            {"preferred_username", "alice"}};
}

template<class Value>
json::object with(std::string_view name, const Value& value)
{
    auto object = claims();
    object[name] = value;
    return object;
}

json::object without(std::string_view name)
{
    auto object = claims();
    object.erase(name);
    return object;
}

Result<ValidatedToken> validate(const json::object& c, const TokenPolicy& p = policy(),
                                const IdTokenExpectation& e = atLogin(), TimePoint at = now)
{
    return validateIdToken(signer().sign(c), keys(), p, e, at);
}

} // namespace

Q_DECLARE_METATYPE(json::object)
Q_DECLARE_METATYPE(ErrorCode)

class IdTokenTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsKeycloaksToken()
    {
        const auto token = validate(claims());
        MESHSSO_VERIFY_OK(token);
        QCOMPARE(token->issuer, issuer);
        QCOMPARE(token->subject, std::string("f5f0e1b2"));
        QCOMPARE(toUnixSeconds(token->expires), nowSeconds + 300);
        QCOMPARE(toUnixSeconds(token->issuedAt), nowSeconds - 1);
        QCOMPARE(token->keyId, std::string("ec"));
        QCOMPARE(std::string(stringOr(token->claims, "preferred_username")), std::string("alice"));
        QCOMPARE(std::string(stringOr(token->header, "alg")), std::string("ES256"));
    }

    void accepts_data()
    {
        QTest::addColumn<json::object>("given");
        const auto row = [](const char* name, const json::object& c) { QTest::newRow(name) << c; };
        row("another provider's, without typ", without("typ"));
        row("no azp with one audience", without("azp"));
        row("audience as a list", with("aud", json::array{client}));
        row("several audiences with azp", with("aud", json::array{"account", client}));
        row("exp as a whole double", with("exp", 1.8000003e9));
        row("nbf now", with("nbf", nowSeconds));
        row("nbf at the leeway", with("nbf", nowSeconds + 30));
        row("iat at the leeway", with("iat", nowSeconds + 30));
        row("exp just inside the leeway", with("exp", nowSeconds - 29));
        row("exp far away", with("exp", 8'999'999'999));
        row("unknown claims", with("x", json::object{{"y", json::array{1, 2}}}));
        row("at_hash that nobody asks for", with("at_hash", "x"));
    }
    void accepts()
    {
        QFETCH(const json::object, given);
        MESHSSO_VERIFY_OK(validate(given));
    }

    void refuses_data()
    {
        using enum ErrorCode;
        QTest::addColumn<json::object>("given");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](const char* name, const json::object& c, ErrorCode code) {
            QTest::newRow(name) << c << code;
        };
        row("iss missing", without("iss"), MissingClaim);
        row("iss not text", with("iss", json::array{issuer}), MalformedToken);
        row("iss empty", with("iss", ""), MalformedToken);
        row("iss of another realm", with("iss", "https://sso.example.com/realms/test-oidc"), WrongIssuer);
        row("iss with a slash more", with("iss", issuer + "/"), WrongIssuer);
        row("iss on http", with("iss", "http://sso.example.com/realms/Test-oidc"), WrongIssuer);
        row("iss longer", with("iss", issuer + "2"), WrongIssuer);

        row("aud missing", without("aud"), MissingClaim);
        row("aud of another client", with("aud", "other"), WrongAudience);
        row("aud account only", with("aud", "account"), WrongAudience);
        row("aud empty", with("aud", ""), WrongAudience);
        row("aud empty list", with("aud", json::array{}), WrongAudience);
        row("aud in another case", with("aud", "OAuth2Proxy"), WrongAudience);
        row("aud prefix", with("aud", "oauth2proxy-x"), WrongAudience);
        row("aud with blanks", with("aud", "account oauth2proxy"), WrongAudience);
        row("aud not text", with("aud", 1), MalformedToken);
        row("aud null", with("aud", nullptr), MalformedToken);
        row("aud object", with("aud", json::object{{client, true}}), MalformedToken);
        row("aud list with a number", with("aud", json::array{client, 1}), MalformedToken);
        row("aud list in a list", with("aud", json::array{json::array{client}}), MalformedToken);

        row("azp of another client", with("azp", "other"), WrongAuthorizedParty);
        row("azp empty", with("azp", ""), WrongAuthorizedParty);
        row("azp not text", with("azp", json::array{client}), MalformedToken);
        auto severalWithout = with("aud", json::array{"account", client});
        severalWithout.erase("azp");
        row("several audiences without azp", severalWithout, MissingClaim);
        auto severalOther = with("aud", json::array{"account", client});
        severalOther["azp"] = "account";
        row("several audiences, azp another", severalOther, WrongAuthorizedParty);

        row("exp missing", without("exp"), MissingClaim);
        row("exp at the leeway", with("exp", nowSeconds - 30), Expired);
        row("exp long ago", with("exp", 1), Expired);
        row("exp zero", with("exp", 0), Expired);
        row("exp negative", with("exp", -1), MalformedToken);
        row("exp text", with("exp", std::to_string(nowSeconds + 300)), MalformedToken);
        row("exp fraction", with("exp", 1800000300.5), MalformedToken);
        row("exp huge", with("exp", 1e300), MalformedToken);
        row("exp beyond the clock", with("exp", 9'000'000'001), MalformedToken);
        row("exp in milliseconds", with("exp", nowSeconds * 1000), MalformedToken);
        row("exp beyond 63 bits", with("exp", 18446744073709551615ULL), MalformedToken);
        row("exp null", with("exp", nullptr), MalformedToken);
        row("exp boolean", with("exp", true), MalformedToken);
        row("iat missing", without("iat"), MissingClaim);
        row("iat beyond the leeway", with("iat", nowSeconds + 31), NotYetValid);
        row("iat text", with("iat", "now"), MalformedToken);
        row("iat negative", with("iat", -5), MalformedToken);
        row("nbf beyond the leeway", with("nbf", nowSeconds + 31), NotYetValid);
        row("nbf text", with("nbf", "0"), MalformedToken);
        row("nbf null", with("nbf", nullptr), MalformedToken);

        row("nonce missing", without("nonce"), MissingClaim);
        row("nonce of another attempt", with("nonce", "n-0S6_WzA2Mk"), WrongNonce);
        row("nonce prefix", with("nonce", "n-0S6_WzA2M"), WrongNonce);
        row("nonce longer", with("nonce", nonce + "x"), WrongNonce);
        row("nonce empty", with("nonce", ""), MalformedToken);
        row("nonce not text", with("nonce", json::array{nonce}), MalformedToken);

        row("sub missing", without("sub"), MissingClaim);
        row("sub empty", with("sub", ""), MalformedToken);
        row("sub not text", with("sub", 7), MalformedToken);
        row("sub too long", with("sub", std::string(256, 's')), MalformedToken);
        row("sub with a line feed", with("sub", "a\nb"), MalformedToken);

        row("access token", with("typ", "Bearer"), WrongType);
        row("refresh token", with("typ", "Refresh"), WrongType);
        row("logout token", with("typ", "Logout"), WrongType);
        row("typ in another case", with("typ", "id"), WrongType);
        row("typ not text", with("typ", 1), WrongType);
        auto events = without("typ");
        events["events"] =
            json::object{{"http://schemas.openid.net/event/backchannel-logout", json::object{}}};
        row("logout token by its events", events, WrongType);
    }
    void refuses()
    {
        QFETCH(const json::object, given);
        QFETCH(const ErrorCode, expected);
        MESHSSO_VERIFY_FAILS(validate(given), expected);
    }

    void refusesTheHeadersType()
    {
        const auto with = [](std::string_view typ) {
            return validateIdToken(signer().sign(claims(), typ), keys(), policy(), atLogin(), now);
        };
        for (const char* good : {"JWT", "jwt", "application/jwt", ""}) // empty: left out
            MESHSSO_VERIFY_OK(with(good));
        for (const char* bad : {"at+jwt", "application/at+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt",
                                "JWS", "application/", "JWT "})
            MESHSSO_VERIFY_FAILS(with(bad), ErrorCode::WrongType);
        auto header = signer().header();
        header["typ"] = 5;
        MESHSSO_VERIFY_FAILS(
            validateIdToken(signer().signWithHeader(header, claims()), keys(), policy(), atLogin(), now),
            ErrorCode::MalformedToken);
    }

    void refusesClaims_thatAreNoObject_data()
    {
        QTest::addColumn<std::string>("payload");
        QTest::newRow("empty") << std::string();
        QTest::newRow("text") << std::string("hello");
        QTest::newRow("array") << std::string("[]");
        QTest::newRow("null") << std::string("null");
        QTest::newRow("duplicate member") << std::string(R"({"sub":"alice","sub":"admin"})");
        QTest::newRow("too deep") << "{\"a\":" + std::string(17, '[') + std::string(17, ']') + "}";
        QTest::newRow("two values") << std::string("{}{}");
    }
    void refusesClaims_thatAreNoObject()
    {
        QFETCH(const std::string, payload);
        const auto token = signer().signRaw(json::serialize(signer().header()), payload);
        MESHSSO_VERIFY_FAILS(validateIdToken(token, keys(), policy(), atLogin(), now),
                             ErrorCode::MalformedToken);
    }

    void refusesTheSignature()
    {
        const auto good = signer().sign(claims());
        MESHSSO_VERIFY_FAILS(
            validateIdToken(TestSigner::ec("ec").sign(claims()), keys(), policy(), atLogin(), now),
            ErrorCode::BadSignature);
        MESHSSO_VERIFY_FAILS(
            validateIdToken(TestSigner::ec("x").sign(claims()), keys(), policy(), atLogin(), now),
            ErrorCode::UnknownKey);
        MESHSSO_VERIFY_FAILS(validateIdToken("", keys(), policy(), atLogin(), now),
                             ErrorCode::MalformedToken);
        auto p = policy();
        p.algorithms = {JwsAlgorithm::RS256};
        MESHSSO_VERIFY_FAILS(validateIdToken(good, keys(), p, atLogin(), now),
                             ErrorCode::AlgorithmNotAllowed);
    }

    void leavesTheNonceAlone_onRefresh()
    {
        MESHSSO_VERIFY_OK(validate(without("nonce"), policy(), {}));
        MESHSSO_VERIFY_OK(validate(claims(), policy(), {}));
        IdTokenExpectation empty;
        empty.nonce = "";
        MESHSSO_VERIFY_FAILS(validate(without("nonce"), policy(), empty), ErrorCode::InvalidArgument);
    }

    void keepsTheSubject_onRefresh()
    {
        IdTokenExpectation same;
        same.subject = "f5f0e1b2";
        MESHSSO_VERIFY_OK(validate(claims(), policy(), same));
        for (const char* other : {"f5f0e1b3", "F5F0E1B2", "", "f5f0e1b"}) {
            same.subject = other;
            MESHSSO_VERIFY_FAILS(validate(claims(), policy(), same), ErrorCode::WrongSubject);
        }
    }

    void checksTheAccessTokensHash_data()
    {
        QTest::addColumn<std::string>("algorithm");
        QTest::addColumn<int>("bits");
        for (const char* name : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
            QTest::newRow(name) << std::string(name) << std::atoi(name + 2);
        QTest::newRow("ES256") << std::string("ES256") << 256;
        QTest::newRow("ES384") << std::string("ES384") << 384;
        QTest::newRow("ES512") << std::string("ES512") << 512;
        QTest::newRow("EdDSA") << std::string("EdDSA") << 512;
    }
    void checksTheAccessTokensHash()
    {
        QFETCH(const std::string, algorithm);
        QFETCH(const int, bits);
        static const auto rsa = TestSigner::rsa("k");
        const auto key = algorithm == "EdDSA"   ? TestSigner::ed25519("k")
                         : algorithm == "ES384" ? TestSigner::ec("k", "P-384")
                         : algorithm == "ES512" ? TestSigner::ec("k", "P-521")
                         : algorithm == "ES256" ? TestSigner::ec("k")
                                                : rsa;
        const std::string accessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        unsigned char digest[SHA512_DIGEST_LENGTH];
        const auto* input = reinterpret_cast<const unsigned char*>(accessToken.data());
        if (bits == 256)
            SHA256(input, accessToken.size(), digest);
        else if (bits == 384)
            SHA384(input, accessToken.size(), digest);
        else
            SHA512(input, accessToken.size(), digest);
        const std::string half(reinterpret_cast<const char*>(digest), static_cast<std::size_t>(bits / 16));
        const auto set = crypto::JwkSet::parse(TestSigner::jwks({key.publicJwk(algorithm)}));
        MESHSSO_VERIFY_OK(set);
        auto p = policy();
        p.algorithms = {*crypto::parseJwsAlgorithm(algorithm)};
        auto expectation = atLogin();
        expectation.accessToken = accessToken;
        auto header = key.header();
        header["alg"] = algorithm;
        const auto token = key.signWithHeader(header, with("at_hash", base64UrlEncode(half)));
        MESHSSO_VERIFY_OK(validateIdToken(token, *set, p, expectation, now));
        expectation.accessToken = accessToken + "x";
        MESHSSO_VERIFY_FAILS(validateIdToken(token, *set, p, expectation, now), ErrorCode::WrongHash);
        MESHSSO_VERIFY_OK(validateIdToken(token, *set, p, atLogin(), now));
    }

    void refusesTheAccessTokensHash()
    {
        auto expectation = atLogin();
        expectation.accessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        // OIDC Core's own example, for SHA-256.
        const std::string good = "77QmUPtjPfzWtF2AnpK9RQ";
        MESHSSO_VERIFY_OK(validate(with("at_hash", good), policy(), expectation));
        MESHSSO_VERIFY_OK(
            validate(claims(), policy(), expectation)); // the claim is optional in the code flow
        for (const std::string& bad :
             {std::string(), good + "=", good.substr(1), std::string("77QmUPtjPfzWtF2AnpK9RR")})
            MESHSSO_VERIFY_FAILS(validate(with("at_hash", bad), policy(), expectation), ErrorCode::WrongHash);
        MESHSSO_VERIFY_FAILS(validate(with("at_hash", 7), policy(), expectation), ErrorCode::MalformedToken);
    }

    void appliesTheLeeway_toTheSecond()
    {
        for (const int leeway : {0, 1, 300}) {
            auto p = policy();
            p.leeway = std::chrono::seconds(leeway);
            MESHSSO_VERIFY_OK(validate(with("exp", nowSeconds - leeway + 1), p));
            MESHSSO_VERIFY_FAILS(validate(with("exp", nowSeconds - leeway), p), ErrorCode::Expired);
            MESHSSO_VERIFY_OK(validate(with("nbf", nowSeconds + leeway), p));
            MESHSSO_VERIFY_FAILS(validate(with("nbf", nowSeconds + leeway + 1), p), ErrorCode::NotYetValid);
            MESHSSO_VERIFY_OK(validate(with("iat", nowSeconds + leeway), p));
            MESHSSO_VERIFY_FAILS(validate(with("iat", nowSeconds + leeway + 1), p), ErrorCode::NotYetValid);
        }
        // A fraction of a second counts.
        auto p = policy();
        p.leeway = std::chrono::seconds(0);
        const auto exp = with("exp", nowSeconds + 1);
        MESHSSO_VERIFY_OK(validate(exp, p, atLogin(), now + std::chrono::milliseconds(999)));
        MESHSSO_VERIFY_FAILS(validate(exp, p, atLogin(), now + std::chrono::milliseconds(1000)),
                             ErrorCode::Expired);
    }

    void limitsTheAge()
    {
        auto p = policy();
        p.maxAge = std::chrono::seconds(60);
        MESHSSO_VERIFY_OK(validate(with("iat", nowSeconds - 90), p));
        MESHSSO_VERIFY_FAILS(validate(with("iat", nowSeconds - 91), p), ErrorCode::Expired);
        MESHSSO_VERIFY_OK(validate(with("iat", 0)));
    }

    void refusesAPolicy_thatChecksNothing()
    {
        const auto refused = [](auto change) {
            auto p = policy();
            change(p);
            const auto result = validate(claims(), p);
            return !result && result.error().code == ErrorCode::InvalidArgument;
        };
        QVERIFY(refused([](TokenPolicy& p) { p.issuer.clear(); }));
        QVERIFY(refused([](TokenPolicy& p) { p.clientId.clear(); }));
        QVERIFY(refused([](TokenPolicy& p) { p.algorithms.clear(); }));
        QVERIFY(refused([](TokenPolicy& p) { p.leeway = std::chrono::seconds(-1); }));
        QVERIFY(refused([](TokenPolicy& p) { p.leeway = std::chrono::seconds(301); }));
        QVERIFY(refused([](TokenPolicy& p) { p.maxAge = std::chrono::seconds(-1); }));
        QVERIFY(refused([](TokenPolicy& p) { p.maxAge = std::chrono::seconds::max(); }));
    }

    void showsNoSecrets_inItsErrors()
    {
        const auto token = signer().sign(with("nonce", "planted-nonce"));
        const auto result = validateIdToken(token, keys(), policy(), atLogin(), now);
        const auto text = result.error().toString();
        QVERIFY(text.find("planted") == std::string::npos && text.find(nonce) == std::string::npos);
        const auto hostile = validate(with("iss", "https://x\n\x1b[31m" + std::string(1000, 'x')));
        QVERIFY(hostile.error().message.find('\n') == std::string::npos);
        QVERIFY(hostile.error().message.find('\x1b') == std::string::npos);
        QVERIFY(hostile.error().message.size() < 500);
    }
};

QTEST_APPLESS_MAIN(IdTokenTest)
#include "tst_IdToken.moc"
