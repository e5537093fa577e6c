#include "LogoutTest.h"

#include "core/Text.h"
#include "support/TestPrinters.h"

#include <QElapsedTimer>
#include <QtTest/QtTest>

namespace meshsso::test {
namespace {

constexpr const char* realm = "/realms/Test-oidc";
constexpr const char* secret = "a-secret-of-service-clients";

/// Keycloak answers the administrator before it has told every client.
bool becomes(const std::function<bool()>& condition)
{
    QElapsedTimer patience;
    patience.start();
    while (!condition()) {
        if (patience.hasExpired(20'000))
            return false;
        QTest::qWait(20);
    }
    return true;
}

std::string bearer(const std::string& token)
{
    return "Bearer " + token;
}

} // namespace

json::value LogoutTest::admin(const std::string& path)
{
    auto answer = m_sandbox.await(m_admin->get(realm + path));
    if (!answer)
        qFatal("%s: %s", path.c_str(), answer.error().toString().c_str());
    return std::move(*answer);
}

std::string LogoutTest::userId(const std::string& username)
{
    const auto users = admin("/users?exact=true&username=" + username);
    return std::string(users.at(0).at("id").as_string());
}

void LogoutTest::addServiceClient(const std::string& client, bool isForUs)
{
    json::array mappers;
    if (isForUs)
        mappers.push_back({{"name", "audience"},
                           {"protocol", "openid-connect"},
                           {"protocolMapper", "oidc-audience-mapper"},
                           {"config",
                            {{"included.client.audience", m_sandbox.project().client.id},
                             {"access.token.claim", "true"}}}});
    const json::value object{{"clientId", client},
                             {"secret", secret},
                             {"serviceAccountsEnabled", true},
                             {"standardFlowEnabled", false},
                             {"protocolMappers", std::move(mappers)}};
    const auto added = m_sandbox.await(m_admin->post(std::string(realm) + "/clients", object));
    MESHSSO_VERIFY_OK(added);
}

std::string LogoutTest::clientToken(const std::string& client)
{
    Browser program(m_sandbox.loop(), m_sandbox.http());
    const auto answer = program.post(
        m_sandbox.project().identityProvider.issuer() + "/protocol/openid-connect/token",
        "grant_type=client_credentials&client_id=" + client + "&client_secret=" + std::string(secret));
    const auto body = parseJsonObject(answer.body);
    return body ? std::string(stringOr(*body, "access_token")) : std::string{};
}

void LogoutTest::initTestCase()
{
    m_origin = m_sandbox.gatewayOrigin();
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = m_sandbox.adminPassword();
    m_admin = std::make_unique<keycloak::AdminClient>(m_sandbox.http(), m_sandbox.adminUrl(),
                                                      std::move(credentials), m_clock);
    auto client = admin("/clients?clientId=" + m_sandbox.project().client.id).at(0).as_object();
    auto& attributes = client["attributes"].as_object();
    attributes["backchannel.logout.url"] = m_sandbox.authServerOrigin() + "/oauth2/backchannel-logout";
    attributes["backchannel.logout.session.required"] = "true";
    const auto path = realm + std::string("/clients/") + std::string(client.at("id").as_string());
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->put(path, client)));
    addServiceClient("batch", true);
    addServiceClient("stranger", false);

    QCOMPARE(m_sandbox.stopAuthServer(), 0);
    m_sandbox.project().authorization.bearer.enabled = true;
    m_sandbox.startAuthServer();
}

/// As an administrator does in Keycloak's console.
void LogoutTest::endSessionsOf(const std::string& username)
{
    const auto sessions = admin("/users/" + userId(username) + "/sessions");
    for (const auto& session : sessions.as_array()) {
        const auto id = std::string(session.at("id").as_string());
        MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->remove(std::string(realm) + "/sessions/" + id)));
    }
}

void LogoutTest::endsTheSession_whenKeycloakSaysSo()
{
    auto laptop = m_sandbox.signedIn("alice");
    auto phone = m_sandbox.signedIn("alice");
    auto bob = m_sandbox.signedIn("bob");
    QCOMPARE(laptop.get(m_origin + "/headers").status, 200);
    QVERIFY(admin("/users/" + userId("alice") + "/sessions").as_array().size() >= 2);

    endSessionsOf("alice");
    QVERIFY(becomes([&] { return laptop.fetch(m_origin + "/headers").status == 401; }));
    QVERIFY(becomes([&] { return phone.fetch(m_origin + "/headers").status == 401; }));
    const auto page = laptop.get(m_origin + "/headers");
    QCOMPARE(page.status, 302);
    QVERIFY2(page.location().starts_with(m_origin + "/oauth2/"), page.location().c_str());
    QCOMPARE(bob.get(m_origin + "/headers").status, 200);

    QVERIFY(m_sandbox.authServerLog().contains("\"reason\":\"back_channel\""));
    QVERIFY(!m_sandbox.authServerLog().contains("logout.token_refused"));

    // Who signs in again is in again.
    auto again = m_sandbox.signedIn("alice");
    QCOMPARE(again.get(m_origin + "/headers").status, 200);
}

void LogoutTest::signsOutEverywhere_andLeavesOthersAlone()
{
    auto laptop = m_sandbox.signedIn("alice");
    auto phone = m_sandbox.signedIn("alice");
    auto bob = m_sandbox.signedIn("bob");
    Browser thief = laptop;

    // A page of another site cannot do it.
    const auto lured =
        laptop.get(m_origin + "/oauth2/sign_out?everywhere=true", {{"Sec-Fetch-Site", "cross-site"}});
    QCOMPARE(lured.status, 200);
    QCOMPARE(phone.get(m_origin + "/headers").status, 200);

    const auto out = laptop.follow(
        laptop.get(m_origin + "/oauth2/sign_out?everywhere=true", {{"Sec-Fetch-Site", "same-origin"}}));
    QVERIFY2(out.status < 400, out.body.substr(0, 300).c_str());
    QCOMPARE(phone.fetch(m_origin + "/headers").status, 401);
    QCOMPARE(thief.fetch(m_origin + "/headers").status, 401);
    QCOMPARE(bob.get(m_origin + "/headers").status, 200);

    // What goes on elsewhere at Keycloak is Keycloak's: there she is let in again without a password.
    QVERIFY(!m_sandbox.authServerLog().contains("logout.token_not_revoked"));
    QCOMPARE(phone.follow(m_origin + "/headers").status, 200);
    const auto form = laptop.follow(m_origin + "/headers");
    QVERIFY2(form.body.find("kc-form-login") != std::string::npos, form.url.c_str());
}

void LogoutTest::takesTheTokenOfAServiceAccount()
{
    const auto token = clientToken("batch");
    QVERIFY(!token.empty());
    Browser program(m_sandbox.loop(), m_sandbox.http());
    for (int i = 0; i < 2; ++i) {
        const auto page = program.fetch(m_origin + "/headers", {{"Authorization", bearer(token)}});
        QCOMPARE(page.status, 200);
        const auto headers = applicationHeaders(page);
        QCOMPARE(stringOr(headers, "authorization"), std::string_view(bearer(token)));
        QCOMPARE(stringOr(headers, "x-auth-request-preferred-username"),
                 std::string_view("service-account-batch"));
    }
    const auto denied = program.fetch(m_origin + "/admin/users", {{"Authorization", bearer(token)}});
    QCOMPARE(denied.status, 403);
    QCOMPARE(denied.header("www-authenticate"),
             std::string("Bearer realm=\"meshsso\", error=\"insufficient_scope\""));
}

void LogoutTest::refusesTokensThatAreNotForUs()
{
    auto alice = m_sandbox.signedIn("alice");
    auto forged = clientToken("batch");
    forged[forged.size() - 20] = forged[forged.size() - 20] == 'A' ? 'B' : 'A';
    for (const auto& token : {clientToken("stranger"), forged, std::string("eyJhbGciOiJub25lIn0.e30.")}) {
        QVERIFY(!token.empty());
        // Her session beside it does not help.
        const auto page = alice.fetch(m_origin + "/headers", {{"Authorization", bearer(token)}});
        QCOMPARE(page.status, 401);
        QVERIFY2(page.header("www-authenticate").find("error=\"invalid_token\"") != std::string::npos,
                 page.header("www-authenticate").c_str());
    }
    QCOMPARE(alice.fetch(m_origin + "/headers").status, 200);
}

void LogoutTest::endsAUsersTokens_withTheirSession()
{
    // Tokens count in seconds: one issued in that of alice's last sign-out counts as from before it.
    QTest::qWait(1100);
    auto alice = m_sandbox.signedIn("alice");
    const auto headers = applicationHeaders(alice.get(m_origin + "/headers"));
    const std::string authorization(stringOr(headers, "authorization"));
    Browser program(m_sandbox.loop(), m_sandbox.http());
    QCOMPARE(program.fetch(m_origin + "/headers", {{"Authorization", authorization}}).status, 200);
    endSessionsOf("alice");
    const bool isEnded = becomes([&] {
        return program.fetch(m_origin + "/headers", {{"Authorization", authorization}}).status == 401;
    });
    QVERIFY2(isEnded, m_sandbox.authServerLog().right(3000).constData());
}

void LogoutTest::logsNoSecrets()
{
    const auto log = m_sandbox.authServerLog();
    QVERIFY(log.contains("\"audit.revoked\""));
    QVERIFY2(!log.contains("eyJ"), "a token or a part of one is in the log");
    QVERIFY(!log.contains(secret));
}

} // namespace meshsso::test
