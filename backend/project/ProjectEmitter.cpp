#include "project/AccessRuleFile.h"
#include "project/EmittedSection.h"
#include "project/ProjectFile.h"
#include "project/ProjectNames.h"
#include "yaml/YamlValue.h"

namespace meshsso::project {
namespace {

json::object metadataToJson(const Metadata& m)
{
    const Metadata d;
    return EmittedSection()
        .always("name", m.name)
        .add("environment", m.environment, d.environment, names::environment)
        .take();
}

json::object portToJson(const GatewayPort& port, const GatewayPort& d)
{
    return EmittedSection()
        .add("port", port.port, d.port)
        .add("targetPort", port.targetPort, d.targetPort)
        .take();
}

json::object gatewayToJson(const Gateway& g)
{
    const Gateway d;
    auto tls =
        EmittedSection()
            .add("credentialName", g.tls.credentialName, d.tls.credentialName)
            .add("source", g.tls.source, d.tls.source, names::tlsSource)
            .add("certificateFile", g.tls.certificateFile, d.tls.certificateFile)
            .add("keyFile", g.tls.keyFile, d.tls.keyFile)
            .add("authorityCertificateFile", g.tls.authorityCertificateFile, d.tls.authorityCertificateFile)
            .add("authorityKeyFile", g.tls.authorityKeyFile, d.tls.authorityKeyFile)
            .add("validityDays", g.tls.validityDays, d.tls.validityDays)
            .take();
    return EmittedSection()
        .always("address", g.address)
        .add("name", g.name, d.name)
        .add("namespace", g.namespaceName, d.namespaceName)
        .add("selector", g.selector, d.selector)
        .add("policySelector", g.policySelector, d.policySelector)
        .nested("https", portToJson(g.https, d.https))
        .nested("http", portToJson(g.http, d.http))
        .nested("tls", std::move(tls))
        .add("refuseUnderscores", g.refuseUnderscores, d.refuseUnderscores)
        .take();
}

json::object adminToJson(const KeycloakAdmin& a)
{
    const KeycloakAdmin d;
    return EmittedSection()
        .add("url", a.url, d.url)
        .add("realm", a.realm, d.realm)
        .add("username", a.username, d.username)
        .add("password", a.password, d.password)
        .add("clientId", a.clientId, d.clientId)
        .add("clientSecret", a.clientSecret, d.clientSecret)
        .take();
}

json::object workloadToJson(const KeycloakWorkload& w)
{
    const KeycloakWorkload d;
    return EmittedSection()
        .add("kind", w.kind, d.kind, names::deployment)
        .add("namespace", w.namespaceName, d.namespaceName)
        .add("serviceName", w.serviceName, d.serviceName)
        .add("port", w.port, d.port)
        .add("image", w.image, d.image)
        .add("adminUsername", w.adminUsername, d.adminUsername)
        .add("adminPassword", w.adminPassword, d.adminPassword)
        .add("databaseHost", w.databaseHost, d.databaseHost)
        .add("databaseName", w.databaseName, d.databaseName)
        .add("databaseUsername", w.databaseUsername, d.databaseUsername)
        .add("databasePassword", w.databasePassword, d.databasePassword)
        .add("environment", w.environment, d.environment)
        .take();
}

/// The URL as the file has to say it: nothing, where it follows from the gateway.
std::string writtenUrl(const SsoProject& project)
{
    auto derived = project;
    derived.identityProvider.url.clear();
    derived.applyDerived();
    const auto& url = project.identityProvider.url;
    return url == derived.identityProvider.url ? std::string() : url;
}

json::object identityProviderToJson(const SsoProject& project)
{
    const IdentityProvider d;
    const auto& p = project.identityProvider;
    return EmittedSection()
        .add("url", writtenUrl(project), d.url)
        .add("internalUrl", p.internalUrl, d.internalUrl)
        .always("realm", p.realm)
        .add("exposure", p.exposure, d.exposure, names::exposure)
        .add("caFile", p.caFile, d.caFile)
        .add("verifyTls", p.verifyTls, d.verifyTls)
        .add("rotatesRefreshTokens", p.rotatesRefreshTokens, d.rotatesRefreshTokens)
        .nested("admin", adminToJson(p.admin))
        .nested("workload", workloadToJson(p.workload))
        .take();
}

json::object clientToJson(const Client& c)
{
    const Client d;
    return EmittedSection()
        .always("id", c.id)
        .add("secret", c.secret, d.secret)
        .add("scopes", c.scopes, d.scopes)
        .add("redirectUris", c.redirectUris, d.redirectUris)
        .add("postLogoutRedirectUris", c.postLogoutRedirectUris, d.postLogoutRedirectUris)
        .add("logoutNotice", c.logoutNotice, d.logoutNotice, names::logoutNotice)
        .take();
}

json::object claimsToJson(const Claims& c)
{
    const Claims d;
    auto roles = EmittedSection()
                     .add("scopeName", c.roles.scopeName, d.roles.scopeName)
                     .add("claim", c.roles.claim, d.roles.claim)
                     .add("restrictToRoles", c.roles.restrictToRoles, d.roles.restrictToRoles)
                     .take();
    return EmittedSection()
        .nested("roles", std::move(roles))
        .add("audienceScopeName", c.audienceScopeName, d.audienceScopeName)
        .add("groupsClaim", c.groupsClaim, d.groupsClaim)
        .take();
}

json::object roleToJson(const Role& r)
{
    return EmittedSection().always("name", r.name).add("description", r.description, {}).take();
}

json::object userToJson(const User& u)
{
    const User d;
    return EmittedSection()
        .always("username", u.username)
        .add("password", u.password, d.password)
        .add("email", u.email, d.email)
        .add("emailVerified", u.emailVerified, d.emailVerified)
        .add("firstName", u.firstName, d.firstName)
        .add("lastName", u.lastName, d.lastName)
        .add("roles", u.roles, d.roles)
        .take();
}

json::object applicationToJson(const Application& a)
{
    const Application d;
    return EmittedSection()
        .always("name", a.name)
        .add("namespace", a.namespaceName, d.namespaceName)
        .add("serviceName", a.serviceName, d.serviceName)
        .add("port", a.port, d.port)
        .add("hosts", a.hosts, d.hosts)
        .add("pathPrefix", a.pathPrefix, d.pathPrefix)
        .add("deployDemo", a.deployDemo, d.deployDemo)
        .add("exposedOnPort", a.exposedOnPort, d.exposedOnPort)
        .list("access", a.access, accessRuleToJson)
        .take();
}

json::object sessionToJson(const SessionSettings& s)
{
    const SessionSettings d;
    auto redis = EmittedSection()
                     .add("url", s.redis.url, d.redis.url)
                     .add("sentinels", s.redis.sentinels, d.redis.sentinels)
                     .add("cluster", s.redis.cluster, d.redis.cluster)
                     .add("username", s.redis.username, d.redis.username)
                     .add("password", s.redis.password, d.redis.password)
                     .add("caFile", s.redis.caFile, d.redis.caFile)
                     .take();
    return EmittedSection()
        .add("store", s.store, d.store, names::sessionStore)
        .add("cookieSecret", s.cookieSecret, d.cookieSecret)
        .add("previousCookieSecrets", s.previousCookieSecrets, d.previousCookieSecrets)
        .add("cookieName", s.cookieName, d.cookieName)
        .add("cookieDomain", s.cookieDomain, d.cookieDomain)
        .add("lifetime", s.lifetime, d.lifetime)
        .add("idleTimeout", s.idleTimeout, d.idleTimeout)
        .add("keep", s.keep, d.keep)
        .add("refreshAhead", s.refreshAhead, d.refreshAhead)
        .add("outageGrace", s.outageGrace, d.outageGrace)
        .add("cacheMegabytes", s.cacheMegabytes, d.cacheMegabytes)
        .nested("redis", std::move(redis))
        .take();
}

json::object bearerIssuerToJson(const BearerIssuer& i)
{
    const BearerIssuer d;
    return EmittedSection()
        .always("issuer", i.issuer)
        .add("internalUrl", i.internalUrl, d.internalUrl)
        .always("audiences", i.audiences)
        .add("allowedClients", i.allowedClients, d.allowedClients)
        .add("rfc9068", i.rfc9068, d.rfc9068)
        .take();
}

json::object bearerToJson(const BearerTokens& b)
{
    const BearerTokens d;
    return EmittedSection()
        .add("enabled", b.enabled, d.enabled)
        .add("audiences", b.audiences, d.audiences)
        .add("allowedClients", b.allowedClients, d.allowedClients)
        .list("issuers", b.issuers, bearerIssuerToJson)
        .take();
}

json::object pagesToJson(const Pages& p)
{
    const Pages d;
    return EmittedSection()
        .add("directory", p.directory, d.directory)
        .add("configMap", p.configMap, d.configMap)
        .add("showMissingRole", p.showMissingRole, d.showMissingRole)
        .take();
}

json::object loginToJson(const Login& l)
{
    const Login d;
    return EmittedSection()
        .always("name", l.name)
        .always("hosts", l.hosts)
        .always("issuer", l.issuer)
        .add("internalUrl", l.internalUrl, d.internalUrl)
        .always("clientId", l.clientId)
        .always("clientSecret", l.clientSecret)
        .add("scopes", l.scopes, d.scopes)
        .add("cookieName", l.cookieName, d.cookieName)
        .take();
}

json::object authorizationToJson(const AuthorizationService& s, Target target)
{
    AuthorizationService d;
    d.serviceName = defaultServiceName(target);
    return EmittedSection()
        .add("provider", s.provider, d.provider)
        .add("serviceName", s.serviceName, d.serviceName)
        .add("namespace", s.namespaceName, d.namespaceName)
        .add("protocol", s.protocol, d.protocol, names::checkProtocol)
        .add("httpPort", s.httpPort, d.httpPort)
        .add("grpcPort", s.grpcPort, d.grpcPort)
        .add("metricsPort", s.metricsPort, d.metricsPort)
        .add("metricsNamespace", s.metricsNamespace, d.metricsNamespace)
        .add("image", s.image, d.image)
        .add("replicas", s.replicas, d.replicas)
        .add("pathPrefix", s.pathPrefix, d.pathPrefix)
        .add("timeout", s.timeout, d.timeout)
        .add("drainDelay", s.drainDelay, d.drainDelay)
        .add("signInPage", s.signInPage, d.signInPage)
        .add("trustedProxies", s.trustedProxies, d.trustedProxies)
        .add("allowedRedirectHosts", s.allowedRedirectHosts, d.allowedRedirectHosts)
        .add("claimHeaders", s.claimHeaders, d.claimHeaders)
        .nested("bearer", bearerToJson(s.bearer))
        .nested("pages", pagesToJson(s.pages))
        .nested("session", sessionToJson(s.session))
        .list("logins", s.logins, loginToJson)
        .take();
}

json::object contextToJson(const ClusterContext& c)
{
    return EmittedSection().add("kubeconfig", c.kubeconfig, {}).add("context", c.context, {}).take();
}

json::object clustersToJson(const Clusters& c)
{
    const Clusters d;
    return EmittedSection()
        .add("target", c.target, d.target, names::target)
        .add("apiVersion", c.apiVersion, d.apiVersion)
        .nested("workload", contextToJson(c.workload))
        .nested("mesh", contextToJson(c.mesh))
        .take();
}

json::object localToJson(const LocalEndpoints& l)
{
    const LocalEndpoints d;
    return EmittedSection()
        .add("keycloak", l.keycloak, d.keycloak)
        .add("authorizationService", l.authorizationService, d.authorizationService)
        .add("applications", l.applications, d.applications)
        .add("listenAddress", l.listenAddress, d.listenAddress)
        .take();
}

} // namespace

std::string emitProject(const SsoProject& project)
{
    EmittedSection document;
    document.always("apiVersion", std::string(names::apiVersion))
        .always("kind", std::string(names::kind))
        .nested("metadata", metadataToJson(project.metadata))
        .nested("gateway", gatewayToJson(project.gateway))
        .nested("identityProvider", identityProviderToJson(project))
        .nested("client", clientToJson(project.client))
        .nested("claims", claimsToJson(project.claims))
        .list("roles", project.roles, roleToJson)
        .list("users", project.users, userToJson)
        .list("applications", project.applications, applicationToJson)
        .nested("authorization", authorizationToJson(project.authorization, project.clusters.target))
        .nested("clusters", clustersToJson(project.clusters))
        .nested("local", localToJson(project.local));
    return yaml::emitYaml(document.take());
}

} // namespace meshsso::project
