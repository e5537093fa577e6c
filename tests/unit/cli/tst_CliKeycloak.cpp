#include "CliRunner.h"
#include "support/FreePort.h"
#include "support/ScriptedHttpServer.h"

#include <QtTest/QtTest>

using namespace meshsso::test;

// connection, evaluate and import, with a Keycloak that is scripted where a fault is wanted; tests/real runs
// them against a real one.
class CliKeycloakTest : public QObject
{
    Q_OBJECT

private slots:
    void reportsAnUnreachableKeycloak_data();
    void reportsAnUnreachableKeycloak();
    void connection_showsWhatIsWrong();
    void connection_needsNoAdministrator();
    void refuses_toAddToProduction_withoutItsName();
    void refuses_toEvaluate_forNobody();
    void refuses_toImport_overAProject();
    void import_listsRealmsAndClients();
    void import_needsAUrl();

private:
    static CliRunner signedIn()
    {
        CliRunner cli;
        cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
        return cli;
    }
    static QStringList sandboxFor(int port)
    {
        return {"--keycloak-url", "http://127.0.0.1:" + QString::number(port), "--exposure", "guide-http"};
    }
    static void addToken(ScriptedHttpServer& server)
    {
        server.on("/realms/master/protocol/openid-connect/token",
                  answer(200, "{\"access_token\":\"planted-token\",\"expires_in\":60}"));
    }
};

void CliKeycloakTest::reportsAnUnreachableKeycloak_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("connection") << QStringList{"connection"};
    QTest::newRow("connection, nobody signs in") << QStringList{"connection", "--no-sign-in"};
    QTest::newRow("evaluate") << QStringList{"evaluate"};
    QTest::newRow("import") << QStringList{"import", "keycloak", "--keycloak-url", "http://127.0.0.1:PORT"};
}

void CliKeycloakTest::reportsAnUnreachableKeycloak()
{
    QFETCH(QStringList, arguments);
    auto cli = signedIn();
    const int port = freePort();
    cli.initSandbox(sandboxFor(port));
    arguments.replaceInStrings("PORT", QString::number(port));
    const auto result = cli.run(arguments + QStringList{"--json"});
    QVERIFY2(result.exitCode == 3, qPrintable(result.all()));
    QVERIFY(!result.document().empty());
    QVERIFY2(!result.all().contains("planted"), qPrintable(result.all()));
}

void CliKeycloakTest::connection_showsWhatIsWrong()
{
    ScriptedHttpServer keycloak;
    keycloak.on("/realms/Test-oidc/.well-known/openid-configuration",
                answer(200, "{\"issuer\":\"https://other.example.com/realms/Test-oidc\"}"));
    keycloak.on("/realms/master/protocol/openid-connect/token", answer(401, "{\"error\":\"invalid_grant\"}"));
    auto cli = signedIn();
    cli.initSandbox(sandboxFor(keycloak.port()));
    const auto result = cli.run({"connection"});
    QVERIFY2(result.exitCode == 1, qPrintable(result.all()));
    for (const char* part :
         {"keycloak.issuer-differs", "keycloak.admin-refused", "https://other.example.com"})
        QVERIFY2(result.all().contains(part), qPrintable(result.all()));
    const auto document = cli.run({"connection", "--json"}).document();
    QCOMPARE(document.at("inOrder").as_bool(), false);
    QCOMPARE(document.at("reachable").as_bool(), true);
    QVERIFY2(!result.all().contains("planted"), qPrintable(result.all()));
}

void CliKeycloakTest::connection_needsNoAdministrator()
{
    ScriptedHttpServer keycloak;
    const auto issuer = "http://127.0.0.1:" + std::to_string(keycloak.port()) + "/realms/Test-oidc";
    keycloak.on(
        "/realms/Test-oidc/.well-known/openid-configuration",
        answer(200, "{\"code_challenge_methods_supported\":[\"S256\"],\"issuer\":\"" + issuer + "\"}"));
    const CliRunner cli; // no password anywhere
    cli.initSandbox(sandboxFor(keycloak.port()));
    const auto result = cli.run({"connection", "--no-sign-in"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.all()));
    QCOMPARE(cli.run({"connection"}).exitCode, 2);
}

void CliKeycloakTest::refuses_toAddToProduction_withoutItsName()
{
    ScriptedHttpServer keycloak;
    addToken(keycloak);
    auto cli = signedIn();
    const auto made =
        cli.run(QStringList{"init", "--template", "minimal", "--environment", "production", "--name", "shop",
                            "--keycloak-admin-url", QString::fromStdString(keycloak.url(""))});
    QVERIFY2(made.exitCode == 0, qPrintable(made.all()));
    const auto result = cli.run({"evaluate", "--user", "alice", "--add-missing"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("--confirm shop"), qPrintable(result.err));
    QVERIFY(keycloak.requests().empty());
}

void CliKeycloakTest::refuses_toEvaluate_forNobody()
{
    auto cli = signedIn();
    const auto made = cli.run({"init", "--template", "minimal"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.all()));
    const auto result = cli.run({"evaluate"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("--user"), qPrintable(result.err));
}

void CliKeycloakTest::refuses_toImport_overAProject()
{
    ScriptedHttpServer keycloak;
    auto cli = signedIn();
    cli.initSandbox(sandboxFor(keycloak.port()));
    const auto before = cli.read("meshsso.yaml");
    const auto result =
        cli.run({"import", "keycloak", "--keycloak-url", QString::fromStdString(keycloak.url("")), "--realm",
                 "Test-oidc", "--client", "oauth2proxy"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("--force"), qPrintable(result.err));
    QCOMPARE(cli.read("meshsso.yaml"), before);
    QVERIFY(keycloak.requests().empty());
}

void CliKeycloakTest::import_listsRealmsAndClients()
{
    ScriptedHttpServer keycloak;
    addToken(keycloak);
    keycloak.on("/admin/realms", answer(200, "[{\"realm\":\"shop\"},{\"realm\":\"master\"}]"));
    keycloak.on("/admin/realms/shop/clients",
                answer(200, "[{\"clientId\":\"web\",\"publicClient\":true},{\"clientId\":\"account\"}]"));
    const auto cli = signedIn();
    QStringList arguments{"import", "keycloak", "--json", "--keycloak-url",
                          QString::fromStdString(keycloak.url(""))};
    const auto realms = cli.run(arguments);
    QVERIFY2(realms.exitCode == 0, qPrintable(realms.all()));
    QCOMPARE(realms.document().at("realms").as_array().size(), std::size_t(2));
    const auto clients = cli.run(arguments + QStringList{"--realm", "shop"});
    QVERIFY2(clients.exitCode == 0, qPrintable(clients.all()));
    const auto list = clients.document().at("clients").as_array();
    QCOMPARE(list.at(0).at("clientId").as_string(), meshsso::json::string("web"));
    QCOMPARE(list.at(1).at("builtIn").as_bool(), true);
    QVERIFY(!cli.exists("meshsso.yaml"));
    const auto none = cli.run(arguments + QStringList{"--realm", "other"});
    QCOMPARE(none.exitCode, 2);
    QVERIFY2(none.err.contains("no realm other"), qPrintable(none.err));
}

void CliKeycloakTest::import_needsAUrl()
{
    const auto result = signedIn().run({"import", "keycloak"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("--keycloak-url"), qPrintable(result.err));
}

QTEST_GUILESS_MAIN(CliKeycloakTest)
#include "tst_CliKeycloak.moc"
