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
    out.algorithms = {crypto::JwsAlgorithm::ES256};
    return out;
}

/// What Keycloak 26 puts into an access token.
json::object claims()
{
    return {{"exp", nowSeconds + 300},
            {"iat", nowSeconds - 1},
            {"jti", "onrtac:0a1b"},
            {"iss", issuer},
            {"aud", json::array{client, "account"}},
            {"sub", "f5f0e1b2"},
            {"typ", "Bearer"},
            {"azp", client},
            {"sid", "s1"},
            {"realm_access", json::object{{"roles", json::array{"admin"}}}},
            {"scope", "openid profile email"}};
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

Result<ValidatedToken> validate(const json::object& c,
                                AccessTokenProfile profile = AccessTokenProfile::Keycloak,
                                bool allowOtherClients = false, std::string_view headerType = "JWT")
{
    return validateAccessToken(signer().sign(c, headerType), keys(), policy(), profile, allowOtherClients,
                               now);
}

} // namespace

Q_DECLARE_METATYPE(json::object)
Q_DECLARE_METATYPE(ErrorCode)
Q_DECLARE_METATYPE(AccessTokenProfile)
Q_DECLARE_METATYPE(std::vector<std::string>)

class AccessTokenTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsKeycloaksToken()
    {
        const auto token = validate(claims());
        MESHSSO_VERIFY_OK(token);
        QCOMPARE(token->subject, std::string("f5f0e1b2"));
        QCOMPARE(token->issuer, issuer);
        QCOMPARE(toUnixSeconds(token->expires), nowSeconds + 300);
        QVERIFY(token->claims.contains("realm_access"));
    }

    void tellsTheProfiles_byTypeOfHeaderAndClaim_data()
    {
        QTest::addColumn<AccessTokenProfile>("profile");
        QTest::addColumn<std::string>("headerType");
        QTest::addColumn<std::string>("claimType"); // "-": none
        QTest::addColumn<bool>("isAccepted");
        const auto row = [](AccessTokenProfile profile, const char* header, const char* claim,
                            bool isAccepted) {
            const auto* name = profile == AccessTokenProfile::Keycloak ? "Keycloak" : "RFC 9068";
            QTest::addRow("%s: %s, %s", name, header, claim)
                << profile << std::string(header) << std::string(claim) << isAccepted;
        };
        using enum AccessTokenProfile;
        row(Keycloak, "JWT", "Bearer", true);
        row(Keycloak, "jwt", "Bearer", true);
        row(Keycloak, "at+jwt", "Bearer", true);
        row(Keycloak, "at+jwt", "-", true);
        row(Keycloak, "JWT", "-", false);
        row(Keycloak, "", "Bearer", false);
        row(Keycloak, "logout+jwt", "Bearer", false);
        row(Rfc9068, "at+jwt", "Bearer", true);
        row(Rfc9068, "at+jwt", "-", true);
        row(Rfc9068, "AT+JWT", "-", true);
        row(Rfc9068, "application/at+jwt", "-", true);
        row(Rfc9068, "JWT", "Bearer", false);
        row(Rfc9068, "JWT", "-", false);
        row(Rfc9068, "", "-", false);
        row(Rfc9068, "at+jwt ", "-", false);
        row(Rfc9068, "xat+jwt", "-", false);
        row(Rfc9068, "logout+jwt", "-", false);
        for (const auto profile : {Keycloak, Rfc9068}) {
            for (const char* kind : {"ID", "Refresh", "Offline", "Logout", "DPoP", "bearer", ""}) {
                row(profile, "JWT", kind, false);
                row(profile, "at+jwt", kind, false);
            }
        }
    }
    void tellsTheProfiles_byTypeOfHeaderAndClaim()
    {
        QFETCH(const AccessTokenProfile, profile);
        QFETCH(const std::string, headerType);
        QFETCH(const std::string, claimType);
        QFETCH(const bool, isAccepted);
        const auto given = claimType == "-" ? without("typ") : with("typ", claimType);
        const auto result = validate(given, profile, false, headerType);
        if (isAccepted)
            MESHSSO_VERIFY_OK(result);
        else
            MESHSSO_VERIFY_FAILS(result, ErrorCode::WrongType);
    }

    void refuses_data()
    {
        using enum ErrorCode;
        QTest::addColumn<json::object>("given");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](const char* name, const json::object& c, ErrorCode code) {
            QTest::newRow(name) << c << code;
        };
        row("typ not text", with("typ", 1), WrongType);
        row("events", with("events", json::object{}), WrongType);
        row("iss missing", without("iss"), MissingClaim);
        row("iss another", with("iss", "https://evil.example"), WrongIssuer);
        row("aud missing", without("aud"), MissingClaim);
        row("aud account only", with("aud", "account"), WrongAudience);
        row("aud list without us", with("aud", json::array{"account", "other"}), WrongAudience);
        row("aud malformed", with("aud", json::object{}), MalformedToken);
        row("azp missing", without("azp"), MissingClaim);
        row("azp another", with("azp", "other"), WrongAuthorizedParty);
        row("azp empty", with("azp", ""), WrongAuthorizedParty);
        row("azp not text", with("azp", 1), MalformedToken);
        row("client_id another", with("client_id", "other"), WrongAuthorizedParty);
        row("exp missing", without("exp"), MissingClaim);
        row("exp past", with("exp", nowSeconds - 30), Expired);
        row("exp text", with("exp", "x"), MalformedToken);
        row("nbf future", with("nbf", nowSeconds + 31), NotYetValid);
        row("iat missing", without("iat"), MissingClaim);
        row("iat future", with("iat", nowSeconds + 31), NotYetValid);
        row("sub missing", without("sub"), MissingClaim);
        row("sub empty", with("sub", ""), MalformedToken);
    }
    void refuses()
    {
        QFETCH(const json::object, given);
        QFETCH(const ErrorCode, expected);
        MESHSSO_VERIFY_FAILS(validate(given), expected);
        MESHSSO_VERIFY_FAILS(validate(given, AccessTokenProfile::Rfc9068, false, "at+jwt"), expected);
    }

    void allowsOtherClients_onlyWhenTold()
    {
        for (const auto& given : {with("azp", "frontend"), with("client_id", "frontend"), without("azp")}) {
            MESHSSO_VERIFY_OK(validate(given, AccessTokenProfile::Keycloak, true));
            QVERIFY(!validate(given, AccessTokenProfile::Keycloak, false));
        }
        // The audience is never negotiable.
        MESHSSO_VERIFY_FAILS(validate(with("aud", "account"), AccessTokenProfile::Keycloak, true),
                             ErrorCode::WrongAudience);
    }

    void takesApiClients_data()
    {
        using enum ErrorCode;
        using Texts = std::vector<std::string>;
        QTest::addColumn<json::object>("given");
        QTest::addColumn<Texts>("audiences");
        QTest::addColumn<Texts>("clients");
        QTest::addColumn<ErrorCode>("expected"); // Internal: accepted
        const auto row = [](const char* name, const json::object& c, const Texts& audiences,
                            const Texts& clients,
                            ErrorCode code) { QTest::newRow(name) << c << audiences << clients << code; };
        auto batch = claims();
        batch["aud"] = "orders-api";
        batch["azp"] = "batch";
        auto nameless = batch;
        nameless.erase("azp");
        auto twofold = batch;
        twofold["client_id"] = "other";
        row("first audience", batch, {"orders-api", "x"}, {}, Internal);
        row("second audience", batch, {"x", "orders-api"}, {}, Internal);
        row("audience in a list", with("aud", json::array{"a", "orders-api"}), {"orders-api"}, {}, Internal);
        row("other audience", batch, {"x", "y"}, {}, WrongAudience);
        row("part of the audience", batch, {"orders"}, {}, WrongAudience);
        row("the client id is no audience", claims(), {"orders-api"}, {}, WrongAudience);
        row("listed client", batch, {"orders-api"}, {"web", "batch"}, Internal);
        row("other client", batch, {"orders-api"}, {"web"}, WrongAuthorizedParty);
        row("no client", nameless, {"orders-api"}, {"batch"}, MissingClaim);
        row("no client, any allowed", nameless, {"orders-api"}, {}, Internal);
        row("azp listed, client_id not", twofold, {"orders-api"}, {"batch"}, WrongAuthorizedParty);
        row("no audience named", batch, {}, {}, InvalidArgument);
        row("empty audience", with("aud", ""), {"orders-api", ""}, {}, InvalidArgument);
    }
    void takesApiClients()
    {
        QFETCH(const json::object, given);
        QFETCH(const std::vector<std::string>, audiences);
        QFETCH(const std::vector<std::string>, clients);
        QFETCH(const ErrorCode, expected);
        auto foreign = policy();
        foreign.clientId.clear(); // another issuer has no client of ours
        const auto result = validateApiToken(signer().sign(given), keys(), foreign,
                                             AccessTokenProfile::Keycloak, {audiences, clients}, now);
        if (expected == ErrorCode::Internal)
            MESHSSO_VERIFY_OK(result);
        else
            MESHSSO_VERIFY_FAILS(result, expected);
    }

    void takesTheClientId_whereThereIsNoAzp()
    {
        auto given = without("azp");
        given["client_id"] = client;
        MESHSSO_VERIFY_OK(validate(given, AccessTokenProfile::Rfc9068, false, "at+jwt"));
    }

    void saysWhatToDo_aboutKeycloaksPitfalls()
    {
        const auto audience = validate(with("aud", "account"));
        QVERIFY(audience.error().message.find("audience mapper") != std::string::npos);
        const auto subject = validate(without("sub"));
        QVERIFY(subject.error().message.find("basic") != std::string::npos);
    }

    void refusesTheSignatureAndThePolicy()
    {
        const auto check = [](const std::string& token, const TokenPolicy& p) {
            const auto result =
                validateAccessToken(token, keys(), p, AccessTokenProfile::Keycloak, true, now);
            return result ? ErrorCode::Internal : result.error().code;
        };
        const auto good = signer().sign(claims());
        QCOMPARE(check(TestSigner::ec("ec").sign(claims()), policy()), ErrorCode::BadSignature);
        QCOMPARE(check(good + "x", policy()), ErrorCode::MalformedToken);
        QCOMPARE(check("", policy()), ErrorCode::MalformedToken);
        auto p = policy();
        p.algorithms = {crypto::JwsAlgorithm::RS256};
        QCOMPARE(check(good, p), ErrorCode::AlgorithmNotAllowed);
        p = policy();
        p.leeway = std::chrono::seconds(301);
        QCOMPARE(check(good, p), ErrorCode::InvalidArgument);
        p = policy();
        p.clientId.clear();
        QCOMPARE(check(good, p), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(AccessTokenTest)
#include "tst_AccessToken.moc"
