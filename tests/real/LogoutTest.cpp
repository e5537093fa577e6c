#include "LogoutTest.h"

#include "core/Text.h"
#include "engine/Settings.h"
#include "keycloak/Provisioner.h"
#include "login/HtmlPage.h"
#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QtTest/QtTest>
#include <stdexcept>

namespace meshsso::test {
namespace {

constexpr const char* realm = "/realms/Test-oidc";
constexpr const char* secret = "a-secret-of-service-clients";
constexpr const char* sessionCookie = "__Host-meshsso";

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

/// The frames that a page has the browser load.
std::vector<std::string> framesOf(const Page& page)
{
    static const QRegularExpression frame("<iframe[^>]*\\ssrc=\"([^\"]*)\"");
    std::vector<std::string> sources;
    auto matches = frame.globalMatch(QString::fromStdString(page.body));
    while (matches.hasNext())
        sources.push_back(login::decodeEntities(matches.next().captured(1).toStdString()));
    return sources;
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

json::object LogoutTest::client()
{
    return admin("/clients?clientId=" + m_sandbox.project().client.id).at(0).as_object();
}

std::string LogoutTest::clientPath(const json::object& client) const
{
    return realm + std::string("/clients/") + std::string(client.at("id").as_string());
}

session::Session LogoutTest::sessionOf(const Browser& browser)
{
    auto loaded = serverconfig::loadServerConfig(m_sandbox.folder().toStdString() + "/authserver.yaml");
    auto cookieSecret = m_sandbox.await(
        m_sandbox.secretStore().read({secrets::SecretRef::Kind::File, "secrets/cookie-secret"}));
    if (!loaded || !cookieSecret)
        throw std::runtime_error("the server's configuration or its cookie secret cannot be read");
    const auto settings = engine::Settings::create(std::move(loaded->config), {std::move(*cookieSecret)},
                                                   std::make_shared<SystemRandom>());
    if (!settings)
        throw std::runtime_error(settings.error().toString());
    const auto header = browser.cookieHeader(m_origin + "/");
    session::CookieList cookies;
    cookies.addHeader(header);
    return (*settings)->sessionCookies().open(cookies).session.value_or(session::Session{});
}

Page LogoutTest::postAsClient(const std::string& endpoint, const std::string& form)
{
    const auto& project = m_sandbox.project();
    const auto clientSecret = m_sandbox.await(m_sandbox.secretStore().read(project.client.secret));
    if (!clientSecret)
        throw std::runtime_error(clientSecret.error().toString());
    Browser program(m_sandbox.loop(), m_sandbox.http());
    return program.post(
        project.identityProvider.issuer() + "/protocol/openid-connect/" + endpoint,
        form + "&" +
            net::formEncode({{"client_id", project.client.id}, {"client_secret", clientSecret->reveal()}}));
}

bool LogoutTest::isActive(const std::string& refreshToken)
{
    const auto answer = postAsClient(
        "token/introspect", net::formEncode({{"token", refreshToken}, {"token_type_hint", "refresh_token"}}));
    const auto body = parseJsonObject(answer.body);
    if (answer.status != 200 || !body)
        throw std::runtime_error("introspection: " + std::to_string(answer.status) + " " + answer.body);
    return body->at("active").as_bool();
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
    auto object = client();
    auto& attributes = object["attributes"].as_object();
    attributes["backchannel.logout.url"] = m_sandbox.authServerOrigin() + "/oauth2/backchannel-logout";
    attributes["backchannel.logout.session.required"] = "true";
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->put(clientPath(object), object)));
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
    const auto token = sessionOf(laptop).refreshToken;
    const auto othersToken = sessionOf(phone).refreshToken;
    QVERIFY(!token.empty() && !othersToken.empty() && token != othersToken);
    QVERIFY(isActive(token));

    // A page of another site cannot do it.
    const auto lured =
        laptop.get(m_origin + "/oauth2/sign_out?everywhere=true", {{"Sec-Fetch-Site", "cross-site"}});
    QCOMPARE(lured.status, 200);
    QCOMPARE(phone.get(m_origin + "/headers").status, 200);

    const auto logged = m_sandbox.authServerLog().size();
    auto out = laptop.get(m_origin + "/oauth2/sign_out?everywhere=true", {{"Sec-Fetch-Site", "same-origin"}});
    QCOMPARE(out.status, 302);
    // The browser has not gone on to Keycloak, and may never; the server has told it in the background.
    // Nobody asks for the token meanwhile: one that is introspected as it is revoked Keycloak 26.4 may keep
    // for good.
    QVERIFY(
        becomes([&] { return m_sandbox.authServerLog().mid(logged).contains("\"logout.token_revoked\""); }));
    QVERIFY(!isActive(token));
    const auto refused =
        postAsClient("token", net::formEncode({{"grant_type", "refresh_token"}, {"refresh_token", token}}));
    QCOMPARE(refused.status, 400);
    QVERIFY2(refused.body.find("invalid_grant") != std::string::npos, refused.body.c_str());
    QVERIFY(!m_sandbox.authServerLog().contains("logout.token_not_revoked"));

    out = laptop.follow(out);
    QVERIFY2(out.status < 400, out.body.substr(0, 300).c_str());
    QCOMPARE(phone.fetch(m_origin + "/headers").status, 401);
    QCOMPARE(thief.fetch(m_origin + "/headers").status, 401);
    QCOMPARE(bob.get(m_origin + "/headers").status, 200);

    // What goes on elsewhere at Keycloak is Keycloak's: there she is let in again without a password.
    QVERIFY(isActive(othersToken));
    QCOMPARE(phone.follow(m_origin + "/headers").status, 200);
    const auto form = laptop.follow(m_origin + "/headers");
    QVERIFY2(form.body.find("kc-form-login") != std::string::npos, form.url.c_str());
}

void LogoutTest::endsTheSession_byKeycloaksOwnLogoutPage()
{
    const auto before = client();
    auto project = m_sandbox.project();
    project.client.logoutNotice = project::LogoutNotice::FrontChannel;
    keycloak::Provisioner provisioner(*m_admin, project, m_sandbox.secretStore());
    const auto report = m_sandbox.await(provisioner.apply([](const keycloak::ApplyStep&) {}));
    QVERIFY2(!report.error, report.error ? report.error->toString().c_str() : "");
    // Keycloak keeps attributes that an update does not name.
    const auto restore = qScopeGuard([&] {
        auto object = before;
        auto& attributes = object["attributes"].as_object();
        for (const auto* name : {"frontchannel.logout.url", "frontchannel.logout.session.required"})
            attributes.emplace(name, "");
        if (!m_sandbox.await(m_admin->put(clientPath(before), object)))
            qWarning("the client is not as it was");
    });

    auto alice = m_sandbox.signedIn("alice");
    auto bob = m_sandbox.signedIn("bob");
    auto copy = alice;
    QCOMPARE(copy.get(m_origin + "/headers").status, 200);
    // She signs out at another application of the realm, which sends her to Keycloak.
    const auto page =
        alice.follow(project.identityProvider.issuer() +
                     "/protocol/openid-connect/logout?id_token_hint=" + sessionOf(alice).idToken);
    QCOMPARE(page.status, 200);
    const auto frames = framesOf(page);
    const auto ours = std::find_if(frames.begin(), frames.end(), [&](const std::string& source) {
        return source.starts_with(m_origin + "/oauth2/frontchannel-logout?");
    });
    QVERIFY2(ours != frames.end(), page.body.c_str());
    QVERIFY2(ours->find("iss=") != std::string::npos && ours->find("sid=") != std::string::npos,
             ours->c_str());
    // Until the browser loads it nobody has told us, and from another's browser it ends nothing.
    QCOMPARE(bob.get(*ours).status, 200);
    QCOMPARE(bob.get(m_origin + "/headers").status, 200);
    QCOMPARE(copy.get(m_origin + "/headers").status, 200);

    const auto frame = alice.get(*ours);
    QCOMPARE(frame.status, 200);
    const auto issuer = Url::parse(project.identityProvider.issuer());
    QVERIFY(issuer);
    const auto policy = frame.header("content-security-policy");
    QVERIFY2(policy.ends_with("frame-ancestors " + issuer->origin()), policy.c_str());
    QVERIFY(frame.header("x-frame-options").empty());
    QVERIFY(alice.cookie(m_origin + "/", sessionCookie).empty());
    QCOMPARE(alice.get(m_origin + "/headers").status, 302);
    QCOMPARE(copy.get(m_origin + "/headers").status, 302);
    QCOMPARE(copy.fetch(m_origin + "/headers").status, 401);
    QCOMPARE(bob.get(m_origin + "/headers").status, 200);
    QVERIFY(m_sandbox.authServerLog().contains("\"reason\":\"front_channel\""));

    auto again = m_sandbox.signedIn("alice");
    QCOMPARE(again.get(m_origin + "/headers").status, 200);
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
    QVERIFY2(!m_sandbox.hasLoggedToken(), "a token or a part of one is in the log");
    QVERIFY(!log.contains(secret));
}

} // namespace meshsso::test
