#include "core/Encoding.h"
#include "oidc/TokenValidation.h"
#include "support/TestPrinters.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::oidc;
using test::TestSigner;

namespace {

constexpr std::int64_t nowSeconds = 1'800'000'000;
const TimePoint now = fromUnixSeconds(nowSeconds);
const std::string issuer = "https://sso.example.com/realms/Test-oidc";
const std::string client = "oauth2proxy";
constexpr const char* logoutEvent = "http://schemas.openid.net/event/backchannel-logout";

const TestSigner& signer()
{
    static const auto key = TestSigner::rsa("rsa");
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
    out.algorithms = {crypto::JwsAlgorithm::RS256};
    return out;
}

template<class Value>
json::object events(std::string_view name, const Value& value)
{
    json::object object;
    object[name] = value;
    return object;
}

/// What Keycloak 26 puts into a logout token.
json::object claims()
{
    return {
        {"exp", nowSeconds + 120}, {"iat", nowSeconds - 1}, {"jti", "3c1f"},
        {"iss", issuer},           {"aud", client},         {"sub", "f5f0e1b2"},
        {"typ", "Logout"},         {"sid", "s1"},           {"events", events(logoutEvent, json::object{})}};
}

template<class Value>
json::object with(std::string_view name, const Value& value)
{
    auto object = claims();
    object[name] = value;
    return object;
}

json::object without(std::initializer_list<std::string_view> names)
{
    auto object = claims();
    for (const auto name : names)
        object.erase(name);
    return object;
}

Result<LogoutToken> validate(const json::object& c, std::string_view headerType = "logout+jwt")
{
    return validateLogoutToken(signer().sign(c, headerType), keys(), policy(), now);
}

} // namespace

Q_DECLARE_METATYPE(json::object)
Q_DECLARE_METATYPE(ErrorCode)

class LogoutTokenTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsKeycloaksToken_data()
    {
        QTest::addColumn<std::string>("headerType");
        for (const char* type : {"logout+jwt", "JWT", "application/logout+jwt", "LOGOUT+JWT", ""})
            QTest::addRow("typ '%s'", type) << std::string(type);
    }
    void acceptsKeycloaksToken()
    {
        QFETCH(const std::string, headerType);
        const auto token = validate(claims(), headerType);
        MESHSSO_VERIFY_OK(token);
        QCOMPARE(token->issuer, issuer);
        QCOMPARE(token->subject, std::string("f5f0e1b2"));
        QCOMPARE(token->providerSession, std::string("s1"));
        QCOMPARE(token->id, std::string("3c1f"));
        // exp and the leeway
        QCOMPARE(toUnixSeconds(token->expires), nowSeconds + 120 + 30);
    }

    void acceptsWhatTheSpecificationLeavesOpen()
    {
        const auto bySession = validate(without({"sub"}));
        MESHSSO_VERIFY_OK(bySession);
        QVERIFY(bySession->subject.empty());
        const auto byUser = validate(without({"sid"}));
        MESHSSO_VERIFY_OK(byUser);
        QVERIFY(byUser->providerSession.empty());
        MESHSSO_VERIFY_OK(validate(without({"typ"})));
        MESHSSO_VERIFY_OK(validate(with("aud", json::array{"account", client})));
        auto several = events("urn:other", 1);
        several[logoutEvent] = events("reason", "admin");
        MESHSSO_VERIFY_OK(validate(with("events", several)));
        // Without exp, the age decides.
        const auto ageless = validate(without({"exp"}));
        MESHSSO_VERIFY_OK(ageless);
        QCOMPARE(toUnixSeconds(ageless->expires), nowSeconds - 1 + 300 + 30);
        auto late = without({"exp"});
        late["iat"] = nowSeconds - 329;
        MESHSSO_VERIFY_OK(validate(late));
    }

    void refuses_data()
    {
        using enum ErrorCode;
        QTest::addColumn<json::object>("given");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](const char* name, const json::object& c, ErrorCode code) {
            QTest::newRow(name) << c << code;
        };
        row("an ID token", with("typ", "ID"), WrongType);
        row("an access token", with("typ", "Bearer"), WrongType);
        row("a refresh token", with("typ", "Refresh"), WrongType);
        row("typ not text", with("typ", 1), WrongType);
        row("iss missing", without({"iss"}), MissingClaim);
        row("iss another", with("iss", "https://evil.example"), WrongIssuer);
        row("iss with a slash", with("iss", issuer + "/"), WrongIssuer);
        row("iss not text", with("iss", json::array{json::value(issuer)}), MalformedToken);
        row("aud missing", without({"aud"}), MissingClaim);
        row("aud another client", with("aud", "other"), WrongAudience);
        row("aud list without us", with("aud", json::array{"account"}), WrongAudience);
        row("aud malformed", with("aud", json::object{}), MalformedToken);
        row("iat missing", without({"iat"}), MissingClaim);
        row("iat text", with("iat", "now"), MalformedToken);
        row("iat old", with("iat", nowSeconds - 331), Expired);
        row("iat future", with("iat", nowSeconds + 31), NotYetValid);
        row("nbf future", with("nbf", nowSeconds + 31), NotYetValid);
        row("exp past", with("exp", nowSeconds - 30), Expired);
        row("exp text", with("exp", "x"), MalformedToken);
        row("jti missing", without({"jti"}), MissingClaim);
        row("jti empty", with("jti", ""), MalformedToken);
        row("jti not text", with("jti", 7), MalformedToken);
        row("jti endless", with("jti", std::string(256, 'j')), MalformedToken);
        row("events missing", without({"events"}), MissingClaim);
        row("events empty", with("events", json::object{}), WrongType);
        row("events a list", with("events", json::array{logoutEvent}), WrongType);
        row("events text", with("events", logoutEvent), WrongType);
        row("another event", with("events", events("urn:other", json::object{})), WrongType);
        row("the event not an object", with("events", events(logoutEvent, true)), WrongType);
        row("the event null", with("events", events(logoutEvent, nullptr)), WrongType);
        row("nonce", with("nonce", "n"), WrongType);
        row("nonce null", with("nonce", nullptr), WrongType);
        row("neither sub nor sid", without({"sub", "sid"}), MissingClaim);
        row("sub empty", with("sub", ""), MalformedToken);
        row("sub not text", with("sub", 1), MalformedToken);
        row("sub with line feed", with("sub", "a\nb"), MalformedToken);
        row("sid empty", with("sid", ""), MalformedToken);
        row("sid not text", with("sid", nullptr), MalformedToken);
    }
    void refuses()
    {
        QFETCH(const json::object, given);
        QFETCH(const ErrorCode, expected);
        MESHSSO_VERIFY_FAILS(validate(given), expected);
        MESHSSO_VERIFY_FAILS(validate(given, "JWT"), expected);
    }

    void refusesAnotherHeaderType_data()
    {
        QTest::addColumn<std::string>("headerType");
        for (const char* type :
             {"at+jwt", "logout", "xlogout+jwt", "logout+jwt ", "dpop+jwt", "secevent+jwt"})
            QTest::addRow("%s", type) << std::string(type);
    }
    void refusesAnotherHeaderType()
    {
        QFETCH(const std::string, headerType);
        MESHSSO_VERIFY_FAILS(validate(claims(), headerType), ErrorCode::WrongType);
    }

    void refusesTheSignature()
    {
        const auto check = [](const std::string& token) {
            const auto result = validateLogoutToken(token, keys(), policy(), now);
            return result ? ErrorCode::Internal : result.error().code;
        };
        const auto payload = base64UrlEncode(json::serialize(claims()));
        const auto none =
            base64UrlEncode(json::serialize(json::object{{"alg", "none"}, {"typ", "logout+jwt"}}));
        QCOMPARE(check(none + "." + payload + "."), ErrorCode::AlgorithmNotAllowed);
        const auto hs256 = base64UrlEncode(
            json::serialize(json::object{{"alg", "HS256"}, {"typ", "logout+jwt"}, {"kid", "rsa"}}));
        const auto input = hs256 + "." + payload;
        for (const auto& key : {signer().publicPem(), signer().jwks()})
            QCOMPARE(check(input + "." + base64UrlEncode(TestSigner::hmacSha256(key, input))),
                     ErrorCode::AlgorithmNotAllowed);
        QCOMPARE(check(TestSigner::rsa("rsa").sign(claims(), "logout+jwt")), ErrorCode::BadSignature);
        QCOMPARE(check(TestSigner::rsa("foreign").sign(claims(), "logout+jwt")), ErrorCode::UnknownKey);
        QCOMPARE(check(TestSigner::ec("rsa").sign(claims(), "logout+jwt")), ErrorCode::AlgorithmNotAllowed);
        QCOMPARE(check(""), ErrorCode::MalformedToken);
        QCOMPARE(check(std::string(100'000, 'a')), ErrorCode::TooLarge);
        // Without its client id, nothing would be checked.
        auto p = policy();
        p.clientId.clear();
        MESHSSO_VERIFY_FAILS(validateLogoutToken(signer().sign(claims(), "logout+jwt"), keys(), p, now),
                             ErrorCode::InvalidArgument);
    }

    void isNoOtherKindOfToken()
    {
        const auto token = signer().sign(claims(), "JWT");
        MESHSSO_VERIFY_FAILS(validateIdToken(token, keys(), policy(), {}, now), ErrorCode::WrongType);
        MESHSSO_VERIFY_FAILS(
            validateAccessToken(token, keys(), policy(), AccessTokenProfile::Keycloak, true, now),
            ErrorCode::WrongType);
    }
};

QTEST_APPLESS_MAIN(LogoutTokenTest)
#include "tst_LogoutToken.moc"
