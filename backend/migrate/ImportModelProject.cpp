#include "core/Text.h"
#include "core/Url.h"
#include "migrate/ImportModel.h"

#include <algorithm>
#include <set>

// The project of what was gathered.

namespace meshsso::migrate {

namespace {

using secrets::SecretRef;

/// A Kubernetes name made of any text.
std::string kubernetesName(std::string_view text, std::string fallback)
{
    std::string name;
    for (const char c : toLowerAscii(text)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain || (!name.empty() && name.back() != '-'))
            name += plain ? c : '-';
    }
    name.resize(std::min<std::size_t>(name.size(), 63));
    while (name.ends_with('-'))
        name.pop_back();
    return name.empty() ? fallback : name;
}

/// Every requirement that is no group of others.
void collectLeaves(const access::Requirement& requirement, std::vector<const access::Requirement*>& leaves)
{
    using Kind = access::Requirement::Kind;
    if (requirement.kind != Kind::AnyOf && requirement.kind != Kind::AllOf)
        leaves.push_back(&requirement);
    for (const auto& part : requirement.parts)
        collectLeaves(part, leaves);
}

} // namespace

void ImportModel::addUpstream(const std::string& text, std::string name, std::string path,
                              const std::string& where)
{
    if (text.starts_with("static://"))
        return;
    const auto url = Url::parse(text);
    if (!url) {
        m_report.noEquivalent(where, "this upstream is not an http service",
                              "serve it from a workload, and add that as an application");
        return;
    }
    if (isIpAddress(url->host) || isLoopbackHost(url->host)) {
        m_report.missing(where, "the upstream is an address, not the name of a Kubernetes Service",
                         "name the Service with --app NAME:PORT");
        return;
    }
    const auto labels = split(url->host, '.');
    project::Application application;
    application.serviceName = std::string(labels.front());
    application.name = kubernetesName(name.empty() ? labels.front() : std::string_view(name), "application");
    if (application.name == application.serviceName)
        application.serviceName.clear();
    if (labels.size() > 1)
        application.namespaceName = std::string(labels[1]);
    application.port = url->port;
    if (path.empty())
        path = url->path;
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    application.pathPrefix = path;
    m_project.applications.push_back(std::move(application));
}

void ImportModel::setIdentityProvider()
{
    auto& idp = m_project.identityProvider;
    const auto& provider = m_config.provider;
    const auto at = provider.issuer.find("/realms/");
    if (at == std::string::npos) {
        if (!provider.issuer.empty())
            m_report.missing("identityProvider",
                             "the issuer is not a Keycloak realm, which a project describes",
                             "write the server's configuration instead, with --server-config");
        return;
    }
    idp.url = provider.issuer.substr(0, at);
    idp.realm = provider.issuer.substr(at + 8);
    while (idp.realm.ends_with('/'))
        idp.realm.pop_back();
    idp.internalUrl = provider.internalUrl;
    // Keycloak is below the same path inside.
    if (const auto url = Url::parse(idp.url); url && !idp.internalUrl.empty() && url->path != "/")
        idp.internalUrl += url->path;
    idp.caFile = provider.caFile;
    idp.admin.username = "admin";
    idp.admin.password = {SecretRef::Kind::Environment, "MESHSSO_KEYCLOAK_ADMIN_PASSWORD"};
}

void ImportModel::setGateway()
{
    if (m_config.allowedHosts.empty())
        return;
    const auto authority =
        m_config.publicAuthority.empty() ? m_config.allowedHosts.front() : m_config.publicAuthority;
    const auto url = Url::parse("https://" + authority);
    if (!url)
        return;
    auto& gateway = m_project.gateway;
    gateway.address = url->host;
    if (!url->isDefaultPort())
        gateway.https = {url->port, url->port};
    for (const auto& host : m_config.allowedHosts) {
        if (host != authority)
            m_project.authorization.allowedRedirectHosts.push_back(host);
    }
    const auto idp = Url::parse(m_project.identityProvider.url);
    if (idp && !idp->isHttps() && idp->host == gateway.address)
        m_project.identityProvider.exposure = project::Exposure::GuideHttp;
}

/// Each application gets the rules for the paths below its own, relative to it; rules for every path go to
/// each.
void ImportModel::setApplications()
{
    auto& applications = m_project.applications;
    if (!m_options.applications.empty())
        applications = m_options.applications;
    if (applications.empty()) {
        m_report.missing("applications", "the source names no application behind the gateway",
                         "name them with --app NAME:PORT");
        return;
    }
    std::set<std::string> placed;
    for (auto& application : applications) {
        const auto& prefix = application.pathPrefix;
        for (auto rule : m_config.access.rules) {
            std::vector<access::PathPattern> inside;
            for (auto& path : rule.paths) {
                if (prefix == "/" || path.value == prefix || path.value.starts_with(prefix + "/")) {
                    if (prefix != "/")
                        path.value = path.value == prefix ? "/" : path.value.substr(prefix.size());
                    inside.push_back(path);
                }
            }
            if (!rule.paths.empty() && inside.empty())
                continue;
            rule.paths = std::move(inside);
            placed.insert(rule.name);
            application.access.push_back(std::move(rule));
        }
        if (application.access.empty() || application.access.back().mode == access::AccessMode::Public) {
            access::AccessRule rest;
            rest.name = "signed-in";
            rest.paths = {{access::PathPattern::Kind::Prefix, "/"}};
            application.access.push_back(std::move(rest));
        }
    }
    reportUnplacedRules(placed);
}

/// A rule for paths that no application has.
void ImportModel::reportUnplacedRules(const std::set<std::string>& placed)
{
    for (const auto& rule : m_config.access.rules) {
        if (!placed.contains(rule.name))
            m_report.noEquivalent(
                "access.rules (" + rule.name + ")",
                "the rule is for " + rule.paths.front().value +
                    ", and no application is there; a project's rules belong to applications",
                "add the application, and the rule to it");
    }
}

void ImportModel::reportProjectLosses()
{
    const auto lost = [this](bool isLost, const char* field, const char* what) {
        if (isLost)
            m_report.noEquivalent(
                field, std::string("a project does not say this: ") + what,
                "write the server's configuration too, with --server-config, and keep this in it");
    };
    lost(m_config.endpointPrefix != project::SsoProject::endpointPrefix, "endpointPrefix",
         "another prefix of the service's pages than /oauth2");
    lost(m_config.redis.database != 0, "redis.database", "another database of Redis than 0");
    lost(std::any_of(m_config.bearer.issuers.begin(), m_config.bearer.issuers.end(),
                     [](const auto& issuer) { return issuer.allowHttp; }),
         "bearer.issuers", "further issuers on plain http");
    lost(m_config.provider.rfc9068, "provider.rfc9068", "tokens that follow RFC 9068");
    lost(!m_config.headers.passAccessToken, "headers.passAccessToken",
         "that the access token is kept from applications");
    lost(!m_config.logins.empty(), "logins",
         "further logins with access rules of their own (authorization.logins shares the project's)");
}

void ImportModel::declareRoles()
{
    std::vector<const access::Requirement*> leaves;
    for (const auto& rule : m_config.access.rules)
        collectLeaves(rule.requirement, leaves);
    for (const auto* leaf : leaves) {
        const bool isKnown = std::any_of(m_project.roles.begin(), m_project.roles.end(),
                                         [&](const auto& role) { return role.name == leaf->name; });
        if (leaf->kind == access::Requirement::Kind::Role && !isKnown)
            m_project.roles.push_back({leaf->name, {}});
    }
}

void ImportModel::setBearer()
{
    const auto& from = m_config.bearer;
    auto& to = m_project.authorization.bearer;
    to.enabled = from.enabled;
    to.audiences = from.audiences;
    to.allowedClients = from.allowedClients;
    for (const auto& issuer : from.issuers)
        to.issuers.push_back(
            {issuer.issuer, issuer.internalUrl, issuer.audiences, issuer.allowedClients, issuer.rfc9068});
}

void ImportModel::makeProject()
{
    auto& authorization = m_project.authorization;
    m_project.metadata.name = kubernetesName(m_config.provider.clientId, "imported");
    m_project.metadata.environment = project::Environment::Production;
    m_project.client.id = m_config.provider.clientId;
    m_project.client.secret = m_config.provider.clientSecret;
    m_project.client.scopes = m_config.provider.scopes;
    m_project.claims.groupsClaim = m_config.access.claimPaths.groups;
    setIdentityProvider();
    setGateway();
    setApplications();
    setBearer();
    declareRoles();
    const auto& session = m_config.session;
    authorization.trustedProxies = m_config.trustedProxies;
    authorization.signInPage = m_config.signInPage;
    authorization.claimHeaders = m_config.headers.claimHeaders;
    if (m_project.clusters.target == project::Target::Asm)
        authorization.serviceName.clear();
    authorization.session.cookieSecret = session.cookieSecrets.front();
    authorization.session.cookieName = session.cookieName;
    authorization.session.cookieDomain = session.cookieDomain;
    authorization.session.lifetime = session.lifetime;
    authorization.session.idleTimeout = session.idleTimeout;
    authorization.session.outageGrace = session.outageGrace;
    if (m_config.redis.isSet()) {
        authorization.session.store = project::SessionStore::Redis;
        const auto& redis = m_config.redis;
        authorization.session.redis = {redis.url,      redis.sentinels, redis.cluster,
                                       redis.username, redis.password,  redis.caFile};
    }
    m_project.applyDerived();
}

} // namespace meshsso::migrate
