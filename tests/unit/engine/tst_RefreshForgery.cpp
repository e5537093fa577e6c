#include "EngineFixture.h"
#include "core/Encoding.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionReason;
using engine::RefreshResult;
using namespace std::chrono_literals;

/// Makes a token of claims that the provider never signed.
using Forge = std::function<std::string(const FakeIdentityProvider&, const json::object&)>;

Q_DECLARE_METATYPE(Forge)

namespace {

constexpr const char* cookie = "__Host-meshsso";

/// Whose key nobody publishes, under the name of the one that the provider publishes.
const TestSigner& impostor()
{
    static const TestSigner signer = TestSigner::rsa("key-1");
    return signer;
}

const TestSigner& weakImpostor()
{
    static const TestSigner signer = TestSigner::rsa("key-1", 1024);
    return signer;
}

std::string unsignedToken(const json::object& header, const json::object& claims)
{
    return base64UrlEncode(json::serialize(header)) + "." + base64UrlEncode(json::serialize(claims)) + ".";
}

std::string hmacToken(const std::string& key, const json::object& claims)
{
    const json::object header{{"alg", "HS256"}, {"typ", "JWT"}, {"kid", "key-1"}};
    auto token = unsignedToken(header, claims);
    token.pop_back();
    return token + "." + base64UrlEncode(TestSigner::hmacSha256(key, token));
}

std::string byImpostor(const FakeIdentityProvider&, const json::object& claims)
{
    return impostor().sign(claims);
}

/// The claims under a signature that the provider made of others.
std::string underAnothersSignature(const FakeIdentityProvider& provider, const json::object& claims)
{
    const auto good = provider.signer.sign(provider.accessClaims());
    return good.substr(0, good.find('.') + 1) + base64UrlEncode(json::serialize(claims)) +
           good.substr(good.rfind('.'));
}

enum class Forged { Access, Id, Both };

constexpr std::pair<const char*, Forged> forgedTokens[] = {
    {"access token", Forged::Access}, {"ID token", Forged::Id}, {"both tokens", Forged::Both}};

/// From now on the provider's answers are forged: whoever is in the session is an administrator called root.
/// The refresh token beside it is good.
void forgeAnswers(FakeIdentityProvider& provider, const Forge& forge, Forged which)
{
    provider.bendResponse = [&provider, forge, which](oidc::TokenResponse& response) {
        auto access = provider.accessClaims();
        access["realm_access"] = json::object{{"roles", json::array{"admin"}}};
        access["groups"] = json::array{"forgers"};
        auto id = provider.idClaims({});
        id["preferred_username"] = "root";
        id["email"] = "root@example.com";
        if (which != Forged::Id)
            response.accessToken = forge(provider, access);
        if (which != Forged::Access)
            response.idToken = forge(provider, id);
    };
}

/// Nothing that an application takes for somebody goes on with the request.
bool isAboutNobody(const Answer& answer)
{
    return std::none_of(answer.headers.begin(), answer.headers.end(), [](const auto& header) {
        return header.first == "authorization" || header.first.starts_with("x-auth-request-");
    });
}

void drainLoop(EngineFixture& server)
{
    server.loop.post([&] { server.loop.quit(); });
    server.loop.run();
}

serverconfig::ServerConfig storedConfig()
{
    auto config = EngineFixture::defaultConfig();
    config.session.store = serverconfig::SessionStoreKind::Redis;
    return config;
}

} // namespace

/// A refresh that is answered with tokens that the provider did not sign.
class RefreshForgeryTest : public QObject
{
    Q_OBJECT

private slots:
    void endsTheSession_andTakesNothing_data()
    {
        QTest::addColumn<Forge>("forge");
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const char* code, Forge forge) {
            for (const auto& [what, which] : forgedTokens)
                QTest::addRow("%s: %s", what, name) << forge << static_cast<int>(which) << QString(code);
        };
        row("another key under the same kid", "bad_signature", byImpostor);
        row("a weak key under the same kid", "bad_signature",
            [](const auto&, const auto& claims) { return weakImpostor().sign(claims); });
        row("another key, no kid", "bad_signature", [](const auto&, const auto& claims) {
            auto header = impostor().header();
            header.erase("kid");
            return impostor().signWithHeader(header, claims);
        });
        row("another kind of key under the same kid", "algorithm_not_allowed",
            [](const auto&, const auto& claims) {
                static const TestSigner ec = TestSigner::ec("key-1");
                return ec.sign(claims);
            });
        row("a key of its own in the header", "unsupported_header", [](const auto&, const auto& claims) {
            auto header = impostor().header();
            header["jwk"] = impostor().publicJwk();
            return impostor().signWithHeader(header, claims);
        });
        row("alg none", "algorithm_not_allowed", [](const auto&, const auto& claims) {
            return unsignedToken({{"alg", "none"}, {"typ", "JWT"}}, claims);
        });
        row("alg none, a kid and a signature", "algorithm_not_allowed", [](const auto&, const auto& claims) {
            return impostor().signWithHeader({{"alg", "none"}, {"typ", "JWT"}, {"kid", "key-1"}}, claims);
        });
        row("HS256 with the public key's PEM", "algorithm_not_allowed",
            [](const auto& provider, const auto& claims) {
                return hmacToken(provider.publishedSigner.publicPem(), claims);
            });
        row("HS256 with the JWK", "algorithm_not_allowed", [](const auto& provider, const auto& claims) {
            return hmacToken(json::serialize(provider.publishedSigner.publicJwk()), claims);
        });
        row("no signature", "bad_signature", [](const auto& provider, const auto& claims) {
            return unsignedToken(provider.signer.header(), claims);
        });
        row("a bit of the signature", "bad_signature", [](const auto& provider, const auto& claims) {
            auto token = provider.signer.sign(claims);
            auto& c = token[token.size() - 10];
            c = c == 'A' ? 'B' : 'A';
            return token;
        });
        row("under the signature of others", "bad_signature", underAnothersSignature);
        row("cut after the claims", "malformed_token", [](const auto& provider, const auto& claims) {
            const auto token = provider.signer.sign(claims);
            return token.substr(0, token.rfind('.'));
        });
        row("not base64url", "malformed_token", [](const auto& provider, const auto& claims) {
            auto token = provider.signer.sign(claims);
            token[token.find('.') + 5] = '!';
            return token;
        });
        row("no token", "malformed_token", [](const auto&, const auto&) { return std::string("root"); });
    }
    void endsTheSession_andTakesNothing()
    {
        QFETCH(Forge, forge);
        QFETCH(int, which);
        QFETCH(QString, code);
        // Sessions pass while the provider is away, but this is not that.
        auto config = EngineFixture::defaultConfig();
        config.session.outageGrace = 600s;
        for (const auto age : {300s, 250s}) { // expired; only due
            SignedIn in(config, age);
            auto& [server, browser] = in;
            const auto oldCookie = browser.jar[cookie];
            forgeAnswers(server.provider, forge, static_cast<Forged>(which));
            const auto answer = browser.check("/admin");
            QCOMPARE(answer.status, 302);
            QVERIFY(answer.header("location").starts_with("/oauth2/sign_in"));
            QVERIFY(isAboutNobody(answer));
            QVERIFY(!browser.jar.count(cookie));
            QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshRefused);
            QVERIFY(server.telemetry.refreshes == std::vector{RefreshResult::Refused});
            const auto log = server.logText();
            QVERIFY2(log.find("\"session.refresh_failed\"") != std::string::npos, log.c_str());
            QVERIFY2(log.find("\"code\":\"" + code.toStdString() + "\"") != std::string::npos, log.c_str());
            QVERIFY2(log.find("\"session_ended\":true") != std::string::npos, log.c_str());
            QVERIFY2(log.find("eyJ") == std::string::npos, log.c_str());

            // Whoever keeps the old cookie has no more of it.
            for (const auto* path : {"/admin", "/app"}) {
                browser.jar[cookie] = oldCookie;
                const auto again = browser.check(path);
                QCOMPARE(again.status, 302);
                QVERIFY(isAboutNobody(again));
            }
            browser.jar[cookie] = oldCookie;
            QCOMPARE(browser.check("/app", {{"Sec-Fetch-Mode", "cors"}}).status, 401);
            browser.jar[cookie] = oldCookie;
            const auto open = browser.check("/public/x");
            QCOMPARE(open.status, 200);
            QVERIFY(isAboutNobody(open));
            QVERIFY(open.removes("x-auth-request-roles") && open.removes("authorization"));
            QCOMPARE(server.provider.refreshes, 1);

            // Nor was the good refresh token kept that came with the others.
            server.provider.bendResponse = nullptr;
            server.clock.advance(61s);
            browser.jar[cookie] = oldCookie;
            QCOMPARE(browser.check("/app").status, 302);
        }
    }

    void leavesNothingInTheStore()
    {
        SignedIn in(storedConfig());
        auto& [server, browser] = in;
        const auto oldCookie = browser.jar[cookie];
        server.clock.advance(300s);
        forgeAnswers(server.provider, byImpostor, Forged::Access);
        const auto answer = browser.check("/admin");
        QCOMPARE(answer.status, 302);
        QVERIFY(isAboutNobody(answer));
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshRefused);
        QVERIFY(server.sessions.records.empty());
        server.cache().clear(); // as another replica
        browser.jar[cookie] = oldCookie;
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::SessionUnknown);
    }

    void leavesNothingInTheStore_whenRefreshedInTheBackground()
    {
        SignedIn in(storedConfig(), 260s);
        auto& [server, browser] = in;
        const auto oldCookie = browser.jar[cookie];
        forgeAnswers(server.provider, byImpostor, Forged::Access);
        // Nobody waits for it, so these go on with what the session was.
        QCOMPARE(browser.check("/admin").status, 403);
        drainLoop(server);
        QVERIFY(server.telemetry.refreshes == std::vector{RefreshResult::Refused});
        QVERIFY(server.sessions.records.empty());
        for (const auto* path : {"/admin", "/app"}) {
            browser.jar[cookie] = oldCookie;
            const auto answer = browser.check(path);
            QCOMPARE(answer.status, 302);
            QVERIFY(isAboutNobody(answer));
        }
    }

    void takesNoTokens_whoseOnlyKeyIsTooWeak()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        const auto honest = server.provider.signer;
        // A key like that is not taken from the provider's own document either.
        server.provider.publishedSigner = server.provider.signer = TestSigner::rsa("weak", 1024);
        server.provider.roles = {"admin"};
        const Headers headers{{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
        const auto waiting = server.begin("GET", "/_check/admin", headers);
        for (int i = 1; i < engine::TokenService::keyAttempts; ++i) {
            server.clock.advance(engine::KeyTurns::interval);
            QVERIFY(server.timers.fire() > 0);
        }
        QCOMPARE(server.provider.keyFetches, engine::TokenService::keyAttempts);
        QVERIFY(waiting->done);
        const auto answer = Answer::parse(waiting->writer.bytes());
        QCOMPARE(answer.status, 503);
        QVERIFY(isAboutNobody(answer) && !answer.has("set-cookie"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshUnavailable);
        // The session is as it was, and goes on when the provider is in order.
        server.clock.advance(engine::KeyTurns::interval);
        server.provider.publishedSigner = server.provider.signer = honest;
        server.provider.roles = {"user"};
        QCOMPARE(browser.check("/admin").status, 403);
        QCOMPARE(browser.check("/app").header("x-auth-request-roles"), std::string("user"));
    }
};

QTEST_APPLESS_MAIN(RefreshForgeryTest)
#include "tst_RefreshForgery.moc"
