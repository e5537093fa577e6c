#include "CliRunner.h"

#include "serverconfig/ServerConfigFile.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

// import oauth2-proxy, authservice and asm: what they write, what they say, what they refuse.
class CliImportTest : public QObject
{
    Q_OBJECT

    static QString sample(const char* name)
    {
        return QString(MESHSSO_SOURCE_DIR "/tests/data/migrate/") + name;
    }

    static QByteArray sampleText(const char* name)
    {
        QFile file(sample(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// The server's own check accepts the file.
    static QString errorsOf(const QString& config)
    {
        QString errors;
        for (const auto& finding : serverconfig::parseServerConfig(config.toStdString(), "s.yaml").findings) {
            if (finding.severity == Severity::Error)
                errors += QString::fromStdString(finding.toString()) + "\n";
        }
        return errors;
    }

private slots:
    void everySource_becomesAValidProject_andConfiguration_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("oauth2-proxy") << QStringList{"oauth2-proxy", sample("oauth2-proxy.cfg")};
        QTest::newRow("oauth2-proxy in Kubernetes")
            << QStringList{"oauth2-proxy", sample("oauth2-proxy-kubernetes.yaml")};
        QTest::newRow("authservice") << QStringList{"authservice", sample("authservice.json"), "--app",
                                                    "shop:8080"};
        QTest::newRow("asm") << QStringList{"asm", sample("asm-provider.json"), sample("asm-mesh.yaml"),
                                            "--app", "httpbin:8000"};
    }
    void everySource_becomesAValidProject_andConfiguration()
    {
        QFETCH(QStringList, arguments);
        const CliRunner cli;
        const auto made = cli.run(QStringList{"import"} + arguments +
                                  QStringList{"--output", "meshsso.yaml", "--server-config", "s.yaml"});
        QVERIFY2(made.exitCode == 0, qPrintable(made.all()));
        QVERIFY(made.out.contains("Wrote meshsso.yaml"));
        QVERIFY(made.out.contains("Wrote s.yaml"));
        QVERIFY2(made.out.contains("> secrets/cookie-secret"), qPrintable(made.out));
        const auto validated = cli.run({"validate"});
        QVERIFY2(validated.exitCode == 0, qPrintable(validated.all() + cli.read("meshsso.yaml")));
        QVERIFY2(errorsOf(cli.read("s.yaml")).isEmpty(), qPrintable(errorsOf(cli.read("s.yaml"))));
        for (const auto& text : {made.all(), cli.read("meshsso.yaml"), cli.read("s.yaml")}) {
            QVERIFY2(!text.contains("planted-") && !text.contains("cGxhbnRlZ"), qPrintable(text));
        }
        QVERIFY(!cli.exists("secrets"));
    }

    void dangers_areSaid()
    {
        const CliRunner cli;
        const auto made = cli.run({"import", "oauth2-proxy", sample("oauth2-proxy-dangerous.cfg"),
                                   "--server-config", "s.yaml", "--json"});
        QCOMPARE(made.exitCode, 0);
        QVERIFY(!cli.exists("meshsso.yaml")); // a configuration alone was asked for
        const auto document = made.document();
        int dangers = 0;
        for (const auto& finding : document.at("findings").as_array())
            dangers += finding.at("code").as_string() == "migrate.dangerous" ? 1 : 0;
        QVERIFY2(dangers > 15, qPrintable(QString::number(dangers)));
        QVERIFY(document.contains("serverFindings"));
        QVERIFY(!document.contains("projectFindings"));
        for (const auto& secret : document.at("secrets").as_array())
            QVERIFY(!secret.at("create").as_string().empty());
    }

    void standardInput_isASource()
    {
        const CliRunner cli;
        const auto made =
            cli.run({"import", "oauth2-proxy", "-", "--secrets", "env"}, sampleText("oauth2-proxy.cfg"));
        QVERIFY2(made.exitCode == 0, qPrintable(made.all()));
        QVERIFY(made.err.contains("standard input:5 (client_secret)"));
        QVERIFY(cli.read("meshsso.yaml").contains("env:MESHSSO_CLIENT_SECRET"));
    }

    void answers_fillGaps()
    {
        const CliRunner cli;
        cli.write("flags", "oauth2-proxy --client-id=a --oidc-issuer-url=https://id.example.com/realms/r");
        const auto bare = cli.run({"import", "oauth2-proxy", "flags"});
        QCOMPARE(bare.exitCode, 0);
        QVERIFY(bare.err.contains("migrate.missing"));
        QVERIFY(bare.out.contains("not complete"));
        const auto made = cli.run({"import", "oauth2-proxy", "flags", "--gateway-address", "sso.example.com",
                                   "--app", "wiki:9000", "--force"});
        QCOMPARE(made.exitCode, 0);
        QVERIFY2(!made.err.contains("migrate.missing"), qPrintable(made.err));
        QCOMPARE(cli.run({"validate"}).exitCode, 0);
    }

    void refuses_toOverwrite_unlessForced()
    {
        const CliRunner cli;
        cli.write("meshsso.yaml", "mine");
        cli.write("s.yaml", "mine");
        const auto file = sample("oauth2-proxy.cfg");
        const auto project = cli.run({"import", "oauth2-proxy", file});
        QCOMPARE(project.exitCode, 2);
        QVERIFY(project.err.contains("--force"));
        const auto server =
            cli.run({"import", "oauth2-proxy", file, "--output", "new.yaml", "--server-config", "s.yaml"});
        QCOMPARE(server.exitCode, 2);
        QVERIFY(!cli.exists("new.yaml")); // nothing, rather than one of two
        QCOMPARE(cli.read("meshsso.yaml") + cli.read("s.yaml"), QString("minemine"));
        const auto forced = cli.run({"import", "oauth2-proxy", file, "--force"});
        QVERIFY2(forced.exitCode == 0, qPrintable(forced.all()));
        QVERIFY(cli.read("meshsso.yaml").contains("shop.example.com"));
    }

    void refuses_whatItCannotRead_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no file named") << QStringList{"oauth2-proxy"};
        QTest::newRow("no such file") << QStringList{"oauth2-proxy", "nothing.cfg"};
        QTest::newRow("another product's file")
            << QStringList{"authservice", sample("oauth2-proxy-alpha.yaml")};
        QTest::newRow("not of ASM") << QStringList{"asm", sample("authservice.json")};
        QTest::newRow("empty input") << QStringList{"oauth2-proxy", "-"};
        QTest::newRow("an application without port")
            << QStringList{"oauth2-proxy", sample("oauth2-proxy.cfg"), "--app", "shop"};
        QTest::newRow("secrets in a keychain")
            << QStringList{"oauth2-proxy", sample("oauth2-proxy.cfg"), "--secrets", "keychain"};
    }
    void refuses_whatItCannotRead()
    {
        QFETCH(QStringList, arguments);
        const CliRunner cli;
        const auto refused = cli.run(QStringList{"import"} + arguments);
        QVERIFY2(refused.exitCode == 2, qPrintable(refused.all()));
        QVERIFY(refused.err.contains("error"));
        QVERIFY(!cli.exists("meshsso.yaml"));
    }
};

QTEST_GUILESS_MAIN(CliImportTest)
#include "tst_CliImport.moc"
