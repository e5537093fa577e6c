#include "ConfigSamples.h"
#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::serverconfig;
using namespace meshsso::test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

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

class ServerConfigCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsAGoodConfiguration() { verifyAccepted(goodConfig()); }

    void accepts_data()
    {
        const auto row = acceptedRows();
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
        row("claims in place of the access token", [](auto& c) {
            c.session.keep = {"claims", "refresh_token"};
            c.headers.passAccessToken = false;
            c.access.rules = {rule(access::AccessMode::Require)};
            c.headers.claimHeaders = {{"X-Tenant", "tenant"}};
        });
        row("no cache", [](auto& c) { c.session.cacheMegabytes = 0; });
        row("own pages", [](auto& c) { c.pages.directory = "/etc/meshsso/pages"; });
    }

    void accepts()
    {
        QFETCH(ConfigChange, change);
        auto config = goodConfig();
        change(config);
        verifyAccepted(config);
    }

    void refuses_data()
    {
        const auto row = refusedRows();
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
        for (const char* directory : {"pages", "./pages", "/a\nb"})
            row(std::string("pages directory ") + directory, "server.pages-directory", "pages.directory",
                [directory](auto& c) { c.pages.directory = directory; });
        for (const char* name :
             {"", "a b", "a;b", "a=b", "\"a\"", "a,b", "a\x7f", "s\xc3\xa9", "__Host-x", "__secure-x"})
            row(std::string("cookie name ") + name, "server.cookie-name", "session.cookieName",
                [name](auto& c) { c.session.cookieName = name; });
        for (const char* domain : {"com", "localhost", ".example.com", "example.com.", "Example.com",
                                   "192.0.2.1", "exa mple.com", "example.com;x", "other.org"})
            row(std::string("cookie domain ") + domain, "server.cookie-domain", "session.cookieDomain",
                [domain](auto& c) { c.session.cookieDomain = domain; });
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
            row(std::string("claim header ") + name, "server.claim-header",
                "headers.claimHeaders." + std::string(name), [name](auto& c) {
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
            row(std::string("path prefix ") + prefix, "server.path-prefix", "pathPrefix",
                [prefix](auto& c) { c.pathPrefix = prefix; });
        for (const char* prefix : {"", "oauth2", "/", "/oauth2/"})
            row(std::string("endpoint prefix ") + prefix, "server.endpoint-prefix", "endpointPrefix",
                [prefix](auto& c) { c.endpointPrefix = prefix; });
        for (const char* prefix : {"/oauth2", "/oauth2/check"})
            row(std::string("prefix overlap ") + prefix, "server.prefix-overlap", "pathPrefix",
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
            row(std::string("allowed host ") + host, "server.allowed-host", "allowedHosts[1]",
                [host](auto& c) { c.allowedHosts.push_back(host); });
        row("public authority not allowed", "server.public-authority", "publicAuthority",
            [](auto& c) { c.publicAuthority = "other.example.com"; });
        row("public authority is no host", "server.public-authority", "publicAuthority",
            [](auto& c) { c.publicAuthority = "https://app.example.com"; });
        row("post logout is relative", "server.post-logout-uri", "postLogoutRedirectUris[0]",
            [](auto& c) { c.postLogoutRedirectUris = {"/"}; });
        row("post logout with fragment", "server.post-logout-uri", "postLogoutRedirectUris[0]",
            [](auto& c) { c.postLogoutRedirectUris = {"https://app.example.com/#x"}; });
        row("subrequests of nobody", "server.subrequests", "subrequests",
            [](auto& c) { c.subrequests = Subrequests::Nginx; });
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
        QFETCH(ConfigChange, change);
        QFETCH(std::string, code);
        QFETCH(std::string, where);
        auto config = goodConfig();
        change(config);
        verifyRefused(config, code, where);
    }

    void refusesOutOfRange_data()
    {
        QTest::addColumn<ConfigChange>("change");
        QTest::addColumn<std::string>("where");
        const auto row = [](const char* name, const char* where, ConfigChange change) {
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
        row("workers -1", "workers", [](auto& c) { c.workers = -1; });
        row("workers 257", "workers", [](auto& c) { c.workers = 257; });
        row("drain -1s", "drainTimeout", [](auto& c) { c.drainTimeout = seconds(-1); });
        row("drain 11m", "drainTimeout", [](auto& c) { c.drainTimeout = minutes(11); });
        row("leeway 6m", "provider.leeway", [](auto& c) { c.provider.leeway = minutes(6); });
        row("request 0s", "provider.requestTimeout", [](auto& c) { c.provider.requestTimeout = seconds(0); });
        row("lifetime 59s", "session.lifetime", [](auto& c) { c.session.lifetime = seconds(59); });
        row("idle 59s", "session.idleTimeout", [](auto& c) { c.session.idleTimeout = seconds(59); });
        row("outage -1s", "session.outageGrace", [](auto& c) { c.session.outageGrace = seconds(-1); });
        row("outage 61m", "session.outageGrace", [](auto& c) { c.session.outageGrace = minutes(61); });
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
        QFETCH(ConfigChange, change);
        QFETCH(std::string, where);
        auto config = goodConfig();
        change(config);
        const auto findings = checkServerConfig(config);
        QVERIFY2(
            std::any_of(findings.begin(), findings.end(),
                        [&](const Finding& f) { return f.code == "server.limit-range" && f.where == where; }),
            describe(findings).c_str());
    }

    void warns_data()
    {
        const auto row = warnedRows();
        row("TLS not verified", "server.tls-unverified", [](auto& c) { c.provider.verifyTls = false; });
        row("cookies not Secure", "server.cookies-not-secure",
            [](auto& c) { c.session.secureCookies = false; });
        row("everybody trusted", "server.trusted-proxy-any",
            [](auto& c) { c.trustedProxies = {"0.0.0.0/0"}; });
        row("GET without HEAD", "server.access-head", [](auto& c) {
            auto read = rule(access::AccessMode::Require);
            read.methods = {"GET"};
            c.access.rules = {read};
        });
    }

    void warns()
    {
        QFETCH(ConfigChange, change);
        QFETCH(std::string, code);
        auto config = goodConfig();
        change(config);
        verifyWarned(config, code);
    }

    void tellsAllErrorsAtOnce()
    {
        auto config = goodConfig();
        config.provider.issuer.clear();
        config.session.cookieSecrets.clear();
        config.pathPrefix = "x";
        config.logLevel = "x";
        QCOMPARE(graver(checkServerConfig(config)).size(), std::size_t(4));
    }
};

QTEST_APPLESS_MAIN(ServerConfigCheckTest)
#include "tst_ServerConfigCheck.moc"
