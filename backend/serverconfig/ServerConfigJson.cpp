#include "serverconfig/ServerConfigJson.h"

#include "project/AccessRuleFile.h"
#include "yaml/Duration.h"

#include <string_view>

namespace meshsso::serverconfig {
namespace {

json::array toArray(const std::vector<std::string>& texts)
{
    json::array array;
    for (const auto& text : texts)
        array.emplace_back(text);
    return array;
}

void addText(json::object& object, std::string_view key, const std::string& text)
{
    if (!text.empty())
        object[key] = text;
}

void addList(json::object& object, std::string_view key, const std::vector<std::string>& texts)
{
    if (!texts.empty())
        object[key] = toArray(texts);
}

json::object listenJson(const ListenerConfig& listen)
{
    json::object object;
    object["address"] = listen.address;
    object["port"] = listen.port;
    object["grpcPort"] = listen.grpcPort;
    object["metricsAddress"] = listen.metricsAddress;
    object["metricsPort"] = listen.metricsPort;
    return object;
}

json::object providerJson(const ProviderConfig& provider)
{
    json::object object;
    object["issuer"] = provider.issuer;
    addText(object, "internalUrl", provider.internalUrl);
    addText(object, "caFile", provider.caFile);
    object["verifyTls"] = provider.verifyTls;
    object["allowHttp"] = provider.allowHttp;
    object["clientId"] = provider.clientId;
    if (provider.clientSecret.isSet())
        object["clientSecret"] = provider.clientSecret.toString();
    object["scopes"] = toArray(provider.scopes);
    object["rfc9068"] = provider.rfc9068;
    object["leeway"] = durationText(provider.leeway);
    object["requestTimeout"] = durationText(provider.requestTimeout);
    return object;
}

json::object sessionJson(const SessionConfig& session)
{
    json::object object;
    object["store"] = session.store == SessionStoreKind::Redis ? "redis" : "cookie";
    object["replicas"] = session.replicas;
    object["rotatesRefreshTokens"] = session.rotatesRefreshTokens;
    object["refreshAhead"] = durationText(session.refreshAhead);
    object["cacheMegabytes"] = session.cacheMegabytes;
    json::array secrets;
    for (const auto& secret : session.cookieSecrets)
        secrets.emplace_back(secret.toString());
    object["cookieSecrets"] = std::move(secrets);
    object["cookieName"] = session.cookieName;
    addText(object, "cookieDomain", session.cookieDomain);
    object["secureCookies"] = session.secureCookies;
    object["lifetime"] = durationText(session.lifetime);
    object["idleTimeout"] = durationText(session.idleTimeout);
    object["outageGrace"] = durationText(session.outageGrace);
    object["keep"] = toArray(session.keep);
    object["loginTimeout"] = durationText(session.loginTimeout);
    object["maxLoginAttempts"] = session.maxLoginAttempts;
    return object;
}

json::object headersJson(const HeaderConfig& headers)
{
    json::object object;
    object["passAccessToken"] = headers.passAccessToken;
    if (!headers.claimHeaders.empty()) {
        json::object claims;
        for (const auto& [name, path] : headers.claimHeaders)
            claims[name] = path;
        object["claimHeaders"] = std::move(claims);
    }
    return object;
}

json::object limitsJson(const LimitConfig& limits)
{
    json::object object;
    object["headerBytes"] = limits.headerBytes;
    object["bodyBytes"] = limits.bodyBytes;
    object["connections"] = limits.connections;
    object["headerTimeout"] = durationText(limits.headerTimeout);
    object["idleTimeout"] = durationText(limits.idleTimeout);
    return object;
}

json::object accessJson(const access::AccessPolicy& policy)
{
    json::object paths;
    paths["roles"] = policy.claimPaths.roles;
    paths["groups"] = policy.claimPaths.groups;
    json::array rules;
    for (const auto& rule : policy.rules)
        rules.emplace_back(project::accessRuleToJson(rule));
    json::object object;
    object["claimPaths"] = std::move(paths);
    object["rules"] = std::move(rules);
    return object;
}

json::object redisJson(const RedisConfig& redis)
{
    json::object object;
    object["url"] = redis.url;
    addList(object, "sentinels", redis.sentinels);
    object["cluster"] = redis.cluster;
    addText(object, "username", redis.username);
    if (redis.password.isSet())
        object["password"] = redis.password.toString();
    addText(object, "caFile", redis.caFile);
    object["database"] = redis.database;
    object["keyPrefix"] = redis.keyPrefix;
    object["timeout"] = yaml::formatDuration(redis.timeout);
    return object;
}

json::object bearerJson(const BearerConfig& bearer)
{
    json::object object;
    object["enabled"] = bearer.enabled;
    addList(object, "audiences", bearer.audiences);
    addList(object, "allowedClients", bearer.allowedClients);
    json::array issuers;
    for (const auto& issuer : bearer.issuers) {
        json::object entry;
        entry["issuer"] = issuer.issuer;
        addText(entry, "internalUrl", issuer.internalUrl);
        addText(entry, "caFile", issuer.caFile);
        entry["allowHttp"] = issuer.allowHttp;
        entry["audiences"] = toArray(issuer.audiences);
        addList(entry, "allowedClients", issuer.allowedClients);
        entry["rfc9068"] = issuer.rfc9068;
        issuers.emplace_back(std::move(entry));
    }
    if (!issuers.empty())
        object["issuers"] = std::move(issuers);
    return object;
}

json::object pagesJson(const PagesConfig& pages)
{
    json::object object;
    addText(object, "directory", pages.directory);
    object["showMissingRole"] = pages.showMissingRole;
    return object;
}

json::object loginJson(const LoginConfig& login)
{
    json::object object;
    object["name"] = login.name;
    addList(object, "hosts", login.hosts);
    addText(object, "pathPrefix", login.pathPrefix);
    addText(object, "endpointPrefix", login.endpointPrefix);
    object["provider"] = providerJson(login.provider);
    object["cookieName"] = login.cookieName;
    addList(object, "allowedHosts", login.allowedHosts);
    addText(object, "publicAuthority", login.publicAuthority);
    addList(object, "postLogoutRedirectUris", login.postLogoutRedirectUris);
    object["bearer"] = bearerJson(login.bearer);
    if (login.hasAccess)
        object["access"] = accessJson(login.access);
    return object;
}

std::string_view subrequestsText(Subrequests kind)
{
    switch (kind) {
    case Subrequests::None:
        return "none";
    case Subrequests::Nginx:
        return "nginx";
    case Subrequests::ForwardAuth:
        return "forward-auth";
    }
    return "none";
}

} // namespace

std::string durationText(std::chrono::seconds duration)
{
    const auto count = duration.count();
    if (count != 0 && count % 3600 == 0)
        return std::to_string(count / 3600) + "h";
    if (count != 0 && count % 60 == 0)
        return std::to_string(count / 60) + "m";
    return std::to_string(count) + "s";
}

json::object serverConfigToJson(const ServerConfig& config)
{
    json::object object;
    object["apiVersion"] = "meshsso/v1";
    object["kind"] = "AuthServerConfig";
    object["listen"] = listenJson(config.listen);
    object["provider"] = providerJson(config.provider);
    object["session"] = sessionJson(config.session);
    if (config.redis.isSet())
        object["redis"] = redisJson(config.redis);
    object["headers"] = headersJson(config.headers);
    object["bearer"] = bearerJson(config.bearer);
    object["pages"] = pagesJson(config.pages);
    object["limits"] = limitsJson(config.limits);
    object["access"] = accessJson(config.access);
    json::array logins;
    for (const auto& login : config.logins)
        logins.emplace_back(loginJson(login));
    if (!logins.empty())
        object["logins"] = std::move(logins);
    object["pathPrefix"] = config.pathPrefix;
    object["endpointPrefix"] = config.endpointPrefix;
    object["publicScheme"] = config.publicScheme;
    addText(object, "publicAuthority", config.publicAuthority);
    addList(object, "allowedHosts", config.allowedHosts);
    addList(object, "postLogoutRedirectUris", config.postLogoutRedirectUris);
    addList(object, "trustedProxies", config.trustedProxies);
    object["subrequests"] = subrequestsText(config.subrequests);
    object["signInPage"] = config.signInPage;
    object["checkTimeout"] = yaml::formatDuration(config.checkTimeout);
    object["workers"] = config.workers;
    object["drainDelay"] = durationText(config.drainDelay);
    object["drainTimeout"] = durationText(config.drainTimeout);
    object["auditLog"] = config.auditLog;
    object["logLevel"] = config.logLevel;
    return object;
}

} // namespace meshsso::serverconfig
