#include "serverconfig/ServerConfigReader.h"

#include "project/AccessRuleFile.h"
#include "yaml/FieldReader.h"

#include <limits>

namespace meshsso::serverconfig {
namespace {

using yaml::FieldReader;
using yaml::YamlNode;

// The reader only takes numbers as numbers: their ranges are checkServerConfig's, so that a compiled
// configuration and one from a file are judged by the same rules.
void readNumber(FieldReader& reader, std::string_view key, int& out)
{
    reader.read(key, out, std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
}

void readDuration(FieldReader& reader, std::string_view key, std::chrono::seconds& out)
{
    reader.read(key, out, std::chrono::seconds(0), std::chrono::hours(24 * 3650));
}

void readMilliseconds(FieldReader& reader, std::string_view key, std::chrono::milliseconds& out)
{
    reader.read(key, out, std::chrono::milliseconds(0), std::chrono::hours(24 * 3650));
}

void addFinding(FieldReader& reader, std::string_view key, std::string why, std::string fix)
{
    reader.error(key, "server.secret-reference", std::move(why), std::move(fix));
}

constexpr std::string_view secretFix = "write file:/path/to/secret or env:VARIABLE";

void readSecret(FieldReader& reader, std::string_view key, SecretRef& out)
{
    std::string text;
    reader.read(key, text);
    if (text.empty())
        return;
    auto ref = SecretRef::parse(text);
    if (ref)
        out = std::move(*ref);
    else
        addFinding(reader, key, ref.error().message, std::string(secretFix));
}

void readSecrets(FieldReader& reader, std::string_view key, std::vector<SecretRef>& out)
{
    std::vector<std::string> texts;
    reader.read(key, texts);
    for (const auto& text : texts) {
        auto ref = SecretRef::parse(text);
        if (ref)
            out.push_back(std::move(*ref));
        else
            addFinding(reader, key, ref.error().message, std::string(secretFix));
    }
}

void readListen(FieldReader& reader, ListenerConfig& listen)
{
    reader.read("address", listen.address);
    readNumber(reader, "port", listen.port);
    readNumber(reader, "grpcPort", listen.grpcPort);
    reader.read("metricsAddress", listen.metricsAddress);
    readNumber(reader, "metricsPort", listen.metricsPort);
}

void readProvider(FieldReader& reader, ProviderConfig& provider)
{
    reader.require("issuer");
    reader.read("issuer", provider.issuer);
    reader.read("internalUrl", provider.internalUrl);
    reader.read("caFile", provider.caFile);
    reader.read("verifyTls", provider.verifyTls);
    reader.read("allowHttp", provider.allowHttp);
    reader.require("clientId");
    reader.read("clientId", provider.clientId);
    reader.require("clientSecret");
    readSecret(reader, "clientSecret", provider.clientSecret);
    reader.read("scopes", provider.scopes);
    reader.read("rfc9068", provider.rfc9068);
    readDuration(reader, "leeway", provider.leeway);
    readDuration(reader, "requestTimeout", provider.requestTimeout);
}

void readSession(FieldReader& reader, SessionConfig& session)
{
    std::string store = "cookie";
    reader.read("store", store);
    if (store == "redis")
        session.store = SessionStoreKind::Redis;
    else if (store != "cookie")
        reader.error("store", "server.session-store", "there is no such session store",
                     "write cookie or redis");
    readNumber(reader, "replicas", session.replicas);
    reader.read("rotatesRefreshTokens", session.rotatesRefreshTokens);
    readDuration(reader, "refreshAhead", session.refreshAhead);
    readNumber(reader, "cacheMegabytes", session.cacheMegabytes);
    reader.require("cookieSecrets");
    readSecrets(reader, "cookieSecrets", session.cookieSecrets);
    reader.read("cookieName", session.cookieName);
    reader.read("cookieDomain", session.cookieDomain);
    reader.read("secureCookies", session.secureCookies);
    readDuration(reader, "lifetime", session.lifetime);
    readDuration(reader, "idleTimeout", session.idleTimeout);
    readDuration(reader, "outageGrace", session.outageGrace);
    reader.read("keep", session.keep);
    readDuration(reader, "loginTimeout", session.loginTimeout);
    readNumber(reader, "maxLoginAttempts", session.maxLoginAttempts);
}

void readHeaders(FieldReader& reader, HeaderConfig& headers)
{
    reader.read("passAccessToken", headers.passAccessToken);
    reader.read("claimHeaders", headers.claimHeaders);
}

void readLimits(FieldReader& reader, LimitConfig& limits)
{
    readNumber(reader, "headerBytes", limits.headerBytes);
    readNumber(reader, "bodyBytes", limits.bodyBytes);
    readNumber(reader, "connections", limits.connections);
    readDuration(reader, "headerTimeout", limits.headerTimeout);
    readDuration(reader, "idleTimeout", limits.idleTimeout);
}

void readAccess(FieldReader& reader, access::AccessPolicy& policy)
{
    reader.readMap("claimPaths", [&](FieldReader& paths) {
        paths.read("roles", policy.claimPaths.roles);
        paths.read("groups", policy.claimPaths.groups);
    });
    project::readAccessRules(reader, "rules", policy.rules);
}

void readRedis(FieldReader& reader, RedisConfig& redis)
{
    reader.require("url");
    reader.read("url", redis.url);
    reader.read("sentinels", redis.sentinels);
    reader.read("cluster", redis.cluster);
    reader.read("username", redis.username);
    readSecret(reader, "password", redis.password);
    reader.read("caFile", redis.caFile);
    readNumber(reader, "database", redis.database);
    reader.read("keyPrefix", redis.keyPrefix);
    readMilliseconds(reader, "timeout", redis.timeout);
}

void readBearer(FieldReader& reader, BearerConfig& bearer)
{
    reader.read("enabled", bearer.enabled);
    reader.read("audiences", bearer.audiences);
    reader.read("allowedClients", bearer.allowedClients);
    reader.readList("issuers", [&](FieldReader& entry) {
        auto& issuer = bearer.issuers.emplace_back();
        entry.require("issuer");
        entry.read("issuer", issuer.issuer);
        entry.read("internalUrl", issuer.internalUrl);
        entry.read("caFile", issuer.caFile);
        entry.read("allowHttp", issuer.allowHttp);
        entry.require("audiences");
        entry.read("audiences", issuer.audiences);
        entry.read("allowedClients", issuer.allowedClients);
        entry.read("rfc9068", issuer.rfc9068);
    });
}

void readPages(FieldReader& reader, PagesConfig& pages)
{
    reader.read("directory", pages.directory);
    reader.read("showMissingRole", pages.showMissingRole);
}

void readLogin(FieldReader& reader, LoginConfig& login)
{
    reader.require("name");
    reader.read("name", login.name);
    reader.read("hosts", login.hosts);
    reader.read("pathPrefix", login.pathPrefix);
    reader.read("endpointPrefix", login.endpointPrefix);
    reader.require("provider");
    reader.readMap("provider", [&](FieldReader& nested) { readProvider(nested, login.provider); });
    reader.require("cookieName");
    reader.read("cookieName", login.cookieName);
    reader.read("allowedHosts", login.allowedHosts);
    reader.read("publicAuthority", login.publicAuthority);
    reader.read("postLogoutRedirectUris", login.postLogoutRedirectUris);
    reader.readMap("bearer", [&](FieldReader& nested) { readBearer(nested, login.bearer); });
    login.hasAccess = reader.has("access");
    reader.readMap("access", [&](FieldReader& nested) { readAccess(nested, login.access); });
}

void readSubrequests(FieldReader& reader, Subrequests& subrequests)
{
    std::string kind = "none";
    reader.read("subrequests", kind);
    if (kind == "nginx")
        subrequests = Subrequests::Nginx;
    else if (kind == "forward-auth")
        subrequests = Subrequests::ForwardAuth;
    else if (kind != "none")
        reader.error("subrequests", "server.subrequests", "there are no such subrequests",
                     "write none, nginx or forward-auth");
}

void readKind(FieldReader& reader)
{
    std::string version;
    std::string kind;
    reader.require("apiVersion");
    reader.read("apiVersion", version);
    reader.require("kind");
    reader.read("kind", kind);
    if (!version.empty() && version != "meshsso/v1")
        reader.error("apiVersion", "server.kind", "this build reads apiVersion meshsso/v1 only",
                     "write apiVersion: meshsso/v1, or use the build that wrote the file");
    if (!kind.empty() && kind != "AuthServerConfig")
        reader.error("kind", "server.kind", "this is not an authorization server's configuration",
                     kind == "SsoProject" ? "compile it from the project with \"meshssoctl server config\""
                                          : "write kind: AuthServerConfig");
}

template<class Section>
void readSection(FieldReader& reader, std::string_view key, void (*read)(FieldReader&, Section&),
                 Section& section)
{
    reader.readMap(key, [&](FieldReader& nested) { read(nested, section); });
}

} // namespace

ServerConfig readServerConfig(const YamlNode& root, Findings& findings)
{
    ServerConfig config;
    FieldReader reader(root, {}, findings);
    readKind(reader);
    readSection(reader, "listen", readListen, config.listen);
    reader.require("provider");
    readSection(reader, "provider", readProvider, config.provider);
    reader.require("session");
    readSection(reader, "session", readSession, config.session);
    readSection(reader, "redis", readRedis, config.redis);
    readSection(reader, "headers", readHeaders, config.headers);
    readSection(reader, "bearer", readBearer, config.bearer);
    readSection(reader, "pages", readPages, config.pages);
    readSection(reader, "limits", readLimits, config.limits);
    readSection(reader, "access", readAccess, config.access);
    reader.readList("logins", [&](FieldReader& nested) { readLogin(nested, config.logins.emplace_back()); });
    reader.read("pathPrefix", config.pathPrefix);
    reader.read("endpointPrefix", config.endpointPrefix);
    reader.read("publicScheme", config.publicScheme);
    reader.read("publicAuthority", config.publicAuthority);
    reader.read("allowedHosts", config.allowedHosts);
    reader.read("postLogoutRedirectUris", config.postLogoutRedirectUris);
    reader.read("trustedProxies", config.trustedProxies);
    readSubrequests(reader, config.subrequests);
    reader.read("signInPage", config.signInPage);
    readMilliseconds(reader, "checkTimeout", config.checkTimeout);
    readNumber(reader, "workers", config.workers);
    readDuration(reader, "drainDelay", config.drainDelay);
    readDuration(reader, "drainTimeout", config.drainTimeout);
    reader.read("auditLog", config.auditLog);
    reader.read("logLevel", config.logLevel);
    reader.finish();
    return config;
}

} // namespace meshsso::serverconfig
