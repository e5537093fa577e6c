#include "BearerFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionKind;
using engine::DecisionReason;

/// What an API client gets with its token, and what stands beside it.
class BearerTokensTest : public QObject
{
    Q_OBJECT

private slots:
    void letsAnApiClientThrough_asWhomTheTokenNames()
    {
        BearerServer server;
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
        BearerServer server;
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
        BearerServer server(config);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.has("authorization"));
        QVERIFY(answer.removes("authorization"));
    }

    void asksTheRules_aboutTheTokensClaims()
    {
        BearerServer server;
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
            BearerServer server(config);
            const auto answer = server.call(server.token(), "/orders/7");
            QCOMPARE(answer.status, 403);
            QCOMPARE(answer.header("www-authenticate").find("scope=\"orders:read\"") != std::string::npos,
                     isTold);
            const auto scoped = bentToken([](json::object& c) { c["scope"] = "openid orders:read"; })(server);
            QCOMPARE(server.call(scoped, "/orders/7").status, 200);
        }
    }

    void decidesByTheToken_notByTheCookieBesideIt()
    {
        BearerServer server;
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
        BearerServer server;
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
        BearerServer server;
        const auto token = server.token();
        for (const auto& other : {"Bearer " + token, std::string("Basic eDp5")}) {
            QCOMPARE(server.call(token, "/app", {{"authorization", other}}).status, 401);
            QVERIFY(server.telemetry.lastReason == DecisionReason::BearerInvalid);
        }
    }

    void challengesPlainly_whenThereIsNoToken()
    {
        BearerServer server;
        const auto answer = server.call("", "/app", {{"X-Requested-With", "XMLHttpRequest"}});
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.header("www-authenticate"), std::string("Bearer realm=\"meshsso\""));
    }

    void ignoresTokens_whereTheyAreNotTaken()
    {
        auto config = EngineFixture::defaultConfig();
        BearerServer server(config);
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
        BearerServer server(config);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.header("www-authenticate").find("issuer") != std::string::npos);
    }

    void asksTheListOfClients()
    {
        auto config = bearerConfig();
        config.bearer.allowedClients = {"batch"};
        BearerServer server(config);
        const auto answer = server.call(server.token());
        QCOMPARE(answer.status, 401);
        QVERIFY(answer.header("www-authenticate").find("client") != std::string::npos);
        QCOMPARE(server.call(bentToken([](json::object& c) { c["azp"] = "batch"; })(server)).status, 200);
    }

    void isACheckLikeAnyOther_forAWebSocketHandshake()
    {
        BearerServer server;
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
