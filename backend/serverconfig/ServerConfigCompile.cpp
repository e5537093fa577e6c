#include "core/Text.h"
#include "core/Url.h"
#include "serverconfig/ServerConfigFile.h"

#include <algorithm>
#include <utility>

namespace meshsso::serverconfig {
namespace {

using project::SsoProject;

std::string authorityOf(std::string_view url)
{
    const auto parsed = Url::parse(url);
    return parsed ? parsed->authority() : std::string();
}

void addUnique(std::vector<std::string>& list, std::string value)
{
    if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end())
        list.push_back(std::move(value));
}

/// The host as browsers send it to the gateway's HTTPS port; empty for patterns, on which no login can end.
std::string gatewayAuthority(const SsoProject& project, const std::string& host)
{
    if (host.find('*') != std::string::npos)
        return {};
    const bool hasPort = Url::parse("https://" + host).has_value() && host.find(':') != std::string::npos &&
                         (!isIpAddress(host) || host.starts_with('['));
    if (hasPort)
        return authorityOf("https://" + host);
    const bool v6 = isIpAddress(host) && host.find(':') != std::string::npos;
    const std::string shown = v6 ? "[" + host + "]" : host;
    return authorityOf("https://" + shown + ":" + std::to_string(project.gateway.https.port));
}

std::vector<std::string> allowedHosts(const SsoProject& project)
{
    std::vector<std::string> hosts;
    addUnique(hosts, authorityOf(project.gateway.origin()));
    for (const auto& application : project.applications) {
        for (const auto& host : application.hosts) {
            if (!project.loginOf(host))
                addUnique(hosts, gatewayAuthority(project, host));
        }
    }
    for (const auto& uri : project.effectiveRedirectUris())
        addUnique(hosts, authorityOf(uri));
    for (const auto& host : project.authorization.allowedRedirectHosts)
        addUnique(hosts, gatewayAuthority(project, host));
    return hosts;
}

/// Each host has its own redirect URI and __Host- cookie when the client lists one for it; otherwise the
/// gateway's address serves all, which is also right when one cookie domain spans the hosts.
std::string publicAuthority(const SsoProject& project)
{
    const auto own = authorityOf(project.gateway.origin());
    if (!project.authorization.session.cookieDomain.empty())
        return own;
    std::vector<std::string> callbacks;
    for (const auto& uri : project.effectiveRedirectUris())
        addUnique(callbacks, authorityOf(uri));
    return callbacks.size() > 1 ? std::string() : callbacks.empty() ? own : callbacks.front();
}

/// Listen where the local Envoy will look for us, unless the caller says otherwise.
void applyLocalEndpoint(const std::string& endpoint, const CompileOptions& options, ListenerConfig& listen)
{
    const auto url = Url::parse("http://" + endpoint);
    if (endpoint.empty() || !url)
        return;
    listen.port = url->port;
    if (options.listenAddress == CompileOptions{}.listenAddress && isIpAddress(url->host)) {
        listen.address = url->host;
        listen.metricsAddress = url->host;
    }
}

SecretRef secretFile(const CompileOptions& options, const std::string& name)
{
    return {SecretRef::Kind::File, options.secretDirectory + "/" + name};
}

ListenerConfig compileListen(const SsoProject& project, const CompileOptions& options)
{
    ListenerConfig listen;
    listen.address = options.listenAddress;
    listen.metricsAddress = options.listenAddress;
    listen.port = project.authorization.httpPort;
    if (project.authorization.protocol == project::CheckProtocol::Grpc)
        listen.grpcPort = project.authorization.grpcPort;
    const bool chosen = options.metricsPort != CompileOptions{}.metricsPort;
    listen.metricsPort = chosen ? options.metricsPort : project.authorization.metricsPort;
    if (!options.inCluster)
        applyLocalEndpoint(project.local.authorizationService, options, listen);
    return listen;
}

ProviderConfig compileProvider(const SsoProject& project, const CompileOptions& options)
{
    const auto& idp = project.identityProvider;
    ProviderConfig provider;
    provider.issuer = idp.issuer();
    provider.internalUrl = idp.internalUrl;
    if (!idp.caFile.empty())
        provider.caFile = options.inCluster ? std::string(clusterCaFile) : idp.caFile;
    provider.verifyTls = idp.verifyTls;
    provider.allowHttp = !idp.httpAllowedHost().empty();
    provider.clientId = project.client.id;
    provider.clientSecret = options.inCluster ? secretFile(options, "client-secret") : project.client.secret;
    provider.scopes = project.client.scopes;
    return provider;
}

SessionConfig compileSession(const SsoProject& project, const CompileOptions& options)
{
    const auto& settings = project.authorization.session;
    SessionConfig session;
    session.store =
        settings.store == project::SessionStore::Redis ? SessionStoreKind::Redis : SessionStoreKind::Cookie;
    session.replicas = options.inCluster ? project.authorization.replicas : 1;
    session.rotatesRefreshTokens = project.identityProvider.rotatesRefreshTokens;
    session.cookieSecrets.push_back(options.inCluster ? secretFile(options, "cookie-secret")
                                                      : settings.cookieSecret);
    for (std::size_t i = 0; i < settings.previousCookieSecrets.size(); ++i)
        session.cookieSecrets.push_back(
            options.inCluster ? secretFile(options, "previous-cookie-secret-" + std::to_string(i + 1))
                              : settings.previousCookieSecrets[i]);
    session.cookieName = settings.cookieName;
    session.cookieDomain = settings.cookieDomain;
    session.lifetime = settings.lifetime;
    session.idleTimeout = settings.idleTimeout;
    session.keep = settings.keep;
    session.refreshAhead = settings.refreshAhead;
    session.outageGrace = settings.outageGrace;
    session.cacheMegabytes = settings.cacheMegabytes;
    return session;
}

RedisConfig compileRedis(const SsoProject& project, const CompileOptions& options)
{
    const auto& settings = project.authorization.session.redis;
    RedisConfig redis;
    redis.url = settings.url;
    redis.sentinels = settings.sentinels;
    redis.cluster = settings.cluster;
    redis.username = settings.username;
    if (settings.password.isSet())
        redis.password = options.inCluster ? secretFile(options, "redis-password") : settings.password;
    if (!settings.caFile.empty())
        redis.caFile = options.inCluster ? std::string(clusterRedisCaFile) : settings.caFile;
    return redis;
}

BearerConfig compileBearer(const SsoProject& project)
{
    const auto& settings = project.authorization.bearer;
    BearerConfig bearer;
    bearer.enabled = settings.enabled;
    bearer.audiences = settings.audiences;
    bearer.allowedClients = settings.allowedClients;
    for (const auto& entry : settings.issuers) {
        auto& issuer = bearer.issuers.emplace_back();
        issuer.issuer = entry.issuer;
        issuer.internalUrl = entry.internalUrl;
        issuer.audiences = entry.audiences;
        issuer.allowedClients = entry.allowedClients;
        issuer.rfc9068 = entry.rfc9068;
        const auto url = Url::parse(entry.issuer);
        issuer.allowHttp = url && !url->isHttps() && isLoopbackHost(url->host);
    }
    return bearer;
}

LoginConfig compileLogin(const SsoProject& project, const CompileOptions& options,
                         const project::Login& settings)
{
    LoginConfig login;
    login.name = settings.name;
    login.hosts = settings.hosts;
    login.cookieName = settings.effectiveCookieName();
    login.provider.issuer = settings.issuer;
    login.provider.internalUrl = settings.internalUrl;
    const auto& idp = project.identityProvider;
    if (!idp.caFile.empty()) // one bundle may hold several authorities
        login.provider.caFile = options.inCluster ? std::string(clusterCaFile) : idp.caFile;
    login.provider.verifyTls = idp.verifyTls;
    const auto url = Url::parse(settings.issuer);
    login.provider.allowHttp = url && !url->isHttps();
    login.provider.clientId = settings.clientId;
    login.provider.clientSecret =
        options.inCluster ? secretFile(options, loginSecretKey(settings)) : settings.clientSecret;
    login.provider.scopes = settings.scopes;
    for (const auto& host : settings.hosts) {
        addUnique(login.allowedHosts, gatewayAuthority(project, host));
        login.postLogoutRedirectUris.push_back(project.originOfHost(host) + "/");
    }
    return login;
}

PagesConfig compilePages(const SsoProject& project, const CompileOptions& options)
{
    const auto& settings = project.authorization.pages;
    PagesConfig pages;
    pages.showMissingRole = settings.showMissingRole;
    if (!options.inCluster)
        pages.directory = settings.directory;
    else if (!settings.directory.empty() || !settings.configMap.empty())
        pages.directory = clusterPagesDirectory;
    return pages;
}

/// The server gives up before the gateway does, so that a browser gets its answer; and Redis before that.
void compileTimeouts(const SsoProject& project, const CompileOptions& options, ServerConfig& config)
{
    using std::chrono::milliseconds;
    const auto timeout = project.authorization.timeout;
    config.checkTimeout = std::max(timeout * 3 / 4, milliseconds(100));
    if (config.redis.isSet())
        config.redis.timeout = std::min(config.redis.timeout, config.checkTimeout / 2);
    // On one machine nobody keeps sending requests to a server that stops.
    if (options.inCluster)
        config.drainDelay = project.authorization.drainDelay;
}

} // namespace

std::string loginSecretKey(const project::Login& login)
{
    return "login-" + login.name + "-client-secret";
}

ServerConfig compileServerConfig(const SsoProject& project, const CompileOptions& options)
{
    ServerConfig config;
    config.listen = compileListen(project, options);
    config.provider = compileProvider(project, options);
    config.session = compileSession(project, options);
    config.redis = compileRedis(project, options);
    config.bearer = compileBearer(project);
    config.pages = compilePages(project, options);
    for (const auto& login : project.authorization.logins)
        config.logins.push_back(compileLogin(project, options, login));
    compileTimeouts(project, options, config);
    config.headers.claimHeaders = project.authorization.claimHeaders;
    config.access = project.accessPolicy();
    // ASM's provider entry has no path prefix to set.
    if (project.clusters.target == project::Target::Asm)
        config.pathPrefix.clear();
    else
        config.pathPrefix = project.authorization.pathPrefix;
    config.endpointPrefix = SsoProject::endpointPrefix;
    config.publicAuthority = publicAuthority(project);
    config.allowedHosts = allowedHosts(project);
    config.postLogoutRedirectUris = project.effectivePostLogoutRedirectUris();
    config.trustedProxies = project.authorization.trustedProxies;
    config.signInPage = project.authorization.signInPage;
    return config;
}

} // namespace meshsso::serverconfig
