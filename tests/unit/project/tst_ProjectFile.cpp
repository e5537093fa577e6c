#include "ProjectSamples.h"
#include "support/TestPrinters.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <sys/stat.h>
#include <unistd.h>

using namespace meshsso;
using namespace meshsso::project;

class ProjectFileTest : public QObject
{
    Q_OBJECT

private:
    static std::filesystem::path pathIn(const QTemporaryDir& folder, const char* name)
    {
        return std::filesystem::path(folder.filePath(name).toStdString());
    }
    static void write(const std::filesystem::path& path, const std::string& text)
    {
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QByteArray::fromStdString(text));
    }
    static std::string read(const std::filesystem::path& path)
    {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : "unreadable";
    }

private slots:
    void readsSamples_withoutErrors_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("minimal") << "minimal";
        QTest::newRow("reference") << "reference";
    }
    void readsSamples_withoutErrors()
    {
        QFETCH(QString, name);
        const auto loaded = parseProject(test::sampleText(name), "f.yaml");
        QVERIFY2(!hasErrors(loaded.findings), test::describe(loaded.findings).c_str());
        QVERIFY(!loaded.hasComments);
    }

    void takesDefaults_whenFieldsAreLeftOut()
    {
        const auto project = test::sampleProject("minimal");
        SsoProject expected;
        expected.metadata.name = "minimal";
        expected.gateway.address = "sso.example.com";
        expected.identityProvider.url = "https://keycloak.example.com";
        expected.identityProvider.realm = "Test-oidc";
        expected.client.id = "oauth2proxy";
        expected.client.secret = {SecretRef::Kind::Keychain, "minimal/client"};
        expected.applications.emplace_back().name = "httpbin";
        expected.authorization.session.cookieSecret = {SecretRef::Kind::Keychain, "minimal/cookie"};
        QVERIFY(project == expected);
    }

    void survivesEmitting_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto* name : {"minimal", "reference", "everything"})
            QTest::newRow(name) << QString(name);
    }
    void survivesEmitting()
    {
        QFETCH(QString, name);
        const auto project = test::sampleProject(name);
        const auto text = emitProject(project);
        const auto again = parseProject(text, "f.yaml");
        for (const auto& finding : again.findings)
            QVERIFY2(!finding.code.starts_with("yaml."), finding.toString().c_str());
        QVERIFY2(again.project == project, text.c_str());
        QCOMPARE(emitProject(again.project), text);
        if (name != "everything")
            QCOMPARE(text, test::sampleText(name));
    }

    void writesThatNoSessionPassesInAnOutage_butNotTheDefault()
    {
        auto project = test::sampleProject("minimal");
        QVERIFY(project.authorization.session.outageGrace == std::chrono::minutes(15));
        QVERIFY(emitProject(project).find("outageGrace") == std::string::npos);
        project.authorization.session.outageGrace = std::chrono::seconds(0);
        QVERIFY(emitProject(project).find("outageGrace: 0s\n") != std::string::npos);
        QVERIFY(parseProject(emitProject(project), "f").project == project);
    }

    void survivesEmitting_whenTextIsNasty()
    {
        auto project = test::sampleProject("everything");
        project.metadata.name = "on";
        project.client.id = "0x1f";
        project.identityProvider.realm = "# realm: \"x\"";
        project.roles[0].description = "line one\nline two: yes\n";
        project.users[0].firstName = "null";
        project.users[0].lastName = "\u00c5ngstr\u00f6m";
        project.gateway.selector = {{"y", "2024-01-01"}, {"<<", "~"}};
        project.applications[0].access[0].name = "*";
        const auto again = parseProject(emitProject(project), "f.yaml");
        QVERIFY2(again.project == project, emitProject(project).c_str());
    }

    void derivesGuideUrl_andDoesNotWriteIt()
    {
        auto project = test::sampleProject("reference");
        QCOMPARE(project.identityProvider.url, std::string("http://203.0.113.10"));
        QVERIFY(emitProject(project).find("http://203") == std::string::npos);
        project.gateway.http.port = 8080;
        QVERIFY(emitProject(project).find("url: http://203.0.113.10\n") != std::string::npos);
    }

    void leavesServiceNameToAsm()
    {
        auto text = test::sampleText("minimal") + "clusters:\n  target: asm\n";
        auto loaded = parseProject(text, "f");
        QCOMPARE(loaded.project.authorization.serviceName, std::string());
        QCOMPARE(parseProject(emitProject(loaded.project), "f").project.authorization.serviceName,
                 std::string());
        loaded.project.authorization.serviceName = "meshsso-authserver";
        QCOMPARE(parseProject(emitProject(loaded.project), "f").project.authorization.serviceName,
                 std::string("meshsso-authserver"));
    }

    void reportsEverythingAtOnce_withPositions()
    {
        const auto loaded = parseProject("apiVersion: meshsso/v1\n"
                                         "kind: SsoProject\n"
                                         "metadata: {name: x, enviroment: demo}\n"
                                         "gateway:\n"
                                         "  address: https://x\n"
                                         "  https: {port: 70000}\n"
                                         "identityProvider: {realm: r, url: \"http://kc.example.com\"}\n"
                                         "client: {id: c, secret: hunter2, scopes: [email]}\n"
                                         "applications:\n"
                                         "  - name: a\n"
                                         "    pathPrefix: /oauth2\n",
                                         "p.yaml");
        const auto shown = test::describe(loaded.findings);
        for (const auto* expected :
             {"error yaml.unknown-key at p.yaml:3:21 (metadata.enviroment)", "Did you mean 'environment'?",
              "error gateway.address at p.yaml:5:12 (gateway.address)",
              "error yaml.range at p.yaml:6:17 (gateway.https.port)",
              "error keycloak.http at p.yaml:7:35 (identityProvider.url)",
              "error project.secret-reference at p.yaml:8:25 (client.secret)",
              "error keycloak.openid at p.yaml:8:34 (client.scopes)",
              "error gateway.oauth2-captured at p.yaml:11:17 (applications[0].pathPrefix)",
              "error project.cookie-secret at p.yaml:1:1 (authorization.session.cookieSecret)"})
            QVERIFY2(shown.find(expected) != std::string::npos,
                     (std::string(expected) + " in\n" + shown).c_str());
        QVERIFY(shown.find("hunter2") == std::string::npos);
        // What could not be read is reported once, not again as missing.
        QVERIFY(shown.find("secret-unset") == std::string::npos);
    }

    void neverEchoesLiteralSecret_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const char* text) { QTest::newRow(name) << QByteArray(text); };
        row("client", "client: {id: c, secret: hunter2}\n");
        row("client, number", "client: {id: c, secret: 4711}\n");
        row("client, list", "client: {id: c, secret: [hunter2]}\n");
        row("user", "users: [{username: a, password: hunter2}]\n");
        row("admin", "identityProvider: {realm: r, admin: {username: a, password: 'hunter2'}}\n");
        row("cookie",
            "authorization: {session: {cookieSecret: hunter2, previousCookieSecrets: [hunter2]}}\n");
        row("redis", "authorization: {session: {store: redis, redis: {url: 'redis://:hunter2@h:1', password: "
                     "hunter2}}}\n");
        row("environment",
            "identityProvider: {realm: r, workload: {environment: {KC_DB_PASSWORD: hunter2}}}\n");
        row("unknown scheme", "client: {id: c, secret: 'vault:hunter2'}\n");
        row("bad variable", "client: {id: c, secret: 'env:hunter2 4711'}\n");
    }
    void neverEchoesLiteralSecret()
    {
        QFETCH(QByteArray, text);
        const auto loaded = parseProject(text.toStdString(), "f");
        const auto shown = test::describe(loaded.findings);
        QVERIFY(hasErrors(loaded.findings));
        QVERIFY2(shown.find("hunter2") == std::string::npos && shown.find("4711") == std::string::npos,
                 shown.c_str());
    }

    void refuses_whatIsNotAProject_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("empty") << QByteArray("") << "yaml.required";
        QTest::newRow("list") << QByteArray("[a]") << "yaml.type";
        QTest::newRow("text") << QByteArray("hello") << "yaml.type";
        QTest::newRow("syntax") << QByteArray("a: [") << "yaml.syntax";
        QTest::newRow("other kind") << QByteArray("apiVersion: meshsso/v1\nkind: AuthServerConfig\n")
                                    << "project.kind";
        QTest::newRow("other version")
            << QByteArray("apiVersion: meshsso/v2\nkind: SsoProject\n") << "project.kind";
        QTest::newRow("anchor") << QByteArray("a: &x 1\n") << "yaml.syntax";
    }
    void refuses_whatIsNotAProject()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        const auto loaded = parseProject(text.toStdString(), "f");
        QVERIFY2(hasErrors(loaded.findings), "no error");
        QVERIFY2(test::hasFinding(loaded.findings, code.toStdString()),
                 test::describe(loaded.findings).c_str());
    }

    void loads_orSaysWhyNot()
    {
        QTemporaryDir folder;
        const auto path = pathIn(folder, "p.yaml");
        MESHSSO_VERIFY_FAILS(loadProject(path), ErrorCode::NotFound);
        MESHSSO_VERIFY_FAILS(loadProject(pathIn(folder, "")), ErrorCode::IoError);
        write(path, std::string(2 * 1024 * 1024, ' '));
        MESHSSO_VERIFY_FAILS(loadProject(path), ErrorCode::TooLarge);
        write(path, test::sampleText("everything"));
        const auto loaded = loadProject(path);
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(loaded->hasComments);
        QVERIFY(loaded->file == path);
    }

    void saves_andKeepsTheMode()
    {
        QTemporaryDir folder;
        const auto path = pathIn(folder, "p.yaml");
        const auto project = test::sampleProject("reference");
        MESHSSO_VERIFY_OK(saveProject(project, path, false));
        QVERIFY(loadProject(path)->project == project);
        QCOMPARE(::chmod(path.c_str(), 0640), 0);
        MESHSSO_VERIFY_OK(saveProject(test::sampleProject("minimal"), path, false));
        struct stat status = {};
        QCOMPARE(::stat(path.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0640U);
        QCOMPARE(read(path), test::sampleText("minimal"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"p.yaml"});
    }

    void refusesToSave_whenCommentsWouldBeLost()
    {
        QTemporaryDir folder;
        const auto path = pathIn(folder, "p.yaml");
        const auto text = test::sampleText("minimal") + "# mine\n";
        write(path, text);
        const auto project = test::sampleProject("reference");
        MESHSSO_VERIFY_FAILS(saveProject(project, path, false), ErrorCode::Conflict);
        QCOMPARE(read(path), text);
        MESHSSO_VERIFY_OK(saveProject(project, path, true));
        QCOMPARE(read(path), test::sampleText("reference"));
    }

    void refusesToSave_overWhatIsNotYaml()
    {
        QTemporaryDir folder;
        const auto path = pathIn(folder, "p.yaml");
        write(path, "a: [\n");
        const auto project = test::sampleProject("minimal");
        MESHSSO_VERIFY_FAILS(saveProject(project, path, false), ErrorCode::Conflict);
        QCOMPARE(read(path), std::string("a: [\n"));
        MESHSSO_VERIFY_FAILS(saveProject(project, pathIn(folder, "."), false), ErrorCode::IoError);
        MESHSSO_VERIFY_FAILS(saveProject(project, pathIn(folder, "none/p.yaml"), false), ErrorCode::IoError);
    }

    void savesThroughALink()
    {
        QTemporaryDir folder;
        const auto real = pathIn(folder, "real.yaml");
        const auto link = pathIn(folder, "link.yaml");
        write(real, "");
        QCOMPARE(::symlink("real.yaml", link.c_str()), 0);
        MESHSSO_VERIFY_OK(saveProject(test::sampleProject("minimal"), link, false));
        QVERIFY(std::filesystem::is_symlink(link));
        QCOMPARE(read(real), test::sampleText("minimal"));
    }
};

QTEST_APPLESS_MAIN(ProjectFileTest)
#include "tst_ProjectFile.moc"
