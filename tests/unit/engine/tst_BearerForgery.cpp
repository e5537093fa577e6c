#include "BearerFixture.h"
#include "core/Encoding.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionReason;

namespace {

MakeToken withHeader(std::function<void(json::object&)> bend)
{
    return [bend = std::move(bend)](BearerServer& server) {
        auto header = server.provider.signer.header();
        bend(header);
        return server.provider.signer.signWithHeader(header, server.provider.accessClaims());
    };
}

MakeToken hmacWith(std::function<std::string(const TestSigner&)> key)
{
    return [key = std::move(key)](BearerServer& server) {
        const auto header = json::object{{"alg", "HS256"}, {"typ", "JWT"}, {"kid", "key-1"}};
        const auto input = base64UrlEncode(json::serialize(header)) + "." +
                           base64UrlEncode(json::serialize(server.provider.accessClaims()));
        return input + "." +
               base64UrlEncode(TestSigner::hmacSha256(key(server.provider.publishedSigner), input));
    };
}

std::string payloadOf(BearerServer& server)
{
    return json::serialize(server.provider.accessClaims());
}

} // namespace

/// Which tokens are taken, and all those that are not.
class BearerForgeryTest : public QObject
{
    Q_OBJECT

private slots:
    void takesWhatTheConfigurationNames_data()
    {
        QTest::addColumn<MakeToken>("make");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, MakeToken make, int status) {
            QTest::newRow(name) << make << status;
        };
        row("another audience of ours", bentToken([](json::object& c) { c["aud"] = "orders-api"; }), 200);
        row("another client", bentToken([](json::object& c) { c["azp"] = "batch"; }), 200);
        row("at+jwt", bentToken([](json::object&) {}, "at+jwt"), 200);
        row("expired within the leeway", bentToken([](json::object& c) { c["exp"] = c["iat"]; }), 200);
        row("no user", bentToken([](json::object& c) { c["preferred_username"] = "service-account-batch"; }),
            200);
        const auto other = [](std::string issuer, std::string aud, std::string client, std::string typ) {
            return [=](BearerServer& server) {
                auto claims = server.provider.accessClaims();
                claims.erase("typ");
                claims.erase("azp");
                claims["iss"] = issuer;
                claims["aud"] = aud;
                claims["client_id"] = client;
                return bearerEcSigner().sign(claims, typ);
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
            [](BearerServer& server) {
                auto claims = server.provider.accessClaims();
                claims["iss"] = "https://other.example.com";
                return server.provider.signer.sign(claims, "at+jwt");
            },
            401);
    }
    void takesWhatTheConfigurationNames()
    {
        QFETCH(MakeToken, make);
        QFETCH(int, status);
        BearerServer server;
        QCOMPARE(server.call(make(server)).status, status);
    }

    void refusesForgedAndForeignTokens_data()
    {
        QTest::addColumn<MakeToken>("make");
        QTest::addColumn<QString>("said"); // in WWW-Authenticate
        const auto row = [](const char* name, MakeToken make, const char* said = "not valid") {
            QTest::newRow(name) << make << QString(said);
        };
        row("HS256 with the public key's PEM", hmacWith([](const TestSigner& s) { return s.publicPem(); }));
        row("HS256 with the JWK",
            hmacWith([](const TestSigner& s) { return json::serialize(s.publicJwk()); }));
        row("alg none", [](BearerServer& server) {
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
        row("a million dots", [](BearerServer&) { return "eyJ" + std::string(1'000'000, '.'); });
        row("ten thousand dots", [](BearerServer&) { return "eyJ" + std::string(10'000, '.'); });
        row("two dots", [](BearerServer&) { return std::string("eyJ.."); });
        row("five parts", [](BearerServer& server) { return server.token() + ".a.b"; });
        row("huge", [](BearerServer& server) { return server.token() + std::string(60'000, 'A'); });
        row("huge claims", bentToken([](json::object& c) { c["x"] = std::string(20'000, 'x'); }));
        row("deep claims", [](BearerServer& server) {
            auto payload = payloadOf(server);
            payload.insert(1, R"("deep":)" + std::string(4'000, '[') + std::string(4'000, ']') + ",");
            return server.provider.signer.signRaw(json::serialize(server.provider.signer.header()), payload);
        });
        row("claim twice", [](BearerServer& server) {
            auto payload = payloadOf(server);
            payload.insert(1, R"("sub":"somebody-else",)");
            return server.provider.signer.signRaw(json::serialize(server.provider.signer.header()), payload);
        });
        row("claims no object", [](BearerServer& server) {
            return server.provider.signer.signRaw(json::serialize(server.provider.signer.header()), "[]");
        });
        row("r and s zero", [](BearerServer& server) {
            return base64UrlEncode(json::serialize(bearerEcSigner().header())) + "." +
                   base64UrlEncode(payloadOf(server)) + "." + base64UrlEncode(std::string(64, '\0'));
        });
        row("a bit of the signature", [](BearerServer& server) {
            auto token = server.token();
            auto& c = token[token.size() - 10];
            c = c == 'A' ? 'B' : 'A';
            return token;
        });
        row("payload of another", [](BearerServer& server) {
            const auto good = server.token();
            auto claims = server.provider.accessClaims();
            claims["sub"] = "root";
            return good.substr(0, good.find('.') + 1) + base64UrlEncode(json::serialize(claims)) +
                   good.substr(good.rfind('.'));
        });
        row("padding", [](BearerServer& server) { return server.token() + "="; });
        row("two tokens", [](BearerServer& server) { return server.token() + ", Bearer " + server.token(); });
        row("wrong issuer", bentToken([](json::object& c) { c["iss"] = "https://evil.example"; }), "issuer");
        row("no issuer", bentToken([](json::object& c) { c.erase("iss"); }), "issuer");
        row("issuer as a list",
            bentToken([](json::object& c) { c["iss"] = json::array{FakeIdentityProvider::issuer}; }),
            "issuer");
        row("wrong audience", bentToken([](json::object& c) { c["aud"] = "account"; }), "audience");
        row("no audience", bentToken([](json::object& c) { c.erase("aud"); }));
        row("audience in another case", bentToken([](json::object& c) { c["aud"] = "MESHSSO-CLIENT"; }),
            "audience");
        row("expired", bentToken([](json::object& c) { c["exp"] = c["exp"].as_int64() - 331; }), "expired");
        row("no exp", bentToken([](json::object& c) { c.erase("exp"); }));
        row("exp as text", bentToken([](json::object& c) { c["exp"] = "4000000000"; }));
        row("not yet", bentToken([](json::object& c) { c["nbf"] = c["iat"].as_int64() + 31; }),
            "not valid yet");
        row("from the future", bentToken([](json::object& c) { c["iat"] = c["iat"].as_int64() + 31; }),
            "not valid yet");
        row("no sub", bentToken([](json::object& c) { c.erase("sub"); }));
        row("ID token", bentToken([](json::object& c) { c["typ"] = "ID"; }), "not an access token");
        row("refresh token", bentToken([](json::object& c) { c["typ"] = "Refresh"; }), "not an access token");
        row("no typ", bentToken([](json::object& c) { c.erase("typ"); }), "not an access token");
        row("logout token", bentToken([](json::object& c) {
                c["events"] =
                    json::object{{"http://schemas.openid.net/event/backchannel-logout", json::object{}}};
            }),
            "not an access token");
        row("logout token's header", bentToken([](json::object&) {}, "logout+jwt"), "not an access token");
        row("bound to a key", bentToken([](json::object& c) {
                c["cnf"] = json::object{{"jkt", "x"}};
            }),
            "not an access token");
    }
    void refusesForgedAndForeignTokens()
    {
        QFETCH(MakeToken, make);
        QFETCH(QString, said);
        BearerServer server;
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
        BearerServer server;
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
};

QTEST_APPLESS_MAIN(BearerForgeryTest)
#include "tst_BearerForgery.moc"
