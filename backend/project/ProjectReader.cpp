#include "project/ProjectReader.h"

#include "project/AccessRuleFile.h"
#include "project/ProjectNames.h"
#include "yaml/FieldReader.h"

namespace meshsso::project {
namespace {

using namespace std::chrono_literals;
using yaml::FieldReader;

template<class Enum, std::size_t N>
void readEnum(FieldReader& reader, std::string_view key, const std::array<std::string_view, N>& names,
              Enum& out)
{
    auto index = static_cast<std::size_t>(out);
    reader.readChoice(key, names, index);
    out = static_cast<Enum>(index);
}

void readPort(FieldReader& reader, std::string_view key, int& out)
{
    reader.read(key, out, 1, 65535);
}

void readRequired(FieldReader& reader, std::string_view key, std::string& out)
{
    reader.require(key);
    reader.read(key, out);
}

/// The error never shows the text: somebody may have typed the secret itself.
void addSecret(FieldReader& reader, std::string_view key, std::string_view text, std::vector<SecretRef>& out)
{
    auto ref = SecretRef::parse(text);
    if (ref)
        out.push_back(std::move(*ref));
    else
        reader.error(
            key, "project.secret-reference", ref.error().message,
            "Put the secret there (meshssoctl init does) and write the reference here; if this file was "
            "shared or committed with the secret in it, change the secret.");
}

void readSecret(FieldReader& reader, std::string_view key, SecretRef& out)
{
    std::string text;
    reader.read(key, text);
    std::vector<SecretRef> refs;
    if (!text.empty())
        addSecret(reader, key, text, refs);
    if (!refs.empty())
        out = std::move(refs.front());
}

void readSecrets(FieldReader& reader, std::string_view key, std::vector<SecretRef>& out)
{
    std::vector<std::string> texts;
    reader.read(key, texts);
    for (const auto& text : texts)
        addSecret(reader, key, text, out);
}

void readKind(FieldReader& reader)
{
    const auto check = [&](std::string_view key, std::string_view expected) {
        std::string text;
        reader.require(key);
        reader.read(key, text);
        if (!text.empty() && text != expected)
            reader.error(key, "project.kind", "this program reads '" + std::string(expected) + "' only",
                         "Write '" + std::string(key) + ": " + std::string(expected) + "'.");
    };
    check("apiVersion", names::apiVersion);
    check("kind", names::kind);
}

void readMetadata(FieldReader& reader, Metadata& metadata)
{
    readRequired(reader, "name", metadata.name);
    readEnum(reader, "environment", names::environment, metadata.environment);
}

void readGatewayPort(FieldReader& reader, std::string_view key, GatewayPort& out)
{
    reader.readMap(key, [&](FieldReader& port) {
        readPort(port, "port", out.port);
        readPort(port, "targetPort", out.targetPort);
    });
}

void readTls(FieldReader& reader, GatewayTls& tls)
{
    reader.read("credentialName", tls.credentialName);
    readEnum(reader, "source", names::tlsSource, tls.source);
    reader.read("certificateFile", tls.certificateFile);
    reader.read("keyFile", tls.keyFile);
    reader.read("authorityCertificateFile", tls.authorityCertificateFile);
    reader.read("authorityKeyFile", tls.authorityKeyFile);
    reader.read("validityDays", tls.validityDays, 1, 3650);
}

void readGateway(FieldReader& reader, Gateway& gateway)
{
    readRequired(reader, "address", gateway.address);
    reader.read("name", gateway.name);
    reader.read("namespace", gateway.namespaceName);
    reader.read("selector", gateway.selector);
    reader.read("policySelector", gateway.policySelector);
    readGatewayPort(reader, "https", gateway.https);
    readGatewayPort(reader, "http", gateway.http);
    reader.readMap("tls", [&](FieldReader& tls) { readTls(tls, gateway.tls); });
    reader.read("refuseUnderscores", gateway.refuseUnderscores);
}

void readAdmin(FieldReader& reader, KeycloakAdmin& admin)
{
    reader.read("url", admin.url);
    reader.read("realm", admin.realm);
    reader.read("username", admin.username);
    readSecret(reader, "password", admin.password);
    reader.read("clientId", admin.clientId);
    readSecret(reader, "clientSecret", admin.clientSecret);
}

void readWorkload(FieldReader& reader, KeycloakWorkload& workload)
{
    readEnum(reader, "kind", names::deployment, workload.kind);
    reader.read("namespace", workload.namespaceName);
    reader.read("serviceName", workload.serviceName);
    readPort(reader, "port", workload.port);
    reader.read("image", workload.image);
    reader.read("adminUsername", workload.adminUsername);
    readSecret(reader, "adminPassword", workload.adminPassword);
    reader.read("databaseHost", workload.databaseHost);
    reader.read("databaseName", workload.databaseName);
    reader.read("databaseUsername", workload.databaseUsername);
    readSecret(reader, "databasePassword", workload.databasePassword);
    reader.read("environment", workload.environment);
}

void readIdentityProvider(FieldReader& reader, IdentityProvider& provider)
{
    reader.read("url", provider.url);
    reader.read("internalUrl", provider.internalUrl);
    readRequired(reader, "realm", provider.realm);
    readEnum(reader, "exposure", names::exposure, provider.exposure);
    reader.read("caFile", provider.caFile);
    reader.read("verifyTls", provider.verifyTls);
    reader.read("rotatesRefreshTokens", provider.rotatesRefreshTokens);
    reader.readMap("admin", [&](FieldReader& admin) { readAdmin(admin, provider.admin); });
    reader.readMap("workload", [&](FieldReader& workload) { readWorkload(workload, provider.workload); });
}

void readClient(FieldReader& reader, Client& client)
{
    readRequired(reader, "id", client.id);
    readSecret(reader, "secret", client.secret);
    reader.read("scopes", client.scopes);
    reader.read("redirectUris", client.redirectUris);
    reader.read("postLogoutRedirectUris", client.postLogoutRedirectUris);
    readEnum(reader, "logoutNotice", names::logoutNotice, client.logoutNotice);
}

void readClaims(FieldReader& reader, Claims& claims)
{
    reader.readMap("roles", [&](FieldReader& roles) {
        roles.read("scopeName", claims.roles.scopeName);
        roles.read("claim", claims.roles.claim);
        roles.read("restrictToRoles", claims.roles.restrictToRoles);
    });
    reader.read("audienceScopeName", claims.audienceScopeName);
    reader.read("groupsClaim", claims.groupsClaim);
}

void readRole(FieldReader& reader, Role& role)
{
    readRequired(reader, "name", role.name);
    reader.read("description", role.description);
}

void readUser(FieldReader& reader, User& user)
{
    readRequired(reader, "username", user.username);
    readSecret(reader, "password", user.password);
    reader.read("email", user.email);
    reader.read("emailVerified", user.emailVerified);
    reader.read("firstName", user.firstName);
    reader.read("lastName", user.lastName);
    reader.read("roles", user.roles);
}

void readApplication(FieldReader& reader, Application& application)
{
    readRequired(reader, "name", application.name);
    reader.read("namespace", application.namespaceName);
    reader.read("serviceName", application.serviceName);
    readPort(reader, "port", application.port);
    reader.read("hosts", application.hosts);
    reader.read("pathPrefix", application.pathPrefix);
    reader.read("deployDemo", application.deployDemo);
    readPort(reader, "exposedOnPort", application.exposedOnPort);
    readAccessRules(reader, "access", application.access);
}

void readSession(FieldReader& reader, SessionSettings& session)
{
    readEnum(reader, "store", names::sessionStore, session.store);
    readSecret(reader, "cookieSecret", session.cookieSecret);
    readSecrets(reader, "previousCookieSecrets", session.previousCookieSecrets);
    reader.read("cookieName", session.cookieName);
    reader.read("cookieDomain", session.cookieDomain);
    reader.read("lifetime", session.lifetime, 1min, 24h * 30);
    reader.read("idleTimeout", session.idleTimeout, 1min, 24h * 30);
    reader.read("keep", session.keep);
    reader.read("refreshAhead", session.refreshAhead, 0s, 1h);
    reader.read("outageGrace", session.outageGrace, 0s, 1h);
    reader.read("cacheMegabytes", session.cacheMegabytes, 0, 4096);
    reader.readMap("redis", [&](FieldReader& redis) {
        redis.read("url", session.redis.url);
        redis.read("sentinels", session.redis.sentinels);
        redis.read("cluster", session.redis.cluster);
        redis.read("username", session.redis.username);
        readSecret(redis, "password", session.redis.password);
        redis.read("caFile", session.redis.caFile);
    });
}

void readBearer(FieldReader& reader, BearerTokens& bearer)
{
    reader.read("enabled", bearer.enabled);
    reader.read("audiences", bearer.audiences);
    reader.read("allowedClients", bearer.allowedClients);
    reader.readList("issuers", [&](FieldReader& entry) {
        auto& issuer = bearer.issuers.emplace_back();
        readRequired(entry, "issuer", issuer.issuer);
        entry.read("internalUrl", issuer.internalUrl);
        entry.require("audiences");
        entry.read("audiences", issuer.audiences);
        entry.read("allowedClients", issuer.allowedClients);
        entry.read("rfc9068", issuer.rfc9068);
    });
}

void readLogin(FieldReader& reader, Login& login)
{
    readRequired(reader, "name", login.name);
    reader.require("hosts");
    reader.read("hosts", login.hosts);
    readRequired(reader, "issuer", login.issuer);
    reader.read("internalUrl", login.internalUrl);
    readRequired(reader, "clientId", login.clientId);
    reader.require("clientSecret");
    readSecret(reader, "clientSecret", login.clientSecret);
    reader.read("scopes", login.scopes);
    reader.read("cookieName", login.cookieName);
}

void readAuthorization(FieldReader& reader, AuthorizationService& service)
{
    reader.read("provider", service.provider);
    reader.read("serviceName", service.serviceName);
    reader.read("namespace", service.namespaceName);
    readEnum(reader, "protocol", names::checkProtocol, service.protocol);
    readPort(reader, "httpPort", service.httpPort);
    readPort(reader, "grpcPort", service.grpcPort);
    readPort(reader, "metricsPort", service.metricsPort);
    reader.read("metricsNamespace", service.metricsNamespace);
    reader.read("image", service.image);
    reader.read("replicas", service.replicas, 1, 1000);
    reader.read("pathPrefix", service.pathPrefix);
    reader.read("timeout", service.timeout, 200ms, 1min);
    reader.read("drainDelay", service.drainDelay, 0s, 5min);
    reader.read("signInPage", service.signInPage);
    reader.read("trustedProxies", service.trustedProxies);
    reader.read("allowedRedirectHosts", service.allowedRedirectHosts);
    reader.read("claimHeaders", service.claimHeaders);
    reader.readMap("bearer", [&](FieldReader& bearer) { readBearer(bearer, service.bearer); });
    reader.readMap("pages", [&](FieldReader& pages) {
        pages.read("directory", service.pages.directory);
        pages.read("configMap", service.pages.configMap);
        pages.read("showMissingRole", service.pages.showMissingRole);
    });
    reader.readMap("session", [&](FieldReader& session) { readSession(session, service.session); });
    reader.readList("logins", [&](FieldReader& login) { readLogin(login, service.logins.emplace_back()); });
}

void readClusters(FieldReader& reader, Clusters& clusters)
{
    const auto context = [&](std::string_view key, ClusterContext& out) {
        reader.readMap(key, [&](FieldReader& nested) {
            nested.read("kubeconfig", out.kubeconfig);
            nested.read("context", out.context);
        });
    };
    readEnum(reader, "target", names::target, clusters.target);
    std::size_t version = clusters.apiVersion == names::istioVersion[1] ? 1 : 0;
    reader.readChoice("apiVersion", names::istioVersion, version);
    clusters.apiVersion = names::istioVersion[version];
    context("workload", clusters.workload);
    context("mesh", clusters.mesh);
}

void readLocal(FieldReader& reader, LocalEndpoints& local)
{
    reader.read("keycloak", local.keycloak);
    reader.read("authorizationService", local.authorizationService);
    reader.read("applications", local.applications);
    reader.read("listenAddress", local.listenAddress);
}

} // namespace

SsoProject readProject(const yaml::YamlNode& root, Findings& findings)
{
    SsoProject project;
    FieldReader reader(root, {}, findings);
    readKind(reader);
    for (const auto* section : {"metadata", "gateway", "identityProvider", "client", "applications"})
        reader.require(section);
    reader.readMap("metadata", [&](FieldReader& nested) { readMetadata(nested, project.metadata); });
    reader.readMap("gateway", [&](FieldReader& nested) { readGateway(nested, project.gateway); });
    reader.readMap("identityProvider",
                   [&](FieldReader& nested) { readIdentityProvider(nested, project.identityProvider); });
    reader.readMap("client", [&](FieldReader& nested) { readClient(nested, project.client); });
    reader.readMap("claims", [&](FieldReader& nested) { readClaims(nested, project.claims); });
    reader.readList("roles", [&](FieldReader& nested) { readRole(nested, project.roles.emplace_back()); });
    reader.readList("users", [&](FieldReader& nested) { readUser(nested, project.users.emplace_back()); });
    reader.readList("applications", [&](FieldReader& nested) {
        readApplication(nested, project.applications.emplace_back());
    });
    reader.readMap("authorization",
                   [&](FieldReader& nested) { readAuthorization(nested, project.authorization); });
    reader.readMap("clusters", [&](FieldReader& nested) { readClusters(nested, project.clusters); });
    reader.readMap("local", [&](FieldReader& nested) { readLocal(nested, project.local); });
    reader.finish();
    const auto* authorization = root.find("authorization");
    if (!authorization || !authorization->find("serviceName"))
        project.authorization.serviceName = defaultServiceName(project.clusters.target);
    project.applyDerived();
    return project;
}

} // namespace meshsso::project
