#include "CommandLineTest.h"

#include "core/Json.h"
#include "keycloak/AdminClient.h"
#include "support/TestPrinters.h"

#include <QProcess>
#include <QRegularExpression>

namespace meshsso::test {

CommandLineTest::Outcome CommandLineTest::run(const QStringList& arguments, const QString& projectFile)
{
    QProcess process;
    process.setWorkingDirectory(m_sandbox.folder());
    process.start(MESHSSO_CTL,
                  QStringList{"--project", projectFile.isEmpty() ? m_sandbox.projectFile() : projectFile}
                      << arguments);
    Outcome outcome;
    if (process.waitForFinished(180'000) && process.exitStatus() == QProcess::NormalExit)
        outcome.exitCode = process.exitCode();
    outcome.output = process.readAllStandardOutput();
    outcome.errors = process.readAllStandardError();
    return outcome;
}

bool CommandLineTest::showsNoSecret(const Outcome& outcome)
{
    const auto everything = (outcome.output + outcome.errors).toStdString();
    for (const auto* name : {"keycloak-admin-password", "client-secret", "cookie-secret", "alice-password"}) {
        const auto secret = m_sandbox.await(
            m_sandbox.secretStore().read({secrets::SecretRef::Kind::File, "secrets/" + std::string(name)}));
        if (!secret || everything.find(secret->reveal()) != std::string::npos)
            return false;
    }
    return true;
}

keycloak::AdminClient CommandLineTest::makeAdmin()
{
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = m_sandbox.adminPassword();
    return keycloak::AdminClient(m_sandbox.http(), m_sandbox.adminUrl(), std::move(credentials), m_clock);
}

void CommandLineTest::isInSync()
{
    for (const auto* verb : {"validate", "plan", "check"}) {
        const auto outcome = run({verb, "--json"});
        QVERIFY2(outcome.exitCode == 0, outcome.output + outcome.errors);
        const auto document = parseJsonObject(outcome.output.toStdString());
        MESHSSO_VERIFY_OK(document);
        QVERIFY(showsNoSecret(outcome));
    }
}

void CommandLineTest::findsDrift_andRepairsIt()
{
    auto admin = makeAdmin();
    const auto found = m_sandbox.await(admin.get("/realms/Test-oidc/clients?clientId=oauth2proxy"));
    MESHSSO_VERIFY_OK(found);
    auto client = found->at(0).as_object();
    client["redirectUris"] = json::array{"http://127.0.0.1/oauth2/callback"};
    MESHSSO_VERIFY_OK(m_sandbox.await(
        admin.put("/realms/Test-oidc/clients/" + std::string(client.at("id").as_string()), client)));

    QCOMPARE(run({"check"}).exitCode, 1);
    const auto planned = run({"plan"});
    QCOMPARE(planned.exitCode, 1);
    QVERIFY2((planned.output + planned.errors).contains("redirectUris"), planned.output + planned.errors);

    const auto applied = run({"apply"});
    QVERIFY2(applied.exitCode == 0, applied.output + applied.errors);
    QVERIFY(showsNoSecret(applied));
    QCOMPARE(run({"check"}).exitCode, 0);
}

void CommandLineTest::seesTheConnection()
{
    const auto outcome = run({"connection", "--json"});
    QVERIFY2(outcome.exitCode == 0, outcome.output + outcome.errors);
    const auto document = parseJsonObject(outcome.output.toStdString());
    MESHSSO_VERIFY_OK(document);
    QVERIFY(document->at("inOrder").as_bool());
    QCOMPARE(stringOr(*document, "issuerSeen"),
             std::string_view(m_sandbox.project().identityProvider.issuer()));
    QCOMPARE(stringOr(*document, "sslRequired"), std::string_view("none"));
    QVERIFY(showsNoSecret(outcome));
}

void CommandLineTest::evaluates_andAddsWhatIsMissing()
{
    const auto before = run({"evaluate", "--user", "alice"});
    QVERIFY2(before.exitCode == 0, before.output + before.errors);
    QVERIFY2(before.output.contains("meshsso-audience"), before.output);

    auto admin = makeAdmin();
    const auto scopes = m_sandbox.await(admin.get("/realms/Test-oidc/client-scopes"));
    MESHSSO_VERIFY_OK(scopes);
    for (const auto& scope : scopes->as_array()) {
        if (stringOr(scope.as_object(), "name") != "meshsso-audience")
            continue;
        const auto path = "/realms/Test-oidc/client-scopes/" + std::string(scope.at("id").as_string()) +
                          "/protocol-mappers/models";
        const auto mappers = m_sandbox.await(admin.get(path));
        MESHSSO_VERIFY_OK(mappers);
        for (const auto& mapper : mappers->as_array())
            MESHSSO_VERIFY_OK(
                m_sandbox.await(admin.remove(path + "/" + std::string(mapper.at("id").as_string()))));
    }
    const auto broken = run({"evaluate", "--user", "alice"});
    QCOMPARE(broken.exitCode, 1);
    QVERIFY2(broken.errors.contains("evaluate.audience-missing") ||
                 broken.output.contains("evaluate.audience-missing"),
             broken.output + broken.errors);
    const auto added = run({"evaluate", "--user", "alice", "--add-missing"});
    QVERIFY2(added.exitCode == 0, added.output + added.errors);
    QVERIFY2(added.output.contains("mapper audience oauth2proxy"), added.output);
    QVERIFY(showsNoSecret(added));
    QCOMPARE(run({"plan"}).exitCode, 0);
}

void CommandLineTest::imports_whatItProvisioned()
{
    const auto elsewhere = m_sandbox.folder() + "/imported.yaml";
    const auto outcome =
        run({"import", "keycloak", "--keycloak-url",
             QString::fromStdString(m_sandbox.project().identityProvider.url), "--keycloak-admin-url",
             QString::fromStdString(m_sandbox.adminUrl()), "--realm", "Test-oidc", "--client", "oauth2proxy",
             "--admin-password-ref", "file:secrets/keycloak-admin-password", "--app", "httpbin:8000"},
            elsewhere);
    QVERIFY2(outcome.exitCode == 0, outcome.output + outcome.errors);
    QVERIFY(showsNoSecret(outcome));
    const auto valid = run({"validate"}, elsewhere);
    QVERIFY2(valid.exitCode == 0, valid.output + valid.errors);
    const auto planned = run({"plan"}, elsewhere);
    QVERIFY2(planned.exitCode == 0, planned.output + planned.errors);
}

void CommandLineTest::logsIn_andShowsTheToken()
{
    const auto outcome = run({"login-test", "--user", "alice"});
    QVERIFY2(outcome.exitCode == 0, outcome.output + outcome.errors);
    const auto text = outcome.output + outcome.errors;
    for (const auto* part :
         {"/oauth2/callback", "openid-connect/auth", "preferred_username", "alice@example.com"})
        QVERIFY2(text.contains(part), text);
    QVERIFY(showsNoSecret(outcome));
    // Masked values keep their first four characters; anything longer of a token is too much.
    static const QRegularExpression tokenPart("eyJ[A-Za-z0-9_-]{8}");
    QVERIFY2(!tokenPart.match(QString::fromUtf8(text)).hasMatch(), text);
}

void CommandLineTest::fails_whenThePasswordIsWrong()
{
    const auto outcome =
        run({"login-test", "--user", "alice", "--password-ref", "file:secrets/bob-password"});
    QVERIFY2(outcome.exitCode == 1, outcome.output + outcome.errors);
    QVERIFY2((outcome.output + outcome.errors).contains("login.wrong-password"),
             outcome.output + outcome.errors);
}

void CommandLineTest::saysUnreachable_whenKeycloakIsElsewhere()
{
    QFile original(m_sandbox.projectFile());
    QVERIFY(original.open(QIODevice::ReadOnly));
    auto text = original.readAll();
    text.replace(QByteArray::fromStdString("url: \"" + m_sandbox.adminUrl()), "url: \"http://127.0.0.1:1");
    const auto elsewhere = m_sandbox.folder() + "/elsewhere.yaml";
    QFile copy(elsewhere);
    QVERIFY(copy.open(QIODevice::WriteOnly) && copy.write(text) == text.size());
    copy.close();
    for (const auto* verb : {"plan", "apply", "check"}) {
        const auto outcome = run({verb}, elsewhere);
        QVERIFY2(outcome.exitCode == 3, outcome.output + outcome.errors);
    }
}

} // namespace meshsso::test
