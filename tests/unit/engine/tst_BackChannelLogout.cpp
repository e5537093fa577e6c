#include "EngineFixture.h"
#include "core/Encoding.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionReason;
using namespace std::chrono_literals;

namespace {

constexpr const char* logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
constexpr const char* path = "/oauth2/backchannel-logout";

/// What Keycloak sends.
json::object logoutClaims(const EngineFixture& server)
{
    const auto now = toUnixSeconds(server.clock.now());
    json::object events;
    events[logoutEvent] = json::object{};
    return {{"iss", FakeIdentityProvider::issuer},
            {"aud", FakeIdentityProvider::clientId},
            {"sub", server.provider.subject},
            {"sid", "provider-session"},
            {"typ", "Logout"},
            {"iat", now},
            {"exp", now + 120},
            {"jti", "logout-1"},
            {"events", events}};
}

Answer post(EngineFixture& server, const std::string& body,
            const std::string& type = "application/x-www-form-urlencoded")
{
    return server.send("POST", path, {{"Host", EngineFixture::host}, {"Content-Type", type}}, body);
}

Answer send(EngineFixture& server, const json::object& claims, std::string_view typ = "logout+jwt")
{
    return post(server, "logout_token=" + server.provider.signer.sign(claims, typ));
}

using Bend = std::function<void(json::object&)>;

} // namespace

Q_DECLARE_METATYPE(Bend)

class BackChannelLogoutTest : public QObject
{
    Q_OBJECT

private slots:
    void endsTheProvidersSession()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.provider.bendId = [](json::object& c) { c["sid"] = "another"; };
        Browser other(server);
        other.signIn();
        const auto answer = send(server, logoutClaims(server));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("cache-control"), std::string("no-store"));
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::SessionRevoked);
        QVERIFY(!browser.jar.count("__Host-meshsso"));
        QCOMPARE(other.check("/app").status, 200);
        QCOMPARE(server.telemetry.logouts, 1);
        QVERIFY(server.logText().find("\"audit.revoked\"") != std::string::npos);
    }

    void endsAllOfTheUser_whereNoSessionIsNamed()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.provider.bendId = [](json::object& c) { c["sid"] = "another"; };
        Browser second(server);
        second.signIn();
        server.provider.subject = "somebody-else";
        Browser other(server);
        other.signIn();
        auto claims = logoutClaims(server);
        claims["sub"] = FakeIdentityProvider(server.clock).subject;
        claims.erase("sid");
        server.clock.advance(1s);
        QCOMPARE(send(server, claims).status, 200);
        QCOMPARE(browser.check("/app").status, 302);
        QCOMPARE(second.check("/app").status, 302);
        QCOMPARE(other.check("/app").status, 200);
        // A later login stands, also when the token comes again.
        server.provider.subject = FakeIdentityProvider(server.clock).subject;
        server.clock.advance(1s);
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(send(server, claims).status, 400);
        QCOMPARE(browser.check("/app").status, 200);
    }

    void removesWhatIsStored_onTheOtherReplicasToo()
    {
        auto config = EngineFixture::defaultConfig();
        config.redis.url = "redis://redis.example.com";
        EngineFixture server(config);
        QCOMPARE(send(server, logoutClaims(server)).status, 200);
        QCOMPARE(server.channel.published.size(), std::size_t(1));
        const auto& told = server.channel.published[0];
        QVERIFY(told.kind == session::Revocation::Kind::ProviderSession);
        QCOMPARE(told.value, std::string("provider-session"));
        QVERIFY(told.until >= server.clock.now() + config.session.lifetime);
    }

    void refusesATokenThatComesAgain_overAllReplicas()
    {
        auto config = EngineFixture::defaultConfig();
        config.redis.url = "redis://redis.example.com";
        EngineFixture first(config);
        EngineFixture second(config);
        const auto claims = logoutClaims(first);
        QCOMPARE(send(first, claims).status, 200);
        const auto again = send(first, claims);
        QCOMPARE(again.status, 400);
        QVERIFY(first.logText().find("received before") != std::string::npos);
        second.channel.claimed = first.channel.claimed;
        QCOMPARE(send(second, claims).status, 400);
        QVERIFY(second.channel.published.empty());
        QCOMPARE(second.revocations.count(), std::size_t(0));
        // Another client's token of the same name is another token.
        auto other = claims;
        other["jti"] = "logout-2";
        QCOMPARE(send(second, other).status, 200);
    }

    void endsTheSessionHere_andSaysSo_whenTheOthersCannotBeTold()
    {
        auto config = EngineFixture::defaultConfig();
        config.redis.url = "redis://redis.example.com";
        EngineFixture server(config);
        Browser browser(server);
        browser.signIn();
        server.channel.error = Error{ErrorCode::Timeout, "down", ""};
        const auto answer = send(server, logoutClaims(server));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("temporarily_unavailable") != std::string::npos);
        QCOMPARE(browser.check("/app").status, 302);
        // The provider may try again.
        server.channel.error.reset();
        QCOMPARE(send(server, logoutClaims(server)).status, 200);
        QCOMPARE(server.channel.published.size(), std::size_t(1));
    }

    void takesTheNoticeAgain_thatCouldNotBeToldOnTheFirstTime()
    {
        auto config = EngineFixture::defaultConfig();
        config.redis.url = "redis://redis.example.com";
        EngineFixture server(config);
        server.channel.publishError = Error{ErrorCode::Timeout, "down", ""};
        const auto answer = send(server, logoutClaims(server));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("temporarily_unavailable") != std::string::npos);
        QVERIFY(server.channel.claimed.empty());
        // The provider tries again, here or at another replica, and again when all is done.
        EngineFixture other(config);
        other.channel.claimed = server.channel.claimed;
        QCOMPARE(send(other, logoutClaims(other)).status, 200);
        server.channel.publishError.reset();
        QCOMPARE(send(server, logoutClaims(server)).status, 200);
        QCOMPARE(server.channel.published.size(), std::size_t(1));
        QCOMPARE(server.channel.claimed.size(), std::size_t(1));
        QVERIFY(send(server, logoutClaims(server)).body.find("has been used") != std::string::npos);
    }

    void refusesWhatIsNoLogoutToken_data()
    {
        QTest::addColumn<Bend>("bend");
        QTest::addColumn<QString>("typ");
        const auto row = [](const char* name, Bend bend, const char* typ = "logout+jwt") {
            QTest::newRow(name) << bend << QString(typ);
        };
        row("nonce", [](json::object& c) { c["nonce"] = "n"; });
        row("no events", [](json::object& c) { c.erase("events"); });
        row("another event", [](json::object& c) { c["events"] = json::object{{"x", json::object{}}}; });
        row("event as text", [](json::object& c) { c["events"] = logoutEvent; });
        row("neither sub nor sid", [](json::object& c) {
            c.erase("sub");
            c.erase("sid");
        });
        row("empty sid", [](json::object& c) { c["sid"] = ""; });
        row("no jti", [](json::object& c) { c.erase("jti"); });
        row("no iat", [](json::object& c) { c.erase("iat"); });
        row("old", [](json::object& c) { c["iat"] = c["iat"].as_int64() - 331; });
        row("from the future", [](json::object& c) { c["iat"] = c["iat"].as_int64() + 31; });
        row("expired", [](json::object& c) { c["exp"] = c["iat"].as_int64() - 31; });
        row("another audience", [](json::object& c) { c["aud"] = "another"; });
        row("no audience", [](json::object& c) { c.erase("aud"); });
        row("another issuer", [](json::object& c) { c["iss"] = "https://evil.example"; });
        row(
            "ID token",
            [](json::object& c) {
                c["typ"] = "ID";
                c.erase("events");
            },
            "JWT");
        row(
            "access token's header", [](json::object&) {}, "at+jwt");
    }
    void refusesWhatIsNoLogoutToken()
    {
        QFETCH(Bend, bend);
        QFETCH(QString, typ);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        auto claims = logoutClaims(server);
        bend(claims);
        refuses(server, "logout_token=" + server.provider.signer.sign(claims, typ.toStdString()));
        QCOMPARE(browser.check("/app").status, 200);
    }

    void refusesForgedTokens()
    {
        EngineFixture server;
        const auto good = server.provider.signer.sign(logoutClaims(server), "logout+jwt");
        refuses(server, "logout_token=" + TestSigner::rsa("key-1").sign(logoutClaims(server), "logout+jwt"));
        refuses(server, "logout_token=" + good.substr(0, good.rfind('.') + 1));
        const auto none = base64UrlEncode(R"({"alg":"none","typ":"logout+jwt"})") + "." +
                          base64UrlEncode(json::serialize(logoutClaims(server))) + ".";
        refuses(server, "logout_token=" + none);
        auto header = server.provider.signer.header("logout+jwt");
        header["crit"] = json::array{"x"};
        refuses(server,
                "logout_token=" + server.provider.signer.signWithHeader(header, logoutClaims(server)));
    }

    void refusesOtherForms_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("type");
        const QString form = "application/x-www-form-urlencoded";
        QTest::newRow("empty") << "" << form;
        QTest::newRow("another name") << "token=%" << form;
        QTest::newRow("twice") << "logout_token=%&logout_token=%" << form;
        QTest::newRow("bad escape") << "logout_token=%25%zz" << form;
        QTest::newRow("no form") << "logout_token=%"
                                 << "application/json";
        QTest::newRow("no type") << "logout_token=%"
                                 << "";
        QTest::newRow("too large") << "logout_token=%&x=" + QString(21'000, 'x') << form;
    }
    void refusesOtherForms()
    {
        QFETCH(QString, body);
        QFETCH(QString, type);
        EngineFixture server;
        const auto token = server.provider.signer.sign(logoutClaims(server), "logout+jwt");
        auto text = body.toStdString();
        for (auto at = text.find("%"); at != std::string::npos && !text.starts_with("logout_token=%25");
             at = text.find("%", at + token.size()))
            text.replace(at, 1, token);
        refuses(server, text, type.toStdString());
        QCOMPARE(
            post(server, "logout_token=" + token, "application/x-www-form-urlencoded; charset=UTF-8").status,
            200);
    }

    void takesOnlyPost()
    {
        EngineFixture server;
        const auto answer = server.send(
            "GET", std::string(path) + "?logout_token=" + server.provider.signer.sign(logoutClaims(server)),
            {{"Host", EngineFixture::host}});
        QCOMPARE(answer.status, 405);
        QCOMPARE(answer.header("allow"), std::string("POST"));
        QCOMPARE(server.revocations.count(), std::size_t(0));
    }

    void isReachedThroughTheGateway_withoutASession()
    {
        EngineFixture server;
        QCOMPARE(server.send("POST", std::string("/_check") + path, {{"Host", EngineFixture::host}}).status,
                 200);
        QVERIFY(server.telemetry.lastReason == DecisionReason::Endpoint);
    }

    void fetchesAKeyThatIsNotKnown()
    {
        EngineFixture server;
        const auto next = TestSigner::ec("next");
        server.provider.publishedSigner = next;
        QCOMPARE(post(server, "logout_token=" + next.sign(logoutClaims(server), "logout+jwt")).status, 200);
        QCOMPARE(server.provider.keyFetches, 1);
        const auto revoked = server.revocations.count();
        const auto answer =
            post(server, "logout_token=" + TestSigner::ec("other").sign(logoutClaims(server), "logout+jwt"));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("temporarily_unavailable") !=
                std::string::npos); // as far as we can tell now
        QCOMPARE(server.revocations.count(), revoked);
        QCOMPARE(server.provider.keyFetches, 1);
    }

    void saysTryLater_whileTheProviderIsNotKnown()
    {
        EngineFixture server(EngineFixture::defaultConfig(), false);
        const auto answer = send(server, logoutClaims(server));
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("temporarily_unavailable") != std::string::npos);
    }

private:
    static void refuses(EngineFixture& server, const std::string& body,
                        const std::string& type = "application/x-www-form-urlencoded")
    {
        const auto before = server.revocations.count();
        const auto answer = post(server, body, type);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.header("cache-control"), std::string("no-store"));
        QCOMPARE(answer.header("content-type"), std::string("application/json"));
        QVERIFY(answer.body.find("\"error\":\"invalid_request\"") != std::string::npos);
        QCOMPARE(server.revocations.count(), before);
        QVERIFY(server.logText().find("logout.token_refused") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(BackChannelLogoutTest)
#include "tst_BackChannelLogout.moc"
