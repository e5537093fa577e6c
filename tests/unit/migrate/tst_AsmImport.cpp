#include "ImportChecks.h"

#include "core/Json.h"
#include "migrate/AsmImport.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::migrate;
using namespace meshsso::test;

// What ASM was told becomes a project or a configuration that stands, with a finding for the rest.
class AsmImportTest : public QObject
{
    Q_OBJECT

    static ImportResult imported(const std::vector<SourceText>& sources, OutputKind kind = OutputKind::Server)
    {
        ImportOptions options;
        options.output = kind;
        project::Application application;
        application.name = "httpbin";
        options.applications = {application};
        auto result = importAsm(sources, options);
        return result ? std::move(*result) : ImportResult();
    }

    static SourceText settings(const char* more)
    {
        return {"s", R"({"issuerURI": "https://id.example.com/realms/r", "clientID": "c",)"
                     R"("redirectDomain": "shop.example.com" )" +
                         std::string(more) + "}"};
    }

    static SourceText policy(const std::string& operation)
    {
        return {"p", R"({"kind": "AuthorizationPolicy", "spec": {"action": "CUSTOM", "provider": )"
                     R"({"name": "httpextauth-oidc"}, "rules": [{"to": [{"operation": )" +
                         operation + "}]}]}}"};
    }

private slots:
    void samples_standAsProject_andAsServer()
    {
        for (const auto kind : {OutputKind::Project, OutputKind::Server}) {
            const auto result = imported({sample("asm-provider.json"), sample("asm-mesh.yaml")}, kind);
            const auto faults = faultsOf(result, kind);
            QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
        }
    }

    void samples_areCarriedOver()
    {
        const auto result =
            imported({sample("asm-provider.json"), sample("asm-mesh.yaml")}, OutputKind::Project);
        const auto& config = result.config;
        QCOMPARE(config.provider.issuer, std::string("https://id.example.com/realms/Test-oidc"));
        QCOMPARE(config.provider.clientId, std::string("oauth2proxy"));
        QCOMPARE(config.publicAuthority, std::string("sso.example.com"));
        QVERIFY(config.session.lifetime == std::chrono::hours(8));
        QCOMPARE(result.project.authorization.session.outageGrace.count(), 0);
        QVERIFY(result.project.clusters.target == project::Target::Asm);
        QCOMPARE(result.project.authorization.provider, std::string("httpextauth-oidc"));
        QVERIFY(result.project.authorization.timeout == std::chrono::seconds(10));
        QCOMPARE(outcomeOf(config, "/healthz"), QString("public"));
        QCOMPARE(outcomeOf(config, "/static/a"), QString("public"));
        for (const char* path : {"/", "/healthz/a", "/staticx", "/x"})
            QCOMPARE(outcomeOf(config, path), QString("login"));
    }

    void findings_nameWhatDiffers_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("where");
        const auto row = [](const char* code, const char* where) {
            QTest::addRow("%s %s", code, where) << QString(code) << QString(where);
        };
        row("migrate.dangerous", "(config.failOpen)");
        row("migrate.dangerous", "(config.statusOnError)");
        row("migrate.secret", "(config.oidc.clientSecret)");
        row("migrate.secret", "(config.oidc.cookieSecret)");
        row("migrate.unknown-option", "(config.oidc.insecureSkipEverything)");
        row("migrate.changed", "(config.headersToUpstreamOnAllow)"); // x-department
        row("migrate.different", "(config.oidc.cookieRefresh)");
        row("migrate.no-equivalent", "notPaths"); // /../x
        row("migrate.different", "clusters.target");
    }
    void findings_nameWhatDiffers()
    {
        QFETCH(QString, code);
        QFETCH(QString, where);
        const auto result =
            imported({sample("asm-provider.json"), sample("asm-mesh.yaml")}, OutputKind::Project);
        QVERIFY2(hasFinding(result.findings, code.toStdString(), where.toStdString()),
                 qPrintable(shown(result.findings)));
    }

    void settings_areFound_whereverTheyStand_data()
    {
        QTest::addColumn<QString>("text");
        const QString inner = R"({"issuerURI": "https://i/realms/r", "clientID": "c"})";
        QTest::newRow("bare") << inner;
        QTest::newRow("YAML") << "issuerURI: https://i/realms/r\nclientID: c\n";
        QTest::newRow("policy") << "kind: ASMSecurityPolicy\nspec:\n  oidc:\n    issuer: https://i/realms/r\n"
                                   "    clientID: c\n";
        QTest::newRow("Terraform") << QString(R"({"resource": {"alicloud_service_mesh_extension_provider": )"
                                              R"({"x": {"config": %1}}}})")
                                          .arg(QString::fromStdString(
                                              json::serialize(json::value(inner.toStdString()))));
        QTest::newRow("mesh configuration") << QString("data:\n  mesh: |\n    extensionProviders:\n      - "
                                                       "name: httpextauth-a\n        oidc: %1\n")
                                                   .arg(inner);
    }
    void settings_areFound_whereverTheyStand()
    {
        QFETCH(QString, text);
        const auto result = imported({{"s", text.toStdString()}});
        QCOMPARE(result.config.provider.issuer, std::string("https://i/realms/r"));
        QCOMPARE(result.config.provider.clientId, std::string("c"));
    }

    void sessionsEndInOutages_unlessTheyAreNeverRefreshed()
    {
        const auto grace = [](const char* more) {
            return imported({settings(more)}).config.session.outageGrace;
        };
        QVERIFY(grace(R"(, "cookieRefresh": "240")") == std::chrono::seconds(0));
        QVERIFY(grace(R"(, "cookieRefresh": 240)") == std::chrono::seconds(0));
        QVERIFY(grace("") == std::chrono::seconds(0)); // whatever it does by default
        QVERIFY(grace(R"(, "cookieRefresh": "0")") == serverconfig::SessionConfig{}.outageGrace);
    }

    void plainHttp_isNamed()
    {
        const auto result = imported({settings(R"(, "redirectProtocol": "http")")});
        QVERIFY(hasFinding(result.findings, "migrate.dangerous", "redirectDomain"));
    }

    void policies_thatProtectOnlySome_protectAll_data()
    {
        QTest::addColumn<QString>("operation");
        QTest::newRow("paths") << R"({"paths": ["/admin"]})";
        QTest::newRow("methods") << R"({"methods": ["POST"]})";
        QTest::newRow("notMethods") << R"({"notMethods": ["GET"]})";
        QTest::newRow("notHosts") << R"({"notHosts": ["x.example.com"]})";
        QTest::newRow("hosts") << R"({"hosts": ["*.example.com"]})";
        QTest::newRow("ports") << R"({"ports": ["443"]})";
    }
    void policies_thatProtectOnlySome_protectAll()
    {
        QFETCH(QString, operation);
        const auto result = imported({settings(""), policy(operation.toStdString())});
        QVERIFY2(hasFinding(result.findings, "migrate.dangerous", QTest::currentDataTag()),
                 qPrintable(shown(result.findings)));
        QCOMPARE(outcomeOf(result.config, "/shop"), QString("login"));
    }

    void nothingVanishes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("where");
        const auto row = [](const char* code, const char* where, const char* text) {
            QTest::newRow(where) << QString(text) << QString(code) << QString(where);
        };
        const auto policy = [&](const char* code, const char* where, const QByteArray& spec) {
            row(code, where,
                R"({"kind": "AuthorizationPolicy", "metadata": {"name": "oidc"}, "spec": )" + spec + "}");
        };
        row("migrate.unknown-option", "(failOpne)", R"({"service": "s", "port": 80, "failOpne": true})");
        row("migrate.unknown-option", "(retries)", R"({"service": "s", "port": 80, "retries": {"n": 3}})");
        row("migrate.no-equivalent", "(clearRouteCache)",
            R"({"service": "s", "port": 80, "clearRouteCache": true})");
        row("migrate.different", "(includeHeadersInCheck)",
            R"({"service": "s", "port": 80, "includeHeadersInCheck": ["cookie"]})");
        policy("migrate.no-equivalent", "(spec.action)", R"({"action": "DENY", "rules": []})");
        policy("migrate.unknown-option", "(spec.rulez)", R"({"action": "CUSTOM", "rulez": []})");
        policy("migrate.unknown-option", "(spec.provider.nmae)",
               R"({"action": "CUSTOM", "provider": {"nmae": "httpextauth-a"}})");
        policy("migrate.unknown-option", "(spec.rules[0].form)",
               R"({"action": "CUSTOM", "rules": [{"form": 1}]})");
        policy("migrate.unknown-option", "operation.notPath)",
               R"({"action": "CUSTOM", "rules": [{"to": [{"operation": {"notPath": ["/a"]}}]}]})");
        policy("migrate.unknown-option", "(spec.rules[0].to[0].operations)",
               R"({"action": "CUSTOM", "rules": [{"to": [{"operations": {}}]}]})");
        policy("migrate.no-equivalent", "(spec.targetRefs)", R"({"action": "CUSTOM", "targetRefs": [{}]})");
        policy("migrate.unknown-option", "(spec.selector.matchExpressions)",
               R"({"action": "CUSTOM", "selector": {"matchExpressions": []}})");
        row("migrate.unknown-option", "(spek)", R"({"kind": "AuthorizationPolicy", "spek": {}})");
    }
    void nothingVanishes()
    {
        QFETCH(QString, text);
        QFETCH(QString, code);
        QFETCH(QString, where);
        const auto result = imported({settings(""), {"p", text.toStdString()}});
        QVERIFY2(hasFinding(result.findings, code.toStdString(), where.toStdString()),
                 qPrintable(shown(result.findings)));
    }

    void selectors_becomeTheGateways()
    {
        const auto made = [](const char* labels, OutputKind kind) {
            const auto selector =
                std::string(R"({"kind": "AuthorizationPolicy", "spec": {"action": "CUSTOM", )"
                            R"("selector": {"matchLabels": )") +
                labels + "}}}";
            return imported({settings(""), {"p", selector}}, kind);
        };
        using Labels = std::map<std::string, std::string>;
        const auto stock = made(R"({"istio": "ingressgateway"})", OutputKind::Project);
        QVERIFY(hasFinding(stock.findings, "migrate.different", "(spec.selector)"));
        QVERIFY(stock.project.gateway.policySelector == project::Gateway().policySelector);
        QVERIFY(stock.project.gateway.selector == project::Gateway().selector);

        const auto other = made(R"({"app": "edge"})", OutputKind::Project);
        QVERIFY(hasFinding(other.findings, "migrate.changed", "(spec.selector)"));
        QVERIFY((other.project.gateway.policySelector == Labels{{"app", "edge"}}));
        QVERIFY((other.project.gateway.selector == Labels{{"app", "edge"}}));
        QVERIFY(faultsOf(other, OutputKind::Project).isEmpty());

        const auto server = made(R"({"app": "edge"})", OutputKind::Server);
        QVERIFY(hasFinding(server.findings, "migrate.not-needed", "(spec.selector)"));
    }

    void openPaths_neverOpenMore_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path : {"*", "/*", "*.css", "/a*b", "/a/../b", "//a", "/{*}", "a"})
            QTest::newRow(path) << QString(path);
    }
    void openPaths_neverOpenMore()
    {
        QFETCH(QString, path);
        const auto result =
            imported({settings(""), policy(R"({"notPaths": [")" + path.toStdString() + R"("]})")});
        QVERIFY2(hasFinding(result.findings, "migrate.no-equivalent", "notPaths"),
                 qPrintable(shown(result.findings)));
        QVERIFY(result.config.access.rules.empty());
    }

    void openPaths_ofSeveralOperations_areNotPublic()
    {
        const SourceText both{"p", R"({"kind": "AuthorizationPolicy", "spec": {"action": "CUSTOM", "rules": )"
                                   R"([{"to": [{"operation": {"notPaths": ["/a"]}}]},)"
                                   R"( {"to": [{"operation": {"paths": ["/a"]}}]}]}})"};
        const auto result = imported({settings(""), both});
        QCOMPARE(outcomeOf(result.config, "/a"), QString("login"));
    }

    void foreignTexts_areRefused()
    {
        for (const char* text : {"", "{}", "{\"name\": ", "kind: Service\nmetadata:\n  name: shop\n"})
            QVERIFY2(!importAsm({{"s", text}}, {}).has_value(), text);
        QVERIFY(!importAsm({}, {}).has_value());
    }
};

QTEST_APPLESS_MAIN(AsmImportTest)
#include "tst_AsmImport.moc"
