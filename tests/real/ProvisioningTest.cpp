#include "ProvisioningTest.h"

#include "support/TestPrinters.h"

namespace meshsso::test {
namespace {

std::string describe(const keycloak::Plan& plan)
{
    std::string text;
    for (const auto& change : plan.changes)
        text += change.object + " " + change.field + ": " + change.current + " -> " + change.desired + "\n";
    return text;
}

} // namespace

keycloak::AdminClient ProvisioningTest::makeAdmin(SecretString password)
{
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = std::move(password);
    return keycloak::AdminClient(m_sandbox.http(), m_sandbox.adminUrl(), std::move(credentials), m_clock);
}

json::value ProvisioningTest::get(const std::string& path)
{
    auto value = m_sandbox.await(m_admin->get("/realms/Test-oidc" + path));
    if (!value) {
        qWarning("%s", value.error().toString().c_str());
        return nullptr;
    }
    return std::move(*value);
}

std::string ProvisioningTest::clientUuid()
{
    return std::string(get("/clients?clientId=oauth2proxy").at(0).at("id").as_string());
}

keycloak::Plan ProvisioningTest::plan()
{
    keycloak::Provisioner provisioner(*m_admin, m_sandbox.project(), m_sandbox.secretStore());
    auto plan = m_sandbox.await(provisioner.plan());
    if (!plan)
        qFatal("%s", plan.error().toString().c_str());
    return std::move(*plan);
}

keycloak::ApplyReport ProvisioningTest::apply()
{
    keycloak::Provisioner provisioner(*m_admin, m_sandbox.project(), m_sandbox.secretStore());
    return m_sandbox.await(provisioner.apply([](const keycloak::ApplyStep&) {}));
}

void ProvisioningTest::initTestCase()
{
    m_admin = std::make_unique<keycloak::AdminClient>(makeAdmin(m_sandbox.adminPassword()));
}

void ProvisioningTest::refuses_aWrongAdminPassword()
{
    auto admin = makeAdmin(SecretString("planted-wrong-password"));
    const auto result = m_sandbox.await(admin.signIn());
    MESHSSO_VERIFY_FAILS(result, ErrorCode::Unauthorized);
    QVERIFY(result.error().toString().find("planted") == std::string::npos);
}

void ProvisioningTest::saysUnreachable_whenNobodyListens()
{
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    keycloak::AdminClient admin(m_sandbox.http(), "http://127.0.0.1:1", std::move(credentials), m_clock);
    const auto result = m_sandbox.await(admin.signIn());
    MESHSSO_VERIFY_FAILS(result, ErrorCode::Unreachable);
}

void ProvisioningTest::plansEverything_onAnEmptyServer()
{
    const auto planned = plan();
    const auto adds = [&](const std::string& object) {
        return std::any_of(
            planned.changes.begin(), planned.changes.end(), [&](const keycloak::PlannedChange& c) {
                return c.kind == keycloak::ChangeKind::Add && c.object.find(object) != std::string::npos;
            });
    };
    for (const auto* object : {"realm Test-oidc", "client oauth2proxy", "reader", "alice", "bob",
                               "meshsso-roles", "meshsso-audience"})
        QVERIFY2(adds(object), (std::string(object) + " is not in\n" + describe(planned)).c_str());
    const auto text = describe(planned);
    QVERIFY(text.find(m_sandbox.password("alice").reveal()) == std::string::npos);
}

void ProvisioningTest::applies_andThenPlansNothing()
{
    const auto first = apply();
    QVERIFY2(!first.error, first.error ? first.error->toString().c_str() : "");
    QVERIFY(!first.done.empty());
    auto planned = plan();
    QVERIFY2(planned.empty(), describe(planned).c_str());

    const auto second = apply();
    QVERIFY2(!second.error, second.error ? second.error->toString().c_str() : "");
    QVERIFY2(second.done.empty(), second.done.empty() ? "" : second.done.front().object.c_str());
    planned = plan();
    QVERIFY2(planned.empty(), describe(planned).c_str());
}

void ProvisioningTest::storesTheClientSecret()
{
    const auto stored = m_sandbox.await(m_sandbox.secretStore().read(m_sandbox.project().client.secret));
    MESHSSO_VERIFY_OK(stored);
    const auto secret = get("/clients/" + clientUuid() + "/client-secret");
    QVERIFY(stored->reveal() == std::string_view(secret.at("value").as_string()));
    const auto mode = QFile::permissions(m_sandbox.folder() + "/secrets/client-secret");
    QVERIFY(!(mode & (QFile::ReadGroup | QFile::ReadOther)));
}

void ProvisioningTest::showsDrift_andRepairsIt_data()
{
    QTest::addColumn<QByteArray>("path"); // $CLIENT stands for the client's id
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("redirect URI") << QByteArray("/clients/$CLIENT")
                                  << QByteArray(R"({"redirectUris":["http://127.0.0.1/wrong"]})")
                                  << QByteArray("redirectUris");
    QTest::newRow("extra redirect URI")
        << QByteArray("/clients/$CLIENT") << QByteArray(R"({"redirectUris":["https://evil.example.com/*"]})")
        << QByteArray("redirectUris");
    QTest::newRow("public client") << QByteArray("/clients/$CLIENT") << QByteArray(R"({"publicClient":true})")
                                   << QByteArray("publicClient");
    QTest::newRow("full scope") << QByteArray("/clients/$CLIENT")
                                << QByteArray(R"({"fullScopeAllowed":true})")
                                << QByteArray("fullScopeAllowed");
    QTest::newRow("client disabled") << QByteArray("/clients/$CLIENT") << QByteArray(R"({"enabled":false})")
                                     << QByteArray("enabled");
    QTest::newRow("ssl required") << QByteArray("") << QByteArray(R"({"sslRequired":"all"})")
                                  << QByteArray("sslRequired");
}

void ProvisioningTest::showsDrift_andRepairsIt()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, patch);
    QFETCH(QByteArray, expected);
    path.replace("$CLIENT", QByteArray::fromStdString(clientUuid()));

    auto object = get(path.toStdString()).as_object();
    const auto changes = json::parse(patch.toStdString()).as_object();
    for (const auto& [name, value] : changes)
        object[name] = value;
    const auto put = m_sandbox.await(m_admin->put("/realms/Test-oidc" + path.toStdString(), object));
    MESHSSO_VERIFY_OK(put);

    const auto drifted = plan();
    const auto named = std::any_of(drifted.changes.begin(), drifted.changes.end(), [&](const auto& change) {
        return change.field == expected.toStdString() && change.kind == keycloak::ChangeKind::Change;
    });
    QVERIFY2(named, describe(drifted).c_str());

    const auto report = apply();
    QVERIFY2(!report.error, report.error ? report.error->toString().c_str() : "");
    const auto repaired = plan();
    QVERIFY2(repaired.empty(), describe(repaired).c_str());
}

void ProvisioningTest::leavesUndeclaredObjectsAlone()
{
    const json::value role{{"name", "made-by-hand"}};
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->post("/realms/Test-oidc/roles", role)));
    const json::value client{{"clientId", "made-by-hand"},
                             {"redirectUris", {"https://other.example.com/cb"}}};
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->post("/realms/Test-oidc/clients", client)));

    const auto report = apply();
    QVERIFY(!report.error);
    QVERIFY(get("/roles/made-by-hand").is_object());
    QCOMPARE(get("/clients?clientId=made-by-hand").as_array().size(), std::size_t{1});
}

void ProvisioningTest::completes_afterAFailureMidway()
{
    // A second realm in which an object of the project stands in the way: its scope exists with another
    // protocol.
    auto project = m_sandbox.project();
    project.identityProvider.realm = "Half-way";
    const json::value realm{{"realm", "Half-way"}, {"enabled", true}};
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->post("/realms", realm)));
    const json::value scope{{"name", "meshsso-audience"}, {"protocol", "saml"}};
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->post("/realms/Half-way/client-scopes", scope)));

    project.client.secret = {secrets::SecretRef::Kind::File, "secrets/half-way"};
    keycloak::Provisioner provisioner(*m_admin, project, m_sandbox.secretStore());
    const auto first = m_sandbox.await(provisioner.apply([](const keycloak::ApplyStep&) {}));
    if (first.error) {
        QVERIFY(!first.error->message.empty());
        const auto scopes = m_sandbox.await(m_admin->get("/realms/Half-way/client-scopes"));
        MESHSSO_VERIFY_OK(scopes);
        for (const auto& candidate : scopes->as_array()) {
            if (candidate.at("name").as_string() == "meshsso-audience") {
                const auto id = std::string(candidate.at("id").as_string());
                MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->remove("/realms/Half-way/client-scopes/" + id)));
            }
        }
    }
    const auto second = m_sandbox.await(provisioner.apply([](const keycloak::ApplyStep&) {}));
    QVERIFY2(!second.error, second.error ? second.error->toString().c_str() : "");
    const auto planned = m_sandbox.await(provisioner.plan());
    MESHSSO_VERIFY_OK(planned);
    QVERIFY2(planned->empty(), describe(*planned).c_str());
    MESHSSO_VERIFY_OK(m_sandbox.await(m_admin->remove("/realms/Half-way")));
}

} // namespace meshsso::test
