#include "ImportChecks.h"

#include "access/AccessEvaluator.h"
#include "migrate/Oauth2ProxyImport.h"
#include "migrate/Oauth2ProxySources.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::migrate;
using namespace meshsso::test;
using access::Requirement;
using secrets::SecretRef;

// What an oauth2-proxy was told becomes a project or a configuration that stands, with a finding for the
// rest.
class Oauth2ProxyImportTest : public QObject
{
    Q_OBJECT

    static ImportResult imported(const std::vector<SourceText>& sources, OutputKind kind = OutputKind::Server,
                                 ImportOptions options = {})
    {
        options.output = kind;
        auto result = importOauth2Proxy(sources, options);
        return result ? std::move(*result) : ImportResult();
    }

    /// A short source with what every one needs.
    static ImportResult importedLines(const std::string& lines)
    {
        return imported({{"proxy.cfg", "oidc_issuer_url = \"https://id.example.com/realms/shop\"\n"
                                       "client_id = \"shop\"\n"
                                       "redirect_url = \"https://shop.example.com/oauth2/callback\"\n" +
                                           lines}});
    }

    static const Requirement* findLeaf(const Requirement& requirement, Requirement::Kind kind,
                                       const std::string& name)
    {
        if (requirement.kind == kind && requirement.name == name)
            return &requirement;
        for (const auto& part : requirement.parts) {
            if (const auto* found = findLeaf(part, kind, name))
                return found;
        }
        return nullptr;
    }

    static const Requirement* findLeaf(const ImportResult& result, Requirement::Kind kind,
                                       const std::string& name)
    {
        for (const auto& rule : result.config.access.rules) {
            if (const auto* found = findLeaf(rule.requirement, kind, name))
                return found;
        }
        return nullptr;
    }

private slots:
    void samples_standAsProject_andAsServer_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QStringList>("errors");
        QTest::newRow("flat file") << "oauth2-proxy.cfg" << QStringList{};
        QTest::newRow("Kubernetes") << "oauth2-proxy-kubernetes.yaml" << QStringList{};
        QTest::newRow("dangerous") << "oauth2-proxy-dangerous.cfg" << QStringList{"keycloak.http"};
    }
    void samples_standAsProject_andAsServer()
    {
        QFETCH(QString, file);
        QFETCH(QStringList, errors);
        for (const auto kind : {OutputKind::Project, OutputKind::Server}) {
            const auto result = imported({sample(file)}, kind);
            const auto faults = faultsOf(result, kind, errors);
            QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
        }
    }

    void flatFile_isCarriedOver()
    {
        const auto result = imported({sample("oauth2-proxy.cfg")}, OutputKind::Project);
        const auto& config = result.config;
        QCOMPARE(config.provider.issuer, std::string("https://id.example.com/realms/shop"));
        QCOMPARE(config.provider.clientId, std::string("shop-proxy"));
        QVERIFY((config.provider.clientSecret == SecretRef{SecretRef::Kind::File, "secrets/client-secret"}));
        QVERIFY(config.session.lifetime == std::chrono::hours(12));
        QCOMPARE(config.session.cookieName, std::string("shop_proxy"));
        QCOMPARE(config.redis.url, std::string("rediss://redis.store.svc:6380"));
        QCOMPARE(config.redis.username, std::string("shop"));
        QVERIFY((config.redis.password == SecretRef{SecretRef::Kind::File, "secrets/redis-password"}));
        QCOMPARE(config.trustedProxies, std::vector<std::string>{"10.20.0.0/16"});
        QCOMPARE(config.allowedHosts, (std::vector<std::string>{"shop.example.com", "wiki.example.com"}));
        QVERIFY(!config.signInPage);
        QCOMPARE(outcomeOf(config, "/static/a.css"), QString("public"));
        QCOMPARE(outcomeOf(config, "/static/a.css", "POST"), QString("login"));
        QCOMPARE(outcomeOf(config, "/healthz"), QString("public"));
        QCOMPARE(outcomeOf(config, "/healthz/x"), QString("login"));
        QCOMPARE(outcomeOf(config, "/robots.txt"), QString("public"));
        QCOMPARE(outcomeOf(config, "/robotsxtxt"), QString("login"));
        QVERIFY(findLeaf(result, Requirement::Kind::Group, "/staff") != nullptr);
        QVERIFY(findLeaf(result, Requirement::Kind::Role, "shop-admin") != nullptr);
        QVERIFY(findLeaf(result, Requirement::Kind::ClaimMatches, "email") != nullptr);
        QVERIFY(findLeaf(result, Requirement::Kind::ClaimEquals, "email_verified") != nullptr);

        const auto& project = result.project;
        QCOMPARE(project.identityProvider.realm, std::string("shop"));
        QCOMPARE(project.gateway.address, std::string("shop.example.com"));
        QCOMPARE(project.applications.size(), std::size_t{1});
        QCOMPARE(project.applications.front().name, std::string("shop"));
        QCOMPARE(project.applications.front().namespaceName, std::string("store"));
        QCOMPARE(project.applications.front().port, 8080);
        QCOMPARE(project.roles.size(), std::size_t{1});
        QVERIFY(project.authorization.session.store == project::SessionStore::Redis);
        QVERIFY(!result.secrets.empty());
    }

    void sessionsEndInOutages_whereTheyAreRefreshed_data()
    {
        QTest::addColumn<std::string>("line");
        QTest::addColumn<bool>("isRefreshed");
        const auto row = [](const char* line, bool isRefreshed) {
            QTest::newRow(*line ? line : "left out") << std::string(line) << isRefreshed;
        };
        row("cookie_refresh = \"4m\"", true);
        row("cookie_refresh = \"1h0m0s\"", true);
        row("cookie_refresh = \"500ms\"", true);
        row("cookie_refresh = \"0s\"", false);
        row("cookie_refresh = \"0h0m0s\"", false);
        row("", false); // the provider is never asked again, so sessions pass anyway
    }
    void sessionsEndInOutages_whereTheyAreRefreshed()
    {
        QFETCH(std::string, line);
        QFETCH(bool, isRefreshed);
        const auto result = importedLines(line + "\n");
        const auto usual = serverconfig::SessionConfig{}.outageGrace;
        QVERIFY(result.config.session.outageGrace == (isRefreshed ? std::chrono::seconds(0) : usual));
        QCOMPARE(shown(result.findings).contains("outageGrace: 0s"), isRefreshed);
    }

    void sessionsEndInOutages_inTheProjectToo()
    {
        const auto project = imported({sample("oauth2-proxy.cfg")}, OutputKind::Project).project;
        QCOMPARE(project.authorization.session.outageGrace.count(), 0);
    }

    void dangers_areNamed_data()
    {
        QTest::addColumn<QString>("where");
        for (const char* where :
             {":2 (oidc_issuer_url)", "(cookie_secure)", "(cookie_httponly)", "(email_domains)",
              "(insecure_oidc_allow_unverified_email)", "(insecure_oidc_skip_issuer_verification)",
              "(ssl_insecure_skip_verify)", "(reverse_proxy)", "(whitelist_domains)", "(trusted_ips)",
              "(pass_access_token)", "(gcp_healthchecks)", "(ping_user_agent)", "(skip_jwt_bearer_tokens)",
              "(oidc_extra_audiences)", "(skip_auth_routes)", "(redis_insecure_skip_tls_verify)",
              "(show_debug_on_error)"})
            QTest::newRow(where) << QString(where);
    }
    void dangers_areNamed()
    {
        QFETCH(QString, where);
        const auto result = imported({sample("oauth2-proxy-dangerous.cfg")});
        QVERIFY2(hasFinding(result.findings, "migrate.dangerous", where.toStdString()),
                 qPrintable(shown(result.findings)));
    }

    void dangers_areNotCarriedOver()
    {
        const auto result = imported({sample("oauth2-proxy-dangerous.cfg")});
        const auto& config = result.config;
        QVERIFY(config.session.secureCookies);
        QVERIFY(config.provider.verifyTls);
        QVERIFY(config.trustedProxies.empty());
        QVERIFY(config.bearer.audiences.empty());
        QCOMPARE(config.allowedHosts, std::vector<std::string>{"shop.example.com"});
        for (const char* path : {"/", "/health", "/admin", "/x", "/x/health"})
            QCOMPARE(outcomeOf(config, path), QString("login"));
        QCOMPARE(outcomeOf(config, "/api/x"), QString("public"));
        QVERIFY(hasFinding(result.findings, "migrate.unknown-option", ":25 (cookie_secrt)"));
        QVERIFY(hasFinding(result.findings, "migrate.no-equivalent", "(skip_auth_routes)")); // health
        QVERIFY(result.needsPerson());
    }

    void routes_neverOpenMore_data()
    {
        QTest::addColumn<std::string>("route");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* route, const char* code) {
            QTest::newRow(route) << std::string(route) << std::string(code);
        };
        row(".*", "migrate.dangerous");
        row("GET=.*", "migrate.dangerous");
        row("^/", "migrate.dangerous");
        row("GET!=^/api", "migrate.dangerous");
        row("!=^/api", "migrate.dangerous");
        row("health", "migrate.no-equivalent");
        row("\\\\.css$", "migrate.no-equivalent");
        row("^/a=b", "migrate.no-equivalent"); // a method "^/a", which nobody has
        row("^/[^/]+/x", "migrate.no-equivalent");
    }
    void routes_neverOpenMore()
    {
        QFETCH(std::string, route);
        QFETCH(std::string, code);
        const auto result = importedLines("skip_auth_routes = [ \"" + route + "\" ]\n");
        QVERIFY2(hasFinding(result.findings, code, "(skip_auth_routes)"), qPrintable(shown(result.findings)));
        for (const auto& rule : result.config.access.rules)
            QVERIFY(rule.mode != access::AccessMode::Public);
    }

    /// A limit that is not in the source keeps everybody out, not in.
    void limits_thatAreElsewhere_stayClosed_data()
    {
        QTest::addColumn<std::vector<SourceText>>("sources");
        QTest::newRow("a list of addresses") << std::vector<SourceText>{
            {"s", "client_id = \"a\"\nauthenticated_emails_file = \"/etc/emails\"\n"}};
        QTest::newRow("groups of a ConfigMap that is missing")
            << std::vector<SourceText>{sample("oauth2-proxy-kubernetes.yaml")};
        QTest::newRow("an organisation of another provider")
            << std::vector<SourceText>{{"s", "--provider=github --github-org=shop --email-domain=*"}};
        QTest::newRow("the same in the alpha configuration") << std::vector<SourceText>{
            {"s", "providers:\n  - provider: github\n    clientID: a\n    githubConfig:\n      org: shop\n"}};
    }
    void limits_thatAreElsewhere_stayClosed()
    {
        QFETCH(std::vector<SourceText>, sources);
        const auto result = imported(sources);
        QVERIFY2(findLeaf(result, Requirement::Kind::Role, "imported-users") != nullptr,
                 qPrintable(shown(result.findings)));
        QVERIFY(result.needsPerson());
    }

    void verifiedEmail_isAskedFor_unlessTheSourceAllowedOthers()
    {
        const auto strict = importedLines("email_domains = [\"*\"]\n");
        QVERIFY(findLeaf(strict, Requirement::Kind::ClaimEquals, "email_verified") != nullptr);
        const auto loose =
            importedLines("email_domains = [\"*\"]\ninsecure_oidc_allow_unverified_email = true\n");
        QVERIFY(findLeaf(loose, Requirement::Kind::ClaimEquals, "email_verified") == nullptr);
        const auto byDomain =
            importedLines("email_domains = [\"example.com\"]\ninsecure_oidc_allow_unverified_email = true\n");
        QVERIFY(findLeaf(byDomain, Requirement::Kind::ClaimEquals, "email_verified") != nullptr);
    }

    void emailDomains_matchTheirOwnOnly()
    {
        const auto result = importedLines("email_domains = [\"Example.com\", \".partner.example\"]\n");
        const auto evaluator = access::AccessEvaluator::create(result.config.access);
        QVERIFY(evaluator.has_value());
        const auto isAllowed = [&](const char* email) {
            json::object claims{{"email", email}, {"email_verified", true}};
            return evaluator->evaluate({"shop.example.com", "/", "GET", false}, &claims).outcome ==
                   access::AccessOutcome::Allow;
        };
        QVERIFY(isAllowed("a@example.com"));
        QVERIFY(isAllowed("a@x.partner.example"));
        QVERIFY(!isAllowed("a@partner.example"));
        QVERIFY(!isAllowed("a@example.com.evil"));
        QVERIFY(!isAllowed("a@evilexample.com"));
        QVERIFY(!isAllowed("a@examplexcom"));
    }

    void preflights_pass_butNoOtherOptions()
    {
        const auto result = importedLines("skip_auth_preflight = true\n");
        const auto evaluator = access::AccessEvaluator::create(result.config.access);
        QVERIFY(evaluator.has_value());
        QVERIFY(evaluator->match({"shop.example.com", "/", "OPTIONS", true}).outcome ==
                access::AccessOutcome::Allow);
        QVERIFY(evaluator->match({"shop.example.com", "/", "OPTIONS", false}).outcome ==
                access::AccessOutcome::NeedLogin);
    }

    void kubernetes_isReadWhole()
    {
        const auto result = imported({sample("oauth2-proxy-kubernetes.yaml")});
        QCOMPARE(result.config.provider.clientId, std::string("shop-proxy")); // $(CLIENT_ID)
        QCOMPARE(outcomeOf(result.config, "/public/a"), QString("public"));
        QVERIFY(findLeaf(result, Requirement::Kind::ClaimMatches, "email") != nullptr); // of the ConfigMap
        QVERIFY(hasFinding(result.findings, "migrate.secret", "OAUTH2_PROXY_CLIENT_SECRET"));
        QVERIFY(hasFinding(result.findings, "migrate.missing", "OAUTH2_PROXY_ALLOWED_GROUPS"));
    }

    void listOfObjects_isTakenApart()
    {
        const auto result = imported(
            {{"list", "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: apps/v1\n    kind: Deployment\n"
                      "    spec:\n      template:\n        spec:\n          containers:\n"
                      "            - name: oauth2-proxy\n              args: [--client-id=shop]\n"}});
        QCOMPARE(result.config.provider.clientId, std::string("shop"));
    }

    void alphaConfiguration_goesWithTheRest()
    {
        const std::vector<SourceText> sources{
            {"flags", "--redirect-url=https://shop.example.com/oauth2/callback --email-domain=example.com"},
            sample("oauth2-proxy-alpha.yaml")};
        for (const auto kind : {OutputKind::Project, OutputKind::Server}) {
            const auto result = imported(sources, kind);
            const auto faults = faultsOf(result, kind);
            QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
        }
        const auto result = imported(sources, OutputKind::Project);
        QCOMPARE(result.config.provider.clientId, std::string("shop-proxy"));
        QCOMPARE(result.config.headers.claimHeaders.at("X-Department"), std::string("department"));
        QVERIFY(hasFinding(result.findings, "migrate.no-equivalent", "injectRequestHeaders[2]"));
        QCOMPARE(result.project.applications.size(), std::size_t{2});
        QCOMPARE(result.project.applications[1].pathPrefix, std::string("/wiki"));
        QVERIFY(findLeaf(result, Requirement::Kind::Group, "/staff") != nullptr);
    }

    void laterLayers_win()
    {
        const std::vector<SourceText> sources{
            {"a", "client_id = \"of-the-file\"\n"},
            {"b", "OAUTH2_PROXY_CLIENT_ID=of-the-environment\n"},
            {"c", "--client-id of-the-command-line"},
        };
        QCOMPARE(imported(sources).config.provider.clientId, std::string("of-the-command-line"));
        QCOMPARE(imported({sources[1], sources[0]}).config.provider.clientId,
                 std::string("of-the-environment"));
    }

    void secrets_canBeReferredTo_asVariables()
    {
        ImportOptions options;
        options.secretsInEnvironment = true;
        const auto result = imported({sample("oauth2-proxy.cfg")}, OutputKind::Server, options);
        QCOMPARE(result.config.provider.clientSecret.toString(), std::string("env:MESHSSO_CLIENT_SECRET"));
        const auto faults = faultsOf(result, OutputKind::Server);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void gaps_areErrors()
    {
        const auto result = imported({{"s", "client_id = \"a\"\n"}}, OutputKind::Project);
        for (const char* where : {"provider.issuer", "allowedHosts", "applications"})
            QVERIFY2(hasFinding(result.findings, "migrate.missing", where),
                     qPrintable(shown(result.findings)));
        QVERIFY(hasFinding(result.findings, "migrate.secret-elsewhere", "clientSecret"));
    }

    void answers_fillGaps()
    {
        ImportOptions options;
        options.gatewayAddress = "sso.example.com:8443";
        project::Application application;
        application.name = "wiki";
        options.applications = {application};
        const auto result = imported({{"s", "client_id = \"a\"\noidc_issuer_url = \"https://i/realms/r\"\n"}},
                                     OutputKind::Project, options);
        QCOMPARE(result.project.gateway.address, std::string("sso.example.com"));
        QCOMPARE(result.project.gateway.https.port, 8443);
        QCOMPARE(result.project.applications.front().name, std::string("wiki"));
        QVERIFY(!hasErrors(result.findings));
    }

    void redis_inItsForms_data()
    {
        QTest::addColumn<QString>("lines");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("code");
        QTest::newRow("clear") << "redis_connection_url = \"redis://r:6379\"\n"
                               << "redis://r:6379"
                               << "migrate.dangerous";
        QTest::newRow("cluster") << "redis_use_cluster = true\nredis_cluster_connection_urls = "
                                    "[\"rediss://r1:6379\", \"rediss://r2:6379\"]\n"
                                 << "rediss://r1:6379"
                                 << "";
        QTest::newRow("sentinels") << "redis_use_sentinel = true\nredis_sentinel_master_name = \"main\"\n"
                                      "redis_sentinel_connection_urls = [\"redis://s1:26379/0\"]\n"
                                   << "redis://main"
                                   << "";
        QTest::newRow("no address") << ""
                                    << ""
                                    << "migrate.missing";
        QTest::newRow("another scheme") << "redis_connection_url = \"unix:///run/r\"\n"
                                        << ""
                                        << "migrate.value";
        QTest::newRow("no host") << "redis_connection_url = \"redis://\"\n"
                                 << ""
                                 << "migrate.value";
    }
    void redis_inItsForms()
    {
        QFETCH(QString, lines);
        QFETCH(QString, url);
        QFETCH(QString, code);
        const auto result = importedLines("session_store_type = \"redis\"\n" + lines.toStdString());
        QCOMPARE(QString::fromStdString(result.config.redis.url), url);
        if (!code.isEmpty())
            QVERIFY2(hasFinding(result.findings, code.toStdString(), "proxy.cfg:"),
                     qPrintable(shown(result.findings)));
        if (!result.config.redis.sentinels.empty())
            QCOMPARE(result.config.redis.sentinels.front(), std::string("s1:26379"));
    }

    void values_thatCannotBeRead_areNamed_data()
    {
        QTest::addColumn<std::string>("line");
        for (const char* line :
             {"cookie_expire = \"soon\"", "cookie_domains = [\"com\"]", "whitelist_domains = [\"a/b\"]",
              "http_address = \"unix:///run/s\"", "extra_jwt_issuers = [\"https://planted\"]",
              "client_secret = \"planted", "planted-words"})
            QTest::newRow(line) << std::string(line);
    }
    void values_thatCannotBeRead_areNamed()
    {
        QFETCH(std::string, line);
        const auto result = importedLines(line + "\n");
        QVERIFY2(hasFinding(result.findings, "migrate.value", "proxy.cfg:4"),
                 qPrintable(shown(result.findings)));
        QVERIFY(!shown(result.findings).contains("planted"));
    }

    void foreignTexts_areRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << "";
        QTest::newRow("prose") << "Dear colleagues, here is the file.";
        QTest::newRow("another object") << "apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\n";
        QTest::newRow("broken") << "{\"providers\": [";
        QTest::newRow("authservice") << QString::fromStdString(sample("authservice.json").text);
    }
    void foreignTexts_areRefused()
    {
        QFETCH(QString, text);
        const auto result = importOauth2Proxy({{"s", text.toStdString()}}, {});
        QVERIFY(!result.has_value());
        QVERIFY(result.error().code == ErrorCode::InvalidArgument ||
                result.error().code == ErrorCode::ParseError);
    }

    void commandLines_areSplitAsAShellDoes()
    {
        QCOMPARE(splitCommandLine("a --b='c d' \"e\\\"f\" g\\ h \\\n --i"),
                 (std::vector<std::string>{"a", "--b=c d", "e\"f", "g h", "--i"}));
        QCOMPARE(splitCommandLine("--a=\"^/x\\.y$\""), std::vector<std::string>{"--a=^/x\\.y$"});
    }
};

Q_DECLARE_METATYPE(std::vector<SourceText>)
QTEST_APPLESS_MAIN(Oauth2ProxyImportTest)
#include "tst_Oauth2ProxyImport.moc"
