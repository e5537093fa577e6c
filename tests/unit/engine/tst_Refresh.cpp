#include "EngineFixture.h"
#include "engine/TraceContext.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::DecisionReason;
using engine::RefreshResult;
using namespace std::chrono_literals;

namespace {

constexpr const char* traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

} // namespace

class RefreshTest : public QObject
{
    Q_OBJECT

private slots:
    void renewsAnExpiredToken()
    {
        SignedIn in;
        auto& [server, browser] = in;
        const auto before = browser.jar["__Host-meshsso"];
        const auto oldToken = browser.check("/app").header("authorization");
        server.clock.advance(300s);
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.header("authorization") != oldToken);
        QVERIFY(browser.jar["__Host-meshsso"] != before);
        QCOMPARE(server.provider.refreshes, 1);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
        QVERIFY(server.telemetry.refreshes == std::vector{RefreshResult::Succeeded});
    }

    void measuresTheRenewedCookie()
    {
        SignedIn in;
        auto& [server, browser] = in;
        QCOMPARE(server.telemetry.cookieBytes, std::vector{browser.jar["__Host-meshsso"].size()});
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.telemetry.cookieBytes.size(), std::size_t(1));
        server.provider.bendResponse = [](oidc::TokenResponse& response) {
            response.refreshToken = SystemRandom().token(600);
        };
        server.clock.advance(300s);
        QCOMPARE(browser.check("/app").status, 200);
        const auto& measured = server.telemetry.cookieBytes;
        QCOMPARE(measured.size(), std::size_t(2));
        QCOMPARE(measured[1], browser.jar["__Host-meshsso"].size());
        QVERIFY(measured[1] > measured[0]);
    }

    void passesTheRequestsTraceOn()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        QCOMPARE(browser.check("/app", {{"traceparent", traceparent}}).status, 200);
        const auto& sent = server.provider.traceparent;
        QCOMPARE(engine::traceIdOf(sent), engine::traceIdOf(traceparent));
        QVERIFY(sent != traceparent); // a span of our own
        for (const auto* none : {"", "nonsense"}) {
            server.clock.advance(300s);
            QCOMPARE(browser.check("/app", {{"traceparent", none}}).status, 200);
            QVERIFY(server.provider.traceparent.empty());
        }
        QCOMPARE(server.provider.refreshes, 3);
    }

    void offersToTryAgain_onlyWhatWasAskedFor()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::Unreachable, "down", ""};
        auto answer = browser.check("/app?x=1&y=%3C2%3E");
        QCOMPARE(answer.status, 503);
        QVERIFY2(answer.body.find("href=\"/app?x=1&amp;y=%3C2%3E\"") != std::string::npos,
                 answer.body.c_str());
        for (const auto* method : {"POST", "DELETE"}) {
            answer = browser.check("/app", {}, method);
            QCOMPARE(answer.status, 503);
            QVERIFY2(answer.body.find("href=") == std::string::npos, answer.body.c_str());
        }
    }

    void tellsTheOperator_whenTheRenewedSessionNoLongerFits()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        server.provider.bendResponse = [](oidc::TokenResponse& response) {
            response.refreshToken = SystemRandom().token(30'000);
        };
        const auto before = browser.jar["__Host-meshsso"];
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(browser.jar["__Host-meshsso"], before);
        QVERIFY(server.logText().find("session.cookie_not_set") != std::string::npos);
        QVERIFY(server.logText().find("session.keep") != std::string::npos);
    }

    void evaluatesRolesAnew()
    {
        EngineFixture server;
        server.provider.roles = {"admin"};
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.check("/admin").status, 200);
        server.provider.roles = {"user"};
        server.clock.advance(300s);
        QCOMPARE(browser.check("/admin").status, 403);
        QCOMPARE(browser.check("/app").header("x-auth-request-roles"), std::string("user"));
    }

    void endsTheSession_whenTheProviderRevokedIt()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::AuthorizationError, "invalid_grant", "invalid_grant"};
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 302);
        QVERIFY(answer.header("location").starts_with("/oauth2/sign_in"));
        QVERIFY(!browser.jar.count("__Host-meshsso"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshRefused);
    }

    void keepsTheSession_whileTheProviderIsDown_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("context");
        QTest::newRow("unreachable") << static_cast<int>(ErrorCode::Unreachable) << "";
        QTest::newRow("timeout") << static_cast<int>(ErrorCode::Timeout) << "";
        QTest::newRow("5xx") << static_cast<int>(ErrorCode::PeerError) << "";
        QTest::newRow("TLS") << static_cast<int>(ErrorCode::TlsError) << "";
        QTest::newRow("our client is refused")
            << static_cast<int>(ErrorCode::AuthorizationError) << "invalid_client";
        QTest::newRow("nonsense") << static_cast<int>(ErrorCode::ProtocolError) << "";
    }
    void keepsTheSession_whileTheProviderIsDown()
    {
        QFETCH(int, code);
        QFETCH(QString, context);
        SignedIn in;
        auto& [server, browser] = in;
        server.provider.refreshError = Error{static_cast<ErrorCode>(code), "x", context.toStdString()};
        // A token that is still good needs nobody.
        server.clock.advance(299s);
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(1s);
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.has("retry-after"));
        QVERIFY(browser.jar.count("__Host-meshsso"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshUnavailable);
        QCOMPARE(browser.check("/public/x").status, 200);
        server.provider.refreshError.reset();
        QCOMPARE(browser.check("/app").status, 200);
    }

    void tellsTheOperator_whenOurClientIsRefused()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        server.provider.refreshError =
            Error{ErrorCode::AuthorizationError, "invalid_client: Invalid client secret", "invalid_client"};
        QCOMPARE(browser.check("/app").status, 503);
        const auto line = std::find_if(server.logLines.begin(), server.logLines.end(), [](const auto& text) {
            return text.find("session.refresh_failed") != std::string::npos;
        });
        QVERIFY(line != server.logLines.end());
        QVERIFY2(line->find("\"level\":\"error\"") != std::string::npos, line->c_str());
        QVERIFY2(line->find("client secret") != std::string::npos, line->c_str());
    }

    void signsNobodyOut_whenAStrangerUsedUpTheTurnForKeys()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        const auto stranger = TestSigner::ec("stranger");
        server.send("POST", "/oauth2/backchannel-logout",
                    {{"Host", EngineFixture::host}, {"Content-Type", "application/x-www-form-urlencoded"}},
                    "logout_token=" + stranger.sign(server.provider.accessClaims(), "logout+jwt"));
        QCOMPARE(server.provider.keyFetches, 1);
        rotateKey(server, "key-2");
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.keyFetches, 2);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void waitsForTheNextTurn_whenKeysWereFetchedAMomentAgo()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(295s);
        takeTurn(server);
        server.clock.advance(5s);
        rotateKey(server, "key-2");
        const Headers headers{{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
        const auto waiting = server.begin("GET", "/_check/app", headers);
        QCOMPARE(server.timers.fire(server.settings().config().checkTimeout), 1);
        QVERIFY(waiting->done);
        const auto meanwhile = Answer::parse(waiting->writer.bytes());
        QCOMPARE(meanwhile.status, 503);
        QVERIFY(meanwhile.has("retry-after") && !meanwhile.has("set-cookie"));
        QVERIFY(server.telemetry.lastReason == DecisionReason::RefreshUnavailable);
        server.clock.advance(5s);
        QCOMPARE(server.timers.fire(), 1);
        QCOMPARE(server.provider.keyFetches, 1);
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void losesNoTokens_whoseKeyIsNotPublishedInTime()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        server.provider.signer = TestSigner::ec("late");
        const Headers headers{{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
        const auto waiting = server.begin("GET", "/_check/app", headers);
        for (int i = 1; i < engine::TokenService::keyAttempts; ++i) {
            QCOMPARE(server.provider.keyFetches, i);
            server.clock.advance(engine::KeyTurns::interval);
            QVERIFY(server.timers.fire() > 0);
        }
        QCOMPARE(server.provider.keyFetches, engine::TokenService::keyAttempts);
        QVERIFY(waiting->done);
        QCOMPARE(Answer::parse(waiting->writer.bytes()).status, 503);
        server.clock.advance(engine::KeyTurns::interval);
        server.provider.publishedSigner = server.provider.signer;
        // The provider takes a refresh token once, so this is the one that came with what was not taken.
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 2);
    }

    void signsNobodyOut_whileClocksDiffer_data()
    {
        QTest::addColumn<QString>("claim");
        QTest::addColumn<int>("offset");
        QTest::newRow("expired already") << "exp" << -60;
        QTest::newRow("not valid yet") << "nbf" << 60;
    }
    void signsNobodyOut_whileClocksDiffer()
    {
        QFETCH(QString, claim);
        QFETCH(int, offset);
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        server.provider.bendAccess = [&](json::object& claims) {
            claims[claim.toStdString()] = toUnixSeconds(server.clock.now()) + offset;
        };
        const auto answer = browser.check("/app");
        QCOMPARE(answer.status, 503);
        QVERIFY(browser.jar.count("__Host-meshsso"));
        QVERIFY(server.logText().find("compare the clocks") != std::string::npos);
        server.provider.bendAccess = nullptr;
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 2);
    }

    void refusesForeignAnswers_data()
    {
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("claim");
        QTest::addColumn<QString>("value");
        QTest::newRow("access token of another user") << "access"
                                                      << "sub"
                                                      << "someone-else";
        QTest::newRow("ID token of another user") << "id"
                                                  << "sub"
                                                  << "someone-else";
        QTest::newRow("another issuer") << "access"
                                        << "iss"
                                        << "https://evil.example.com";
        QTest::newRow("another audience") << "access"
                                          << "aud"
                                          << "account";
        QTest::newRow("another client") << "access"
                                        << "azp"
                                        << "other";
    }
    void refusesForeignAnswers()
    {
        QFETCH(QString, token);
        QFETCH(QString, claim);
        QFETCH(QString, value);
        SignedIn in(300s);
        auto& [server, browser] = in;
        (token == "access" ? server.provider.bendAccess : server.provider.bendId) =
            [&](json::object& claims) { claims[claim.toStdString()] = value.toStdString(); };
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(!browser.jar.count("__Host-meshsso"));
        QVERIFY(server.telemetry.refreshes == std::vector{RefreshResult::Refused});
    }

    void keepsTheIdentity_whenNoIdTokenComes()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        server.provider.bendResponse = [](oidc::TokenResponse& response) { response.idToken.clear(); };
        QCOMPARE(browser.check("/app").header("x-auth-request-preferred-username"), std::string("alice"));
    }

    void keepsWhatARefreshedIdTokenLeavesOut()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        server.provider.bendId = [](json::object& claims) {
            for (const auto* name : {"sid", "preferred_username", "email", "email_verified"})
                claims.erase(name);
        };
        const auto answer = browser.check("/app");
        QCOMPARE(answer.header("x-auth-request-preferred-username"), std::string("alice"));
        QCOMPARE(answer.header("x-auth-request-email"), std::string("alice@example.com"));
        session::Revocation logout;
        logout.kind = session::Revocation::Kind::ProviderSession;
        logout.issuer = FakeIdentityProvider::issuer;
        logout.value = "provider-session";
        logout.until = server.clock.now() + 1h;
        server.revocations.add(logout);
        QCOMPARE(browser.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == DecisionReason::SessionRevoked);
    }

    void takesWhatARefreshedIdTokenChanges()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        server.clock.advance(300s);
        server.provider.username = "alice.smith";
        server.provider.emailVerified = false;
        const auto answer = browser.check("/app");
        QCOMPARE(answer.header("x-auth-request-preferred-username"), std::string("alice.smith"));
        QVERIFY(!answer.has("x-auth-request-email"));
    }

    void refreshesOnce_forManyRequests()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        server.provider.holdRefreshes = true;
        const Headers headers{{"Host", EngineFixture::host}, {"Cookie", browser.cookieHeader()}};
        std::vector<std::unique_ptr<EngineFixture::Pending>> pending;
        for (int i = 0; i < 10; ++i)
            pending.push_back(server.begin("GET", "/_check/app", headers));
        QCOMPARE(server.provider.refreshes, 1);
        // The request that started it goes away; the others still get its outcome.
        pending.front()->task.reset();
        server.provider.release();
        drainLoop(server);
        for (std::size_t i = 1; i < pending.size(); ++i) {
            QVERIFY(pending[i]->done);
            QCOMPARE(Answer::parse(pending[i]->writer.bytes()).status, 200);
        }
        QVERIFY(!pending.front()->done);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void sharesTheOutcome_withRequestsThatBringTheOldCookie()
    {
        SignedIn in;
        auto& [server, browser] = in;
        auto slow = browser; // a request that was under way with the old cookie
        server.clock.advance(300s);
        QCOMPARE(browser.check("/app").status, 200);
        server.clock.advance(20s);
        QCOMPARE(slow.check("/app").status, 200);
        QCOMPARE(server.provider.refreshes, 1);
    }

    void doesNotShareAfterTheGracePeriod()
    {
        SignedIn in;
        auto& [server, browser] = in;
        auto thief = browser;
        server.clock.advance(300s);
        browser.check("/app");
        server.clock.advance(61s);
        // The provider's reuse detection has the word now.
        QCOMPARE(thief.check("/app").status, 302);
        QCOMPARE(server.provider.refreshes, 2);
    }

    void refusesTheIdleSession_beforeRefreshing()
    {
        SignedIn in(3600s);
        auto& [server, browser] = in;
        QCOMPARE(browser.check("/app").status, 302);
        QCOMPARE(server.provider.refreshes, 0);
    }

    void tells401_toProgramsWhoseSessionEnded()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        server.provider.refreshError = Error{ErrorCode::AuthorizationError, "invalid_grant", "invalid_grant"};
        const auto answer =
            browser.check("/api", {{"Accept", "application/json"}, {"Sec-Fetch-Mode", "cors"}});
        QCOMPARE(answer.status, 401);
        QVERIFY(!browser.jar.count("__Host-meshsso"));
    }

    void isUnavailable_whenTheProviderIsNotKnown()
    {
        SignedIn in(300s);
        auto& [server, browser] = in;
        server.store().setProvider(nullptr);
        QCOMPARE(browser.check("/app").status, 503);
        QCOMPARE(server.provider.refreshes, 0);
    }

private:
    /// The provider signs with another key, which it publishes.
    static void rotateKey(EngineFixture& server, const std::string& keyId)
    {
        server.provider.signer = TestSigner::ec(keyId);
        server.provider.publishedSigner = server.provider.signer;
    }
    /// Somebody has just asked for keys because of a token that the provider gave out.
    static void takeTurn(EngineFixture& server)
    {
        const engine::KeyTurns::Line line{std::nullopt, engine::KeyTurns::Source::Provider};
        auto& turns = server.store().keyTurns();
        QVERIFY(turns.take(line, server.clock.now()) == engine::KeyTurns::Turn::Ours);
        const engine::KeyTurns::Ticket ticket(turns, line);
    }
    static void drainLoop(EngineFixture& server)
    {
        server.loop.post([&] { server.loop.quit(); });
        server.loop.run();
    }
};

QTEST_APPLESS_MAIN(RefreshTest)
#include "tst_Refresh.moc"
