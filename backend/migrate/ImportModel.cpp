#include "migrate/ImportModel.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "core/Url.h"
#include "migrate/RoutePattern.h"
#include "migrate/SourceDocument.h"

#include <algorithm>

namespace meshsso::migrate {
namespace {

using secrets::SecretRef;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t cookieSecretBytes = 32;
constexpr const char* newCookieSecret =
    "make a new one: openssl rand 32 | basenc --base64url -w0 | tr -d = ; --write-secrets does it";

std::string variableName(std::string_view fileName)
{
    std::string variable = "MESHSSO_";
    for (const char c : fileName)
        variable += c == '-' ? '_' : ((c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c);
    return variable;
}

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

std::string authorityOf(std::string_view scheme, std::string_view host)
{
    const auto url = Url::parse(std::string(scheme) + "://" + std::string(host));
    return url && url->path == "/" && !url->hasQuery ? url->authority() : std::string();
}

} // namespace

bool ImportResult::needsPerson() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& finding) { return finding.severity != Severity::Info; });
}

ImportModel::ImportModel(const ImportOptions& options) : m_options(options) {}

SecretRef ImportModel::keepSecret(std::string what, const std::string& fileName, SecretString value,
                                  const std::string& where)
{
    SecretRef ref;
    if (m_options.secretsInEnvironment)
        ref = {SecretRef::Kind::Environment, variableName(fileName)};
    else
        ref = {SecretRef::Kind::File, m_options.secretDirectory + "/" + fileName};
    if (value.empty())
        m_report.warning("migrate.secret-elsewhere", where, "the " + what + " is not in the source",
                         "put it where the result says that it is: " + ref.toString());
    else
        m_report.secret(
            where, "the " + what + " stands here in clear; the result refers to it as " + ref.toString(),
            "put it there, or let --write-secrets do it; then renew it, since whoever read this source "
            "knows it");
    m_secrets.push_back({std::move(what), ref, std::move(value)});
    return ref;
}

void ImportModel::setCookieSecret(SecretString value, const std::string& where)
{
    SecretString taken;
    if (!value.empty()) {
        auto decoded = decodeAnyBase64(value.reveal());
        const auto raw = value.size();
        if (decoded && decoded->size() == cookieSecretBytes)
            taken = SecretString(base64UrlEncode(*decoded));
        else
            m_report.warning(
                "migrate.cookie-secret", where,
                decoded && (decoded->size() == 16 || decoded->size() == 24)
                    ? "the cookie secret is " + std::to_string(decoded->size()) +
                          " bytes in base64; 32 are needed"
                    : "the cookie secret is " + std::to_string(raw) +
                          " characters of text, not 32 random bytes in base64; it was not taken over",
                newCookieSecret);
        if (decoded)
            wipe(*decoded);
    }
    const bool isTaken = !taken.empty();
    SecretRef ref;
    if (isTaken) {
        ref = keepSecret("cookie secret", "cookie-secret", std::move(taken), where);
    } else {
        ref = m_options.secretsInEnvironment
                  ? SecretRef{SecretRef::Kind::Environment, variableName("cookie-secret")}
                  : SecretRef{SecretRef::Kind::File, m_options.secretDirectory + "/cookie-secret"};
        m_secrets.push_back({"cookie secret", ref, {}});
        if (value.empty())
            m_report.secret(where, "sessions are sealed with a secret of our own, " + ref.toString(),
                            newCookieSecret);
    }
    m_config.session.cookieSecrets = {ref};
}

void ImportModel::setRedisUrl(std::string_view url, const std::string& where)
{
    const auto scheme = url.find("://");
    std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    const auto name = toLowerAscii(url.substr(0, scheme == std::string_view::npos ? 0 : scheme));
    if (!name.empty() && name != "redis" && name != "rediss" && name != "tcp") {
        m_report.unreadable(where, "the address of Redis is not a redis:// or rediss:// URL",
                            "write redis.url by hand: rediss://redis.example.com:6379");
        return;
    }
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const auto user = rest.substr(0, at);
        const auto colon = user.find(':');
        m_config.redis.username = std::string(user.substr(0, colon));
        if (colon != std::string_view::npos) {
            auto password = percentDecode(user.substr(colon + 1));
            m_config.redis.password = keepSecret("Redis password", "redis-password",
                                                 SecretString(password.value_or(std::string())), where);
        }
        rest = rest.substr(at + 1);
    }
    const auto slash = rest.find_first_of("/?");
    const auto host = rest.substr(0, slash);
    if (slash != std::string_view::npos) {
        const auto number = rest.substr(slash + 1);
        if (number.size() <= 2 && !number.empty() &&
            std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
            m_config.redis.database = std::stoi(std::string(number));
    }
    m_config.redis.url = (name == "rediss" ? "rediss://" : "redis://") + std::string(host);
    m_config.session.store = serverconfig::SessionStoreKind::Redis;
    if (name != "rediss")
        m_report.dangerous(where, "session records cross the network in clear; carried over",
                           "use rediss:// once Redis has a certificate");
}

void ImportModel::setIssuer(std::string issuer, const std::string& where)
{
    constexpr std::string_view discovery = "/.well-known/openid-configuration";
    if (issuer.ends_with(discovery))
        issuer.resize(issuer.size() - discovery.size());
    m_config.provider.issuer = std::move(issuer);
    const auto url = Url::parse(m_config.provider.issuer);
    if (url && !url->isHttps()) {
        m_config.provider.allowHttp = true;
        m_report.dangerous(where,
                           "the issuer is plain http, so passwords and codes travel in clear; carried over "
                           "(allowHttp)",
                           "give the identity provider https, and then remove allowHttp");
    }
}

void ImportModel::setScopes(std::vector<std::string> scopes)
{
    auto& own = m_config.provider.scopes;
    own = {"openid"};
    for (auto& scope : scopes) {
        if (!scope.empty() && std::find(own.begin(), own.end(), scope) == own.end())
            own.push_back(std::move(scope));
    }
}

void ImportModel::setCookieName(std::string name, const std::string& where)
{
    for (const std::string_view prefix : {"__Host-", "__Secure-"}) {
        if (name.starts_with(prefix))
            name.erase(0, prefix.size());
    }
    while (name.starts_with("_"))
        name.erase(0, 1);
    if (name.empty() || name.size() > 64)
        return;
    m_config.session.cookieName = std::move(name);
    m_report.different(where,
                       "the session cookie is named " + m_config.session.cookieName +
                           ", with __Host- or __Secure- before it where possible",
                       "nothing to do; users sign in once more, since old sessions cannot be opened");
}

void ImportModel::setCookieDomain(std::string domain, const std::string& where)
{
    domain = toLowerAscii(domain);
    while (domain.starts_with('.'))
        domain.erase(0, 1);
    if (!isDnsName(domain) || isIpAddress(domain) || domain.find('.') == std::string::npos) {
        m_report.unreadable(where,
                            "this is not a domain that a cookie can have; each host gets its own cookie",
                            "nothing to do, unless several hosts share one session");
        return;
    }
    m_config.session.cookieDomain = std::move(domain);
}

void ImportModel::setLifetime(std::chrono::seconds lifetime, const std::string& where)
{
    constexpr std::chrono::seconds most = hours(24 * 30);
    auto& session = m_config.session;
    if (lifetime < minutes(1) || lifetime > most) {
        m_report.changed(where,
                         lifetime.count() == 0
                             ? "sessions would have no end of their own; they end after 8 hours here"
                             : "sessions last from one minute to 30 days here; the lifetime is 8 hours",
                         "set the session's lifetime to what you need");
        return;
    }
    session.lifetime = lifetime;
    session.idleTimeout = lifetime; // the sources here know no idle time-out unless they say so
}

void ImportModel::setRedirectUri(const std::string& uri, const std::string& where)
{
    const auto url = Url::parse(uri);
    if (!url) {
        m_report.unreadable(where, "the redirect URI is not an absolute URL",
                            "say by which host browsers come, with --gateway-address");
        return;
    }
    m_config.publicScheme = url->scheme;
    m_config.publicAuthority = url->authority();
    allowHost(url->authority());
    const auto expected = m_config.endpointPrefix + "/callback";
    if (url->path != expected)
        m_report.changed(where, "the callback is at " + expected + " here",
                         "add " + url->origin() + expected + " to the client's redirect URIs");
    if (!url->isHttps()) {
        m_config.session.secureCookies = isLoopbackHost(url->host);
        m_report.dangerous(where,
                           "browsers come by plain http, so anyone between reads the session; carried over",
                           "give the gateway a certificate, and use https");
    }
}

void ImportModel::allowHost(std::string authority)
{
    auto& hosts = m_config.allowedHosts;
    if (!authority.empty() && std::find(hosts.begin(), hosts.end(), authority) == hosts.end())
        hosts.push_back(std::move(authority));
}

void ImportModel::addPublicRoute(std::string_view regex, std::vector<std::string> methods,
                                 const std::string& where)
{
    auto translation = translateRoute(regex);
    if (translation.opensEverything) {
        m_report.dangerous(where, "this opens every path to everyone without a login; no rule was made of it",
                           "write public rules for the exact paths that must be open");
        return;
    }
    if (translation.paths.empty()) {
        m_report.noEquivalent(where, "the expression was not made a rule: " + translation.note,
                              "write a public rule for the paths that it is meant for");
        return;
    }
    if (translation.isDifferent)
        m_report.changed(where, "the expression became a path prefix; " + translation.note,
                         "compare the rule with what must be open");
    access::AccessRule rule;
    rule.name = "public-" + std::to_string(m_config.access.rules.size() + 1);
    rule.mode = access::AccessMode::Public;
    rule.paths = std::move(translation.paths);
    rule.methods = std::move(methods);
    addRule(std::move(rule));
}

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

void ImportModel::completeServer()
{
    if (!m_options.gatewayAddress.empty()) {
        const auto authority = authorityOf(m_config.publicScheme, m_options.gatewayAddress);
        if (authority.empty()) {
            m_report.unreadable("--gateway-address", "this is not a host or host:port",
                                "write sso.example.com");
        } else {
            m_config.publicAuthority = authority;
            auto hosts = std::move(m_config.allowedHosts);
            m_config.allowedHosts = {authority};
            for (auto& host : hosts)
                allowHost(std::move(host));
        }
    }
    if (m_config.allowedHosts.empty())
        m_report.missing("allowedHosts", "the source does not say by which host browsers come",
                         "say it with --gateway-address");
    // Each host has its own cookie and redirect URI, unless one cookie spans them.
    if (m_config.session.cookieDomain.empty() && m_config.allowedHosts.size() > 1)
        m_config.publicAuthority.clear();
    if (m_config.provider.issuer.empty())
        m_report.missing("provider.issuer", "the source names no issuer",
                         "write the issuer of the provider's discovery document");
    if (m_config.provider.clientId.empty())
        m_report.missing("provider.clientId", "the source names no client id", "write the client's id");
    if (!m_config.provider.clientSecret.isSet())
        m_config.provider.clientSecret =
            keepSecret("client secret", "client-secret", {}, "provider.clientSecret");
    if (m_config.session.cookieSecrets.empty())
        setCookieSecret({}, "session.cookieSecrets");
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
                             "use --format server");
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
            application.access.push_back(std::move(rule));
        }
        if (application.access.empty() || application.access.back().mode == access::AccessMode::Public) {
            access::AccessRule rest;
            rest.name = "signed-in";
            rest.paths = {{access::PathPattern::Kind::Prefix, "/"}};
            application.access.push_back(std::move(rest));
        }
    }
}

void ImportModel::reportProjectLosses()
{
    const auto lost = [this](bool isLost, const char* field, const char* what) {
        if (isLost)
            m_report.noEquivalent(field, std::string("a project does not say this: ") + what,
                                  "use --format server as well, and compare");
    };
    lost(m_config.bearer.enabled, "bearer", "bearer tokens of API clients");
    lost(m_config.endpointPrefix != project::SsoProject::endpointPrefix, "endpointPrefix",
         "another prefix of the service's pages than /oauth2");
    lost(m_config.redis.cluster || !m_config.redis.sentinels.empty() || !m_config.redis.username.empty() ||
             !m_config.redis.caFile.empty() || m_config.redis.database != 0,
         "redis", "sentinels, cluster, user, database or authority of Redis");
    lost(!m_config.headers.passAccessToken, "headers.passAccessToken",
         "that the access token is kept from applications");
    lost(!m_config.logins.empty(), "logins", "several login configurations");
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
    for (const auto& rule : m_config.access.rules) {
        for (const auto& part : rule.requirement.parts) {
            const bool isKnown = std::any_of(m_project.roles.begin(), m_project.roles.end(),
                                             [&](const auto& role) { return role.name == part.name; });
            if (part.kind == access::Requirement::Kind::Role && !isKnown)
                m_project.roles.push_back({part.name, {}});
        }
    }
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
    if (m_config.redis.isSet()) {
        authorization.session.store = project::SessionStore::Redis;
        authorization.session.redis = {m_config.redis.url, m_config.redis.password};
    }
    m_project.applyDerived();
}

ImportResult ImportModel::finish()
{
    completeServer();
    if (m_options.output == OutputKind::Project) {
        reportProjectLosses();
        makeProject();
    }
    return {std::move(m_project), std::move(m_config), m_report.take(), std::move(m_secrets)};
}

} // namespace meshsso::migrate
