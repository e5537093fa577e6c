#include "serverconfig/ServerConfigJson.h"

#include "project/AccessRuleFile.h"

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
    json::array secrets;
    for (const auto& secret : session.cookieSecrets)
        secrets.emplace_back(secret.toString());
    object["cookieSecrets"] = std::move(secrets);
    object["cookieName"] = session.cookieName;
    addText(object, "cookieDomain", session.cookieDomain);
    object["secureCookies"] = session.secureCookies;
    object["lifetime"] = durationText(session.lifetime);
    object["idleTimeout"] = durationText(session.idleTimeout);
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
    object["headers"] = headersJson(config.headers);
    object["limits"] = limitsJson(config.limits);
    object["access"] = accessJson(config.access);
    object["pathPrefix"] = config.pathPrefix;
    object["endpointPrefix"] = config.endpointPrefix;
    object["publicScheme"] = config.publicScheme;
    addText(object, "publicAuthority", config.publicAuthority);
    addList(object, "allowedHosts", config.allowedHosts);
    addList(object, "postLogoutRedirectUris", config.postLogoutRedirectUris);
    addList(object, "trustedProxies", config.trustedProxies);
    object["signInPage"] = config.signInPage;
    object["workers"] = config.workers;
    object["drainTimeout"] = durationText(config.drainTimeout);
    object["logLevel"] = config.logLevel;
    return object;
}

} // namespace meshsso::serverconfig
