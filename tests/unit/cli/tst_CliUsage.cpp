#include "CliRunner.h"

#include <QProcess>
#include <QtTest/QtTest>

using namespace meshsso::test;

// Usage, help, completions: what a person meets before anything is read or sent.
class CliUsageTest : public QObject
{
    Q_OBJECT

private slots:
    void refuses_wrongUsage_data();
    void refuses_wrongUsage();
    void teaches_byHelp_data();
    void teaches_byHelp();
    void saysItsVersion();
    void printsNoColour_inAPipe();
    void completes_inEveryShell_data();
    void completes_inEveryShell();
    void completionScript_isValidBash_andKnowsOptions();
};

void CliUsageTest::refuses_wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");

    QTest::newRow("nothing") << QStringList{} << "verb";
    QTest::newRow("misspelt verb") << QStringList{"plam"} << "Did you mean 'plan'?";
    QTest::newRow("misspelt verb after an option") << QStringList{"--project", "x.yaml", "aply"} << "'apply'";
    QTest::newRow("unknown verb") << QStringList{"frobnicate"} << "one of init, validate, plan";
    QTest::newRow("misspelt second verb") << QStringList{"token", "decod"} << "Did you mean 'decode'?";
    QTest::newRow("missing second verb") << QStringList{"server"} << "meshssoctl server --help";
    QTest::newRow("misspelt option") << QStringList{"plan", "--jsn"} << "Did you mean '--json'?";
    QTest::newRow("misspelt option of a verb") << QStringList{"export", "--outptu", "x"} << "'--output'";
    QTest::newRow("unknown target") << QStringList{"export", "--target", "linkerd"} << "istio";
    QTest::newRow("unknown template") << QStringList{"init", "--template", "huge"} << "reference";
    QTest::newRow("port out of range") << QStringList{"init", "--gateway-https-port", "70000"} << "65535";
    QTest::newRow("unknown shell") << QStringList{"completion", "powershell"} << "fish";
    QTest::newRow("token without a file") << QStringList{"token", "decode"} << "file is required";
    QTest::newRow("option without its value") << QStringList{"apply", "--confirm"} << "--confirm";
}

void CliUsageTest::refuses_wrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const CliRunner cli;
    const auto result = cli.run(arguments);
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains(says), qPrintable(result.err));
    QCOMPARE(result.err.count('\n'), 1);
    QCOMPARE(result.out, QString());
}

void CliUsageTest::teaches_byHelp_data()
{
    QTest::addColumn<QStringList>("verb");
    QTest::newRow("init") << QStringList{"init"};
    QTest::newRow("validate") << QStringList{"validate"};
    QTest::newRow("plan") << QStringList{"plan"};
    QTest::newRow("apply") << QStringList{"apply"};
    QTest::newRow("export") << QStringList{"export"};
    QTest::newRow("check") << QStringList{"check"};
    QTest::newRow("login-test") << QStringList{"login-test"};
    QTest::newRow("connection") << QStringList{"connection"};
    QTest::newRow("evaluate") << QStringList{"evaluate"};
    QTest::newRow("import keycloak") << QStringList{"import", "keycloak"};
    QTest::newRow("import oauth2-proxy") << QStringList{"import", "oauth2-proxy"};
    QTest::newRow("import authservice") << QStringList{"import", "authservice"};
    QTest::newRow("import asm") << QStringList{"import", "asm"};
    QTest::newRow("token decode") << QStringList{"token", "decode"};
    QTest::newRow("server config") << QStringList{"server", "config"};
    QTest::newRow("completion") << QStringList{"completion"};
}

void CliUsageTest::teaches_byHelp()
{
    QFETCH(QStringList, verb);
    const CliRunner cli;
    const auto result = cli.run(verb + QStringList{"--help"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.contains("Example: "), qPrintable(result.out));
    QCOMPARE(result.err, QString());

    const auto overview = cli.run({"--help"});
    QCOMPARE(overview.exitCode, 0);
    QVERIFY(overview.out.contains(verb.first()));
    QVERIFY(overview.out.contains("Exit codes: 0"));
}

void CliUsageTest::saysItsVersion()
{
    const auto result = CliRunner().run({"--version"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QString("meshssoctl " MESHSSO_VERSION "\n"));
}

void CliUsageTest::printsNoColour_inAPipe()
{
    const CliRunner cli;
    cli.initSandbox();
    for (const QStringList& arguments :
         {QStringList{"validate"}, QStringList{"plam"}, QStringList{"plan", "--project", "none.yaml"},
          QStringList{"server", "config", "--local"}})
        QVERIFY2(!cli.run(arguments).all().contains('\x1b'), qPrintable(arguments.join(' ')));
}

void CliUsageTest::completes_inEveryShell_data()
{
    QTest::addColumn<QString>("shell");
    for (const char* shell : {"bash", "zsh", "fish"})
        QTest::newRow(shell) << QString(shell);
}

void CliUsageTest::completes_inEveryShell()
{
    QFETCH(QString, shell);
    const auto result = CliRunner().run({"completion", shell});
    QCOMPARE(result.exitCode, 0);
    for (const char* word : {"init", "validate", "login-test", "decode", "with-secrets", "project"})
        QVERIFY2(result.out.contains(word), word);
}

void CliUsageTest::completionScript_isValidBash_andKnowsOptions()
{
    const auto script = CliRunner().run({"completion", "bash"}).out;
    const QString ask = script + "\nCOMP_WORDS=(meshssoctl token decode --j) COMP_CWORD=3\n_meshssoctl\n"
                                 "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    QProcess bash;
    bash.start("bash", {"--norc", "-c", ask});
    QVERIFY(bash.waitForFinished());
    QCOMPARE(bash.readAllStandardError(), QByteArray());
    const QByteArray words = bash.readAllStandardOutput();
    QVERIFY2(words.contains("--jwks") && words.contains("--json"), words.constData());
    QVERIFY(!words.contains("--target"));
}

QTEST_GUILESS_MAIN(CliUsageTest)
#include "tst_CliUsage.moc"
