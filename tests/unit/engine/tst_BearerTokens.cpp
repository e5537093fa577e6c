#include "EngineFixture.h"
#include "core/Encoding.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionKind;
using engine::DecisionReason;
using namespace std::chrono_literals;

namespace {

const TestSigner& ecSigner()
{
    static const TestSigner signer = TestSigner::ec("ec-1");
    return signer;
}

serverconfig::ServerConfig bearerConfig()
{
    auto config = EngineFixture::defaultConfig();
    config.bearer.enabled = true;
    config.bearer.audiences = {"orders-api"};
    serverconfig::BearerIssuer other;
    other.issuer = "https://other.example.com";
    other.audiences = {"partner-api"};
    other.allowedClients = {"partner"};
    other.rfc9068 = true;
    config.bearer.issuers.push_back(other);
    auto scoped = access::AccessRule{};
    scoped.name = "orders";
    scoped.paths = {{access::PathPattern::Kind::Prefix, "/orders"}};
    scoped.mode = access::AccessMode::Require;
    scoped.requirement.kind = access::Requirement::Kind::Scope;
    scoped.requirement.name = "orders:read";
    config.access.rules.push_back(scoped);
    return config;
}

/// A server whose provider publishes an RSA and an EC key, and whose other issuer is known.
class Server : public EngineFixture
{
public:
    explicit Server(serverconfig::ServerConfig config = bearerConfig()) : EngineFixture(std::move(config))
    {
        auto state = provider.state();
        state.keys =
            *crypto::JwkSet::parse(TestSigner::jwks({provider.signer.publicJwk(), ecSigner().publicJwk()}));
        store().setProvider(std::make_shared<session::ProviderState>(std::move(state)));
        auto other = bearerIssuer.state();
        other.metadata.issuer = "https://other.example.com";
        other.keys = *crypto::JwkSet::parse(ecSigner().jwks());
        store().setBearerIssuer(0, std::make_shared<session::ProviderState>(std::move(other)));
    }

    std::string token() const { return provider.signer.sign(provider.accessClaims()); }

    Answer call(const std::string& bearer, const std::string& path = "/app", Headers extra = {})
    {
        Headers headers{{"Host", host}, {"Accept", "application/json"}};
        if (!bearer.empty())
            headers.emplace_back("Authorization", "Bearer " + bearer);
        headers.insert(headers.end(), extra.begin(), extra.end());
        return send("GET", "/_check" + path, std::move(headers));
    }
};

/// A token out of the provider's claims, bent.
using Make = std::function<std::string(Server&)>;

Make bent(std::function<void(json::object&)> bend, std::string typ = "JWT")
{
    return [bend = std::move(bend), typ](Server& server) {
        auto claims = server.provider.accessClaims();
        bend(claims);
        return server.provider.signer.sign(claims, typ);
    };
}

Make withHeader(std::function<void(json::object&)> bend)
{
    return [bend = std::move(bend)](Server& server) {
        auto header = server.provider.signer.header();
        bend(header);
        return server.provider.signer.signWithHeader(header, server.provider.accessClaims());
    };
}

Make hmacWith(std::function<std::string(const TestSigner&)> key)
{
    return [key = std::move(key)](Server& server) {
        const auto header = json::object{{"alg", "HS256"}, {"typ", "JWT"}, {"kid", "key-1"}};
        const auto input = base64UrlEncode(json::serialize(header)) + "." +
                           base64UrlEncode(json::serialize(server.provider.accessClaims()));
        return input + "." +
               base64UrlEncode(TestSigner::hmacSha256(key(server.provider.publishedSigner), input));
    };
}

std::string payloadOf(Server& server)
{
    return json::serialize(server.provider.accessClaims());
}

} // namespace

Q_DECLARE_METATYPE(Make)

class BearerTokensTest : public QObject
{
    Q_OBJECT

private slots:
    void letsAnApiClientThrough_asWhomTheTokenNames()
    {
        Server server;
        const auto token = server.token();
        for (int i = 0; i < 2; ++i) { // the second time from the cache
            const auto answer = server.call(token);
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.header("x-auth-request-user"), server.provider.subject);
            QCOMPARE(answer.header("x-auth-request-groups"), std::string("staff"));
            QCOMPARE(answer.header("authorization"), "Bearer " + token);
            QVERIFY(server.telemetry.lastKind == DecisionKind::Allow);
            QVERIFY(server.telemetry.lastReason == DecisionReason::BearerToken);
        }
        QCOMPARE(server.cache().stats().hits, std::uint64_t(1));
        QVERIFY(server.logText().find(token) == std::string::npos);
    }

    void readsTheSchemeInAnyCase()
    {
        Server server;
        const auto token = server.token();
        for (const auto* scheme : {"bearer ", "BEARER ", "Bearer   "}) {
            const auto answer = server.send(
                "GET", "/_check/app", {{"Host", EngineFixture::host}, {"authorization", scheme + token}});
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.header("authorization"), "Bearer " + token);
        }
    }

    void keepsTheTokenFromTheApplication_whereItIsNotPassedOn()
    {
        auto config = bearerConfig();
        config.headers.passAccessToken = false;
        Server server(config);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.has("authorization"));
        QVERIFY(answer.removes("authorization"));
    }

    void asksTheRules_aboutTheTokensClaims()
    {
        Server server;
        server.provider.roles = {"admin"};
        QCOMPARE(server.call(server.token(), "/admin").status, 200);
        server.provider.roles = {"user"};
        const auto answer = server.call(server.token(), "/admin");
        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.header("www-authenticate"),
                 std::string("Bearer realm=\"meshsso\", error=\"insufficient_scope\""));
        QVERIFY(server.telemetry.lastReason == DecisionReason::RequirementNotMet);
        QVERIFY(server.logText().find("role admin is missing") != std::string::npos);
    }

    void namesTheMissingScope_onlyWhereThatIsAllowed()
    {
        for (const bool isTold : {false, true}) {
            auto config = bearerConfig();
            config.pages.showMissingRole = isTold;
            Server server(config);
            const auto answer = server.call(server.token(), "/orders/7");
            QCOMPARE(answer.status, 403);
            QCOMPARE(answer.header("www-authenticate").find("scope=\"orders:read\"") != std::string::npos,
                     isTold);
            const auto scoped = bent([](json::object& c) { c["scope"] = "openid orders:read"; })(server);
            QCOMPARE(server.call(scoped, "/orders/7").status, 200);
        }
    }

    void takesWhatTheConfigurationNames_data()
    {
        QTest::addColumn<Make>("make");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, Make make, int status) {
            QTest::newRow(name) << make << status;
        };
        row("another audience of ours", bent([](json::object& c) { c["aud"] = "orders-api"; }), 200);
        row("another client", bent([](json::object& c) { c["azp"] = "batch"; }), 200);
        row("at+jwt", bent([](json::object&) {}, "at+jwt"), 200);
        row("expired within the leeway", bent([](json::object& c) { c["exp"] = c["iat"]; }), 200);
        row("no user", bent([](json::object& c) { c["preferred_username"] = "service-account-batch"; }), 200);
        const auto other = [](std::string issuer, std::string aud, std::string client, std::string typ) {
            return [=](Server& server) {
                auto claims = server.provider.accessClaims();
                claims.erase("typ");
                claims.erase("azp");
                claims["iss"] = issuer;
                claims["aud"] = aud;
                claims["client_id"] = client;
                return ecSigner().sign(claims, typ);
            };
        };
        row("another issuer", other("https://other.example.com", "partner-api", "partner", "at+jwt"), 200);
        row("another issuer, our audience",
            other("https://other.example.com", "orders-api", "partner", "at+jwt"), 401);
        row("another issuer, another client",
            other("https://other.example.com", "partner-api", "x", "at+jwt"), 401);
        row("another issuer, another form",
            other("https://other.example.com", "partner-api", "partner", "JWT"), 401);
        row("an issuer with a slash more",
            other("https://other.example.com/", "partner-api", "partner", "at+jwt"), 401);
        row(
            "the provider's name with another's key",
            [](Server& server) {
                auto claims = server.provider.accessClaims();
                claims["iss"] = "https://other.example.com";
                return server.provider.signer.sign(claims, "at+jwt");
            },
            401);
    }
    void takesWhatTheConfigurationNames()
    {
        QFETCH(Make, make);
        QFETCH(int, status);
        Server server;
        QCOMPARE(server.call(make(server)).status, status);
    }

    void refusesForgedAndForeignTokens_data()
    {
        QTest::addColumn<Make>("make");
        QTest::addColumn<QString>("said"); // in WWW-Authenticate
        const auto row = [](const char* name, Make make, const char* said = "not valid") {
            QTest::newRow(name) << make << QString(said);
        };
        row("HS256 with the public key's PEM", hmacWith([](const TestSigner& s) { return s.publicPem(); }));
        row("HS256 with the JWK",
            hmacWith([](const TestSigner& s) { return json::serialize(s.publicJwk()); }));
        row("alg none", [](Server& server) {
            return base64UrlEncode(R"({"alg":"none","typ":"JWT"})") + "." +
                   base64UrlEncode(payloadOf(server)) + ".";
        });
        row("alg None with a signature", withHeader([](json::object& h) { h["alg"] = "None"; }));
        row("no alg", withHeader([](json::object& h) { h.erase("alg"); }));
        row("alg of another key", withHeader([](json::object& h) { h["kid"] = "ec-1"; }));
        row("unknown crit", withHeader([](json::object& h) {
                h["crit"] = json::array{"exp"};
                h["exp"] = 1;
            }));
        row("key in the header",
            withHeader([](json::object& h) { h["jwk"] = TestSigner::ec("mine").publicJwk(); }));
        row("b64 false", withHeader([](json::object& h) { h["b64"] = false; }));
        row("a million dots", [](Server&) { return "eyJ" + std::string(1'000'000, '.'); });
        row("ten thousand dots", [](Server&) { return "eyJ" + std::string(10'000, '.'); });
        row("two dots", [](Server&) { return std::string("eyJ.."); });
        row("five parts", [](Server& server) { return server.token() + ".a.b"; });
        row("huge", [](Server& server) { return server.token() + std::string(60'000, 'A'); });
        row("huge claims", bent([](json::object& c) { c["x"] = std::string(20'000, 'x'); }));
        row("deep claims", [](Server& server) {
            auto payload = payloadOf(server);
            payload.insert(1, R"("deep":)" + std::string(4'000, '[') + std::string(4'000, ']') + ",");
            return server.provider.signer.signRaw(json::serialize(server.provider.signer.header()), payload);
        });
        row("claim twice", [](Server& server) {
            auto payload = payloadOf(server);
            payload.insert(1, R"("sub":"somebody-else",)");
            return server.provider.signer.signRaw(json::serialize(server.provider.signer.header()), payload);
        });
        row("claims no object", [](Server& server) {
            return server.provider.signer.signRaw(json::serialize(server.provider.signer.header()), "[]");
        });
        row("r and s zero", [](Server& server) {
            return base64UrlEncode(json::serialize(ecSigner().header())) + "." +
                   base64UrlEncode(payloadOf(server)) + "." + base64UrlEncode(std::string(64, '\0'));
        });
        row("a bit of the signature", [](Server& server) {
            auto token = server.token();
            auto& c = token[token.size() - 10];
            c = c == 'A' ? 'B' : 'A';
            return token;
        });
        row("payload of another", [](Server& server) {
            const auto good = server.token();
            auto claims = server.provider.accessClaims();
            claims["sub"] = "root";
            return good.substr(0, good.find('.') + 1) + base64UrlEncode(json::serialize(claims)) +
                   good.substr(good.rfind('.'));
        });
        row("padding", [](Server& server) { return server.token() + "="; });
        row("two tokens", [](Server& server) { return server.token() + ", Bearer " + server.token(); });
        row("wrong issuer", bent([](json::object& c) { c["iss"] = "https://evil.example"; }), "issuer");
        row("no issuer", bent([](json::object& c) { c.erase("iss"); }), "issuer");
        row("issuer as a list",
            bent([](json::object& c) { c["iss"] = json::array{FakeIdentityProvider::issuer}; }), "issuer");
        row("wrong audience", bent([](json::object& c) { c["aud"] = "account"; }), "audience");
        row("no audience", bent([](json::object& c) { c.erase("aud"); }));
        row("audience in another case", bent([](json::object& c) { c["aud"] = "MESHSSO-CLIENT"; }),
            "audience");
        row("expired", bent([](json::object& c) { c["exp"] = c["exp"].as_int64() - 331; }), "expired");
        row("no exp", bent([](json::object& c) { c.erase("exp"); }));
        row("exp as text", bent([](json::object& c) { c["exp"] = "4000000000"; }));
        row("not yet", bent([](json::object& c) { c["nbf"] = c["iat"].as_int64() + 31; }), "not valid yet");
        row("from the future", bent([](json::object& c) { c["iat"] = c["iat"].as_int64() + 31; }),
            "not valid yet");
        row("no sub", bent([](json::object& c) { c.erase("sub"); }));
        row("ID token", bent([](json::object& c) { c["typ"] = "ID"; }), "not an access token");
        row("refresh token", bent([](json::object& c) { c["typ"] = "Refresh"; }), "not an access token");
        row("no typ", bent([](json::object& c) { c.erase("typ"); }), "not an access token");
        row("logout token", bent([](json::object& c) {
                c["events"] =
                    json::object{{"http://schemas.openid.net/event/backchannel-logout", json::object{}}};
            }),
            "not an access token");
        row("logout token's header", bent([](json::object&) {}, "logout+jwt"), "not an access token");
        row("bound to a key", bent([](json::object& c) {
                c["cnf"] = json::object{{"jkt", "x"}};
            }),
            "not an access token");
    }
    void refusesForgedAndForeignTokens()
    {
        QFETCH(Make, make);
        QFETCH(QString, said);
        Server server;
        // Somebody's good session beside it does not help.
        Browser browser(server);
        browser.signIn();
        const auto answer = server.call(make(server), "/app", {{"Cookie", browser.cookieHeader()}});
        QCOMPARE(answer.status, 401);
        const auto challenge = answer.header("www-authenticate");
        QVERIFY2(challenge.starts_with("Bearer realm=\"meshsso\", error=\"invalid_token\""),
                 challenge.c_str());
        QVERIFY2(challenge.find(said.toStdString()) != std::string::npos, challenge.c_str());
        QVERIFY(answer.body.find("invalid_token") != std::string::npos);
        QVERIFY(!answer.has("location"));
        QVERIFY(!answer.has("x-auth-request-user"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::BearerInvalid);
        // Nor is it let onto a public path as anybody.
        const auto open = server.call(make(server), "/public", {{"Cookie", browser.cookieHeader()}});
        QCOMPARE(open.status, 200);
        QVERIFY(open.removes("x-auth-request-user"));
        QVERIFY(open.removes("authorization"));
    }

    void refusesKeysThatAreNotForThis_data()
    {
        QTest::addColumn<bool>("isTwice");
        QTest::newRow("use enc") << false;
        QTest::newRow("kid twice") << true;
    }
    void refusesKeysThatAreNotForThis()
    {
        QFETCH(bool, isTwice);
        Server server;
        auto state = server.provider.state();
        auto jwk = server.provider.signer.publicJwk();
        std::vector<json::object> keys{jwk};
        if (isTwice) {
            auto other = TestSigner::rsa("key-1").publicJwk();
            keys.push_back(other);
        } else {
            keys[0]["use"] = "enc";
        }
        state.keys = *crypto::JwkSet::parse(TestSigner::jwks(keys));
        server.store().setProvider(std::make_shared<session::ProviderState>(state));
        // Fetching says the same again.
        server.provider.publishedSigner = TestSigner::ec("else");
        QCOMPARE(server.call(server.token()).status, 401);
        QCOMPARE(server.provider.keyFetches, 1);
    }

    void decidesByTheToken_notByTheCookieBesideIt()
    {
        Server server;
        Browser browser(server);
        browser.signIn();
        server.provider.subject = "somebody-else";
        const auto answer =
            server.call(server.token(), "/app", {{"Cookie", browser.cookieHeader() + "; theirs=1"}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("x-auth-request-user"), std::string("somebody-else"));
        QCOMPARE(answer.header("cookie"), std::string("theirs=1"));
    }

    void leavesOpaqueTokensAlone_besideASession()
    {
        Server server;
        Browser browser(server);
        browser.signIn();
        for (const auto* token : {"glpat-abcdef", "e", "ey", "abc.def.ghi", "e!J.x.y"}) {
            const auto answer = server.call(token, "/app", {{"Cookie", browser.cookieHeader()}});
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.header("x-auth-request-user"), server.provider.subject);
            QVERIFY(answer.header("authorization") != std::string("Bearer ") + token);
            const auto alone = server.call(token);
            QCOMPARE(alone.status, 401);
            QVERIFY(alone.header("www-authenticate").find("invalid_token") != std::string::npos);
        }
    }

    void refusesSeveralAuthorizationHeaders()
    {
        Server server;
        const auto token = server.token();
        for (const auto& other : {"Bearer " + token, std::string("Basic eDp5")}) {
            QCOMPARE(server.call(token, "/app", {{"authorization", other}}).status, 401);
            QVERIFY(server.telemetry.lastReason == DecisionReason::BearerInvalid);
        }
    }

    void challengesPlainly_whenThereIsNoToken()
    {
        Server server;
        const auto answer = server.call("", "/app", {{"X-Requested-With", "XMLHttpRequest"}});
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.header("www-authenticate"), std::string("Bearer realm=\"meshsso\""));
    }

    void ignoresTokens_whereTheyAreNotTaken()
    {
        auto config = EngineFixture::defaultConfig();
        Server server(config);
        QCOMPARE(server.call(server.token()).status, 401);
        QVERIFY(server.telemetry.lastReason == DecisionReason::NoSession);
        Browser browser(server);
        browser.signIn();
        const auto answer = server.call("eyJ.forged.x", "/app", {{"Cookie", browser.cookieHeader()}});
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.header("authorization").find("forged") == std::string::npos);
    }

    void takesNoTokensOfTheProvider_whereOnlyOtherIssuersAreNamed()
    {
        auto config = bearerConfig();
        config.bearer.enabled = false;
        config.bearer.audiences.clear();
        Server server(config);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.header("www-authenticate").find("issuer") != std::string::npos);
    }

    void asksTheListOfClients()
    {
        auto config = bearerConfig();
        config.bearer.allowedClients = {"batch"};
        Server server(config);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.header("www-authenticate").find("client") != std::string::npos);
        QCOMPARE(server.call(bent([](json::object& c) { c["azp"] = "batch"; })(server)).status, 200);
    }

    void forgetsWhatItKnew_whenTheTokenExpires()
    {
        Server server;
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        server.clock.advance(329s);
        QCOMPARE(server.call(token).status, 200);
        server.clock.advance(1s);
        const auto answer = server.call(token);
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.header("www-authenticate").find("expired") != std::string::npos);
    }

    void forgetsWhatItKnew_whenTheKeyIsRemoved()
    {
        Server server;
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        server.provider.publishedSigner = ecSigner();
        server.store().setKeys(std::nullopt, *crypto::JwkSet::parse(ecSigner().jwks()), server.clock.now());
        QCOMPARE(server.call(token).status, 401);
        QVERIFY(server.telemetry.lastReason == DecisionReason::BearerInvalid);
    }

    void fetchesKeysOnce_forAKeyThatIsNotKnown()
    {
        Server server;
        const auto next = TestSigner::rsa("key-2");
        server.provider.publishedSigner = next;
        const auto token = next.sign(server.provider.accessClaims());
        QCOMPARE(server.call(token).status, 200);
        QCOMPARE(server.provider.keyFetches, 1);
        QCOMPARE(server.call(token).status, 200);
        // Strangers' keys do not drive requests to the provider.
        for (int i = 0; i < 20; ++i) {
            const auto stranger = TestSigner::ec("stranger-" + std::to_string(i));
            QCOMPARE(server.call(stranger.sign(server.provider.accessClaims())).status, 401);
        }
        QCOMPARE(server.provider.keyFetches, 1);
    }

    void saysTryLater_whenTheKeysAreLate()
    {
        Server server;
        const auto next = TestSigner::ec("late");
        server.provider.publishedSigner = next;
        server.provider.holdKeyFetches = true;
        const auto token = next.sign(server.provider.accessClaims());
        const auto pending = server.begin(
            "GET", "/_check/app", {{"Host", EngineFixture::host}, {"Authorization", "Bearer " + token}});
        QVERIFY(!pending->done);
        QCOMPARE(server.timers.fire(server.settings().config().checkTimeout), 1);
        QVERIFY(pending->done);
        QCOMPARE(Answer::parse(pending->writer.bytes()).status, 503);
        // The fetch went on: the next one has them.
        server.provider.release();
        QCOMPARE(server.call(token).status, 200);
        QCOMPARE(server.provider.keyFetches, 1);
    }

    void fetchesTheOtherIssuersKeysThere()
    {
        Server server;
        const auto next = TestSigner::ec("other-2");
        server.bearerIssuer.publishedSigner = next;
        auto claims = server.provider.accessClaims();
        claims["iss"] = "https://other.example.com";
        claims["aud"] = "partner-api";
        claims["azp"] = "partner";
        QCOMPARE(server.call(next.sign(claims, "at+jwt")).status, 200);
        QCOMPARE(server.bearerIssuer.keyFetches, 1);
        QCOMPARE(server.provider.keyFetches, 0);
    }

    void saysTryLater_whenTheIssuerIsNotKnownYet()
    {
        Server server;
        server.store().setProvider(nullptr);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::ProviderUnknown);
    }

    void refusesThoseWhoWereSignedOut_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("secondsAfterIssue");
        QTest::addColumn<QString>("issuer");
        QTest::addColumn<int>("status");
        using Kind = session::Revocation::Kind;
        const QString subject = "8d7a1c1e-0000-4000-8000-000000000001";
        const QString issuer = FakeIdentityProvider::issuer;
        const auto row = [](const char* name, Kind kind, const QString& value, int after, const QString& of,
                            int status) {
            QTest::newRow(name) << static_cast<int>(kind) << value << after << of << status;
        };
        row("session", Kind::ProviderSession, "provider-session", 0, issuer, 401);
        row("another session", Kind::ProviderSession, "another", 0, issuer, 200);
        row("session of another issuer", Kind::ProviderSession, "provider-session", 0,
            "https://other.example.com", 200);
        row("user", Kind::Subject, subject, 0, issuer, 401);
        row("user, later", Kind::Subject, subject, 60, issuer, 401);
        row("user, before the token", Kind::Subject, subject, -1, issuer, 200);
        row("another user", Kind::Subject, "x", 60, issuer, 200);
        row("no id of ours", Kind::Session, "", 0, issuer, 200);
    }
    void refusesThoseWhoWereSignedOut()
    {
        QFETCH(int, kind);
        QFETCH(QString, value);
        QFETCH(int, secondsAfterIssue);
        QFETCH(QString, issuer);
        QFETCH(int, status);
        Server server;
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        session::Revocation revocation;
        revocation.kind = static_cast<session::Revocation::Kind>(kind);
        revocation.value = value.toStdString();
        revocation.issuer = issuer.toStdString();
        revocation.before = server.clock.now() + std::chrono::seconds(secondsAfterIssue);
        revocation.until = server.clock.now() + 1h;
        server.revocations.add(revocation);
        QCOMPARE(server.call(token).status, status);
        if (status == 401)
            QVERIFY(server.telemetry.lastReason == DecisionReason::SessionRevoked);
    }

    void saysTryLater_whenRevocationsMayHaveBeenMissed()
    {
        Server server;
        server.revocations.expectChannel();
        server.revocations.heard(server.clock.now());
        const auto token = server.token();
        QCOMPARE(server.call(token).status, 200);
        server.clock.advance(session::Revocations::maxSilence);
        QCOMPARE(server.call(token).status, 503);
        QVERIFY(server.telemetry.lastReason == DecisionReason::StoreUnavailable);
        QCOMPARE(server.call(token, "/public").status, 200);
    }

    void isACheckLikeAnyOther_forAWebSocketHandshake()
    {
        Server server;
        const Headers upgrade{{"Connection", "Upgrade"},
                              {"Upgrade", "websocket"},
                              {"Sec-WebSocket-Version", "13"},
                              {"Sec-Fetch-Mode", "websocket"}};
        QCOMPARE(server.call(server.token(), "/socket", upgrade).status, 200);
        const auto nobody = server.call("", "/socket", upgrade);
        QCOMPARE(nobody.status, 401);
        QVERIFY(!nobody.has("location"));
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/socket", upgrade).status, 200);
        QCOMPARE(browser.check("/admin/socket", upgrade).status, 403);
    }
};

QTEST_APPLESS_MAIN(BearerTokensTest)
#include "tst_BearerTokens.moc"
