#include "core/Encoding.h"
#include "core/RunLoop.h"
#include "login/TokenInspection.h"
#include "support/FakeHttpClient.h"
#include "support/OwnTime.h"
#include "support/TestPrinters.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::login;
using test::TestSigner;

namespace {

constexpr std::int64_t nowSeconds = 1'800'000'000;
const std::string issuer = "https://kc.example.com/realms/Test-oidc";

const TestSigner& signer()
{
    static const auto key = TestSigner::rsa("key-1");
    return key;
}

const crypto::JwkSet& keys()
{
    static const auto set = *crypto::JwkSet::parse(signer().jwks());
    return set;
}

access::AccessRule ruleFor(const std::string& path, access::Requirement::Kind kind, const std::string& name)
{
    access::AccessRule rule;
    rule.name = "rule " + path;
    rule.paths = {{access::PathPattern::Kind::Prefix, path}};
    rule.mode = access::AccessMode::Require;
    rule.requirement.kind = kind;
    rule.requirement.name = name;
    return rule;
}

const project::SsoProject& sample()
{
    static const auto made = [] {
        project::SsoProject project;
        project.gateway.address = "sso.example.com";
        project.identityProvider.url = "https://kc.example.com";
        project.identityProvider.realm = "Test-oidc";
        project.client.id = "oauth2proxy";
        project.roles = {{"admin", {}}};
        project::User alice;
        alice.username = "alice";
        alice.roles = {"admin"};
        project.users = {alice};
        project::Application application;
        application.name = "httpbin";
        application.access = {ruleFor("/admin", access::Requirement::Kind::Role, "admin"),
                              ruleFor("/team", access::Requirement::Kind::Group, "/team")};
        project.applications = {application};
        return project;
    }();
    return made;
}

json::object claims()
{
    return {{"exp", nowSeconds + 300},
            {"iat", nowSeconds - 10},
            {"iss", issuer},
            {"aud", json::array{"oauth2proxy", "account"}},
            {"sub", "f5f0e1b2"},
            {"typ", "Bearer"},
            {"azp", "oauth2proxy"},
            {"preferred_username", "alice"},
            {"roles", json::array{"admin"}},
            {"groups", json::array{"/team"}},
            {"realm_access", {{"roles", json::array{"admin"}}}},
            {"email", "alice@example.com"},
            {"email_verified", true}};
}

json::object with(std::string_view name, const json::value& value)
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

InspectionContext full()
{
    InspectionContext context;
    context.now = fromUnixSeconds(nowSeconds);
    context.project = &sample();
    context.keys = &keys();
    return context;
}

TokenInspection inspectOne(const std::string& text, const InspectionContext& context = full())
{
    auto all = inspectToken(text, context);
    return all.size() == 1 ? std::move(all.front()) : TokenInspection{};
}

std::string show(const TokenInspection& inspection)
{
    std::string text = inspection.problem + "\n";
    for (const auto& check : inspection.checks)
        text += check.name + ": " + std::string(checkStateName(check.state)) + ": " + check.reason + "\n";
    return text;
}

} // namespace

Q_DECLARE_METATYPE(meshsso::login::CheckState)
Q_DECLARE_METATYPE(meshsso::login::TokenForm)
Q_DECLARE_METATYPE(meshsso::json::object)

class TokenInspectionTest : public QObject
{
    Q_OBJECT

private slots:
    void goodToken_passesEverything()
    {
        const auto token = signer().sign(claims());
        const auto inspection = inspectOne(token);
        QCOMPARE(inspection.form, TokenForm::Jws);
        QCOMPARE(inspection.kind, TokenKind::Access);
        QVERIFY(inspection.isVerified());
        QCOMPARE(inspection.checks.size(), 13U);
        for (const auto& check : inspection.checks)
            QVERIFY2(check.state == CheckState::Pass, show(inspection).c_str());
        QCOMPARE(base64UrlEncode(json::serialize(inspection.header)),
                 std::string(inspection.headerPart.of(token)));
        QCOMPARE(std::string(inspection.headerPart.of(token)) + "." +
                     std::string(inspection.payloadPart.of(token)) + "." +
                     std::string(inspection.signaturePart.of(token)),
                 token);
        QCOMPARE(inspection.headerMembers[0].name, std::string("alg"));
        QVERIFY(!inspection.headerMembers[0].explanation.empty());
    }

    void claims_areExplained()
    {
        auto given = claims();
        given["a.b"] = json::object{{"c\\d", 1}};
        given["nbf"] = 0;
        const auto inspection = inspectOne(signer().sign(given));
        const auto find = [&](std::string_view path) -> const TokenClaim* {
            for (const auto& claim : inspection.claims) {
                if (claim.path == path)
                    return &claim;
            }
            return nullptr;
        };
        QCOMPARE(find("exp")->time, std::optional(fromUnixSeconds(nowSeconds + 300)));
        QVERIFY(!find("nbf")->time);
        QVERIFY(!find("aud")->explanation.empty());
        QCOMPARE(find("aud")->value, std::string("[\"oauth2proxy\",\"account\"]"));
        QCOMPARE(find("sub")->value, std::string("f5f0e1b2"));
        QVERIFY(find("realm_access")->isContainer);
        QCOMPARE(find("realm_access.roles")->depth, 1);
        QCOMPARE(find("realm_access.roles")->name, std::string("roles"));
        QVERIFY(!find("realm_access.roles")->explanation.empty());
        QVERIFY(find("a\\.b"));
        QVERIFY(find("a\\.b.c\\\\d"));
    }

    void checks_sayWhatIsWrong_data()
    {
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("check");
        QTest::addColumn<CheckState>("state");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& token, const char* check, CheckState state,
                            const char* says) {
            QTest::newRow(name) << QString::fromStdString(token) << QString(check) << state << QString(says);
        };
        const auto sign = [](const json::object& c) { return signer().sign(c); };
        using enum CheckState;
        row("expired", sign(with("exp", nowSeconds - 60)), "expiry", Fail, "ended 1 min ago");
        row("just expired", sign(with("exp", nowSeconds - 10)), "expiry", Warn, "clocks");
        row("no exp", sign(without("exp")), "expiry", Fail, "never ends");
        row("exp is text", sign(with("exp", "soon")), "expiry", Fail, "whole number");
        row("exp too large", sign(with("exp", 1e300)), "expiry", Fail, "whole number");
        row("exp negative", sign(with("exp", -5)), "expiry", Fail, "whole number");
        row("nbf ahead", sign(with("nbf", nowSeconds + 600)), "not-before", Fail, "in 10 min");
        row("iat ahead", sign(with("iat", nowSeconds + 600)), "not-before", Fail, "iat");
        row("iat is text", sign(with("iat", "x")), "not-before", Fail, "whole number");
        row("no iat", sign(without("iat")), "not-before", Warn, "iat");
        row("issuer", sign(with("iss", json::value(issuer + "/"))), "issuer", Fail, "not 'https://kc");
        row("no issuer", sign(without("iss")), "issuer", Fail, "iss");
        row("audience", sign(with("aud", "account")), "audience", Fail, "audience mapper");
        row("azp", sign(with("azp", "other")), "azp", Warn, "'other'");
        row("no azp", sign(without("azp")), "azp", Warn, "does not say");
        row("azp is a number", sign(with("azp", 5)), "azp", Fail, "not text");
        row("no sub", sign(without("sub")), "subject", Fail, "sub");
        row("ID token", sign(with("typ", "ID")), "type", Warn, "ID token");
        row("refresh token", sign(with("typ", "Refresh")), "type", Warn, "refresh token");
        row("refresh token, audience", sign(with("typ", "Refresh")), "audience", NotChecked, "between");
        row("logout token", sign(with("events", json::object{})), "type", Warn, "logout token");
        row("unknown kind", sign(with("typ", "DPoP")), "type", Fail, "DPoP");
        row("no kind", sign(without("typ")), "type", Fail, "typ");
        row("role missing", sign(with("roles", json::array{"reader"})), "roles", Fail, "lacks admin");
        auto other = without("roles");
        other["preferred_username"] = "bob";
        row("no roles", sign(other), "roles", Warn, "meshsso-roles");
        row("no groups", sign(without("groups")), "groups", Warn, "group membership mapper");
        row("no e-mail", sign(without("email")), "email", Warn, "no e-mail");
        row("e-mail not verified", sign(with("email_verified", false)), "email", Warn, "not verified");
        row("another key", TestSigner::rsa("key-1").sign(claims()), "signature", Fail, "altered");
        row("unknown key", TestSigner::rsa("key-2").sign(claims()), "signature", Fail, "at hand are key-1");
        row("none", signer().signWithHeader({{"alg", "none"}, {"typ", "JWT"}}, claims()), "algorithm", Fail,
            "unsigned");
        row("none, signature", signer().signWithHeader({{"alg", "none"}}, claims()), "signature", Fail, "");
        row("HS256", signer().signWithHeader({{"alg", "HS256"}}, claims()), "algorithm", Fail,
            "shared secret");
        row("HS256, signature", signer().signWithHeader({{"alg", "HS256"}}, claims()), "signature", Fail, "");
        row("HS512 refresh", signer().signWithHeader({{"alg", "HS512"}}, with("typ", "Refresh")), "signature",
            NotChecked, "only the issuer");
        row("no alg", signer().signWithHeader({{"typ", "JWT"}}, claims()), "algorithm", Fail, "alg");
        auto header = signer().header();
        header["jku"] = "https://evil.example.com/";
        row("jku", signer().signWithHeader(header, claims()), "signature", Fail, "jku");
    }
    void checks_sayWhatIsWrong()
    {
        QFETCH(QString, token);
        QFETCH(QString, check);
        QFETCH(CheckState, state);
        QFETCH(QString, says);
        const auto inspection = inspectOne(token.toStdString());
        const auto* found = inspection.check(check.toStdString());
        QVERIFY2(found, show(inspection).c_str());
        QVERIFY2(found->state == state, show(inspection).c_str());
        QVERIFY2(QString::fromStdString(found->reason).contains(says), found->reason.c_str());
        QCOMPARE(inspection.hasFailed(),
                 std::any_of(inspection.checks.begin(), inspection.checks.end(),
                             [](const auto& c) { return c.state == CheckState::Fail; }));
    }

    void withoutKeysOrProject_nothingIsClaimed()
    {
        InspectionContext context;
        context.now = fromUnixSeconds(nowSeconds);
        const auto inspection = inspectOne(signer().sign(claims()), context);
        for (const char* name : {"signature", "issuer", "audience", "azp", "roles", "groups", "email"})
            QVERIFY2(inspection.check(name)->state == CheckState::NotChecked, name);
        QVERIFY(!inspection.isVerified());
        QVERIFY(!inspection.hasFailed());
    }

    void tokens_areFound_whereverTheyStand_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("foundAs");
        QTest::newRow("alone") << ""
                               << ""
                               << "";
        QTest::newRow("white space") << " \r\n\t"
                                     << "\n\n"
                                     << "";
        QTest::newRow("Bearer") << "Bearer "
                                << "\n"
                                << "";
        QTest::newRow("header") << "authorization: bearer "
                                << "\r\n"
                                << "authorization";
        QTest::newRow("quotes") << "\""
                                << "\""
                                << "";
        QTest::newRow("apostrophes") << "'"
                                     << "'"
                                     << "";
        QTest::newRow("sentence") << "see "
                                  << "."
                                  << "";
        QTest::newRow("token response") << "{\"access_token\" : \""
                                        << "\",\"expires_in\":300}"
                                        << "access_token";
        QTest::newRow("httpbin") << "{\n \"headers\": {\n  \"Authorization\": \"Bearer "
                                 << "\"\n }\n}"
                                 << "Authorization";
        QTest::newRow("escaped JSON") << "{\\\"id_token\\\": \\\""
                                      << "\\\"}"
                                      << "id_token";
        QTest::newRow("URL") << "https://a/#access_token="
                             << "&token_type=Bearer"
                             << "access_token";
        QTest::newRow("curl") << "curl -H 'Authorization: Bearer "
                              << "' https://a/"
                              << "Authorization";
        QTest::newRow("emoji") << QString::fromUtf8("\xf0\x9f\x94\x91 ") << QString::fromUtf8("\xe2\x80\xae")
                               << "";
    }
    void tokens_areFound_whereverTheyStand()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, foundAs);
        const auto token = signer().sign(claims());
        const auto text = before.toStdString() + token + after.toStdString();
        const auto inspection = inspectOne(text);
        QCOMPARE(inspection.form, TokenForm::Jws);
        QCOMPARE(std::string(inspection.token.of(text)), token);
        QCOMPARE(inspection.foundAs, foundAs.toStdString());
        QVERIFY(inspection.isVerified());
    }

    void severalTokens_areTaken_eachOnce()
    {
        const auto access = signer().sign(claims());
        const auto id = signer().sign(with("typ", "ID"));
        const auto text =
            "{\"access_token\":\"" + access + "\",\"id_token\":\"" + id + "\",\"again\":\"" + access + "\"}";
        const auto all = inspectToken(text, full());
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].foundAs, std::string("access_token"));
        QCOMPARE(all[1].foundAs, std::string("id_token"));
        QCOMPARE(all[1].kind, TokenKind::Id);
        std::string many;
        for (int i = 0; i < 40; ++i)
            many += signer().sign(with("n", i)) + "\n";
        QCOMPARE(inspectToken(many, full()).size(), maxInspectedTokens);
    }

    void otherText_isNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<TokenForm>("form");
        QTest::addColumn<QString>("says");
        const auto encoded = [](const char* text) {
            return QByteArray::fromStdString(base64UrlEncode(text));
        };
        const QByteArray header = encoded("{\"alg\":\"RS256\"}");
        QTest::newRow("opaque") << QByteArray("2YotnFZFEjr1zCsicMWpAA") << TokenForm::Opaque << "opaque";
        QTest::newRow("opaque in JSON") << QByteArray("{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\"}")
                                        << TokenForm::Opaque << "no structure";
        QTest::newRow("JWE") << encoded("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}") + ".AAAA.AAAA.AAAA.AAAA"
                             << TokenForm::Jwe << "encrypted";
        QTest::newRow("five parts") << header + ".AAAA.AAAA.AAAA.AAAA" << TokenForm::Malformed
                                    << "five parts";
        QTest::newRow("two parts") << header + ".e30" << TokenForm::Malformed << "this has 2: was it cut";
        QTest::newRow("four parts") << header + ".e30.AAAA.AAAA" << TokenForm::Malformed << "this has 4";
        QTest::newRow("payload no object") << header + ".WzFd.AAAA" << TokenForm::Malformed << "claims";
        QTest::newRow("payload duplicate")
            << header + "." + encoded("{\"a\":1,\"a\":2}") + ".AAAA" << TokenForm::Malformed << "claims";
        QTest::newRow("payload not UTF-8")
            << header + "." + encoded("{\"a\":\"\xff\"}") + ".AAAA" << TokenForm::Malformed << "claims";
        QTest::newRow("payload deep")
            << header + "." +
                   encoded(("{\"a\":" + std::string(500, '[') + std::string(500, ']') + "}").c_str()) +
                   ".AAAA"
            << TokenForm::Malformed << "claims";
        QTest::newRow("header no JSON")
            << encoded("{\"alg\"") + ".e30.AAAA" << TokenForm::Malformed << "header";
        QTest::newRow("not base64url") << header + ".e3.AAAA" << TokenForm::Malformed << "base64url";
        QTest::newRow("three other parts")
            << QByteArray("www.example.com") << TokenForm::Malformed << "three parts";
        QTest::newRow("prose") << QByteArray("no token in here") << TokenForm::Malformed << "no token";
        QTest::newRow("JSON without") << QByteArray("{\"a\":1}") << TokenForm::Malformed << "no token";
        QTest::newRow("binary") << QByteArray("\x00\xff\xfe\x01", 4) << TokenForm::Malformed << "no token";
        QTest::newRow("too large token")
            << header + "." + QByteArray(20'000, 'A') + ".AAAA" << TokenForm::Malformed << "16 KiB";
    }
    void otherText_isNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(TokenForm, form);
        QFETCH(QString, says);
        const auto inspection = inspectOne(text.toStdString());
        QVERIFY2(inspection.form == form, show(inspection).c_str());
        QVERIFY2(QString::fromStdString(inspection.problem).contains(says), inspection.problem.c_str());
        QVERIFY(inspection.claims.empty());
        QVERIFY(!inspection.isVerified());
        QCOMPARE(inspection.checks.size(), 1U);
    }

    void blankText_givesNothing()
    {
        QVERIFY(inspectToken("", full()).empty());
        QVERIFY(inspectToken(" \n\t ", full()).empty());
    }

    void hostileText_isBounded_data()
    {
        QTest::addColumn<QByteArray>("text");
        const int size = 1'000'000;
        QTest::newRow("dots") << QByteArray(size, '.');
        QTest::newRow("header and dots") << "eyJhbGciOiJSUzI1NiJ9" + QByteArray(size, '.');
        QTest::newRow("many headers") << QByteArray("eyJhbGciOiJSUzI1NiJ9.e30.AA ").repeated(size / 28);
        QTest::newRow("many different") << [] {
            QByteArray text;
            for (int i = 0; i < 30'000; ++i)
                text += "eyJh" + QByteArray::number(i) + ".aaaaaa.bbb ";
            return text;
        }();
        QTest::newRow("brackets") << QByteArray(size, '[');
        QTest::newRow("JSON") << QByteArray("{\"access_token\":").repeated(size / 16);
        QTest::newRow("letters") << QByteArray(size, 'A');
        QTest::newRow("bytes") << QByteArray("\xff\x00\xc0", 3).repeated(size / 3);
        QTest::newRow("too large") << QByteArray(5'000'000, 'e');
    }
    void hostileText_isBounded()
    {
        QFETCH(QByteArray, text);
        const test::OwnTime timer;
        const auto all = inspectToken(text.toStdString(), full());
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(!all.empty() && all.size() <= maxInspectedTokens);
        for (const auto& inspection : all)
            QVERIFY(!inspection.isVerified());
    }

    void hostileClaims_areKeptAsTheyAre()
    {
        auto given = claims();
        given["name"] = "\xe2\x80\xae\x1b[2J<b>\xf0\x9f\x94\x91";
        given["preferred_username"] = "\x1b]0;owned\x07";
        given["typ"] = "\x1b[2J";
        const auto inspection = inspectOne(signer().sign(given));
        for (const auto& claim : inspection.claims) {
            if (claim.name == "name")
                QCOMPARE(claim.value, std::string("\xe2\x80\xae\x1b[2J<b>\xf0\x9f\x94\x91"));
        }
        // Reasons are sentences of ours: what they quote is made harmless.
        for (const auto& check : inspection.checks)
            QVERIFY2(check.reason.find('\x1b') == std::string::npos, check.reason.c_str());
        auto wide = claims();
        for (int i = 0; i < 900; ++i)
            wide["c" + std::to_string(i)] = 1;
        QCOMPARE(inspectOne(signer().sign(wide)).claims.size(), 914U);
    }

    void rules_areEvaluated()
    {
        const auto given = claims();
        const auto ask = [&](const char* path, const json::object* who) {
            access::AccessRequest request;
            request.host = "sso.example.com";
            request.path = path;
            request.method = "GET";
            return *allowedBy(sample(), who, request);
        };
        QCOMPARE(ask("/admin/x", &given).outcome, access::AccessOutcome::Allow);
        QCOMPARE(ask("/admin/x", &given).ruleName, std::string("rule /admin"));
        const auto other = without("roles");
        QCOMPARE(ask("/admin", &other).outcome, access::AccessOutcome::Deny);
        QVERIFY(!ask("/admin", &other).reason.empty());
        QCOMPARE(ask("/", nullptr).outcome, access::AccessOutcome::NeedLogin);
        QCOMPARE(ask("/a/..%2fb", &given).outcome, access::AccessOutcome::Refuse);
        auto broken = sample();
        broken.applications[0].access[0].requirement.kind = access::Requirement::Kind::AnyOf;
        access::AccessRequest request;
        QCOMPARE(allowedBy(broken, nullptr, request).error().code, ErrorCode::InvalidArgument);
    }

    void tokens_areCompared()
    {
        const json::object left{{"same", 1},   {"roles", json::array{"a", "b"}}, {"exp", 1},
                                {"only", "l"}, {"deep", {{"x.y", 1}, {"z", 2}}}, {"kind", json::object{}}};
        const json::object right{{"exp", 2},       {"roles", json::array{"b", "a"}},
                                 {"same", 1},      {"deep", {{"x.y", 3}, {"w", 2}}},
                                 {"kind", "text"}, {"more", "r"}};
        std::map<std::string, ClaimComparison> seen;
        for (const auto& difference : compareTokens(left, right))
            seen[difference.path] = difference.comparison;
        using enum ClaimComparison;
        const std::map<std::string, ClaimComparison> expected{
            {"same", Equal},       {"roles", Equal},          {"exp", Different},
            {"only", OnlyLeft},    {"deep.x\\.y", Different}, {"deep.z", OnlyLeft},
            {"deep.w", OnlyRight}, {"kind", Different},       {"more", OnlyRight}};
        QVERIFY(seen == expected);
        const auto differences = compareTokens(left, right);
        QCOMPARE(differences.front().path, std::string("same"));
        QCOMPARE(differences.back().path, std::string("more"));
        QCOMPARE(differences.back().right, std::string("r"));
    }

    void pastedKeys_areRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("JWKS") << QString::fromStdString(signer().jwks());
        QTest::newRow("JWK") << QString::fromStdString("\n" + json::serialize(signer().publicJwk()) + "\n");
        QTest::newRow("PEM") << QString::fromStdString(signer().publicPem());
        auto nameless = signer().publicJwk();
        nameless.erase("kid");
        QTest::newRow("JWK without kid") << QString::fromStdString(json::serialize(nameless));
    }
    void pastedKeys_areRead()
    {
        QFETCH(QString, text);
        const auto pasted = parseVerificationKey(text.toStdString());
        QVERIFY2(pasted.has_value(), pasted ? "" : pasted.error().message.c_str());
        auto context = full();
        context.keys = &*pasted;
        const auto inspection = inspectOne(signer().sign(claims()), context);
        QVERIFY2(inspection.isVerified(), show(inspection).c_str());
        const auto stranger = inspectOne(TestSigner::rsa("key-1").sign(claims()), context);
        QVERIFY(!stranger.isVerified());
    }

    void pastedKeys_areRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << "";
        QTest::newRow("prose") << "my key";
        QTest::newRow("private PEM") << QString::fromStdString(signer().privatePem());
        QTest::newRow("empty JWKS") << "{\"keys\":[]}";
        QTest::newRow("symmetric") << "{\"kty\":\"oct\",\"k\":\"AAAA\"}";
        QTest::newRow("not JSON") << "{\"keys\":[";
        QTest::newRow("bad PEM") << "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----";
        QTest::newRow("too large") << QString(300'000, '{');
    }
    void pastedKeys_areRefused()
    {
        QFETCH(QString, text);
        const auto pasted = parseVerificationKey(text.toStdString());
        QVERIFY(!pasted);
        QVERIFY(!pasted.error().message.empty());
    }

    void issuerKeys_areFetched_fromThatIssuerOnly()
    {
        std::string claimed = issuer;
        int discoveryStatus = 200;
        int keyStatus = 200;
        test::FakeHttpClient http([&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            if (request.url == issuer + "/keys")
                return test::httpAnswer(keyStatus, signer().jwks());
            const json::object document{{"issuer", claimed},
                                        {"authorization_endpoint", issuer + "/auth"},
                                        {"token_endpoint", issuer + "/token"},
                                        {"jwks_uri", issuer + "/keys"},
                                        {"response_types_supported", json::array{"code"}},
                                        {"subject_types_supported", json::array{"public"}},
                                        {"code_challenge_methods_supported", json::array{"S256"}},
                                        {"id_token_signing_alg_values_supported", json::array{"RS256"}}};
            return test::httpAnswer(discoveryStatus, json::serialize(document));
        });
        RunLoop loop;
        auto fetched = loop.runUntilDone(fetchIssuerKeys(http, issuer, {}));
        QVERIFY(fetched.has_value());
        QVERIFY(fetched->hasKeyId("key-1"));
        claimed = "https://evil.example.com";
        fetched = loop.runUntilDone(fetchIssuerKeys(http, issuer, {}));
        QCOMPARE(fetched.error().code, ErrorCode::WrongIssuer);
        claimed = issuer;
        keyStatus = 500;
        fetched = loop.runUntilDone(fetchIssuerKeys(http, issuer, {}));
        QCOMPARE(fetched.error().code, ErrorCode::PeerError);
        discoveryStatus = 404;
        fetched = loop.runUntilDone(fetchIssuerKeys(http, issuer, {}));
        QCOMPARE(fetched.error().code, ErrorCode::NotFound);
        fetched = loop.runUntilDone(fetchIssuerKeys(http, "http://kc.example.com/realms/x", {}));
        QVERIFY(!fetched);
    }
};

QTEST_APPLESS_MAIN(TokenInspectionTest)
#include "tst_TokenInspection.moc"
