#include "CliRunner.h"

#include <QtTest/QtTest>

using namespace meshsso::test;

// init: what it writes, what it keeps, what it refuses.
class CliInitTest : public QObject
{
    Q_OBJECT

private slots:
    void everyTemplate_isValid_data();
    void everyTemplate_isValid();
    void takesAnswers_intoTheProject();
    void refuses_toOverwrite_unlessForced();
    void keepsSecrets_thatAreThere();
    void writesSecrets_onlyWhereTheyBelong();
    void refuses_badAnswers_data();
    void refuses_badAnswers();
    void namesVariables_whenSecretsComeFromTheEnvironment();
};

void CliInitTest::everyTemplate_isValid_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("reference") << QStringList{"--template", "reference"};
    QTest::newRow("sandbox") << QStringList{"--template", "sandbox"};
    QTest::newRow("minimal") << QStringList{"--template", "minimal"};
    QTest::newRow("several applications") << QStringList{"--app", "shop:8080", "--app", "wiki:9000"};
    QTest::newRow("guide") << QStringList{"--exposure", "guide-http", "--gateway-address", "203.0.113.7"};
    QTest::newRow("asm") << QStringList{"--target", "asm"};
    QTest::newRow("an existing Keycloak") << QStringList{
        "--template", "sandbox", "--keycloak-url", "https://id.example.com", "--realm", "shop"};
    QTest::newRow("a loopback Keycloak")
        << QStringList{"--template", "sandbox", "--keycloak-url", "http://127.0.0.1:8181"};
}

void CliInitTest::everyTemplate_isValid()
{
    QFETCH(QStringList, arguments);
    const CliRunner cli;
    const auto made = cli.run(QStringList{"init"} + arguments);
    QVERIFY2(made.exitCode == 0, qPrintable(made.all()));
    const auto validated = cli.run({"validate"});
    QVERIFY2(validated.exitCode == 0, qPrintable(validated.all() + cli.read("meshsso.yaml")));
    QVERIFY(validated.out.startsWith("Valid: "));
}

void CliInitTest::takesAnswers_intoTheProject()
{
    const CliRunner cli;
    const auto made =
        cli.run({"init", "--name", "shop-sso", "--gateway-address", "shop.example.com", "--keycloak-url",
                 "https://id.example.com", "--realm", "customers", "--client-id", "shop-gateway", "--app",
                 "shop:8080", "--user", "bob", "--project", "deploy/sso.yaml", "--json"});
    QVERIFY2(made.exitCode == 0, qPrintable(made.all()));
    QCOMPARE(made.document().at("file").as_string(), meshsso::json::string("deploy/sso.yaml"));
    const auto text = cli.read("deploy/sso.yaml");
    for (const char* part : {"shop-sso", "shop.example.com", "https://id.example.com", "customers",
                             "shop-gateway", "8080", "bob", "file:secrets/bob-password"})
        QVERIFY2(text.contains(part), qPrintable(QString(part) + " is missing in\n" + text));
    QVERIFY(cli.exists("deploy/secrets/cookie-secret"));
}

void CliInitTest::refuses_toOverwrite_unlessForced()
{
    const CliRunner cli;
    cli.initSandbox();
    const auto before = cli.read("meshsso.yaml");
    const auto refused = cli.run({"init", "--template", "minimal"});
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(refused.err.contains("--force"));
    QCOMPARE(cli.read("meshsso.yaml"), before);

    const auto forced = cli.run({"init", "--template", "minimal", "--force"});
    QVERIFY2(forced.exitCode == 0, qPrintable(forced.all()));
    QVERIFY(cli.read("meshsso.yaml") != before);
}

void CliInitTest::keepsSecrets_thatAreThere()
{
    const CliRunner cli;
    cli.initSandbox();
    const auto secret = cli.read("secrets/cookie-secret");
    cli.initSandbox({"--force"});
    QCOMPARE(cli.read("secrets/cookie-secret"), secret);
}

void CliInitTest::writesSecrets_onlyWhereTheyBelong()
{
    const CliRunner cli;
    const auto made = cli.run({"init", "--template", "sandbox", "--verbose"});
    QCOMPARE(made.exitCode, 0);
    for (const char* name : {"secrets/cookie-secret", "secrets/alice-password"}) {
        const auto secret = cli.read(name).trimmed();
        QVERIFY2(secret.size() >= 24, name);
        QCOMPARE(cli.mode(name), 0600);
        QVERIFY2(!made.all().contains(secret), name);
        QVERIFY2(!cli.read("meshsso.yaml").contains(secret), name);
    }
    QCOMPARE(cli.read("secrets/cookie-secret").trimmed().size(), 43); // base64url of 32 bytes
    QCOMPARE(cli.mode("secrets"), 0700);
    QCOMPARE(cli.read("secrets/.gitignore"), QString("*\n"));
}

void CliInitTest::refuses_badAnswers_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QTest::newRow("application without a port") << QStringList{"--app", "shop"} << "NAME:PORT";
    QTest::newRow("application with a word for a port") << QStringList{"--app", "shop:http"} << "NAME:PORT";
    QTest::newRow("application with port 0") << QStringList{"--app", "shop:0"} << "NAME:PORT";
    QTest::newRow("Keycloak over http")
        << QStringList{"--keycloak-url", "http://id.example.com"} << "guide-http";
    QTest::newRow("no URL") << QStringList{"--keycloak-url", "id.example.com"} << "--keycloak-url";
    QTest::newRow("a password instead of a reference")
        << QStringList{"--admin-password-ref", "hunter2-planted"} << "--admin-password-ref";
    QTest::newRow("a gateway that is no address")
        << QStringList{"--gateway-address", "https://sso"} << "gateway.address";
}

void CliInitTest::refuses_badAnswers()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const CliRunner cli;
    const auto result = cli.run(QStringList{"init"} + arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(says), qPrintable(result.err));
    QVERIFY(!result.all().contains("hunter2-planted"));
    QVERIFY(!cli.exists("meshsso.yaml"));
    QVERIFY(!cli.exists("secrets"));
}

void CliInitTest::namesVariables_whenSecretsComeFromTheEnvironment()
{
    const CliRunner cli;
    const auto result = cli.run({"init", "--template", "sandbox", "--secrets", "env"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.all()));
    QVERIFY(result.out.contains("MESHSSO_COOKIE_SECRET"));
    QVERIFY(cli.read("meshsso.yaml").contains("env:MESHSSO_COOKIE_SECRET"));
    QVERIFY(!cli.exists("secrets"));
}

QTEST_GUILESS_MAIN(CliInitTest)
#include "tst_CliInit.moc"
