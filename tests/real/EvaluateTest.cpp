#include "EvaluateTest.h"

#include "core/Encoding.h"
#include "keycloak/ClientImport.h"
#include "keycloak/Provisioner.h"
#include "keycloak/TestClient.h"
#include "support/TestPrinters.h"

#include <algorithm>

namespace meshsso::test {
namespace {

const std::string realmPath = "/realms/Test-oidc";

const json::object* named(const json::value& list, std::string_view name)
{
    for (const auto& item : list.as_array()) {
        if (stringOr(item.as_object(), "name") == name)
            return &item.as_object();
    }
    return nullptr;
}

std::string text(const keycloak::NeedsComparison& comparison)
{
    std::string out = describe(comparison.findings);
    for (const auto& part : comparison.missing)
        out += "lacks " + part.claim + ": " + part.supplier + "\n";
    return out;
}

} // namespace

void EvaluateTest::initTestCase()
{
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = m_sandbox.adminPassword();
    m_admin = std::make_unique<keycloak::AdminClient>(m_sandbox.http(), m_sandbox.adminUrl(),
                                                      std::move(credentials), m_clock);
    m_project = m_sandbox.project();
}

json::value EvaluateTest::get(const std::string& path)
{
    auto value = m_sandbox.await(m_admin->get(path));
    if (!value)
        qFatal("%s", value.error().toString().c_str());
    return std::move(*value);
}

std::string EvaluateTest::clientPath(const std::string& suffix)
{
    const auto clients = get(realmPath + "/clients?clientId=oauth2proxy");
    return realmPath + "/clients/" + std::string(clients.at(0).at("id").as_string()) + suffix;
}

std::string EvaluateTest::scopePath(const std::string& name, const std::string& suffix)
{
    const auto scopes = get(realmPath + "/client-scopes");
    return realmPath + "/client-scopes/" + std::string(stringOr(*named(scopes, name), "id")) + suffix;
}

void EvaluateTest::remove(const std::string& path, json::value body)
{
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->remove(path, std::move(body))));
}

void EvaluateTest::patch(const std::string& path, const json::object& fields)
{
    auto object = get(path).as_object();
    for (const auto& [name, value] : fields)
        object[name] = value;
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->put(path, object)));
}

keycloak::Evaluation EvaluateTest::evaluate(const std::string& username)
{
    auto request = keycloak::evaluateRequestFor(m_project, username);
    auto evaluation = m_sandbox.await(keycloak::evaluate(*m_admin, std::move(request)));
    if (!evaluation)
        qFatal("%s", evaluation.error().toString().c_str());
    return std::move(*evaluation);
}

void EvaluateTest::isInOrder_forEveryUser_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("roles");
    QTest::newRow("alice") << QByteArray("alice") << QByteArray("[\"reader\"]");
    QTest::newRow("bob") << QByteArray("bob") << QByteArray("[\"admin\",\"reader\"]");
    QTest::newRow("eve") << QByteArray("eve") << QByteArray();
}

void EvaluateTest::isInOrder_forEveryUser()
{
    QFETCH(QByteArray, user);
    QFETCH(QByteArray, roles);
    const auto evaluation = evaluate(user.toStdString());
    const auto comparison = keycloak::compareWithNeeds(evaluation, m_project);
    QVERIFY2(comparison.findings.empty() && comparison.missing.empty(), text(comparison).c_str());
    QCOMPARE(stringOr(evaluation.accessToken, "preferred_username"), std::string_view(user.toStdString()));
    std::vector<std::string> seen;
    if (const auto* claim = evaluation.accessToken.if_contains("roles")) {
        for (const auto& role : claim->as_array())
            seen.emplace_back(role.as_string());
    }
    std::sort(seen.begin(), seen.end());
    QCOMPARE(roles.isEmpty() ? seen.size() : json::parse(roles.toStdString()).as_array().size(), seen.size());
    QVERIFY(!evaluation.idToken.empty() && !evaluation.userinfo.empty());
}

void EvaluateTest::namesTheMapperOfEachClaim()
{
    const auto evaluation = evaluate("bob");
    const auto hasOrigin = [&](std::string_view claim, std::string_view mapper, std::string_view container) {
        return std::any_of(evaluation.origins.begin(), evaluation.origins.end(), [&](const auto& origin) {
            return origin.claim == claim && origin.mapper == mapper && origin.container == container &&
                   origin.inAccessToken;
        });
    };
    QVERIFY(hasOrigin("aud", "audience oauth2proxy", "meshsso-audience"));
    QVERIFY(hasOrigin("roles", "realm roles", "meshsso-roles"));
    QVERIFY(hasOrigin("realm_access.roles", "realm roles", "roles"));
    QVERIFY(hasOrigin("sub", "sub", "basic"));
    QVERIFY(hasOrigin("email", "email", "email"));
    QVERIFY(hasOrigin("iss", "", ""));
    // Every claim of the three documents is accounted for.
    for (const auto* document : {&evaluation.accessToken, &evaluation.idToken, &evaluation.userinfo}) {
        for (const auto& member : *document) {
            const std::string name(member.key());
            const bool known =
                std::any_of(evaluation.origins.begin(), evaluation.origins.end(), [&](const auto& origin) {
                    return origin.claim == name || origin.claim.starts_with(name + ".");
                });
            QVERIFY2(known, name.c_str());
        }
    }
}

void EvaluateTest::takeAway(const QString& part)
{
    const auto mapperOf = [&](const std::string& scope, const std::string& mapper) {
        const auto mappers = get(scopePath(scope, "/protocol-mappers/models"));
        return scopePath(scope,
                         "/protocol-mappers/models/" + std::string(stringOr(*named(mappers, mapper), "id")));
    };
    const auto assigned = [&](const std::string& list, const std::string& scope) {
        const auto scopes = get(clientPath(list));
        return clientPath(list + "/" + std::string(stringOr(*named(scopes, scope), "id")));
    };
    const auto role = [&] { return json::array{get(realmPath + "/roles/reader")}; };
    if (part == "audience mapper")
        remove(mapperOf("meshsso-audience", "audience oauth2proxy"));
    else if (part == "audience scope")
        remove(assigned("/default-client-scopes", "meshsso-audience"));
    else if (part == "basic scope")
        remove(assigned("/default-client-scopes", "basic"));
    else if (part == "roles mapper")
        remove(mapperOf("meshsso-roles", "realm roles"));
    else if (part == "role's scope mapping")
        remove(scopePath("meshsso-roles", "/scope-mappings/realm"), role());
    else if (part == "user's role") {
        const auto users = get(realmPath + "/users?exact=true&username=alice");
        remove(realmPath + "/users/" + std::string(users.at(0).at("id").as_string()) + "/role-mappings/realm",
               role());
    } else if (part == "e-mail scope")
        remove(assigned("/default-client-scopes", "email"));
    else if (part == "groups") {
        access::AccessRule rule;
        rule.mode = access::AccessMode::Require;
        rule.requirement.kind = access::Requirement::Kind::Group;
        rule.requirement.name = "/staff";
        m_project.applications.front().access.insert(m_project.applications.front().access.begin(), rule);
    }
}

void EvaluateTest::namesWhatIsMissing_andAddsIt_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("supplier");
    const auto row = [](const char* part, const char* code, const char* supplier) {
        QTest::newRow(part) << QByteArray(code) << QByteArray(supplier);
    };
    row("audience mapper", "evaluate.audience-missing", "meshsso-audience: mapper audience oauth2proxy");
    row("audience scope", "evaluate.audience-missing", "meshsso-audience: mapper audience oauth2proxy");
    row("basic scope", "evaluate.subject-missing", "default client scope basic");
    row("roles mapper", "evaluate.roles-mapper-missing", "meshsso-roles: mapper realm roles");
    row("role's scope mapping", "evaluate.role-not-granted", "meshsso-roles: for role reader");
    row("user's role", "evaluate.user-role-missing", "role reader of user alice");
    row("e-mail scope", "evaluate.scope-unassigned", "client scope email");
    row("groups", "evaluate.groups-mapper-missing", "meshsso-audience: mapper groups");
}

void EvaluateTest::namesWhatIsMissing_andAddsIt()
{
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, supplier);
    takeAway(QTest::currentDataTag());
    const auto comparison = keycloak::compareWithNeeds(evaluate("alice"), m_project);
    QVERIFY2(hasFinding(comparison.findings, code.toStdString()), text(comparison).c_str());
    QVERIFY2(comparison.missing.size() == 1, text(comparison).c_str());
    const auto& part = comparison.missing.front();
    QVERIFY2(part.supplier.find(supplier.toStdString()) != std::string::npos, part.supplier.c_str());
    QVERIFY(part.canAdd);
    MESHSSO_VERIFY_OK(
        m_sandbox.await(keycloak::addMissing(*m_admin, m_project, m_sandbox.secretStore(), part, "alice")));
    const auto after = keycloak::compareWithNeeds(evaluate("alice"), m_project);
    QVERIFY2(after.findings.empty(), text(after).c_str());
}

void EvaluateTest::findsUsers()
{
    const auto all = m_sandbox.await(keycloak::findUsers(*m_admin, "Test-oidc", ""));
    MESHSSO_VERIFY_OK(all);
    QVERIFY(all->isComplete && all->users.size() >= 3);
    QCOMPARE(all->users.front().username, std::string("alice"));
    // Inside a name, which Keycloak does only when told to.
    const auto some = m_sandbox.await(keycloak::findUsers(*m_admin, "Test-oidc", "lic"));
    MESHSSO_VERIFY_OK(some);
    QCOMPARE(some->users.size(), std::size_t(1));
    QCOMPARE(some->users.front().email, std::string("alice@example.com"));
    const auto first = m_sandbox.await(keycloak::findUsers(*m_admin, "Test-oidc", "", 2));
    MESHSSO_VERIFY_OK(first);
    QVERIFY(!first->isComplete && first->users.size() == 2);
    MESHSSO_VERIFY_FAILS(m_sandbox.await(keycloak::findUsers(*m_admin, "Nowhere", "")), ErrorCode::NotFound);
}

project::SsoProject EvaluateTest::directProject()
{
    auto project = m_sandbox.project();
    project.identityProvider.url = m_sandbox.adminUrl();
    project.identityProvider.admin.url.clear();
    return project;
}

keycloak::ConnectionReport EvaluateTest::check(const project::SsoProject& project)
{
    return m_sandbox.await(keycloak::checkConnection(m_sandbox.http(), project, m_admin.get(), m_clock));
}

void EvaluateTest::connectionIsInOrder()
{
    const auto report = check(directProject());
    QVERIFY2(report.inOrder(), describe(report.findings).c_str());
    QVERIFY(report.version && report.version->starts_with("2"));
    QCOMPARE(report.sslRequired.value_or(""), std::string("none"));
    QCOMPARE(report.realm, keycloak::RealmPresence::Exists);
    QVERIFY(report.elapsed > std::chrono::microseconds(0));
}

void EvaluateTest::connectionFinds_data()
{
    QTest::addColumn<QByteArray>("realmFields"); // changed for the row
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char* name, const char* fields, const char* code) {
        QTest::newRow(name) << QByteArray(fields) << QByteArray(code);
    };
    row("sslRequired all", "{\"sslRequired\":\"all\"}", "keycloak.https-required");
    row("sslRequired none behind https", "{}", "keycloak.ssl-not-required");
    row("frontend URL", "{\"attributes\":{\"frontendUrl\":\"https://front.example.com\"}}",
        "keycloak.issuer-differs");
    row("disabled", "{\"enabled\":false}", "keycloak.realm-disabled");
    row("no such realm", "{}", "keycloak.realm-missing");
    row("realm's spelling", "{}", "keycloak.realm-missing");
    row("no base URL", "{}", "keycloak.not-keycloak");
    row("two names", "{}", "keycloak.hostname");
    row("TLS where there is none", "{}", "keycloak.tls");
}

void EvaluateTest::connectionFinds()
{
    QFETCH(QByteArray, realmFields);
    QFETCH(QByteArray, code);
    const QString row = QTest::currentDataTag();
    auto project = directProject();
    auto& provider = project.identityProvider;
    const auto port = m_sandbox.adminUrl().substr(m_sandbox.adminUrl().rfind(':'));
    if (row == "sslRequired none behind https") {
        provider.admin.url = m_sandbox.adminUrl();
        provider.url = "https://127.0.0.1:1";
    } else if (row == "no such realm")
        provider.realm = "Nowhere";
    else if (row == "realm's spelling")
        provider.realm = "test-oidc";
    else if (row == "no base URL")
        provider.url += "/auth";
    else if (row == "two names") {
        provider.admin.url = m_sandbox.adminUrl();
        provider.url = "http://localhost" + port;
    } else if (row == "TLS where there is none")
        provider.url = "https://127.0.0.1" + port;
    const auto fields = json::parse(realmFields.toStdString()).as_object();
    const auto before = get(realmPath).as_object();
    if (!fields.empty())
        patch(realmPath, fields);
    const auto report = check(project);
    if (!fields.empty()) {
        json::object undo;
        for (const auto& [name, value] : fields)
            undo[name] = name == "attributes" ? json::value{{"frontendUrl", ""}} : before.at(name);
        patch(realmPath, undo);
    }
    QVERIFY2(hasFinding(report.findings, code.toStdString()), describe(report.findings).c_str());
    QVERIFY2(report.signedIn, "the other facts are still there");
}

net::HttpResponse EvaluateTest::authorize(const std::string& clientId, const std::string& redirectUri,
                                          bool withPkce)
{
    net::HttpRequest request;
    request.url =
        m_sandbox.adminUrl() + realmPath +
        "/protocol/openid-connect/auth?response_type=code&scope=openid&state=s&client_id=" + clientId +
        "&redirect_uri=" + percentEncode(redirectUri);
    request.timeout = std::chrono::minutes(1); // the realm's first sign-in page
    if (withPkce)
        request.url += "&code_challenge_method=S256&code_challenge=" + std::string(43, 'a');
    auto response = m_sandbox.await(m_sandbox.http().send(std::move(request)));
    if (!response)
        qFatal("%s", response.error().toString().c_str());
    return std::move(*response);
}

void EvaluateTest::testClient_canDoNothingButLogIn()
{
    const auto made =
        m_sandbox.await(keycloak::createTestClient(*m_admin, m_sandbox.project(), m_random, m_clock));
    MESHSSO_VERIFY_OK(made);
    const auto uri = keycloak::testRedirectUri(49152);
    const auto page = authorize(made->clientId, uri, true);
    QCOMPARE(page.status, 200);
    QVERIFY(page.body.find("kc-form-login") != std::string::npos);
    QCOMPARE(authorize(made->clientId, keycloak::testRedirectUri(1234), true).status, 200);
    for (const char* foreign :
         {"http://127.0.0.1:49152/other", "http://localhost:49152/callback",
          "http://127.0.0.1.evil.example.com:49152/callback", "https://127.0.0.1:49152/callback"})
        QVERIFY2(authorize(made->clientId, foreign, true).status == 400, foreign);
    const auto withoutPkce = authorize(made->clientId, uri, false);
    QVERIFY2(withoutPkce.header("Location").find("error=invalid_request") != std::string::npos,
             std::string(withoutPkce.header("Location")).c_str());

    net::HttpRequest password;
    password.method = "POST";
    password.url = m_sandbox.adminUrl() + realmPath + "/protocol/openid-connect/token";
    password.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    const auto secret = m_sandbox.password("alice");
    password.body = net::formEncode({{"grant_type", "password"},
                                     {"client_id", made->clientId},
                                     {"username", "alice"},
                                     {"password", secret.reveal()}});
    const auto refused = m_sandbox.await(m_sandbox.http().send(std::move(password)));
    MESHSSO_VERIFY_OK(refused);
    QVERIFY2(refused->body.find("unauthorized_client") != std::string::npos, refused->body.c_str());

    // Its tokens hold what the project's own client would get.
    keycloak::EvaluateRequest request;
    request.realm = made->realm;
    request.clientId = made->clientId;
    request.username = "alice";
    request.scopes = made->scopes;
    const auto evaluation = m_sandbox.await(keycloak::evaluate(*m_admin, std::move(request)));
    MESHSSO_VERIFY_OK(evaluation);
    const auto comparison = keycloak::compareWithNeeds(*evaluation, m_sandbox.project());
    QVERIFY2(comparison.findings.empty(), text(comparison).c_str());

    MESHSSO_VERIFY_OK(m_sandbox.await(keycloak::removeTestClient(*m_admin, *made)));
    QCOMPARE(authorize(made->clientId, uri, true).status, 400);
    MESHSSO_VERIFY_OK(m_sandbox.await(keycloak::removeTestClient(*m_admin, *made)));
}

void EvaluateTest::testClient_isRemoved_andNothingElse()
{
    const auto clients = [&] {
        std::vector<std::string> ids;
        const auto list = get(realmPath + "/clients");
        for (const auto& client : list.as_array())
            ids.emplace_back(client.at("clientId").as_string());
        return ids;
    };
    const auto before = clients();
    const json::value byHand{{"clientId", "meshsso-login-test-by-hand"}};
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->post(realmPath + "/clients", byHand)));
    const auto made =
        m_sandbox.await(keycloak::createTestClient(*m_admin, m_sandbox.project(), m_random, m_clock));
    MESHSSO_VERIFY_OK(made);
    const auto young = m_sandbox.await(keycloak::removeLeftovers(*m_admin, "Test-oidc", m_clock));
    MESHSSO_VERIFY_OK(young);
    QVERIFY2(young->empty(), "a test under way was taken away");
    const auto removed =
        m_sandbox.await(keycloak::removeLeftovers(*m_admin, "Test-oidc", m_clock, std::chrono::seconds(0)));
    MESHSSO_VERIFY_OK(removed);
    QCOMPARE(*removed, std::vector<std::string>{made->clientId});
    QCOMPARE(clients().size(), before.size() + 1);
    const auto kept = get(realmPath + "/clients?clientId=meshsso-login-test-by-hand");
    remove(realmPath + "/clients/" + std::string(kept.at(0).at("id").as_string()));
}

void EvaluateTest::importGivesBackTheProject()
{
    const auto& original = m_sandbox.project();
    project::SsoProject base;
    base.identityProvider.url = original.identityProvider.url; // through the gateway, which is not up yet
    const auto imported =
        m_sandbox.await(keycloak::importClient(*m_admin, "Test-oidc", "oauth2proxy", std::move(base)));
    MESHSSO_VERIFY_OK(imported);
    const auto& project = imported->project;
    QCOMPARE(project.gateway.origin(), original.gateway.origin());
    QCOMPARE(project.identityProvider.issuer(), original.identityProvider.issuer());
    QCOMPARE(project.identityProvider.exposure, original.identityProvider.exposure);
    QCOMPARE(project.identityProvider.admin.url, original.identityProvider.admin.url);
    QCOMPARE(project.client.id, original.client.id);
    QVERIFY(project.client.scopes == original.client.scopes);
    QVERIFY(project.client.redirectUris == original.client.redirectUris);
    QVERIFY(project.client.postLogoutRedirectUris == original.client.postLogoutRedirectUris);
    QVERIFY(project.claims == original.claims);
    auto roles = original.roles;
    std::sort(roles.begin(), roles.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    QVERIFY(project.roles == roles);
    QVERIFY2(!hasErrors(imported->findings), describe(imported->findings).c_str());
    QVERIFY2(!hasFinding(imported->findings, "import.will-change"), describe(imported->findings).c_str());

    const auto list = m_sandbox.await(keycloak::listClients(*m_admin, "Test-oidc"));
    MESHSSO_VERIFY_OK(list);
    QVERIFY(!list->empty() && !list->front().isBuiltIn && list->back().isBuiltIn);
    const auto realms = m_sandbox.await(keycloak::listRealms(*m_admin));
    MESHSSO_VERIFY_OK(realms);
    QVERIFY(std::find(realms->begin(), realms->end(), "Test-oidc") != realms->end());
    MESHSSO_VERIFY_FAILS(m_sandbox.await(keycloak::importClient(*m_admin, "Test-oidc", "nobody", {})),
                         ErrorCode::NotFound);
}

void EvaluateTest::isStillInSync()
{
    keycloak::Provisioner provisioner(*m_admin, m_sandbox.project(), m_sandbox.secretStore());
    const auto plan = m_sandbox.await(provisioner.plan());
    MESHSSO_VERIFY_OK(plan);
    QVERIFY2(plan->empty(), plan->empty() ? "" : plan->changes.front().object.c_str());
}

} // namespace meshsso::test
