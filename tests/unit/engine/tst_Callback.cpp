#include "EngineFixture.h"

#include <QtTest/QtTest>
#include <set>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

/// The last line of an event.
json::object lastLine(const EngineFixture& server, std::string_view event)
{
    json::object found;
    for (const auto& line : server.logLines) {
        auto object = parseJsonObject(line);
        if (object && stringOr(*object, "event") == event)
            found = std::move(*object);
    }
    return found;
}

/// What the browser's cookie holds; without an id if it does not open.
session::Session sessionOf(const EngineFixture& server, const Browser& browser)
{
    const auto header = browser.cookieHeader();
    session::CookieList cookies;
    cookies.addHeader(header);
    return server.settings().sessionCookies().open(cookies).session.value_or(session::Session{});
}

} // namespace

class CallbackTest : public QObject
{
    Q_OBJECT

private slots:
    void endsTheSessionThatTheBrowserHadBefore()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        auto copy = browser;
        browser.signIn();
        QCOMPARE(browser.check("/app").status, 200);
        QCOMPARE(copy.check("/app").status, 302);
        QVERIFY(server.telemetry.lastReason == engine::DecisionReason::SessionRevoked);
    }

    void refusesAReplay()
    {
        EngineFixture server;
        Browser browser(server);
        const auto callback = browser.startLogin("/a");
        auto thief = browser; // holds the attempt's cookie as well
        QCOMPARE(browser.open(callback).status, 302);
        // In the same browser the session exists: home, and nothing is exchanged again.
        QCOMPARE(browser.open(callback).header("location"), std::string("/"));
        QCOMPARE(server.provider.exchanges, 1);
        browser.jar.clear();
        QCOMPARE(browser.open(callback).status, 400);
        QCOMPARE(server.provider.exchanges, 1);
        // Even with the old cookie kept back, the code is good once.
        const auto answer = thief.open(callback);
        QCOMPARE(answer.status, 400);
        QCOMPARE(thief.jar.count("__Host-meshsso"), std::size_t(0));
    }

    void refusesForeignStates_data()
    {
        QTest::addColumn<QString>("query");
        QTest::newRow("none") << "code=x";
        QTest::newRow("empty") << "code=x&state=";
        QTest::newRow("invented") << "code=x&state=abc.def";
        QTest::newRow("twice") << "code=x&state=a&state=b";
        QTest::newRow("code twice") << "code=x&code=y&state=a";
        QTest::newRow("no code") << "state=a.b";
        QTest::newRow("nothing") << "";
        QTest::newRow("error with a foreign state") << "error=access_denied&state=a.b";
        QTest::newRow("error without a state") << "error=access_denied";
        QTest::newRow("huge") << "code=x&state=" + QString(20'000, 'a');
    }
    void refusesForeignStates()
    {
        QFETCH(QString, query);
        EngineFixture server;
        Browser browser(server);
        browser.startLogin();
        const auto answer = browser.open("/oauth2/callback?" + query.toStdString());
        QVERIFY(answer.status == 400 || answer.status == 403);
        QVERIFY(!answer.has("location"));
        QVERIFY(!browser.jar.count("__Host-meshsso"));
        QCOMPARE(server.provider.exchanges, 0);
    }

    void refusesALogin_thatAnotherBrowserStarted()
    {
        EngineFixture server;
        Browser attacker(server);
        const auto callback = attacker.startLogin();
        Browser victim(server);
        const auto answer = victim.open(callback);
        QCOMPARE(answer.status, 400);
        QVERIFY(answer.body.find("another browser") != std::string::npos);
        QVERIFY(answer.body.find("/oauth2/sign_in") != std::string::npos);
        QVERIFY(victim.jar.empty());
        QCOMPARE(server.provider.exchanges, 0);
    }

    void refusesAnotherIssuer()
    {
        EngineFixture server;
        Browser browser(server);
        auto callback = browser.startLogin();
        const auto position = callback.find("&iss=");
        const auto end = callback.find('&', position + 1);
        const auto without = callback.substr(0, position) + callback.substr(end);
        auto copy = browser;
        QCOMPARE(copy.open(without).status, 403);
        QCOMPARE(server.telemetry.failures.back() == "wrong_issuer" ||
                     server.telemetry.failures.back() == "missing_claim" ||
                     server.telemetry.failures.back() == "protocol_error",
                 true);
        callback.replace(position, end - position, "&iss=https%3A%2F%2Fevil.example.com");
        QCOMPARE(browser.open(callback).status, 403);
        QCOMPARE(server.telemetry.failures.back(), std::string("wrong_issuer"));
        QCOMPARE(server.provider.exchanges, 0);
    }

    void refusesTokens_data()
    {
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("claim");
        QTest::addColumn<QString>("value"); // JSON; empty: removed
        QTest::addColumn<QString>("reason");
        QTest::newRow("access aud") << "access"
                                    << "aud"
                                    << "\"account\""
                                    << "wrong_audience";
        QTest::newRow("access aud missing") << "access"
                                            << "aud"
                                            << ""
                                            << "";
        QTest::newRow("access iss") << "access"
                                    << "iss"
                                    << "\"https://evil.example.com\""
                                    << "wrong_issuer";
        QTest::newRow("access azp") << "access"
                                    << "azp"
                                    << "\"other\""
                                    << "wrong_authorized_party";
        QTest::newRow("access typ") << "access"
                                    << "typ"
                                    << "\"ID\""
                                    << "wrong_type";
        QTest::newRow("access expired") << "access"
                                        << "exp"
                                        << "1000"
                                        << "expired";
        QTest::newRow("access sub missing") << "access"
                                            << "sub"
                                            << ""
                                            << "missing_claim";
        QTest::newRow("access of another user") << "access"
                                                << "sub"
                                                << "\"someone-else\""
                                                << "wrong_subject";
        QTest::newRow("id nonce") << "id"
                                  << "nonce"
                                  << "\"other\""
                                  << "wrong_nonce";
        QTest::newRow("id nonce missing") << "id"
                                          << "nonce"
                                          << ""
                                          << "";
        QTest::newRow("id aud") << "id"
                                << "aud"
                                << "\"other\""
                                << "wrong_audience";
        QTest::newRow("id iss") << "id"
                                << "iss"
                                << "\"https://evil.example.com\""
                                << "wrong_issuer";
        QTest::newRow("id expired") << "id"
                                    << "exp"
                                    << "1000"
                                    << "expired";
        QTest::newRow("id at_hash") << "id"
                                    << "at_hash"
                                    << "\"AAAAAAAAAAAAAAAAAAAAAA\""
                                    << "wrong_hash";
        QTest::newRow("id typ") << "id"
                                << "typ"
                                << "\"Bearer\""
                                << "wrong_type";
    }
    void refusesTokens()
    {
        QFETCH(QString, token);
        QFETCH(QString, claim);
        QFETCH(QString, value);
        QFETCH(QString, reason);
        EngineFixture server;
        const auto bend = [&](json::object& claims) {
            if (value.isEmpty())
                claims.erase(claim.toStdString());
            else
                claims[claim.toStdString()] = *parseJson(value.toStdString());
        };
        (token == "access" ? server.provider.bendAccess : server.provider.bendId) = bend;
        Browser browser(server);
        const auto answer = browser.signIn();
        QCOMPARE(answer.status, 403);
        QVERIFY(!browser.jar.count("__Host-meshsso"));
        QVERIFY(browser.jar.empty()); // the attempt is over as well
        QVERIFY(answer.body.find("test-request-1") != std::string::npos);
        if (!reason.isEmpty())
            QCOMPARE(server.telemetry.failures.back(), reason.toStdString());
        QVERIFY(server.logText().find("\"event\":\"login.failed\"") != std::string::npos);
    }

    void tellsTheOperator_aboutTheAudienceMapper()
    {
        EngineFixture server;
        server.provider.bendAccess = [](json::object& claims) { claims["aud"] = "account"; };
        Browser browser(server);
        const auto answer = browser.signIn();
        QCOMPARE(answer.status, 403);
        QVERIFY(server.logText().find("add an audience mapper") != std::string::npos);
        QVERIFY(answer.body.find("audience") == std::string::npos);
    }

    void refusesAResponseWithoutAnIdToken()
    {
        EngineFixture server;
        server.provider.bendResponse = [](oidc::TokenResponse& response) { response.idToken.clear(); };
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 403);
    }

    void refusesASignatureOfAnotherKey()
    {
        EngineFixture server;
        server.provider.signer = TestSigner::rsa("key-1"); // the same kid, another key
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 403);
        QCOMPARE(server.telemetry.failures.back(), std::string("bad_signature"));
    }

    void fetchesKeys_whenTheyWereRotated()
    {
        EngineFixture server;
        server.provider.signer = TestSigner::rsa("key-2");
        server.provider.publishedSigner = server.provider.signer;
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 302);
        QCOMPARE(server.provider.keyFetches, 1);
    }

    void fetchesKeysAtMostOnce_inTenSeconds()
    {
        EngineFixture server;
        server.provider.signer = TestSigner::rsa("key-unknown");
        Browser browser(server);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(browser.signIn().status, 403);
        QCOMPARE(server.provider.keyFetches, 1);
        server.clock.advance(11s);
        browser.signIn();
        QCOMPARE(server.provider.keyFetches, 2);
    }

    void explainsTheProvidersRefusal_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("text");
        QTest::newRow("cancelled") << "error=access_denied&error_description=User%20denied" << 403
                                   << "cancelled";
        QTest::newRow("other") << "error=invalid_scope" << 400 << "did not accept";
    }
    void explainsTheProvidersRefusal()
    {
        QFETCH(QString, query);
        QFETCH(int, status);
        QFETCH(QString, text);
        EngineFixture server;
        Browser browser(server);
        const auto callback = browser.startLogin("/a");
        const auto state =
            callback.substr(callback.find("state="), callback.find('&') - callback.find("state="));
        const auto answer = browser.open("/oauth2/callback?" + query.toStdString() + "&" + state);
        QCOMPARE(answer.status, status);
        QVERIFY(answer.body.find(text.toStdString()) != std::string::npos);
        QVERIFY(answer.body.find("rd=%2Fa") != std::string::npos);
        QVERIFY(browser.jar.empty());
    }

    void tellsWhatIsTheOperators_fromWhatIsTheUsers_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<bool>("isOperators");
        for (const auto* code : {"invalid_client", "unauthorized_client", "invalid_scope", "invalid_request",
                                 "unsupported_grant_type", "server_error", "temporarily_unavailable"})
            QTest::newRow(code) << QString(code) << true;
        for (const auto* code : {"access_denied", "invalid_grant", "login_required", "interaction_required",
                                 "consent_required", "account_selection_required"})
            QTest::newRow(code) << QString(code) << false;
    }
    void tellsWhatIsTheOperators_fromWhatIsTheUsers()
    {
        QFETCH(QString, code);
        QFETCH(bool, isOperators);
        const std::string error = code.toStdString();
        // Of the token endpoint, and of the authorization endpoint by way of the browser.
        for (const bool isExchange : {true, false}) {
            EngineFixture server;
            Browser browser(server);
            auto callback = browser.startLogin("/a");
            if (isExchange)
                server.provider.exchangeError =
                    Error{ErrorCode::AuthorizationError, error + ": access_denied, invalid_grant", error};
            else
                callback =
                    "/oauth2/callback?error=" + error + "&error_description=invalid_grant&" +
                    callback.substr(callback.find("state="), callback.find('&') - callback.find("state="));
            browser.open(callback);
            const auto line = lastLine(server, "login.failed");
            QCOMPARE(stringOr(line, "level"), std::string_view(isOperators ? "error" : "info"));
            // One id leads from the page's reference to how the login began.
            QVERIFY(!stringOr(line, "attempt").empty());
            QCOMPARE(stringOr(line, "attempt"), stringOr(lastLine(server, "login.started"), "attempt"));
            const auto audit = lastLine(server, "audit.login_failed");
            QCOMPARE(stringOr(audit, "reason"), std::string_view("authorization_error"));
            QVERIFY(stringOr(audit, "detail").starts_with(error + ": "));
        }
    }

    void advises_whenOurClientIsRefused_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("advice");
        QTest::newRow("secret renewed") << "invalid_client"
                                        << "client secret";
        QTest::newRow("as Keycloak says it") << "unauthorized_client"
                                             << "client secret";
        QTest::newRow("scope") << "invalid_scope"
                               << "provider.scopes";
    }
    void advises_whenOurClientIsRefused()
    {
        QFETCH(QString, code);
        QFETCH(QString, advice);
        EngineFixture server;
        server.provider.exchangeError =
            Error{ErrorCode::AuthorizationError, code.toStdString(), code.toStdString()};
        Browser browser(server);
        const auto answer = browser.signIn();
        QCOMPARE(answer.status, 400);
        const auto line = lastLine(server, "login.failed");
        QVERIFY(stringOr(line, "advice").find(advice.toStdString()) != std::string::npos);
        QVERIFY(answer.body.find("secret") == std::string::npos);
    }

    void namesTheAttempt_alsoWhereItIsNotKnown()
    {
        EngineFixture server;
        Browser browser(server);
        const auto callback = browser.startLogin();
        browser.jar.clear();
        QCOMPARE(browser.open(callback).status, 400);
        const auto started = lastLine(server, "login.started");
        QCOMPARE(stringOr(lastLine(server, "login.attempt_unknown"), "attempt"),
                 stringOr(started, "attempt"));
    }

    void saysUnavailable_whenTheTokenEndpointIsDown()
    {
        EngineFixture server;
        server.provider.exchangeError = Error{ErrorCode::Unreachable, "connection refused", ""};
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 503);
        QVERIFY(browser.jar.empty());
    }

    void explains_whenTheSessionIsTooLarge()
    {
        EngineFixture server;
        server.provider.bendResponse = [](oidc::TokenResponse& response) {
            response.refreshToken = SystemRandom().token(30'000);
        };
        Browser browser(server);
        const auto answer = browser.signIn();
        QCOMPARE(answer.status, 500);
        QVERIFY(server.logText().find("session.keep") != std::string::npos);
        QVERIFY(!browser.jar.count("__Host-meshsso"));
    }

    void takesANewSessionId_atEachLogin()
    {
        EngineFixture server;
        std::set<std::string> ids;
        Browser browser(server);
        for (int i = 0; i < 3; ++i) {
            browser.signIn();
            const auto session = sessionOf(server, browser);
            QVERIFY(session.id.size() >= 22); // 128 bits
            QCOMPARE(session.subject, server.provider.subject);
            ids.insert(session.id);
            // It is nothing that the provider or the browser could have said.
            QVERIFY(session.id != session.providerSession);
            // The cookie is sealed anew each time, and that alone says nothing of the id.
            QCOMPARE(browser.check("/app").status, 200);
            QCOMPARE(sessionOf(server, browser).id, session.id);
        }
        Browser other(server);
        other.signIn();
        ids.insert(sessionOf(server, other).id);
        QCOMPARE(ids.size(), std::size_t{4});
    }

    void keepsSecretsOutOfTheLog()
    {
        EngineFixture server;
        Browser browser(server);
        const auto callback = browser.startLogin("/a");
        const auto attemptCookie = browser.jar.begin()->second;
        browser.open(callback);
        const auto sessionCookie = browser.jar["__Host-meshsso"];
        const auto token = browser.check("/app").header("authorization").substr(7);
        browser.check("/admin");
        browser.check("/app?secret=planted-in-query");
        browser.open("/oauth2/callback?code=planted-code&state=planted-state");
        browser.open("/oauth2/sign_out");
        const auto log = server.logText();
        QVERIFY(log.find("login.completed") != std::string::npos);
        const auto code = callback.substr(callback.find("code=") + 5);
        for (const auto& secret :
             {attemptCookie, sessionCookie, token, code, std::string(server.cookieSecret.reveal()),
              std::string("refresh-"), std::string("planted-code"), std::string("planted-state"),
              std::string("planted-in-query")})
            QVERIFY2(log.find(secret) == std::string::npos, secret.substr(0, 40).c_str());
    }
};

QTEST_APPLESS_MAIN(CallbackTest)
#include "tst_Callback.moc"
