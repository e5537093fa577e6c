#include "CheckTable.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::project;
using namespace meshsso::test;
using P = SsoProject;

namespace {

const SecretRef secret{SecretRef::Kind::Environment, "X"};

User completeUser()
{
    return {"alice", secret, "a@example.com", true, "Alice", "Example", {}};
}

} // namespace

/// Metadata, gateway, identity provider, client and people.
class ProjectChecksTest : public QObject
{
    Q_OBJECT

private slots:
    void hasNothingToSay_aboutAGoodProject()
    {
        const auto findings = checkProject(quietProject());
        QVERIFY2(findings.empty(), describe(findings).c_str());
    }

    void finds_data()
    {
        addCheckColumns();
        metadataAndGateway();
        tls();
        identityProvider();
        workload();
        client();
        people();
    }
    void finds()
    {
        QFETCH(ProjectChange, change);
        QFETCH(QString, code);
        QFETCH(int, severity);
        QFETCH(QString, where);
        const auto wrong = judgeCheck(change, code, severity, where);
        QVERIFY2(wrong.empty(), wrong.c_str());
    }

private:
    static void metadataAndGateway()
    {
        addError("no name", "project.required", "metadata.name", [](P& p) { p.metadata.name.clear(); });
        addError("bad name", "project.name", "metadata.name", [](P& p) { p.metadata.name = "my project"; });
        addError("no address", "project.required", "gateway.address",
                 [](P& p) { p.gateway.address.clear(); });
        addError("address with scheme", "gateway.address", "gateway.address",
                 [](P& p) { p.gateway.address = "https://sso.example.com"; });
        addError("address with port", "gateway.address", "gateway.address",
                 [](P& p) { p.gateway.address = "sso.example.com:8443"; });
        addError("address with path", "gateway.address", "gateway.address",
                 [](P& p) { p.gateway.address = "sso.example.com/x"; });
        addError("address with wildcard", "gateway.address", "gateway.address",
                 [](P& p) { p.gateway.address = "*.example.com"; });
        addFine("address is IPv4", [](P& p) { p.gateway.address = "203.0.113.1"; });
        addFine("address is IPv6", [](P& p) { p.gateway.address = "2001:db8::1"; });
        addError("gateway name", "project.kubernetes-name", "gateway.name",
                 [](P& p) { p.gateway.name = "Edge"; });
        addError("gateway namespace", "project.kubernetes-name", "gateway.namespace",
                 [](P& p) { p.gateway.namespaceName = "a_b"; });
        addError("no gateway name", "project.required", "gateway.name", [](P& p) { p.gateway.name.clear(); });
        addError("port 0", "gateway.port", "gateway.https.port", [](P& p) { p.gateway.https.port = 0; });
        addError("port 65536", "gateway.port", "gateway.http.targetPort",
                 [](P& p) { p.gateway.http.targetPort = 65536; });
        addError("same ports", "gateway.port-clash", "gateway.https.port",
                 [](P& p) { p.gateway.https.port = 80; });
        addError("same target ports", "gateway.exempt-port", "gateway.https.targetPort",
                 [](P& p) { p.gateway.https.targetPort = 8080; });
        addError("https target is http's port", "gateway.exempt-port", "gateway.https.targetPort",
                 [](P& p) { p.gateway.https.targetPort = 80; });
        addFine("unprivileged ports", [](P& p) {
            p.gateway.https = {10443, 10443};
            p.gateway.http = {10080, 10080};
        });
        addError("no selector", "gateway.selector", "gateway.selector",
                 [](P& p) { p.gateway.selector.clear(); });
        addError("no policy selector", "gateway.selector", "gateway.policySelector",
                 [](P& p) { p.gateway.policySelector.clear(); });
        addError("selectors contradict", "gateway.selector", "gateway.policySelector.app", [](P& p) {
            p.gateway.policySelector = {{"app", "other"}};
        });
        addInfo("selectors differ", "gateway.selector", "gateway.policySelector", [](P& p) {
            p.gateway.selector = {{"app", "edge"}};
        });
    }

    static void tls()
    {
        addError("files without certificate", "gateway.tls-files", "gateway.tls.certificateFile",
                 [](P& p) { p.gateway.tls.source = TlsSource::Files; });
        addError("files without key", "gateway.tls-files", "gateway.tls.keyFile", [](P& p) {
            p.gateway.tls.source = TlsSource::Files;
            p.gateway.tls.certificateFile = "a";
        });
        addError("authority without key", "gateway.tls-files", "gateway.tls.authorityKeyFile", [](P& p) {
            p.gateway.tls.source = TlsSource::Authority;
            p.gateway.tls.authorityCertificateFile = "a";
        });
        addWarning("files not used", "gateway.tls-files", "gateway.tls.keyFile",
                   [](P& p) { p.gateway.tls.keyFile = "a"; });
        addWarning("authority not used", "gateway.tls-files", "gateway.tls.authorityCertificateFile",
                   [](P& p) { p.gateway.tls.authorityCertificateFile = "a"; });
        addError("no credential name", "project.required", "gateway.tls.credentialName",
                 [](P& p) { p.gateway.tls.credentialName.clear(); });
        addError("validity", "gateway.validity", "gateway.tls.validityDays",
                 [](P& p) { p.gateway.tls.validityDays = 0; });
        addWarning("long validity", "gateway.validity", "gateway.tls.validityDays",
                   [](P& p) { p.gateway.tls.validityDays = 399; });
        addWarning("self-signed in production", "gateway.self-signed", "gateway.tls.source", [](P& p) {
            p.metadata.environment = Environment::Production;
            p.authorization.replicas = 2;
        });
    }

    static void identityProvider()
    {
        addError("no url", "project.required", "identityProvider.url",
                 [](P& p) { p.identityProvider.url.clear(); });
        addError("no realm", "project.required", "identityProvider.realm",
                 [](P& p) { p.identityProvider.realm.clear(); });
        addError("realm is a path", "keycloak.realm", "identityProvider.realm",
                 [](P& p) { p.identityProvider.realm = "a/b"; });
        addWarning("master realm", "keycloak.master-realm", "identityProvider.realm",
                   [](P& p) { p.identityProvider.realm = "master"; });
        addError("bad url", "keycloak.url", "identityProvider.url",
                 [](P& p) { p.identityProvider.url = "keycloak.example.com"; });
        addError("url with realm", "keycloak.url", "identityProvider.url",
                 [](P& p) { p.identityProvider.url = "https://kc.example.com/realms/x"; });
        addError("url with query", "keycloak.url", "identityProvider.url",
                 [](P& p) { p.identityProvider.url = "https://kc.example.com/?a"; });
        addError("url with password", "keycloak.url", "identityProvider.url",
                 [](P& p) { p.identityProvider.url = "https://a:b@kc.example.com"; });
        addError("bad internal url", "keycloak.url", "identityProvider.internalUrl",
                 [](P& p) { p.identityProvider.internalUrl = "x"; });
        addError("plain http", "keycloak.http", "identityProvider.url",
                 [](P& p) { p.identityProvider.url = "http://kc.example.com"; });
        addFine("plain http on loopback", [](P& p) { p.identityProvider.url = "http://127.0.0.1:8080"; });
        addWarning("guide-http", "keycloak.guide-http", "identityProvider.exposure", [](P& p) {
            p.identityProvider.exposure = Exposure::GuideHttp;
            p.identityProvider.url.clear();
        });
        addWarning("guide-http over https", "keycloak.guide-http", "identityProvider.exposure",
                   [](P& p) { p.identityProvider.exposure = Exposure::GuideHttp; });
        addWarning("guide-http elsewhere", "keycloak.url-host", "identityProvider.url", [](P& p) {
            p.identityProvider.exposure = Exposure::GuideHttp;
            p.identityProvider.url = "http://kc.example.com";
        });
        addWarning("shared host", "keycloak.shared-host", "identityProvider.url",
                   [](P& p) { p.identityProvider.url = "https://sso.example.com"; });
        addWarning("no TLS verification", "keycloak.verify-tls", "identityProvider.verifyTls",
                   [](P& p) { p.identityProvider.verifyTls = false; });
        addError("no TLS verification in production", "keycloak.verify-tls", "identityProvider.verifyTls",
                 [](P& p) {
                     p.identityProvider.verifyTls = false;
                     p.metadata.environment = Environment::Production;
                 });
        addFine("admin user", [](P& p) {
            p.identityProvider.admin.username = "admin";
            p.identityProvider.admin.password = secret;
        });
        addError("admin without password", "keycloak.admin", "identityProvider.admin.password",
                 [](P& p) { p.identityProvider.admin.username = "admin"; });
        addError("admin password without user", "keycloak.admin", "identityProvider.admin.username",
                 [](P& p) { p.identityProvider.admin.password = secret; });
        addError("admin client without secret", "keycloak.admin", "identityProvider.admin.clientSecret",
                 [](P& p) { p.identityProvider.admin.clientId = "x"; });
        addError("admin secret without client", "keycloak.admin", "identityProvider.admin.clientId",
                 [](P& p) { p.identityProvider.admin.clientSecret = secret; });
        addError("admin user and client", "keycloak.admin", "identityProvider.admin",
                 [](P& p) { p.identityProvider.admin = {{}, "master", "a", secret, "b", secret}; });
        addWarning("admin over http", "keycloak.admin-http", "identityProvider.admin.url",
                   [](P& p) { p.identityProvider.admin.url = "http://kc.example.com"; });
    }

    static void workload()
    {
        const auto variable = [](const char* name) {
            return [name](P& p) { p.identityProvider.workload.environment = {{name, "x"}}; };
        };
        for (const auto* name :
             {"KC_PROXY", "KEYCLOAK_ADMIN", "KEYCLOAK_USER", "KC_HOSTNAME_URL", "DB_VENDOR"})
            addWarning(name, "keycloak.old-form",
                       (std::string("identityProvider.workload.environment.") + name).c_str(),
                       variable(name));
        addWarning("old password", "keycloak.old-form",
                   "identityProvider.workload.environment.KEYCLOAK_ADMIN_PASSWORD",
                   variable("KEYCLOAK_ADMIN_PASSWORD"));
        addError("password in clear", "project.literal-secret",
                 "identityProvider.workload.environment.KC_DB_PASSWORD", variable("KC_DB_PASSWORD"));
        addError("client secret in clear", "project.literal-secret",
                 "identityProvider.workload.environment.my_secret", variable("my_secret"));
        addFine("ordinary variable", variable("KC_LOG_LEVEL"));
        const auto image = [](const char* value) {
            return [value](P& p) { p.identityProvider.workload.image = value; };
        };
        addWarning("latest", "keycloak.latest", "identityProvider.workload.image",
                   image("quay.io/keycloak/keycloak:latest"));
        addWarning("no tag", "keycloak.latest", "identityProvider.workload.image",
                   image("localhost:5000/keycloak/keycloak"));
        addFine("digest", image("quay.io/keycloak/keycloak@sha256:0123"));
        addError("workload port", "keycloak.port", "identityProvider.workload.port",
                 [](P& p) { p.identityProvider.workload.port = 0; });
        addError("workload namespace", "project.kubernetes-name", "identityProvider.workload.namespace",
                 [](P& p) { p.identityProvider.workload.namespaceName = "A"; });
        addError("demo without password", "keycloak.admin-password",
                 "identityProvider.workload.adminPassword",
                 [](P& p) { p.identityProvider.workload.kind = KeycloakDeployment::Demo; });
        addWarning("demo in production", "keycloak.demo", "identityProvider.workload.kind", [](P& p) {
            p.identityProvider.workload.kind = KeycloakDeployment::Demo;
            p.metadata.environment = Environment::Production;
        });
        addError("production without database", "keycloak.database", "identityProvider.workload.databaseHost",
                 [](P& p) { p.identityProvider.workload.kind = KeycloakDeployment::Production; });
        addError("production without database password", "keycloak.database",
                 "identityProvider.workload.databasePassword",
                 [](P& p) { p.identityProvider.workload.kind = KeycloakDeployment::Production; });
    }

    static void client()
    {
        addError("no client", "project.required", "client.id", [](P& p) { p.client.id.clear(); });
        addError("blank in client", "keycloak.client-id", "client.id", [](P& p) { p.client.id = "a b"; });
        addError("no secret", "project.secret-unset", "client.secret", [](P& p) { p.client.secret = {}; });
        addError("no openid", "keycloak.openid", "client.scopes", [](P& p) { p.client.scopes = {"email"}; });
        addError("two scopes in one", "keycloak.scope", "client.scopes[1]", [](P& p) {
            p.client.scopes = {"openid", "profile email"};
        });
        const auto redirect = [](const char* uri) { return [uri](P& p) { p.client.redirectUris = {uri}; }; };
        const auto* at = "client.redirectUris[0]";
        addFine("exact redirect", redirect("https://sso.example.com/oauth2/callback"));
        addError("wildcard redirect", "keycloak.redirect-wildcard", at,
                 redirect("https://sso.example.com/*"));
        addError("plus redirect", "keycloak.redirect-wildcard", at, redirect("+"));
        addError("relative redirect", "keycloak.redirect-uri", at, redirect("/oauth2/callback"));
        addError("redirect with fragment", "keycloak.redirect-uri", at,
                 redirect("https://sso.example.com/oauth2/callback#x"));
        addError("redirect with user", "keycloak.redirect-uri", at,
                 redirect("https://sso.example.com@evil.org/oauth2/callback"));
        addError("http redirect", "keycloak.redirect-http", at,
                 redirect("http://sso.example.com/oauth2/callback"));
        addWarning("redirect elsewhere", "keycloak.redirect-path", at,
                   redirect("https://sso.example.com/callback"));
        addWarning("redirect to another host", "keycloak.redirect-host", at,
                   redirect("https://other.example.com/oauth2/callback"));
        addWarning("redirect to another port", "keycloak.redirect-host", at,
                   redirect("https://sso.example.com:8443/oauth2/callback"));
        addError("wildcard after logout", "keycloak.redirect-wildcard", "client.postLogoutRedirectUris[1]",
                 [](P& p) {
                     p.client.postLogoutRedirectUris = {"https://a.example.com/", "https://b.example.com/*"};
                 });
        addError("one scope for both", "keycloak.scope-clash", "claims.audienceScopeName",
                 [](P& p) { p.claims.audienceScopeName = p.claims.roles.scopeName; });
        addError("Keycloak's scope", "keycloak.scope-clash", "claims.roles.scopeName",
                 [](P& p) { p.claims.roles.scopeName = "roles"; });
        addError("no roles claim", "project.required", "claims.roles.claim",
                 [](P& p) { p.claims.roles.claim.clear(); });
        addWarning("restricted to unknown role", "access.unknown-role", "claims.roles.restrictToRoles[0]",
                   [](P& p) { p.claims.roles.restrictToRoles = {"reader"}; });
    }

    static void people()
    {
        const auto user = [](auto change) {
            return [change](P& p) {
                p.users = {completeUser()};
                change(p.users[0]);
            };
        };
        addFine("complete user", user([](User&) {}));
        addWarning("no e-mail", "keycloak.user-incomplete", "users[0]",
                   user([](User& u) { u.email.clear(); }));
        addWarning("no last name", "keycloak.user-incomplete", "users[0]",
                   user([](User& u) { u.lastName.clear(); }));
        addWarning("not verified", "keycloak.user-incomplete", "users[0].emailVerified",
                   user([](User& u) { u.emailVerified = false; }));
        addError("bad e-mail", "keycloak.user-email", "users[0].email",
                 user([](User& u) { u.email = "alice"; }));
        addWarning("upper case", "keycloak.user-case", "users[0].username",
                   user([](User& u) { u.username = "Al"; }));
        addError("no user name", "project.required", "users[0].username",
                 user([](User& u) { u.username.clear(); }));
        addInfo("no password", "keycloak.user-existing", "users[0]", user([](User& u) { u.password = {}; }));
        addWarning("unknown role", "access.unknown-role", "users[0].roles[0]",
                   user([](User& u) { u.roles = {"x"}; }));
        addError("same user twice", "project.duplicate", "users[1].username", [](P& p) {
            p.users = {completeUser(), completeUser()};
        });
        addError("same role twice", "project.duplicate", "roles[1].name", [](P& p) {
            p.roles = {{"a", {}}, {"a", {}}};
        });
        addError("nameless role", "project.required", "roles[0].name", [](P& p) { p.roles = {{}}; });
    }
};

QTEST_APPLESS_MAIN(ProjectChecksTest)
#include "tst_ProjectChecks.moc"
