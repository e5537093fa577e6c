#include "CliRunner.h"

#include "serverconfig/ServerConfigFile.h"
#include "support/FreePort.h"
#include "support/ScriptedHttpServer.h"

#include <QtTest/QtTest>

using namespace meshsso::test;
namespace json = meshsso::json;

// Verbs that work on a project: what they write, which exit code they end with, and that no secret is shown.
class CliProjectTest : public QObject
{
    Q_OBJECT

private slots:
    void refuses_whenThereIsNoProject();
    void refuses_aBadProject_withLineAndColumn();
    void writesOneJsonDocument_data();
    void writesOneJsonDocument();
    void reportsAnUnreachableKeycloak_data();
    void reportsAnUnreachableKeycloak();
    void refuses_aWrongAdminPassword();
    void refuses_missingAdminCredentials();
    void refuses_toApplyToProduction_withoutItsName();
    void exports_withoutSecrets_unlessAsked();
    void exports_pagesAndLoginsOfTheProject();
    void reusesTheCertificate_andReplacesItWhenTheAddressChanges();
    void serverConfig_isWhatTheServerAccepts();
    void refuses_aLocalServerConfig_withKeychainSecrets();
    void loginTest_reportsAnUnreachableGateway();
    void refuses_aLoginTest_withoutAPassword();
    void neverShowsASecret();

private:
    static QStringList sandboxFor(int port)
    {
        const auto address = QString("127.0.0.1:%1").arg(port);
        return {"--keycloak-admin-url", "http://" + address, "--local-keycloak", address};
    }
};

void CliProjectTest::refuses_whenThereIsNoProject()
{
    const CliRunner cli;
    for (const char* verb : {"validate", "plan", "apply", "export", "check", "login-test"}) {
        const auto result = cli.run({verb});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("meshssoctl init"), qPrintable(result.err));
    }
}

void CliProjectTest::refuses_aBadProject_withLineAndColumn()
{
    const CliRunner cli;
    cli.initSandbox();
    auto text = cli.read("meshsso.yaml");
    QVERIFY(text.contains("gateway:\n"));
    const auto line = text.left(text.indexOf("gateway:\n")).count('\n') + 2;
    cli.write("meshsso.yaml", text.replace("gateway:\n", "gateway:\n  adress: sso.example.com\n"));
    const auto result = cli.run({"validate"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(QString("meshsso.yaml:%1:3").arg(line)), qPrintable(result.err));
    QVERIFY2(result.err.contains("address"), qPrintable(result.err));

    const auto machine = cli.run({"validate", "--json"});
    QCOMPARE(machine.exitCode, 2);
    QVERIFY(!machine.document().at("findings").as_array().empty());

    cli.write("meshsso.yaml", "gateway: [unclosed");
    const auto broken = cli.run({"validate"});
    QCOMPARE(broken.exitCode, 2);
    QVERIFY2(broken.err.contains("meshsso.yaml:1"), qPrintable(broken.err));
}

void CliProjectTest::writesOneJsonDocument_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("validate") << QStringList{"validate"};
    QTest::newRow("export") << QStringList{"export", "--with-secrets"};
    QTest::newRow("server config") << QStringList{"server", "config", "--local"};
    QTest::newRow("plan") << QStringList{"plan"};
    QTest::newRow("check") << QStringList{"check"};
    QTest::newRow("apply") << QStringList{"apply"};
    QTest::newRow("login-test") << QStringList{"login-test"};
    QTest::newRow("init") << QStringList{"init"};
    QTest::newRow("completion") << QStringList{"completion", "bash"};
}

void CliProjectTest::writesOneJsonDocument()
{
    QFETCH(QStringList, arguments);
    CliRunner cli;
    cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    cli.initSandbox(sandboxFor(freePort()));
    const auto result = cli.run(arguments + QStringList{"--json"});
    QVERIFY2(!result.document().empty(), qPrintable(result.all()));
}

void CliProjectTest::reportsAnUnreachableKeycloak_data()
{
    QTest::addColumn<QString>("verb");
    for (const char* verb : {"plan", "apply", "check"})
        QTest::newRow(verb) << QString(verb);
}

void CliProjectTest::reportsAnUnreachableKeycloak()
{
    QFETCH(QString, verb);
    CliRunner cli;
    cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    const int port = freePort();
    cli.initSandbox(sandboxFor(port));
    const auto result = cli.run({verb, "--json"});
    QCOMPARE(result.exitCode, 3);
    QCOMPARE(result.document().at("error").at("code").as_string(), json::string("unreachable"));
    QVERIFY2(result.err.contains(QString("127.0.0.1:%1").arg(port)), qPrintable(result.err));
}

void CliProjectTest::refuses_aWrongAdminPassword()
{
    ScriptedHttpServer keycloak;
    keycloak.on("/realms/master/protocol/openid-connect/token",
                answer(401, R"({"error":"invalid_grant","error_description":"Invalid user credentials"})",
                       {"Content-Type: application/json"}));
    CliRunner cli;
    cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    cli.initSandbox(sandboxFor(keycloak.port()));
    const auto result = cli.run({"plan"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(!result.all().contains("planted-admin-password"), qPrintable(result.all()));
}

void CliProjectTest::refuses_missingAdminCredentials()
{
    const CliRunner cli;
    cli.initSandbox(sandboxFor(freePort()));
    const auto result = cli.run({"plan"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("MESHSSO_KEYCLOAK_ADMIN_PASSWORD"), qPrintable(result.err));
}

void CliProjectTest::refuses_toApplyToProduction_withoutItsName()
{
    CliRunner cli;
    cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    const auto made =
        cli.run(QStringList{"init", "--template", "minimal", "--environment", "production", "--name", "shop",
                            "--keycloak-admin-url", "http://127.0.0.1:" + QString::number(freePort())});
    QVERIFY2(made.exitCode == 0, qPrintable(made.all()));
    for (const QStringList& arguments : {QStringList{"apply"}, QStringList{"apply", "--confirm", "shopp"}}) {
        const auto refused = cli.run(arguments, "shop\n");
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("--confirm shop"), qPrintable(refused.err));
    }
    // Confirmed, it goes on to Keycloak, which is not there.
    QCOMPARE(cli.run({"apply", "--confirm", "shop"}).exitCode, 3);
}

void CliProjectTest::exports_withoutSecrets_unlessAsked()
{
    CliRunner cli;
    cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    QCOMPARE(cli.run({"init", "--template", "reference"}).exitCode, 0);
    cli.write("secrets/client-secret", "planted-client-secret\n", true);
    const auto open = cli.run({"export", "--target", "istio", "--output", "open", "--json"});
    QVERIFY2(open.exitCode == 0, qPrintable(open.all()));
    QVERIFY(!cli.exists("tls/gateway.key"));
    const auto openDocument = open.document();
    for (const auto& file : openDocument.at("files").as_array())
        QVERIFY(!file.at("secret").as_bool());

    const auto full =
        cli.run({"export", "--target", "istio", "--output", "full", "--with-secrets", "--json"});
    QVERIFY2(full.exitCode == 0, qPrintable(full.all()));
    QCOMPARE(cli.mode("tls/gateway.key"), 0600);
    int secrets = 0;
    const auto fullDocument = full.document();
    for (const auto& file : fullDocument.at("files").as_array()) {
        if (!file.at("secret").as_bool())
            continue;
        ++secrets;
        const auto path = "full/" + QString::fromStdString(std::string(file.at("path").as_string()));
        QCOMPARE(cli.mode(path), 0600);
    }
    QVERIFY(secrets >= 2);
    QVERIFY(!full.all().contains("planted-client-secret"));
}

void CliProjectTest::exports_pagesAndLoginsOfTheProject()
{
    CliRunner cli;
    cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    QCOMPARE(cli.run({"init", "--template", "reference"}).exitCode, 0);
    auto text = cli.read("meshsso.yaml");
    QVERIFY(text.contains("\nauthorization:\n"));
    text.replace("\nauthorization:\n", "\nauthorization:\n"
                                       "  pages: {directory: pages}\n"
                                       "  logins:\n"
                                       "    - name: partners\n"
                                       "      hosts: [partners.example.com]\n"
                                       "      issuer: https://id.example.com/realms/Partners\n"
                                       "      clientId: theirs\n"
                                       "      clientSecret: file:secrets/partners\n");
    cli.write("meshsso.yaml", text);
    cli.write("secrets/client-secret", "planted-client-secret", true);
    cli.write("secrets/partners", "planted-partners-secret", true);
    const QStringList command{"export", "--target", "istio", "--output", "full", "--with-secrets"};
    const auto missing = cli.run(command);
    QCOMPARE(missing.exitCode, 2);
    QVERIFY2(missing.err.contains("neither page.html nor logo.svg"), qPrintable(missing.err));
    QVERIFY(!cli.exists("full/workload/kustomization.yaml"));

    QVERIFY(QDir().mkpath(cli.path("pages")));
    cli.write("pages/page.html", "<title>Our sign-in</title>");
    const auto full = cli.run(command);
    QVERIFY2(full.exitCode == 0, qPrintable(full.all()));
    QVERIFY(!full.all().contains("planted"));
    QVERIFY(cli.read("full/workload/31-configmap-meshsso-authserver-pages.yaml").contains("Our sign-in"));
    const auto secret = cli.read("full/workload/32-secret-meshsso-authserver.yaml");
    QVERIFY2(
        secret.contains("login-partners-client-secret: " + QByteArray("planted-partners-secret").toBase64()),
        qPrintable(full.all()));
    QVERIFY(full.err.contains("https://partners.example.com/oauth2/callback"));
}

void CliProjectTest::reusesTheCertificate_andReplacesItWhenTheAddressChanges()
{
    const CliRunner cli;
    cli.initSandbox();
    QCOMPARE(cli.run({"export", "--with-secrets"}).exitCode, 0);
    const auto first = cli.read("tls/gateway.crt");
    QVERIFY(first.contains("BEGIN CERTIFICATE"));
    QCOMPARE(cli.run({"export", "--with-secrets"}).exitCode, 0);
    QCOMPARE(cli.read("tls/gateway.crt"), first);

    cli.initSandbox({"--force", "--gateway-address", "127.0.0.2"});
    const auto again = cli.run({"export", "--with-secrets"});
    QVERIFY2(again.exitCode == 0, qPrintable(again.all()));
    QVERIFY2(again.err.contains("made a new certificate"), qPrintable(again.err));
    QVERIFY(cli.read("tls/gateway.crt") != first);
}

void CliProjectTest::serverConfig_isWhatTheServerAccepts()
{
    const CliRunner cli;
    cli.initSandbox();
    cli.write("secrets/client-secret", "planted-client-secret\n", true);
    for (const QStringList& arguments :
         {QStringList{"server", "config"}, QStringList{"server", "config", "--local"}}) {
        const auto result = cli.run(arguments);
        QVERIFY2(result.exitCode == 0, qPrintable(result.all()));
        const auto loaded = meshsso::serverconfig::parseServerConfig(result.out.toStdString(), "server.yaml");
        QVERIFY2(!meshsso::hasErrors(loaded.findings), qPrintable(result.out));
        QCOMPARE(loaded.config.provider.clientId, std::string("oauth2proxy"));
    }
    const auto local = cli.run({"server", "config", "--local"}).out;
    QVERIFY2(local.contains(cli.path("secrets/cookie-secret")), qPrintable(local));

    QCOMPARE(cli.run({"server", "config", "--local", "--output", "server.yaml"}).exitCode, 0);
    QCOMPARE(cli.read("server.yaml"), local);
}

void CliProjectTest::refuses_aLocalServerConfig_withKeychainSecrets()
{
    const CliRunner cli;
    cli.initSandbox();
    auto text = cli.read("meshsso.yaml");
    cli.write("meshsso.yaml", text.replace("file:secrets/cookie-secret", "keychain:meshsso/cookie-secret"));
    const auto result = cli.run({"server", "config", "--local"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("keychain:meshsso/cookie-secret"), qPrintable(result.err));
    QCOMPARE(result.out, QString());
}

void CliProjectTest::loginTest_reportsAnUnreachableGateway()
{
    const CliRunner cli;
    cli.initSandbox({"--gateway-https-port", QString::number(freePort())});
    const auto result = cli.run({"login-test", "--json"});
    QCOMPARE(result.exitCode, 3);
    QCOMPARE(result.document().at("works").as_bool(), false);
}

void CliProjectTest::refuses_aLoginTest_withoutAPassword()
{
    const CliRunner cli;
    cli.initSandbox();
    const auto unknown = cli.run({"login-test", "--user", "mallory"});
    QCOMPARE(unknown.exitCode, 2);
    QVERIFY2(unknown.err.contains("--password-ref"), qPrintable(unknown.err));
    const auto typed = cli.run({"login-test", "--user", "mallory", "--password-ref", "hunter2-planted"});
    QCOMPARE(typed.exitCode, 2);
    QVERIFY2(!typed.all().contains("hunter2-planted"), qPrintable(typed.all()));
}

void CliProjectTest::neverShowsASecret()
{
    CliRunner cli;
    cli.setEnvironment("MESHSSO_KEYCLOAK_ADMIN_PASSWORD", "planted-admin-password");
    cli.initSandbox(sandboxFor(freePort()));
    cli.write("secrets/client-secret", "planted-client-secret\n", true);
    const QStringList planted{"planted-admin-password", "planted-client-secret",
                              cli.read("secrets/cookie-secret").trimmed(),
                              cli.read("secrets/alice-password").trimmed()};
    const QList<QStringList> runs{{"validate"},
                                  {"plan"},
                                  {"apply"},
                                  {"check"},
                                  {"login-test"},
                                  {"export", "--with-secrets"},
                                  {"server", "config", "--local"},
                                  {"server", "config"}};
    for (const auto& arguments : runs) {
        for (const QStringList& extra : {QStringList{"--verbose"}, QStringList{"--json"}}) {
            const auto result = cli.run(arguments + extra);
            for (const auto& secret : planted)
                QVERIFY2(!result.all().contains(secret), qPrintable(arguments.join(' ')));
        }
    }
    QVERIFY(!cli.read("meshsso.yaml").contains("planted"));
}

QTEST_GUILESS_MAIN(CliProjectTest)
#include "tst_CliProject.moc"
