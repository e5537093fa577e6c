#include "CheckTable.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::project;
using namespace meshsso::test;
using access::AccessMode;
using access::AccessRule;
using access::PathPattern;
using access::Requirement;
using P = SsoProject;

namespace {

const SecretRef secret{SecretRef::Kind::Environment, "X"};

AccessRule rule(AccessMode mode, std::vector<PathPattern> paths = {})
{
    AccessRule out;
    out.name = "r";
    out.paths = std::move(paths);
    out.mode = mode;
    return out;
}

AccessRule roleRule(std::string role)
{
    auto out = rule(AccessMode::Require);
    out.requirement = {
        Requirement::Kind::AnyOf, {}, {}, {}, {{Requirement::Kind::Role, {}, std::move(role), {}, {}}}};
    return out;
}

} // namespace

/// Applications, access rules, authorization service, sessions and targets.
class ProjectTargetsTest : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        addCheckColumns();
        applications();
        accessRules();
        authorization();
        session();
        targets();
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

    void suggestsTheNearestRole()
    {
        auto project = quietProject();
        project.roles = {{"reader", {}}, {"writer", {}}};
        project.applications[0].access = {roleRule("raeder")};
        const auto shown = describe(checkProject(project));
        QVERIFY2(shown.find("Did you mean 'reader'?") != std::string::npos, shown.c_str());
    }

private:
    static void applications()
    {
        const auto application = [](auto change) { return [change](P& p) { change(p.applications[0]); }; };
        addError("no application", "project.required", "applications", [](P& p) { p.applications.clear(); });
        addError("no name", "project.required", "applications[0].name",
                 application([](Application& a) { a.name.clear(); }));
        addError("bad name", "project.kubernetes-name", "applications[0].name",
                 application([](Application& a) { a.name = "My app"; }));
        addError("bad service", "project.kubernetes-name", "applications[0].serviceName",
                 application([](Application& a) { a.serviceName = "-a"; }));
        addError("port", "gateway.port", "applications[0].port",
                 application([](Application& a) { a.port = -1; }));
        for (const auto* prefix : {"/oauth2", "/oauth2/x", "/oauth", "/o"})
            addError(prefix, "gateway.oauth2-captured", "applications[0].pathPrefix",
                     application([prefix](Application& a) { a.pathPrefix = prefix; }));
        addFine("other prefix", application([](Application& a) { a.pathPrefix = "/oauth22"; }));
        for (const auto* prefix : {"", "shop", "/shop/", "/a/../b", "/a*", "/a?b", "/%2f"})
            addError(*prefix ? prefix : "empty prefix", "gateway.path-prefix", "applications[0].pathPrefix",
                     application([prefix](Application& a) { a.pathPrefix = prefix; }));
        addError("on the http port", "gateway.exempt-port", "applications[0].exposedOnPort",
                 application([](Application& a) { a.exposedOnPort = 80; }));
        addError("on the http target port", "gateway.exempt-port", "applications[0].exposedOnPort",
                 application([](Application& a) { a.exposedOnPort = 8080; }));
        addWarning("on another port", "gateway.extra-port", "applications[0].exposedOnPort",
                   application([](Application& a) { a.exposedOnPort = 9000; }));
        addInfo("on the https port", "gateway.extra-port", "applications[0].exposedOnPort",
                application([](Application& a) { a.exposedOnPort = 443; }));
        for (const auto* host :
             {"https://a.example.com", "a.example.com:80", "A.example.com", "a b", "*", "a.*.com"})
            addError(host, "gateway.host", "applications[0].hosts[0]",
                     application([host](Application& a) { a.hosts = {host}; }));
        addFine("host", application([](Application& a) { a.hosts = {"a.example.com"}; }));
        addWarning("wildcard host", "gateway.wildcard-host", "applications[0].hosts[0]",
                   application([](Application& a) { a.hosts = {"*.example.com"}; }));
        addFine("wildcard host below the cookie domain", [](P& p) {
            p.applications[0].hosts = {"*.example.com"};
            p.authorization.session.cookieDomain = "example.com";
        });
        addError("host outside the cookie domain", "project.cookie-domain", "applications[0].hosts[0]",
                 [](P& p) {
                     p.applications[0].hosts = {"notexample.com"};
                     p.authorization.session.cookieDomain = "example.com";
                 });
        const auto second = [](std::vector<std::string> first, std::vector<std::string> hosts,
                               std::string prefix) {
            return [=](P& p) {
                p.applications[0].hosts = first;
                auto& other = p.applications.emplace_back();
                other.name = "other";
                other.hosts = hosts;
                other.pathPrefix = prefix;
            };
        };
        addError("same route", "gateway.route-conflict", "applications[1]", second({}, {}, "/"));
        addError("same host", "gateway.route-conflict", "applications[1]",
                 second({"a.example.com"}, {"b.example.com", "a.example.com"}, "/"));
        addFine("other prefix", second({}, {}, "/x"));
        addFine("other host", second({"a.example.com"}, {"b.example.com"}, "/"));
        addFine("one with host", second({}, {"b.example.com"}, "/"));
        addError("same name", "project.duplicate", "applications[1].name", [](P& p) {
            p.applications.push_back(p.applications[0]);
            p.applications[1].pathPrefix = "/x";
        });
    }

    static void accessRules()
    {
        const auto rules = [](std::vector<AccessRule> list) {
            return [list](P& p) { p.applications[0].access = list; };
        };
        const auto everything = PathPattern{PathPattern::Kind::Prefix, "/"};
        const auto* at = "applications[0].access[0]";
        addError("bad path", "access.rule", at,
                 rules({rule(AccessMode::Public, {{PathPattern::Kind::Exact, "/a/"}})}));
        addError("no requirement", "access.rule", at, rules({rule(AccessMode::Require)}));
        addWarning("unknown role", "access.unknown-role", at, rules({roleRule("reader")}));
        addFine("declared role", [](P& p) {
            p.roles = {{"reader", {}}};
            p.applications[0].access = {roleRule("reader")};
        });
        addWarning("all public", "access.public", at, rules({rule(AccessMode::Public)}));
        addWarning("all paths public", "access.public", at, rules({rule(AccessMode::Public, {everything})}));
        addFine("some public", rules({rule(AccessMode::Public, {{PathPattern::Kind::Prefix, "/a"}})}));
        addWarning("unreachable", "access.unreachable", "applications[0].access[1]",
                   rules({rule(AccessMode::Authenticated, {everything}), roleRule("x")}));
        auto get = roleRule("reader");
        get.methods = {"GET"};
        addWarning("GET without HEAD", "access.head", at, [get](P& p) {
            p.roles = {{"reader", {}}};
            p.applications[0].access = {get};
        });
        addFine("GET without HEAD, which a rule as strict takes", [get](P& p) {
            p.roles = {{"reader", {}}};
            p.applications[0].access = {get, roleRule("reader")};
        });
        addWarning("rule for our endpoints", "access.endpoint-path", at,
                   rules({rule(AccessMode::Public, {{PathPattern::Kind::Prefix, "/oauth2/start"}})}));
        addWarning("foreign host", "access.foreign-host", at, [](P& p) {
            p.applications[0].hosts = {"a.example.com"};
            p.applications[0].access = {rule(AccessMode::Authenticated)};
            p.applications[0].access[0].hosts = {"b.example.com"};
        });
        addFine("host below the application's wildcard", [](P& p) {
            p.authorization.session.cookieDomain = "example.com";
            p.applications[0].hosts = {"*.example.com"};
            p.applications[0].access = {rule(AccessMode::Authenticated)};
            p.applications[0].access[0].hosts = {"b.example.com"};
        });
    }

    static void authorization()
    {
        const auto service = [](auto change) { return [change](P& p) { change(p.authorization); }; };
        using A = AuthorizationService;
        addError("ASM provider name", "gateway.provider-name", "authorization.provider", [](P& p) {
            p.clusters.target = Target::Asm;
            p.authorization.provider = "oidc";
        });
        addFine("ASM gRPC provider", [](P& p) {
            p.clusters.target = Target::Asm;
            p.authorization.provider = "grpcextauth-oidc";
        });
        addFine("free provider name", service([](A& a) { a.provider = "oidc"; }));
        addError("no provider", "project.required", "authorization.provider",
                 service([](A& a) { a.provider.clear(); }));
        addError("no service", "project.required", "authorization.serviceName",
                 service([](A& a) { a.serviceName.clear(); }));
        addFine("no service on ASM", [](P& p) {
            p.clusters.target = Target::Asm;
            p.authorization.serviceName.clear();
        });
        for (const auto* prefix : {"", "/", "_check", "/_check/", "/oauth2", "/oauth2/check"})
            addError(*prefix ? prefix : "empty", "project.path-prefix", "authorization.pathPrefix",
                     service([prefix](A& a) { a.pathPrefix = prefix; }));
        addFine("no check prefix on ASM", [](P& p) {
            p.clusters.target = Target::Asm;
            p.authorization.pathPrefix.clear();
        });
        addError("no replicas", "project.replicas", "authorization.replicas",
                 service([](A& a) { a.replicas = 0; }));
        addInfo("replicas with cookies", "project.replicas", "authorization.replicas",
                service([](A& a) { a.replicas = 2; }));
        addWarning("one replica in production", "project.replicas", "authorization.replicas",
                   [](P& p) { p.metadata.environment = Environment::Production; });
        for (const auto* proxy :
             {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "gateway", "10.0.0/8", "::/129"})
            addError(*proxy ? proxy : "empty proxy", "project.trusted-proxy",
                     "authorization.trustedProxies[0]",
                     service([proxy](A& a) { a.trustedProxies = {proxy}; }));
        addError("trust everybody", "project.trusted-proxy", "authorization.trustedProxies[0]",
                 service([](A& a) { a.trustedProxies = {"0.0.0.0/0"}; }));
        addFine("proxies", service([](A& a) {
                    a.trustedProxies = {"10.0.0.0/8", "fd00::/8", "127.0.0.1", "::1"};
                }));
        for (const auto* name : {"", "X Tenant", "X_Tenant", "Authorization", "COOKIE", "host", "a:b"})
            addError(*name ? name : "empty header", "project.claim-header",
                     (std::string("authorization.claimHeaders.") + name).c_str(), service([name](A& a) {
                         a.claimHeaders = {{name, "x"}};
                     }));
        addError("header without claim", "project.claim-header", "authorization.claimHeaders.X-A",
                 service([](A& a) {
                     a.claimHeaders = {{"X-A", ""}};
                 }));
        addError("same port", "project.port-clash", "authorization.metricsPort",
                 service([](A& a) { a.metricsPort = a.httpPort; }));
        addError("gRPC on the metrics port", "project.port-clash", "authorization.grpcPort",
                 service([](A& a) {
                     a.protocol = CheckProtocol::Grpc;
                     a.grpcPort = a.metricsPort;
                 }));
        addError("gRPC on the HTTP port", "project.port-clash", "authorization.grpcPort", service([](A& a) {
                     a.protocol = CheckProtocol::Grpc;
                     a.grpcPort = a.httpPort;
                 }));
        addFine("gRPC", service([](A& a) { a.protocol = CheckProtocol::Grpc; }));
        addFine("gRPC's port while not used", service([](A& a) { a.grpcPort = a.httpPort; }));
        addError("metrics namespace", "project.kubernetes-name", "authorization.metricsNamespace",
                 service([](A& a) { a.metricsNamespace = "My monitoring"; }));
        bearerTokens();
        const auto notice = [](LogoutNotice kind, auto change) {
            return [kind, change](P& p) {
                p.client.logoutNotice = kind;
                change(p);
            };
        };
        const auto asIs = [](P&) {};
        addFine("back-channel logout", notice(LogoutNotice::BackChannel, asIs));
        addFine("front-channel logout", notice(LogoutNotice::FrontChannel, asIs));
        addWarning("back-channel logout of replicas", "project.logout-notice", "client.logoutNotice",
                   notice(LogoutNotice::BackChannelInternal, [](P& p) { p.authorization.replicas = 2; }));
        addFine("back-channel logout of replicas with Redis", notice(LogoutNotice::BackChannel, [](P& p) {
                    p.authorization.replicas = 2;
                    p.authorization.session.redis.url = "rediss://r:1";
                }));
        addWarning("back-channel logout on ASM", "project.logout-notice", "client.logoutNotice",
                   notice(LogoutNotice::BackChannel, [](P& p) { p.clusters.target = Target::Asm; }));
        addWarning("moving tag", "project.moving-tag", "authorization.image",
                   service([](A& a) { a.image = "authserver:latest"; }));
        for (const auto* host : {"", "https://a", "a/b", "a?b", "u@a", "a b", "*.a.com", "a/"})
            addError(*host ? host : "empty host", "project.redirect-host",
                     "authorization.allowedRedirectHosts[0]",
                     service([host](A& a) { a.allowedRedirectHosts = {host}; }));
        addFine("redirect hosts", service([](A& a) { a.allowedRedirectHosts = {"a.com", "a.com:8443"}; }));
        addWarning("long timeout", "project.timeout", "authorization.timeout",
                   service([](A& a) { a.timeout = std::chrono::seconds(11); }));
    }

    static void bearerTokens()
    {
        const auto bearer = [](auto change) { return [change](P& p) { change(p.authorization.bearer); }; };
        const auto issuer = [](auto change) {
            return [change](P& p) {
                auto& made = p.authorization.bearer.issuers.emplace_back();
                made.issuer = "https://other.example.com";
                made.audiences = {"api"};
                change(p, made);
            };
        };
        using B = BearerTokens;
        addFine("bearer tokens", bearer([](B& b) { b = {true, {"api"}, {"batch"}, {}}; }));
        addFine("another issuer", issuer([](P&, BearerIssuer&) {}));
        addFine("another issuer on this machine",
                issuer([](P&, BearerIssuer& i) { i.issuer = "http://127.0.0.1:8080/realms/x"; }));
        addError("audiences, but off", "project.bearer", "authorization.bearer.enabled",
                 bearer([](B& b) { b.audiences = {"api"}; }));
        addError("empty audience", "project.bearer", "authorization.bearer.audiences[0]", bearer([](B& b) {
                     b = {true, {""}, {}, {}};
                 }));
        addError("client with line feed", "project.bearer", "authorization.bearer.allowedClients[0]",
                 bearer([](B& b) {
                     b = {true, {}, {"a\nb"}, {}};
                 }));
        for (const auto* url : {"", "other", "http://other.example.com", "https://o?x", "https://o#x"})
            addError(*url ? url : "no issuer", "project.bearer", "authorization.bearer.issuers[0].issuer",
                     issuer([url](P&, BearerIssuer& i) { i.issuer = url; }));
        addError("the realm itself", "project.bearer", "authorization.bearer.issuers[0].issuer",
                 issuer([](P& p, BearerIssuer& i) { i.issuer = p.identityProvider.issuer(); }));
        addError("issuer without audience", "project.bearer", "authorization.bearer.issuers[0].audiences",
                 issuer([](P&, BearerIssuer& i) { i.audiences.clear(); }));
    }

    static void session()
    {
        const auto session = [](auto change) { return [change](P& p) { change(p.authorization.session); }; };
        using S = SessionSettings;
        addError("no cookie secret", "project.cookie-secret", "authorization.session.cookieSecret",
                 session([](S& s) { s.cookieSecret = {}; }));
        addWarning("previous is current", "project.cookie-secret",
                   "authorization.session.previousCookieSecrets[0]",
                   session([](S& s) { s.previousCookieSecrets = {s.cookieSecret}; }));
        for (const auto* name : {"", "a b", "a;b", "a=b", "__Host-x"})
            addError(*name ? name : "empty name", "project.cookie-name", "authorization.session.cookieName",
                     session([name](S& s) { s.cookieName = name; }));
        for (const auto* domain : {".example.com", "com", "Example.com", "203.0.113.1", "*.example.com",
                                   "other.com", "so.example.com"})
            addError(domain, "project.cookie-domain", "authorization.session.cookieDomain",
                     session([domain](S& s) { s.cookieDomain = domain; }));
        addFine("cookie domain", session([](S& s) { s.cookieDomain = "example.com"; }));
        addFine("Redis for what was signed out", session([](S& s) { s.redis.url = "rediss://r:1"; }));
        addError("settings of no Redis", "project.redis", "authorization.session.redis.url",
                 session([](S& s) { s.redis.password = secret; }));
        for (const auto* url :
             {"", "r:6379", "http://r", "redis://u:p@r", "redis://", "r/", "redis://r/1", "redis://r?db=1"})
            addError(*url ? url : "no Redis", "project.redis", "authorization.session.redis.url",
                     session([url](S& s) {
                         s.store = SessionStore::Redis;
                         s.redis.url = url;
                     }));
        addFine("Redis", session([](S& s) {
                    s.store = SessionStore::Redis;
                    s.redis.url = "redis://redis:6379";
                    s.redis.password = secret;
                }));
        const auto redis = [](auto change) {
            return [change](P& p) {
                p.authorization.session.store = SessionStore::Redis;
                p.authorization.session.redis.url = "rediss://redis.example.com:6379";
                change(p.authorization.session.redis);
            };
        };
        addFine("Redis, all told", redis([](Redis& r) {
                    r.username = "meshsso";
                    r.password = secret;
                    r.caFile = "tls/redis.pem";
                    r.cluster = true;
                }));
        addFine("sentinels", redis([](Redis& r) {
                    r.url = "rediss://mymaster";
                    r.sentinels = {"sentinel-0.redis:26379", "[::1]:1"};
                }));
        for (const auto* address : {"", "redis://s:1", "s:0", "u@s", "a/b"})
            addError(*address ? address : "no sentinel", "project.redis",
                     "authorization.session.redis.sentinels[0]",
                     redis([address](Redis& r) { r.sentinels = {address}; }));
        addError("sentinels of a cluster", "project.redis", "authorization.session.redis.cluster",
                 redis([](Redis& r) {
                     r.sentinels = {"s:1"};
                     r.cluster = true;
                 }));
        addError("authority without TLS", "project.redis", "authorization.session.redis.caFile",
                 redis([](Redis& r) {
                     r.url = "redis://redis:6379";
                     r.caFile = "tls/redis.pem";
                 }));
        addError("user without password", "project.redis", "authorization.session.redis.password",
                 redis([](Redis& r) { r.username = "meshsso"; }));
        addError("replicas that rotate, with cookies", "project.replicas", "authorization.session.store",
                 [](P& p) {
                     p.authorization.replicas = 2;
                     p.identityProvider.rotatesRefreshTokens = true;
                 });
        addFine("one that rotates", [](P& p) { p.identityProvider.rotatesRefreshTokens = true; });
        addFine("replicas that rotate, with Redis", [redis](P& p) {
            redis([](Redis&) {})(p);
            p.authorization.replicas = 2;
            p.identityProvider.rotatesRefreshTokens = true;
        });
        addWarning("Redis in clear", "project.redis", "authorization.session.redis.url", [](P& p) {
            p.metadata.environment = Environment::Production;
            p.authorization.session.store = SessionStore::Redis;
            p.authorization.session.redis.url = "redis://redis:6379";
        });
        addError("unknown part", "project.keep", "authorization.session.keep[1]", session([](S& s) {
                     s.keep = {"access_token", "refresh-token"};
                 }));
        addError("no access token", "project.keep", "authorization.session.keep",
                 session([](S& s) { s.keep = {"id_token"}; }));
        addWarning("idle longer than life", "project.idle-timeout", "authorization.session.idleTimeout",
                   session([](S& s) { s.idleTimeout = std::chrono::hours(9); }));
    }

    static void targets()
    {
        const auto envoy = [](auto change) {
            return [change](P& p) {
                p.clusters.target = Target::Envoy;
                p.local = {"127.0.0.1:8080", "127.0.0.1:4180", {{"httpbin", "127.0.0.1:8000"}}, "127.0.0.1"};
                change(p);
            };
        };
        addFine("envoy", envoy([](P&) {}));
        addFine("envoy by name", envoy([](P& p) { p.local.authorizationService = "localhost:1"; }));
        addFine("envoy over IPv6", envoy([](P& p) { p.local.authorizationService = "[::1]:1"; }));
        addError("no service", "project.local-missing", "local.authorizationService",
                 envoy([](P& p) { p.local.authorizationService.clear(); }));
        addError("no application", "project.local-missing", "local.applications.httpbin",
                 envoy([](P& p) { p.local.applications.clear(); }));
        addError("no Keycloak", "project.local-missing", "local.keycloak", envoy([](P& p) {
                     p.identityProvider.exposure = Exposure::GuideHttp;
                     p.local.keycloak.clear();
                 }));
        addError("unknown application", "project.local-application", "local.applications.httpbim",
                 envoy([](P& p) { p.local.applications["httpbim"] = "127.0.0.1:1"; }));
        for (const auto* address :
             {"127.0.0.1", "http://127.0.0.1:1", "127.0.0.1:0", "a b:1", "[::1]", "127.0.0.1:1/"})
            addError(address, "project.local-address", "local.keycloak",
                     envoy([address](P& p) { p.local.keycloak = address; }));
        addError("listen address", "project.local-address", "local.listenAddress",
                 envoy([](P& p) { p.local.listenAddress = "localhost"; }));
        addInfo("ASM without context", "project.mesh-context", "clusters.mesh.context",
                [](P& p) { p.clusters.target = Target::Asm; });
        addError("Istio version", "project.istio-version", "clusters.apiVersion",
                 [](P& p) { p.clusters.apiVersion = "v1alpha3"; });
    }
};

QTEST_APPLESS_MAIN(ProjectTargetsTest)
#include "tst_ProjectTargets.moc"
