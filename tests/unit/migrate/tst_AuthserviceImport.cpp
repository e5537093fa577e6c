#include "ImportChecks.h"

#include "core/Json.h"
#include "migrate/AuthserviceImport.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::migrate;
using namespace meshsso::test;

// What authservice was told becomes a project or a configuration that stands, with a finding for the rest.
class AuthserviceImportTest : public QObject
{
    Q_OBJECT

    static ImportResult imported(const std::string& text, OutputKind kind = OutputKind::Server)
    {
        ImportOptions options;
        options.output = kind;
        project::Application application;
        application.name = "shop";
        options.applications = {application};
        auto result = importAuthservice({{"config.json", text}}, options);
        return result ? std::move(*result) : ImportResult();
    }

    static ImportResult importedSample(OutputKind kind = OutputKind::Server)
    {
        return imported(sample("authservice.json").text, kind);
    }

    /// One chain with these members of its filter, and these members beside the chains; ' stands for ".
    static ImportResult importedParts(const std::string& oidc, const std::string& beside = {})
    {
        auto text = "{'listen_address': '0.0.0.0', 'listen_port': 10003, " + beside +
                    "'chains': [{'name': 'a', 'filters': [{'oidc': {'configuration_uri': "
                    "'https://id.example.com/realms/shop/.well-known/openid-configuration', "
                    "'callback_uri': 'https://shop.example.com/oauth2/callback', 'client_id': 'shop', "
                    "'client_secret': 'planted', " +
                    oidc + "'scopes': []}}]}]}";
        std::replace(text.begin(), text.end(), '\'', '"');
        return imported(text);
    }

private slots:
    void sample_standsAsProject_andAsServer()
    {
        for (const auto kind : {OutputKind::Project, OutputKind::Server}) {
            const auto result = importedSample(kind);
            const auto faults = faultsOf(result, kind);
            QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
        }
    }

    /// Whoever's tokens have expired there is let in only with new ones.
    void noSessionPasses_whoseTokensCannotBeRefreshed()
    {
        const auto project = importedSample(OutputKind::Project).project;
        QCOMPARE(project.authorization.session.outageGrace.count(), 0);
        const auto result = importedSample();
        QVERIFY2(hasFinding(result.findings, "migrate.different", "session.outageGrace"),
                 qPrintable(shown(result.findings)));
    }

    void sample_isCarriedOver()
    {
        const auto result = importedSample();
        const auto& config = result.config;
        QCOMPARE(config.listen.grpcPort, 10003);
        QCOMPARE(config.provider.issuer, std::string("https://id.example.com/realms/shop"));
        QCOMPARE(config.provider.internalUrl, std::string("http://keycloak.auth.svc:8080"));
        QCOMPARE(config.provider.clientId, std::string("shop"));
        QVERIFY(config.provider.verifyTls);
        QVERIFY(config.session.lifetime == std::chrono::hours(10));
        QVERIFY(config.session.idleTimeout == std::chrono::minutes(30));
        QCOMPARE(config.session.outageGrace.count(), 0);
        QCOMPARE(config.session.cookieName, std::string("shop"));
        QCOMPARE(config.redis.url, std::string("redis://redis.auth.svc:6379"));
        QCOMPARE(config.logins.size(), std::size_t{1});
        const auto& wiki = config.logins.front();
        QCOMPARE(wiki.hosts, std::vector<std::string>{"wiki.example.com"});
        QCOMPARE(wiki.provider.clientId, std::string("wiki"));
        QCOMPARE(wiki.provider.clientSecret.toString(), std::string("file:secrets/client-secret-wiki-pages"));
        QVERIFY(wiki.cookieName != config.session.cookieName);
    }

    void triggerRules_openNoMore_thanTheyDid()
    {
        const auto config = importedSample().config;
        for (const char* path : {"/healthz", "/static/a.css", "/open/a"})
            QCOMPARE(outcomeOf(config, path), QString("public"));
        for (const char* path :
             {"/", "/healthz/x", "/a.css", "/staticx", "/anywhere", "/open/c", "/open/a/b"})
            QCOMPARE(outcomeOf(config, path), QString("login"));
    }

    void findings_nameWhatDiffers_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("where");
        const auto row = [](const char* code, const char* where) {
            QTest::addRow("%s %s", code, where) << QString(code) << QString(where);
        };
        row("migrate.dangerous", "allow_unmatched_requests");
        row("migrate.dangerous", "skip_verify_peer_cert");
        row("migrate.dangerous", "excluded_paths[5].prefix");
        row("migrate.dangerous", "chains[2].filters[0].mock");
        row("migrate.dangerous", "redis_session_store_config.server_uri");
        row("migrate.no-equivalent", "excluded_paths[2].suffix");
        row("migrate.no-equivalent", "excluded_paths[4].regex");
        row("migrate.no-equivalent", "access_token.header");
        row("migrate.no-equivalent", "chains[2].match");
        row("migrate.changed", "id_token.header");
        row("migrate.changed", "logout.path");
        row("migrate.changed", "callback_uri");
        row("migrate.secret", "client_secret");
        row("migrate.secret-elsewhere", "client_secret_ref");
        row("migrate.unknown-option", "clientid_typo");
        row("migrate.different", "log_level");
        row("migrate.not-needed", "threads");
    }
    void findings_nameWhatDiffers()
    {
        QFETCH(QString, code);
        QFETCH(QString, where);
        const auto result = importedSample();
        QVERIFY2(hasFinding(result.findings, code.toStdString(), where.toStdString()),
                 qPrintable(shown(result.findings)));
    }

    void includedPaths_areNotTheOnlyOnes_thatNeedALogin()
    {
        const auto result =
            importedParts("", "'trigger_rules': [{'included_paths': [{'prefix': '/admin'}]}], ");
        QVERIFY(hasFinding(result.findings, "migrate.dangerous", "included_paths"));
        QCOMPARE(outcomeOf(result.config, "/shop"), QString("login"));
    }

    void severalTriggerRules_makeNothingPublic()
    {
        const auto result = importedParts("", "'trigger_rules': [{'excluded_paths': [{'prefix': '/a'}]}, "
                                              "{'included_paths': [{'prefix': '/a/b'}]}], ");
        QVERIFY(hasFinding(result.findings, "migrate.no-equivalent", "excluded_paths"));
        QCOMPARE(outcomeOf(result.config, "/a"), QString("login"));
    }

    /// Versions differ in whether an expression must take the whole path; ours takes no more than either.
    void expressions_areOfTheWholePath()
    {
        const auto result =
            importedParts("", "'trigger_rules': [{'excluded_paths': [{'regex': '^/open'}]}], ");
        QCOMPARE(outcomeOf(result.config, "/open"), QString("public"));
        QCOMPARE(outcomeOf(result.config, "/open/x"), QString("login"));
    }

    void parts_withoutAnEquivalent_areNamed_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QString>("code");
        QTest::newRow("jwks") << "'jwks': '{}'"
                              << "migrate.no-equivalent";
        QTest::newRow("proxy_uri") << "'proxy_uri': 'http://p:8080'"
                                   << "migrate.no-equivalent";
        QTest::newRow("token_exchange") << "'token_exchange': {'token_exchange_uri': 'https://x'}"
                                        << "migrate.no-equivalent";
        QTest::newRow("client_authentication_method") << "'client_authentication_method': 'private_key_jwt'"
                                                      << "migrate.no-equivalent";
        QTest::newRow("trusted_certificate_authority") << "'trusted_certificate_authority': '-----BEGIN'"
                                                       << "migrate.missing";
        QTest::newRow("same_site") << "'cookie_attributes': {'same_site': 'SAME_SITE_NONE'}"
                                   << "migrate.no-equivalent";
        QTest::newRow("client_cert_file")
            << "'redis_session_store_config': {'tls_config': {'client_cert_file': '/c'}}"
            << "migrate.no-equivalent";
        QTest::newRow("absolute_session_timeout") << "'absolute_session_timeout': 0"
                                                  << "migrate.changed";
    }
    void parts_withoutAnEquivalent_areNamed()
    {
        QFETCH(QString, member);
        QFETCH(QString, code);
        const auto result = importedParts(member.toStdString() + ", ");
        QVERIFY2(hasFinding(result.findings, code.toStdString(), QTest::currentDataTag()),
                 qPrintable(shown(result.findings)));
    }

    void sentinels_areTakenApart()
    {
        const auto result = importedParts(
            "'redis_session_store_config': {'server_uri': 'redis+sentinel://s1,s2:26380/main'}, ");
        QCOMPARE(result.config.redis.url, std::string("redis://main"));
        QCOMPARE(result.config.redis.sentinels, (std::vector<std::string>{"s1:26379", "s2:26380"}));
    }

    void configMap_isOpened()
    {
        const auto text = sample("authservice.json").text;
        json::object data{{"config.json", text}};
        json::object map{{"apiVersion", "v1"},
                         {"kind", "ConfigMap"},
                         {"metadata", json::object{{"name", "authservice"}}},
                         {"data", std::move(data)}};
        const auto result = imported(json::serialize(map));
        QCOMPARE(result.config.provider.clientId, std::string("shop"));
    }

    void foreignTexts_areRefused()
    {
        for (const char* text : {"", "{}", "{\"chains\": ", "listen_port: 4180", "[]"})
            QVERIFY2(!importAuthservice({{"s", text}}, {}).has_value(), text);
        const auto one = sample("authservice.json");
        QVERIFY(!importAuthservice({one, one}, {}).has_value());
        QVERIFY(!importAuthservice({}, {}).has_value());
    }
};

QTEST_APPLESS_MAIN(AuthserviceImportTest)
#include "tst_AuthserviceImport.moc"
