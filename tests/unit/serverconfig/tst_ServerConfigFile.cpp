#include "serverconfig/LocalReferences.h"
#include "serverconfig/ServerConfigFile.h"
#include "serverconfig/ServerConfigJson.h"
#include "support/TestPrinters.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::serverconfig;

namespace {

constexpr const char* minimal = "apiVersion: meshsso/v1\n"
                                "kind: AuthServerConfig\n"
                                "provider:\n"
                                "  issuer: https://sso.example.com/realms/test\n"
                                "  clientId: gateway\n"
                                "  clientSecret: file:/run/secrets/client\n"
                                "session:\n"
                                "  cookieSecrets: [\"env:COOKIE_SECRET\"]\n"
                                "allowedHosts: [app.example.com]\n";

std::string with(const std::string& from, const std::string& to)
{
    std::string text = minimal;
    const auto at = text.find(from);
    Q_ASSERT(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

const Finding* find(const Findings& findings, std::string_view code)
{
    for (const auto& finding : findings) {
        if (finding.code == code)
            return &finding;
    }
    return nullptr;
}

/// The one thing that is said about any server without Redis.
bool saysNothingElse(const Findings& findings)
{
    return std::all_of(findings.begin(), findings.end(),
                       [](const Finding& f) { return f.code == "server.revocation-local"; });
}

std::string fullText()
{
    QFile file(QStringLiteral(MESHSSO_TEST_DATA "/serverconfig/full.yaml"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace

class ServerConfigFileTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAMinimalFile_withDefaults()
    {
        const auto loaded = parseServerConfig(minimal, "authserver.yaml");
        QVERIFY2(saysNothingElse(loaded.findings), test::describe(loaded.findings).c_str());
        QCOMPARE(loaded.config.provider.issuer, std::string("https://sso.example.com/realms/test"));
        QCOMPARE(loaded.config.listen.port, 4180);
        QCOMPARE(loaded.config.pathPrefix, std::string("/_check"));
        QVERIFY(loaded.config.session.lifetime == std::chrono::hours(8));
        QVERIFY(loaded.config.session.outageGrace == std::chrono::minutes(15));
        QCOMPARE(loaded.config.session.cookieSecrets.front().toString(), std::string("env:COOKIE_SECRET"));
    }

    void readsEveryField()
    {
        const auto config = parseServerConfig(fullText(), "full.yaml").config;
        QCOMPARE(config.listen.metricsAddress, std::string("::1"));
        QCOMPARE(config.provider.scopes.back(), std::string("123"));
        QVERIFY(config.session.lifetime == std::chrono::hours(24 * 7));
        QCOMPARE(config.session.cookieName, std::string("yes"));
        QCOMPARE(config.headers.claimHeaders.at("X-Tenant"), std::string("tenant"));
        QVERIFY(config.session.store == SessionStoreKind::Redis);
        QCOMPARE(config.redis.sentinels.size(), std::size_t(2));
        QVERIFY(config.redis.timeout == std::chrono::milliseconds(250));
        QCOMPARE(config.bearer.issuers.front().audiences.size(), std::size_t(2));
        QVERIFY(config.pages.showMissingRole);
        QCOMPARE(config.logins.front().provider.clientId, std::string("partners"));
        QVERIFY(config.logins.front().hasAccess);
        QVERIFY(config.checkTimeout == std::chrono::milliseconds(900));
        QCOMPARE(config.access.rules.size(), std::size_t(3));
        QCOMPARE(config.access.claimPaths.groups, std::string("realm_access.groups"));
        QVERIFY(!config.signInPage);
        QCOMPARE(config.workers, 2);
        QCOMPARE(config.logLevel, std::string("debug"));
    }

    void emitsWhatItReads()
    {
        const auto first = parseServerConfig(fullText(), "full.yaml").config;
        const auto text = emitServerConfig(first);
        const auto again = parseServerConfig(text, "again.yaml");
        QCOMPARE(emitServerConfig(again.config), text);
        QVERIFY(again.config.access == first.access);
        QCOMPARE(prettyJson(serverConfigToJson(again.config)), prettyJson(serverConfigToJson(first)));
    }

    void emitsEmptyListsThatDifferFromTheDefault()
    {
        auto config = parseServerConfig(minimal, "x").config;
        config.session.keep.clear();
        config.pathPrefix.clear();
        const auto again = parseServerConfig(emitServerConfig(config), "x").config;
        QVERIFY(again.session.keep.empty());
        QVERIFY(again.pathPrefix.empty());
    }

    void emitsThatNoSessionPassesInAnOutage()
    {
        const auto text = with("session:\n", "session:\n  outageGrace: 0s\n");
        const auto config = parseServerConfig(text, "x").config;
        QCOMPARE(config.session.outageGrace.count(), 0);
        QCOMPARE(parseServerConfig(emitServerConfig(config), "x").config.session.outageGrace.count(), 0);
    }

    void namesThePosition_ofASemanticError()
    {
        const auto loaded = parseServerConfig(with("https://sso", "http://sso"), "authserver.yaml");
        const auto* finding = find(loaded.findings, "server.issuer-http");
        QVERIFY2(finding, test::describe(loaded.findings).c_str());
        QCOMPARE(finding->where, std::string("authserver.yaml:4:3 (provider.issuer)"));
    }

    void tellsAllErrorsAtOnce()
    {
        auto text = with("https://sso", "http://sso");
        text += "pathPrefx: /x\nworkers: many\nlogLevel: loud\nsessions: {}\n";
        const auto loaded = parseServerConfig(text, "authserver.yaml");
        QVERIFY2(loaded.findings.size() >= 5, test::describe(loaded.findings).c_str());
        QVERIFY(hasErrors(loaded.findings));
        QVERIFY(test::describe(loaded.findings).find("pathPrefix") != std::string::npos);
    }

    void refuses_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, std::string text, const char* code) {
            QTest::newRow(name) << std::move(text) << std::string(code);
        };
        row("another kind", with("AuthServerConfig", "SsoProject"), "server.kind");
        row("another version", with("meshsso/v1", "meshsso/v2"), "server.kind");
        row("syntax", "a: [", "yaml.syntax");
        row("list", "- a\n", "yaml.type");
        row("empty", "", "yaml.type");
        row("Redis store without Redis", with("session:\n", "session:\n  store: redis\n"),
            "server.redis-missing");
        row("another session store", with("session:\n", "session:\n  store: disk\n"), "server.session-store");
        row("other subrequests", std::string(minimal) + "subrequests: apache\n", "server.subrequests");
        row("password of Redis typed in",
            std::string(minimal) + "redis: {url: \"rediss://redis\", password: s3cr3t-value}\n",
            "server.secret-reference");
        row("password in the address of Redis",
            std::string(minimal) + "redis: {url: \"rediss://:s3cr3t-value@redis\"}\n", "server.redis-url");
        row("login without a cookie name",
            std::string(minimal) + "logins:\n  - name: x\n    hosts: [x.example.com]\n", "yaml.required");
        row("secret typed in", with("file:/run/secrets/client", "s3cr3t-value"), "server.secret-reference");
        row("cookie secret typed in", with("env:COOKIE_SECRET", "s3cr3t-value"), "server.secret-reference");
        row("keychain", with("file:/run/secrets/client", "keychain:client"), "server.secret-kind");
        row("rule of two modes",
            std::string(minimal) +
                "access:\n  rules:\n    - name: x\n      public: true\n      authenticated: true\n",
            "access.mode");
    }

    void refuses()
    {
        QFETCH(std::string, text);
        QFETCH(std::string, code);
        const auto loaded = parseServerConfig(text, "authserver.yaml");
        QVERIFY(hasErrors(loaded.findings));
        QVERIFY2(find(loaded.findings, code), test::describe(loaded.findings).c_str());
        QVERIFY(test::describe(loaded.findings).find("s3cr3t") == std::string::npos);
    }

    void saysAMissingFieldOnce()
    {
        auto text = with("  clientId: gateway\n", "");
        const auto loaded = parseServerConfig(text, "authserver.yaml");
        QVERIFY2(loaded.findings.size() == 2 && find(loaded.findings, "yaml.required") &&
                     find(loaded.findings, "server.revocation-local"),
                 test::describe(loaded.findings).c_str());
    }

    void loadsFromAFile_andRefusesWhatIsNone()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath("authserver.yaml").toStdString();
        MESHSSO_VERIFY_FAILS(loadServerConfig(path), ErrorCode::NotFound);
        MESHSSO_VERIFY_FAILS(loadServerConfig(folder.path().toStdString()), ErrorCode::IoError);
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(minimal);
        file.close();
        const auto loaded = loadServerConfig(path);
        MESHSSO_VERIFY_OK(loaded);
        QVERIFY(saysNothingElse(loaded->findings));
        QVERIFY(file.open(QIODevice::Append));
        file.write(QByteArray(2 * 1024 * 1024, '#'));
        file.close();
        MESHSSO_VERIFY_FAILS(loadServerConfig(path), ErrorCode::TooLarge);
    }

    void listsEverySecretAndAuthority()
    {
        auto config = parseServerConfig(fullText(), "full.yaml").config;
        // As many as the file names: who makes them absolute misses none.
        const auto count = [](const std::string& part) {
            std::size_t found = 0;
            const auto text = fullText();
            for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
                ++found;
            return found;
        };
        QCOMPARE(secretRefs(config).size(), count("file:/") + count("env:"));
        QCOMPARE(localFiles(config).size(), count("caFile: ") + count("directory: "));
        for (auto* ref : secretRefs(config))
            *ref = {};
        for (auto* file : localFiles(config))
            file->clear();
        QVERIFY(secretRefs(config).empty() && localFiles(config).empty());
    }

    void writesDurationsInTheirLargestUnit()
    {
        QCOMPARE(durationText(std::chrono::seconds(0)), std::string("0s"));
        QCOMPARE(durationText(std::chrono::seconds(90)), std::string("90s"));
        QCOMPARE(durationText(std::chrono::minutes(90)), std::string("90m"));
        QCOMPARE(durationText(std::chrono::hours(48)), std::string("48h"));
    }
};

QTEST_APPLESS_MAIN(ServerConfigFileTest)
#include "tst_ServerConfigFile.moc"
