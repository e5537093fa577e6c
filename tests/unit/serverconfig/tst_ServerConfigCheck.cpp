#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <functional>

using namespace meshsso;
using namespace meshsso::serverconfig;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

using Change = std::function<void(ServerConfig&)>;

ServerConfig good()
{
    ServerConfig config;
    config.provider.issuer = "https://sso.example.com/realms/test";
    config.provider.clientId = "gateway";
    config.provider.clientSecret = {secrets::SecretRef::Kind::File, "/run/secrets/client"};
    config.session.cookieSecrets = {{secrets::SecretRef::Kind::Environment, "COOKIE_SECRET"}};
    config.allowedHosts = {"app.example.com"};
    return config;
}

ServerConfig withRedis()
{
    auto config = good();
    config.session.store = SessionStoreKind::Redis;
    config.redis.url = "rediss://redis.example.com:6379";
    config.redis.username = "meshsso";
    config.redis.password = {secrets::SecretRef::Kind::File, "/run/secrets/redis"};
    return config;
}

BearerIssuer otherIssuer()
{
    BearerIssuer issuer;
    issuer.issuer = "https://other.example.com";
    issuer.audiences = {"api"};
    return issuer;
}

/// What an operator should act on.
Findings graver(Findings findings)
{
    std::erase_if(findings, [](const Finding& f) { return f.severity == Severity::Info; });
    return findings;
}

const Finding* find(const Findings& findings, std::string_view code)
{
    const auto at =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.code == code; });
    return at == findings.end() ? nullptr : &*at;
}

access::AccessRule rule(access::AccessMode mode)
{
    access::AccessRule made;
    made.name = "r";
    made.mode = mode;
    made.requirement.kind = access::Requirement::Kind::Role;
    made.requirement.name = "admin";
    return made;
}

} // namespace

Q_DECLARE_METATYPE(Change)

class ServerConfigCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsAGoodConfiguration()
    {
        const auto findings = graver(checkServerConfig(good()));
        QVERIFY2(findings.empty(), test::describe(findings).c_str());
    }

    void accepts_data()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char* name, Change change) { QTest::newRow(name) << std::move(change); };
        row("no path prefix", [](auto& c) { c.pathPrefix.clear(); });
        row("http issuer by consent", [](auto& c) {
            c.provider.issuer = "http://192.0.2.1/realms/t";
            c.provider.allowHttp = true;
        });
        row("host with port", [](auto& c) { c.allowedHosts = {"app.example.com:8443"}; });
        row("IPv6 host", [](auto& c) { c.allowedHosts = {"[2001:db8::1]:8443"}; });
        row("cookie domain of all hosts", [](auto& c) {
            c.session.cookieDomain = "example.com";
            c.allowedHosts = {"example.com", "a.example.com:8443"};
        });
        row("no token kept", [](auto& c) {
            c.session.keep.clear();
            c.headers.passAccessToken = false;
        });
        row("http on loopback", [](auto& c) {
            c.publicScheme = "http";
            c.allowedHosts = {"127.0.0.1:8080"};
        });
        row("no metrics", [](auto& c) { c.listen.metricsPort = -1; });
        row("free ports", [](auto& c) { c.listen.port = c.listen.metricsPort = 0; });
        row("claim header", [](auto& c) { c.headers.claimHeaders = {{"X-Tenant", "tenant"}}; });
        row("similar prefixes", [](auto& c) { c.pathPrefix = "/oauth2x"; });
        row("internal URL", [](auto& c) { c.provider.internalUrl = "http://keycloak.default:8080"; });
        row("public authority", [](auto& c) { c.publicAuthority = "app.example.com"; });
        row("gRPC", [](auto& c) { c.listen.grpcPort = 4181; });
        row("gRPC on a free port", [](auto& c) { c.listen.grpcPort = 0; });
        row("sessions in Redis", [](auto& c) { c = withRedis(); });
        row("Redis on this machine, in clear", [](auto& c) {
            c = withRedis();
            c.redis.url = "redis://127.0.0.1:6379";
        });
        row("Redis behind sentinels", [](auto& c) {
            c = withRedis();
            c.redis.url = "rediss://mymaster";
            c.redis.sentinels = {"sentinel-0.redis:26379", "[2001:db8::1]:26379", "192.0.2.1"};
        });
        row("Redis Cluster", [](auto& c) {
            c = withRedis();
            c.redis.cluster = true;
        });
        row("Redis for revocations only", [](auto& c) {
            c = withRedis();
            c.session.store = SessionStoreKind::Cookie;
            c.session.replicas = 3;
        });
        row("replicas, rotation and Redis", [](auto& c) {
            c = withRedis();
            c.session.replicas = 3;
            c.session.rotatesRefreshTokens = true;
        });
        row("rotation, one replica", [](auto& c) { c.session.rotatesRefreshTokens = true; });
        row("claims in place of the access token", [](auto& c) {
            c.session.keep = {"claims", "refresh_token"};
            c.headers.passAccessToken = false;
            c.access.rules = {rule(access::AccessMode::Require)};
            c.headers.claimHeaders = {{"X-Tenant", "tenant"}};
        });
        row("no cache", [](auto& c) { c.session.cacheMegabytes = 0; });
        row("bearer tokens", [](auto& c) { c.bearer = {true, {"api"}, {"batch"}, {otherIssuer()}}; });
        row("bearer tokens of another issuer alone", [](auto& c) { c.bearer.issuers = {otherIssuer()}; });
        row("own pages", [](auto& c) { c.pages.directory = "/etc/meshsso/pages"; });
    }

    void accepts()
    {
        QFETCH(Change, change);
        auto config = good();
        change(config);
        const auto findings = graver(checkServerConfig(config));
        QVERIFY2(findings.empty(), test::describe(findings).c_str());
    }

    void refuses_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<std::string>("code");
        QTest::addColumn<std::string>("where");
        const auto row = [](const char* name, const char* code, const char* where, Change change) {
            QTest::newRow(name) << std::move(change) << std::string(code) << std::string(where);
        };
        row("no issuer", "server.issuer-invalid", "provider.issuer",
            [](auto& c) { c.provider.issuer.clear(); });
        row("issuer is no URL", "server.issuer-invalid", "provider.issuer",
            [](auto& c) { c.provider.issuer = "sso.example.com"; });
        row("issuer with query", "server.issuer-invalid", "provider.issuer",
            [](auto& c) { c.provider.issuer += "?a=b"; });
        row("issuer with fragment", "server.issuer-invalid", "provider.issuer",
            [](auto& c) { c.provider.issuer += "#x"; });
        row("issuer over http", "server.issuer-http", "provider.issuer",
            [](auto& c) { c.provider.issuer = "http://sso.example.com/realms/test"; });
        row("internal URL with path", "server.internal-url-invalid", "provider.internalUrl",
            [](auto& c) { c.provider.internalUrl = "http://keycloak:8080/realms/x"; });
        row("internal URL is none", "server.internal-url-invalid", "provider.internalUrl",
            [](auto& c) { c.provider.internalUrl = "keycloak:8080"; });
        row("no client id", "server.client-id", "provider.clientId",
            [](auto& c) { c.provider.clientId.clear(); });
        row("client id with line feed", "server.client-id", "provider.clientId",
            [](auto& c) { c.provider.clientId = "a\nb"; });
        row("no client secret", "server.secret-missing", "provider.clientSecret",
            [](auto& c) { c.provider.clientSecret = {}; });
        row("client secret in the keychain", "server.secret-kind", "provider.clientSecret", [](auto& c) {
            c.provider.clientSecret = {secrets::SecretRef::Kind::Keychain, "x"};
        });
        row("cookie secret in memory", "server.secret-kind", "session.cookieSecrets[0]", [](auto& c) {
            c.session.cookieSecrets = {{secrets::SecretRef::Kind::Memory, "x"}};
        });
        row("no openid", "server.scope-openid", "provider.scopes",
            [](auto& c) { c.provider.scopes = {"profile"}; });
        row("scope with blank", "server.scope", "provider.scopes[1]", [](auto& c) {
            c.provider.scopes = {"openid", "a b"};
        });
        row("no cookie secret", "server.cookie-secret-missing", "session.cookieSecrets",
            [](auto& c) { c.session.cookieSecrets.clear(); });
        row("nine cookie secrets", "server.limit-range", "session.cookieSecrets",
            [](auto& c) { c.session.cookieSecrets.resize(9, c.session.cookieSecrets.front()); });
        row("Redis store without Redis", "server.redis-missing", "session.store",
            [](auto& c) { c.session.store = SessionStoreKind::Redis; });
        row("Redis settings without address", "server.redis-missing", "redis.url",
            [](auto& c) { c.redis.keyPrefix = "a:"; });
        row("replicas that rotate, without Redis", "server.redis-required", "session.store", [](auto& c) {
            c.session.replicas = 2;
            c.session.rotatesRefreshTokens = true;
        });
        row("replicas that rotate, with Redis only for revocations", "server.redis-required", "session.store",
            [](auto& c) {
                c = withRedis();
                c.session.store = SessionStoreKind::Cookie;
                c.session.replicas = 2;
                c.session.rotatesRefreshTokens = true;
            });
        for (const char* url : {"redis.example.com:6379", "http://redis.example.com", "redis://",
                                "rediss://u:p@redis.example.com", "rediss://:p@redis.example.com",
                                "rediss://redis.example.com:6379/1", "rediss://redis.example.com?db=1",
                                "rediss://redis.example.com:99999", "rediss://a b",
                                "REDISS://redis.example.com", "rediss://redis.example.com//"})
            row((std::string("Redis address ") + url).c_str(), "server.redis-url", "redis.url",
                [url](auto& c) {
                    c = withRedis();
                    c.redis.url = url;
                });
        row("master's name with port", "server.redis-url", "redis.url", [](auto& c) {
            c = withRedis();
            c.redis.sentinels = {"sentinel-0.redis:26379"};
        });
        for (const char* sentinel : {"", "redis://sentinel:26379", "sentinel:0", "u@sentinel", "a/b"})
            row((std::string("sentinel ") + sentinel).c_str(), "server.redis-url", "redis.sentinels[1]",
                [sentinel](auto& c) {
                    c = withRedis();
                    c.redis.url = "rediss://mymaster";
                    c.redis.sentinels = {"sentinel-0.redis:26379", sentinel};
                });
        row("sentinels of a cluster", "server.redis-mode", "redis.cluster", [](auto& c) {
            c = withRedis();
            c.redis.url = "rediss://mymaster";
            c.redis.sentinels = {"sentinel-0.redis:26379"};
            c.redis.cluster = true;
        });
        row("database of a cluster", "server.redis-mode", "redis.database", [](auto& c) {
            c = withRedis();
            c.redis.cluster = true;
            c.redis.database = 1;
        });
        row("Redis authority without TLS", "server.redis-mode", "redis.caFile", [](auto& c) {
            c = withRedis();
            c.redis.url = "redis://127.0.0.1";
            c.redis.caFile = "/etc/meshsso/ca/redis.crt";
        });
        row("Redis user without password", "server.secret-missing", "redis.password", [](auto& c) {
            c = withRedis();
            c.redis.password = {};
        });
        row("Redis password in the keychain", "server.secret-kind", "redis.password", [](auto& c) {
            c = withRedis();
            c.redis.password = {secrets::SecretRef::Kind::Keychain, "x"};
        });
        for (const char* name : {"a b", "a\nb"})
            row((std::string("Redis user ") + name).c_str(), "server.redis-name", "redis.username",
                [name](auto& c) {
                    c = withRedis();
                    c.redis.username = name;
                });
        for (const char* prefix : {"", "a b:", "{a}:", "a*", "a?", "[a]", "a\\", "a\n"})
            row((std::string("Redis key prefix ") + prefix).c_str(), "server.redis-name", "redis.keyPrefix",
                [prefix](auto& c) {
                    c = withRedis();
                    c.redis.keyPrefix = prefix;
                });
        row("bearer audiences, but off", "server.bearer-off", "bearer.enabled",
            [](auto& c) { c.bearer.audiences = {"api"}; });
        row("bearer clients, but off", "server.bearer-off", "bearer.enabled",
            [](auto& c) { c.bearer.allowedClients = {"batch"}; });
        for (const char* name : {"", "a\nb"}) {
            row((std::string("bearer audience ") + name).c_str(), "server.bearer-name", "bearer.audiences[1]",
                [name](auto& c) {
                    c.bearer = {true, {"api", name}, {}, {}};
                });
            row((std::string("bearer client ") + name).c_str(), "server.bearer-name",
                "bearer.allowedClients[0]", [name](auto& c) {
                    c.bearer = {true, {}, {name}, {}};
                });
            row((std::string("bearer issuer's audience ") + name).c_str(), "server.bearer-name",
                "bearer.issuers[0].audiences[0]", [name](auto& c) {
                    c.bearer.issuers = {otherIssuer()};
                    c.bearer.issuers[0].audiences = {name};
                });
        }
        row("bearer issuer without audience", "server.bearer-audience", "bearer.issuers[0].audiences",
            [](auto& c) {
                c.bearer.issuers = {otherIssuer()};
                c.bearer.issuers[0].audiences.clear();
            });
        row("bearer issuer is the provider", "server.bearer-issuer", "bearer.issuers[0].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer()};
            c.bearer.issuers[0].issuer = c.provider.issuer;
        });
        row("bearer issuer twice", "server.bearer-issuer", "bearer.issuers[1].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer(), otherIssuer()};
        });
        row("bearer issuer missing", "server.issuer-invalid", "bearer.issuers[0].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer()};
            c.bearer.issuers[0].issuer.clear();
        });
        row("bearer issuer over http", "server.issuer-http", "bearer.issuers[0].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer()};
            c.bearer.issuers[0].issuer = "http://other.example.com";
        });
        row("bearer issuer's internal URL", "server.internal-url-invalid", "bearer.issuers[0].internalUrl",
            [](auto& c) {
                c.bearer.issuers = {otherIssuer()};
                c.bearer.issuers[0].internalUrl = "http://other:8080/x";
            });
        for (const char* directory : {"pages", "./pages", "/a\nb"})
            row((std::string("pages directory ") + directory).c_str(), "server.pages-directory",
                "pages.directory", [directory](auto& c) { c.pages.directory = directory; });
        for (const char* name :
             {"", "a b", "a;b", "a=b", "\"a\"", "a,b", "a\x7f", "s\xc3\xa9", "__Host-x", "__secure-x"})
            row((std::string("cookie name ") + name).c_str(), "server.cookie-name", "session.cookieName",
                [name](auto& c) { c.session.cookieName = name; });
        for (const char* domain : {"com", "localhost", ".example.com", "example.com.", "Example.com",
                                   "192.0.2.1", "exa mple.com", "example.com;x", "other.org"})
            row((std::string("cookie domain ") + domain).c_str(), "server.cookie-domain",
                "session.cookieDomain", [domain](auto& c) { c.session.cookieDomain = domain; });
        row("cookie domain is a suffix, not a parent", "server.cookie-domain", "session.cookieDomain",
            [](auto& c) {
                c.session.cookieDomain = "example.com";
                c.allowedHosts = {"badexample.com"};
            });
        row("Secure cookies over http", "server.secure-cookies-over-http", "session.secureCookies",
            [](auto& c) { c.publicScheme = "http"; });
        row("unknown token kept", "server.keep", "session.keep[3]",
            [](auto& c) { c.session.keep.push_back("acess_token"); });
        row("token passed but not kept", "server.keep-access-token", "session.keep",
            [](auto& c) { c.session.keep = {"id_token"}; });
        row("token ruled on but not kept", "server.keep-access-token", "session.keep", [](auto& c) {
            c.session.keep = {"id_token"};
            c.headers.passAccessToken = false;
            c.access.rules = {rule(access::AccessMode::Require)};
        });
        row("token mapped but not kept", "server.keep-access-token", "session.keep", [](auto& c) {
            c.session.keep = {"id_token"};
            c.headers.passAccessToken = false;
            c.headers.claimHeaders = {{"X-Tenant", "tenant"}};
        });
        row("idle longer than life", "server.session-lifetime", "session.idleTimeout", [](auto& c) {
            c.session.lifetime = hours(1);
            c.session.idleTimeout = hours(2);
        });
        for (const char* name :
             {"", "X Tenant", "X-Tenant:", "X_Tenant", "X.Tenant", "Host", "Cookie", "Connection", "TE",
              "transfer-encoding", "Content-Length", "X-Forwarded-For", "X-Envoy-Foo", "Authorization",
              "x-auth-request-user", "X-Request-Id", "Set-Cookie"})
            row((std::string("claim header ") + name).c_str(), "server.claim-header",
                ("headers.claimHeaders." + std::string(name)).c_str(), [name](auto& c) {
                    c.headers.claimHeaders = {{name, "tenant"}};
                });
        row("claim header with line break", "server.claim-header", "headers.claimHeaders.x\r\ny",
            [](auto& c) {
                c.headers.claimHeaders = {{"x\r\ny", "tenant"}};
            });
        row("claim header twice", "server.claim-header", "headers.claimHeaders.x-tenant", [](auto& c) {
            c.headers.claimHeaders = {{"X-Tenant", "a"}, {"x-tenant", "b"}};
        });
        row("claim header without path", "server.claim-path", "headers.claimHeaders.X-Tenant", [](auto& c) {
            c.headers.claimHeaders = {{"X-Tenant", ""}};
        });
        row("no roles claim", "server.claim-path", "access.claimPaths.roles",
            [](auto& c) { c.access.claimPaths.roles.clear(); });
        row("no groups claim", "server.claim-path", "access.claimPaths.groups",
            [](auto& c) { c.access.claimPaths.groups.clear(); });
        row("rule that cannot be", "server.access-rule", "access.rules[1]", [](auto& c) {
            auto bad = rule(access::AccessMode::Require);
            bad.requirement = {};
            bad.requirement.kind = access::Requirement::Kind::AnyOf;
            c.access.rules = {rule(access::AccessMode::Require), bad};
        });
        for (const char* prefix :
             {"_check", "/", "/_check/", "/a//b", "/a/../b", "/a/./b", "/%41", "/a b", "/a?b", "/a\\b"})
            row((std::string("path prefix ") + prefix).c_str(), "server.path-prefix", "pathPrefix",
                [prefix](auto& c) { c.pathPrefix = prefix; });
        for (const char* prefix : {"", "oauth2", "/", "/oauth2/"})
            row((std::string("endpoint prefix ") + prefix).c_str(), "server.endpoint-prefix",
                "endpointPrefix", [prefix](auto& c) { c.endpointPrefix = prefix; });
        for (const char* prefix : {"/oauth2", "/oauth2/check"})
            row((std::string("prefix overlap ") + prefix).c_str(), "server.prefix-overlap", "pathPrefix",
                [prefix](auto& c) { c.pathPrefix = prefix; });
        row("endpoint under check", "server.prefix-overlap", "pathPrefix",
            [](auto& c) { c.endpointPrefix = "/_check/oauth2"; });
        row("public scheme", "server.public-scheme", "publicScheme", [](auto& c) { c.publicScheme = "ftp"; });
        row("no allowed host", "server.allowed-host-missing", "allowedHosts",
            [](auto& c) { c.allowedHosts.clear(); });
        for (const char* host :
             {"", "App.example.com", "app.example.com:443", "https://app.example.com", "app.example.com/",
              "app.example.com/x", "*.example.com", "a@b.example.com", "app.example.com:0",
              "app.example.com:99999", "app example.com", "2001:db8::1"})
            row((std::string("allowed host ") + host).c_str(), "server.allowed-host", "allowedHosts[1]",
                [host](auto& c) { c.allowedHosts.push_back(host); });
        row("public authority not allowed", "server.public-authority", "publicAuthority",
            [](auto& c) { c.publicAuthority = "other.example.com"; });
        row("public authority is no host", "server.public-authority", "publicAuthority",
            [](auto& c) { c.publicAuthority = "https://app.example.com"; });
        row("post logout is relative", "server.post-logout-uri", "postLogoutRedirectUris[0]",
            [](auto& c) { c.postLogoutRedirectUris = {"/"}; });
        row("post logout with fragment", "server.post-logout-uri", "postLogoutRedirectUris[0]",
            [](auto& c) { c.postLogoutRedirectUris = {"https://app.example.com/#x"}; });
        row("trusted proxy", "server.trusted-proxy", "trustedProxies[1]", [](auto& c) {
            c.trustedProxies = {"10.0.0.0/8", "10.1.2.3/8"};
        });
        row("listen address", "server.listen-address", "listen.address",
            [](auto& c) { c.listen.address = "localhost"; });
        row("metrics address", "server.listen-address", "listen.metricsAddress",
            [](auto& c) { c.listen.metricsAddress = ""; });
        row("same port twice", "server.port-conflict", "listen.metricsPort",
            [](auto& c) { c.listen.metricsPort = 4180; });
        row("gRPC on the HTTP port", "server.port-conflict", "listen.grpcPort",
            [](auto& c) { c.listen.grpcPort = 4180; });
        row("gRPC on the metrics port", "server.port-conflict", "listen.grpcPort",
            [](auto& c) { c.listen.grpcPort = 9090; });
        row("log level", "server.log-level", "logLevel", [](auto& c) { c.logLevel = "verbose"; });
    }

    void refuses()
    {
        QFETCH(Change, change);
        QFETCH(std::string, code);
        QFETCH(std::string, where);
        auto config = good();
        change(config);
        const auto findings = checkServerConfig(config);
        const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& f) {
            return f.code == code && f.where == where && f.severity == Severity::Error && !f.why.empty() &&
                   !f.fix.empty();
        });
        QVERIFY2(found, test::describe(findings).c_str());
    }

    void refusesOutOfRange_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<std::string>("where");
        const auto row = [](const char* name, const char* where, Change change) {
            QTest::newRow(name) << std::move(change) << std::string(where);
        };
        row("port -1", "listen.port", [](auto& c) { c.listen.port = -1; });
        row("port 65536", "listen.port", [](auto& c) { c.listen.port = 65536; });
        row("metrics port -2", "listen.metricsPort", [](auto& c) { c.listen.metricsPort = -2; });
        row("gRPC port -2", "listen.grpcPort", [](auto& c) { c.listen.grpcPort = -2; });
        row("check 99ms", "checkTimeout", [](auto& c) { c.checkTimeout = milliseconds(99); });
        row("check 61s", "checkTimeout", [](auto& c) { c.checkTimeout = seconds(61); });
        row("drain delay 6m", "drainDelay", [](auto& c) { c.drainDelay = minutes(6); });
        row("replicas 0", "session.replicas", [](auto& c) { c.session.replicas = 0; });
        row("replicas 1001", "session.replicas", [](auto& c) { c.session.replicas = 1001; });
        row("refresh -1s", "session.refreshAhead", [](auto& c) { c.session.refreshAhead = seconds(-1); });
        row("refresh 61m", "session.refreshAhead", [](auto& c) { c.session.refreshAhead = minutes(61); });
        row("cache -1", "session.cacheMegabytes", [](auto& c) { c.session.cacheMegabytes = -1; });
        row("cache 4097", "session.cacheMegabytes", [](auto& c) { c.session.cacheMegabytes = 4097; });
        row("Redis database 65536", "redis.database", [](auto& c) {
            c = withRedis();
            c.redis.database = 65536;
        });
        row("Redis 49ms", "redis.timeout", [](auto& c) {
            c = withRedis();
            c.redis.timeout = milliseconds(49);
        });
        row("Redis 11s", "redis.timeout", [](auto& c) {
            c = withRedis();
            c.redis.timeout = seconds(11);
        });
        row("workers -1", "workers", [](auto& c) { c.workers = -1; });
        row("workers 257", "workers", [](auto& c) { c.workers = 257; });
        row("drain -1s", "drainTimeout", [](auto& c) { c.drainTimeout = seconds(-1); });
        row("drain 11m", "drainTimeout", [](auto& c) { c.drainTimeout = minutes(11); });
        row("leeway 6m", "provider.leeway", [](auto& c) { c.provider.leeway = minutes(6); });
        row("request 0s", "provider.requestTimeout", [](auto& c) { c.provider.requestTimeout = seconds(0); });
        row("lifetime 59s", "session.lifetime", [](auto& c) { c.session.lifetime = seconds(59); });
        row("idle 59s", "session.idleTimeout", [](auto& c) { c.session.idleTimeout = seconds(59); });
        row("login 59s", "session.loginTimeout", [](auto& c) { c.session.loginTimeout = seconds(59); });
        row("login 61m", "session.loginTimeout", [](auto& c) { c.session.loginTimeout = minutes(61); });
        row("attempts 0", "session.maxLoginAttempts", [](auto& c) { c.session.maxLoginAttempts = 0; });
        row("attempts 65", "session.maxLoginAttempts", [](auto& c) { c.session.maxLoginAttempts = 65; });
        row("header 4 KiB", "limits.headerBytes", [](auto& c) { c.limits.headerBytes = 4096; });
        row("body 0", "limits.bodyBytes", [](auto& c) { c.limits.bodyBytes = 0; });
        row("connections 0", "limits.connections", [](auto& c) { c.limits.connections = 0; });
        row("header 0s", "limits.headerTimeout", [](auto& c) { c.limits.headerTimeout = seconds(0); });
        row("idle connection 1s", "limits.idleTimeout", [](auto& c) { c.limits.idleTimeout = seconds(1); });
    }

    void refusesOutOfRange()
    {
        QFETCH(Change, change);
        QFETCH(std::string, where);
        auto config = good();
        change(config);
        const auto findings = checkServerConfig(config);
        QVERIFY2(
            std::any_of(findings.begin(), findings.end(),
                        [&](const Finding& f) { return f.code == "server.limit-range" && f.where == where; }),
            test::describe(findings).c_str());
    }

    void warns_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<std::string>("code");
        const auto row = [](const char* name, const char* code, Change change) {
            QTest::newRow(name) << std::move(change) << std::string(code);
        };
        row("TLS not verified", "server.tls-unverified", [](auto& c) { c.provider.verifyTls = false; });
        row("cookies not Secure", "server.cookies-not-secure",
            [](auto& c) { c.session.secureCookies = false; });
        row("everybody trusted", "server.trusted-proxy-any",
            [](auto& c) { c.trustedProxies = {"0.0.0.0/0"}; });
        row("Redis password in clear", "server.redis-clear", [](auto& c) {
            c = withRedis();
            c.redis.url = "redis://redis.example.com";
        });
        row("replicas without Redis", "server.revocation-local", [](auto& c) { c.session.replicas = 2; });
    }

    void warns()
    {
        QFETCH(Change, change);
        QFETCH(std::string, code);
        auto config = good();
        change(config);
        const auto findings = graver(checkServerConfig(config));
        QCOMPARE(findings.size(), std::size_t(1));
        QCOMPARE(findings.front().code, code);
        QVERIFY(findings.front().severity == Severity::Warning);
    }

    void saysHowFarALogoutReaches_withoutRedis()
    {
        const auto alone = checkServerConfig(good());
        const auto* finding = find(alone, "server.revocation-local");
        QVERIFY2(finding, test::describe(alone).c_str());
        QVERIFY(finding->severity == Severity::Info);
        QVERIFY(finding->why.find("this process alone") != std::string::npos);

        auto config = good();
        config.session.replicas = 3;
        const auto several = checkServerConfig(config);
        finding = find(several, "server.revocation-local");
        QVERIFY2(finding, test::describe(several).c_str());
        QVERIFY(finding->severity == Severity::Warning);
        QVERIFY(finding->why.find("the other 2 of 3") != std::string::npos);
        QVERIFY(finding->why.find("access token expires") != std::string::npos);
        config.session.keep = {"access_token", "id_token"};
        QVERIFY(find(checkServerConfig(config), "server.revocation-local")->why.find("ends by itself") !=
                std::string::npos);

        QVERIFY(!find(checkServerConfig(withRedis()), "server.revocation-local"));
    }

    void neverShowsAPassword_thatStandsInTheAddressOfRedis()
    {
        auto config = withRedis();
        for (const char* url :
             {"rediss://user:s3cr3t@redis.example.com", "s3cr3t@redis", "redis://s3cr3t?x"}) {
            config.redis.url = url;
            const auto findings = checkServerConfig(config);
            QVERIFY(hasErrors(findings));
            QVERIFY2(test::describe(findings).find("s3cr3t") == std::string::npos, url);
        }
    }

    void tellsAllErrorsAtOnce()
    {
        auto config = good();
        config.provider.issuer.clear();
        config.session.cookieSecrets.clear();
        config.pathPrefix = "x";
        config.logLevel = "x";
        QCOMPARE(graver(checkServerConfig(config)).size(), std::size_t(4));
    }
};

QTEST_APPLESS_MAIN(ServerConfigCheckTest)
#include "tst_ServerConfigCheck.moc"
