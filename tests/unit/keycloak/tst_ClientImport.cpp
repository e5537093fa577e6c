#include "FakeKeycloak.h"
#include "KeycloakSample.h"
#include "core/RunLoop.h"
#include "keycloak/ClientImport.h"
#include "keycloak/Provisioner.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::keycloak;

class tst_ClientImport : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::FakeKeycloak> m_keycloak;
    std::unique_ptr<test::FakeHttpClient> m_http;
    std::unique_ptr<AdminClient> m_admin;
    test::FixedClock m_clock;
    test::SampleSecrets m_secrets;
    RunLoop m_loop;
    project::SsoProject m_project;

    Result<ImportedProject> import(project::SsoProject base = {}, const std::string& client = "oauth2proxy",
                                   const std::string& realm = "Test-oidc")
    {
        return m_loop.runUntilDone(importClient(*m_admin, realm, client, std::move(base)));
    }
    json::object& client() { return *m_keycloak->find("clients", "clientId", "oauth2proxy"); }
    json::array& mappers(std::string_view scope)
    {
        const auto& found = *m_keycloak->find("client-scopes", "name", scope);
        return m_keycloak->collection("client-scopes/" + std::string(stringOr(found, "id")) +
                                      "/protocol-mappers/models");
    }
    void apply()
    {
        const auto report = m_loop.runUntilDone(Provisioner(*m_admin, m_project, m_secrets).apply({}));
        QVERIFY(!report.error);
    }

private slots:
    void init()
    {
        m_keycloak = std::make_unique<test::FakeKeycloak>();
        m_http = std::make_unique<test::FakeHttpClient>(
            [this](const net::HttpRequest& request) { return m_keycloak->handle(request); });
        AdminCredentials credentials;
        credentials.username = "admin";
        m_admin = std::make_unique<AdminClient>(*m_http, "http://kc.test", credentials, m_clock);
        m_project = test::sampleProject();
        m_secrets.values["env:ALICE_PW"] = "alice-password";
        apply();
    }

    void givesBackWhatWeProvisioned_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"as it is", "port", "more hosts", "own names", "one role only"})
            QTest::newRow(how) << how;
    }
    void givesBackWhatWeProvisioned()
    {
        QFETCH(QString, how);
        if (how == "port")
            m_project.gateway.https.port = 8443;
        if (how == "more hosts") {
            m_project.client.redirectUris = {"https://a.example.com/oauth2/callback",
                                             "https://sso.example.com/oauth2/callback"};
            m_project.client.postLogoutRedirectUris = {"https://a.example.com/",
                                                       "https://sso.example.com/bye"};
        }
        if (how == "own names") {
            m_project.claims.roles.scopeName = "our-roles";
            m_project.claims.roles.claim = "realm.roles";
            m_project.claims.audienceScopeName = "our-audience";
        }
        m_keycloak = std::make_unique<test::FakeKeycloak>();
        if (how == "one role only")
            m_project.roles = {{"reader", "may read"}};
        apply();

        project::SsoProject base;
        if (how == "more hosts") // which of them is the gateway's, the client does not tell
            base.gateway.address = "sso.example.com";
        const auto imported = import(base);
        MESHSSO_VERIFY_OK(imported);
        const auto& project = imported->project;
        QCOMPARE(project.gateway.address, m_project.gateway.address);
        QCOMPARE(project.gateway.https.port, m_project.gateway.https.port);
        QCOMPARE(project.identityProvider.issuer(), m_project.identityProvider.issuer());
        QCOMPARE(project.identityProvider.exposure, m_project.identityProvider.exposure);
        QCOMPARE(project.client.id, m_project.client.id);
        QVERIFY(project.client.scopes == m_project.client.scopes);
        QCOMPARE(project.client.redirectUris, m_project.client.redirectUris);
        QCOMPARE(project.client.postLogoutRedirectUris, m_project.client.postLogoutRedirectUris);
        QVERIFY(project.claims == m_project.claims);
        QVERIFY(project.roles == m_project.roles);
        QVERIFY(project.client.secret.isSet());
        QVERIFY2(!hasErrors(imported->findings), test::describe(imported->findings).c_str());
        QVERIFY2(!test::hasFinding(imported->findings, "import.will-change"),
                 test::describe(imported->findings).c_str());

        // Applying what was imported changes nothing.
        auto same = project;
        same.client.secret = m_project.client.secret;
        const auto plan = m_loop.runUntilDone(Provisioner(*m_admin, same, m_secrets).plan());
        MESHSSO_VERIFY_OK(plan);
        QVERIFY2(plan->empty(), plan->empty() ? "" : plan->changes.front().object.c_str());
    }

    void keepsWhatTheClientDoesNotTell()
    {
        project::SsoProject base;
        base.metadata.name = "mine";
        base.client.secret = {secrets::SecretRef::Kind::File, "secret"};
        base.identityProvider.url = "https://id.example.com";
        base.users = m_project.users;
        base.applications.emplace_back();
        const auto imported = import(base);
        MESHSSO_VERIFY_OK(imported);
        QCOMPARE(imported->project.metadata.name, std::string("mine"));
        QCOMPARE(imported->project.client.secret.toString(), std::string("file:secret"));
        QCOMPARE(imported->project.identityProvider.url, std::string("https://id.example.com"));
        QCOMPARE(imported->project.identityProvider.admin.url, std::string("http://kc.test"));
        QCOMPARE(imported->project.users.size(), std::size_t(1));
        QCOMPARE(imported->project.applications.size(), std::size_t(1));
    }

    void finds_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const char* code, const char* part) {
            QTest::newRow(name) << code << part;
        };
        row("wildcard", "import.redirect-wildcard", "https://sso.example.com/*");
        row("http", "import.redirect-dropped", "http://sso.example.com/cb");
        row("relative", "import.redirect-dropped", "/cb");
        row("no callback", "import.no-callback", "/oauth2/callback");
        row("no gateway", "import.gateway", "gateway.address");
        row("two hosts", "import.more-hosts", "sso.example.com");
        row("post logout", "import.post-logout", "+");
        row("no e-mail scope", "import.scope-missing", "email");
        row("no roles scope", "import.roles-scope", "meshsso-roles");
        row("roles unrestricted", "import.roles-unrestricted", "every realm role");
        row("no audience", "import.audience-missing", "meshsso-audience");
        row("audience in the client", "import.audience-elsewhere", "the client itself");
        row("audience with the roles", "import.audience-elsewhere", "loses whole");
        row("other mapper", "import.mapper-undeclared", "team");
        row("public", "import.will-change", "publicClient");
        row("service account", "import.will-change", "serviceAccountsEnabled");
        row("direct access", "import.will-change", "directAccessGrantsEnabled");
        row("signed JWT", "import.will-change", "clientAuthenticatorType");
        row("no PKCE", "import.will-change", "pkce.code.challenge.method");
        row("consent", "import.consent", "consent");
        row("flow", "import.flow", "flow");
        row("issuer unseen", "import.issuer-unseen", "administration URL");
    }
    void finds()
    {
        QFETCH(QString, code);
        QFETCH(QString, part);
        spoil(QTest::currentDataTag());
        const auto imported = import();
        MESHSSO_VERIFY_OK(imported);
        bool found = false;
        for (const auto& finding : imported->findings)
            found |= finding.code == code.toStdString() &&
                     finding.toString().find(part.toStdString()) != std::string::npos;
        QVERIFY2(found, test::describe(imported->findings).c_str());
        const auto clean = test::describe(imported->findings);
        QVERIFY(clean.find("generated-by-keycloak") == std::string::npos);
    }

    void neverTakesTheSecret()
    {
        const auto imported = import();
        MESHSSO_VERIFY_OK(imported);
        QCOMPARE(imported->project.client.secret.toString(),
                 std::string("keychain:oauth2proxy-client-secret"));
        for (const auto& request : m_http->requests()) {
            if (request.url.ends_with("/client-secret"))
                QVERIFY(request.method != "PUT");
        }
    }

    void takesPlainHttpForWhatItIs()
    {
        const auto imported = import();
        MESHSSO_VERIFY_OK(imported);
        QCOMPARE(imported->project.identityProvider.exposure, project::Exposure::GuideHttp);
        QVERIFY(test::hasFinding(imported->findings, "import.plain-http"));
    }

    void fails_data()
    {
        QTest::addColumn<QString>("realm");
        QTest::addColumn<QString>("client");
        QTest::addColumn<QString>("code");
        QTest::newRow("realm") << "Nowhere"
                               << "oauth2proxy"
                               << "not_found";
        QTest::newRow("client") << "Test-oidc"
                                << "nobody"
                                << "not_found";
        QTest::newRow("SAML") << "Test-oidc"
                              << "saml"
                              << "unsupported";
    }
    void fails()
    {
        QFETCH(QString, realm);
        QFETCH(QString, client);
        QFETCH(QString, code);
        const json::value saml{{"clientId", "saml"}, {"protocol", "saml"}};
        MESHSSO_VERIFY_OK(m_loop.runUntilDone(m_admin->post("/realms/Test-oidc/clients", saml)));
        const auto imported = import({}, client.toStdString(), realm.toStdString());
        QVERIFY(!imported);
        QCOMPARE(errorCodeName(imported.error().code), std::string_view(code.toStdString()));
    }

    void listsClients_KeycloaksOwnLast()
    {
        const json::value clients[] = {{{"clientId", "account"}, {"protocol", "openid-connect"}},
                                       {{"clientId", "a-saml"}, {"protocol", "saml"}},
                                       {{"clientId", "spa"}, {"publicClient", true}, {"enabled", false}}};
        for (const auto& body : clients)
            MESHSSO_VERIFY_OK(m_loop.runUntilDone(m_admin->post("/realms/Test-oidc/clients", body)));
        const auto list = m_loop.runUntilDone(listClients(*m_admin, "Test-oidc"));
        MESHSSO_VERIFY_OK(list);
        QCOMPARE(list->size(), std::size_t(3));
        QCOMPARE(list->at(0).clientId, std::string("oauth2proxy"));
        QVERIFY(list->at(1).isPublic && !list->at(1).enabled);
        QVERIFY(list->at(2).isBuiltIn);
        MESHSSO_VERIFY_FAILS(m_loop.runUntilDone(listClients(*m_admin, "Nowhere")), ErrorCode::NotFound);
    }

private:
    void spoil(const QString& how)
    {
        auto& attributes = client()["attributes"].as_object();
        const auto redirects = [&](std::initializer_list<const char*> uris) {
            json::array array;
            for (const char* uri : uris)
                array.emplace_back(uri);
            client()["redirectUris"] = std::move(array);
        };
        const std::string ours = "https://sso.example.com/oauth2/callback";
        const json::object audience{{"name", "aud"},
                                    {"protocolMapper", "oidc-audience-mapper"},
                                    {"config", json::object{{"included.client.audience", "oauth2proxy"}}}};
        if (how == "wildcard")
            redirects({"https://sso.example.com/*"});
        else if (how == "http")
            redirects({ours.c_str(), "http://sso.example.com/cb"});
        else if (how == "relative")
            redirects({"/cb"});
        else if (how == "no callback")
            redirects({"https://sso.example.com/cb"});
        else if (how == "no gateway")
            redirects({});
        else if (how == "two hosts")
            redirects({ours.c_str(), "https://a.example.com/oauth2/callback"});
        else if (how == "post logout")
            attributes["post.logout.redirect.uris"] = "+";
        else if (how == "no e-mail scope") {
            auto& list = m_keycloak->collection("clients/" + std::string(stringOr(client(), "id")) +
                                                "/default-client-scopes");
            for (auto it = list.begin(); it != list.end(); ++it) {
                if (stringOr(it->as_object(), "name") == "email") {
                    list.erase(it);
                    break;
                }
            }
        } else if (how == "no roles scope")
            mappers("meshsso-roles").clear();
        else if (how == "roles unrestricted")
            m_keycloak
                ->collection(
                    "client-scopes/" +
                    std::string(stringOr(*m_keycloak->find("client-scopes", "name", "meshsso-roles"), "id")) +
                    "/scope-mappings/realm")
                .clear();
        else if (how == "no audience")
            mappers("meshsso-audience").clear();
        else if (how == "audience in the client") {
            mappers("meshsso-audience").clear();
            client()["protocolMappers"] = json::array{audience};
        } else if (how == "audience with the roles") {
            mappers("meshsso-audience").clear();
            mappers("meshsso-roles").push_back(audience);
        } else if (how == "other mapper")
            client()["protocolMappers"] = json::array{
                json::object{{"name", "team"}, {"protocolMapper", "oidc-hardcoded-claim-mapper"}}};
        else if (how == "public")
            client()["publicClient"] = true;
        else if (how == "service account")
            client()["serviceAccountsEnabled"] = true;
        else if (how == "direct access")
            client()["directAccessGrantsEnabled"] = true;
        else if (how == "signed JWT")
            client()["clientAuthenticatorType"] = "client-jwt";
        else if (how == "no PKCE")
            attributes.erase("pkce.code.challenge.method");
        else if (how == "consent")
            client()["consentRequired"] = true;
        else if (how == "flow")
            client()["authenticationFlowBindingOverrides"] = json::object{{"browser", "x"}};
        else if (how == "issuer unseen")
            m_keycloak->issuerSeen.clear();
        else
            QFAIL("no such row");
    }
};

QTEST_APPLESS_MAIN(tst_ClientImport)
#include "tst_ClientImport.moc"
