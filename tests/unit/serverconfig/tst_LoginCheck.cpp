#include "ConfigSamples.h"
#include "serverconfig/LoginOverlay.h"
#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::serverconfig;
using namespace meshsso::test;

namespace {

/// The main configuration.
ServerConfig good()
{
    auto config = goodConfig();
    config.publicAuthority = "app.example.com";
    config.postLogoutRedirectUris = {"https://app.example.com/bye"};
    return config;
}

/// A login by hosts, whose realm is another.
LoginConfig partners()
{
    LoginConfig login;
    login.name = "partners";
    login.hosts = {"partners.example.com", "*.partners.example.com"};
    login.provider = good().provider;
    login.provider.issuer = "https://sso.example.com/realms/partners";
    login.provider.clientId = "partners";
    login.cookieName = "partners";
    login.allowedHosts = {"partners.example.com"};
    return login;
}

/// A login by prefix: another provider entry of the mesh sends its checks there.
LoginConfig staff()
{
    LoginConfig login;
    login.name = "staff";
    login.pathPrefix = "/_check-staff";
    login.endpointPrefix = "/oauth2-staff";
    login.provider = good().provider;
    login.provider.clientId = "staff";
    login.cookieName = "staff";
    return login;
}

ServerConfig withLogins()
{
    auto config = good();
    config.logins = {partners(), staff()};
    return config;
}

} // namespace

class LoginCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data()
    {
        const auto row = acceptedRows();
        row("by hosts and by prefix", [](auto&) {});
        row("by hosts, over gRPC", [](auto& c) {
            c.listen.grpcPort = 4181;
            c.logins = {partners()};
        });
        row("hosts beside each other", [](auto& c) {
            c.logins = {partners(), partners()};
            c.logins[1].name = "guests";
            c.logins[1].cookieName = "guests";
            c.logins[1].hosts = {"guests.example.com"};
            c.logins[1].allowedHosts = {"guests.example.com:8443"};
        });
        row("one host, two prefixes", [](auto& c) {
            c.logins[0].hosts = {"app.example.com"};
            c.logins[0].allowedHosts.clear();
            c.logins[0].pathPrefix = "/_check-partners";
            c.logins[0].endpointPrefix = "/oauth2-partners";
        });
        row("own bearer tokens", [](auto& c) { c.logins[0].bearer = {true, {"api"}, {}, {}}; });
        row("a callback for all at the main host, under its own prefix", [](auto& c) {
            c.logins[0].endpointPrefix = "/oauth2-partners";
            c.logins[0].allowedHosts = {"partners.example.com", "app.example.com"};
            c.logins[0].publicAuthority = "app.example.com";
        });
        row("similar prefixes", [](auto& c) { c.logins[1].endpointPrefix = "/oauth2x"; });
    }

    void accepts()
    {
        QFETCH(ConfigChange, change);
        auto config = withLogins();
        change(config);
        verifyAccepted(config);
    }

    void refuses_data()
    {
        const auto row = refusedRows();
        for (const char* name : {"", "a b", "a_b", "a\nb", "main"})
            row(std::string("name ") + name, "server.login-name", "logins[0].name",
                [name](auto& c) { c.logins[0].name = name; });
        row("name too long", "server.login-name", "logins[0].name",
            [](auto& c) { c.logins[0].name.assign(65, 'a'); });
        row("name twice", "server.login-name", "logins[1].name",
            [](auto& c) { c.logins[1].name = "partners"; });

        row("no cookie name", "server.cookie-name", "logins[0].cookieName",
            [](auto& c) { c.logins[0].cookieName.clear(); });
        row("cookie name with blank", "server.cookie-name", "logins[0].cookieName",
            [](auto& c) { c.logins[0].cookieName = "a b"; });
        row("cookie name with the browser's prefix", "server.cookie-name", "logins[0].cookieName",
            [](auto& c) { c.logins[0].cookieName = "__Host-partners"; });
        row("the main cookie", "server.cookie-name", "logins[0].cookieName",
            [](auto& c) { c.logins[0].cookieName = "meshsso"; });
        row("a part of the main cookie", "server.cookie-name", "logins[0].cookieName",
            [](auto& c) { c.logins[0].cookieName = "meshsso-1"; });
        row("the main cookie is a part of it", "server.cookie-name", "logins[0].cookieName",
            [](auto& c) { c.session.cookieName = "partners-1"; });
        row("another login's cookie", "server.cookie-name", "logins[1].cookieName",
            [](auto& c) { c.logins[1].cookieName = "partners"; });
        row("a part of another login's cookie", "server.cookie-name", "logins[1].cookieName",
            [](auto& c) { c.logins[1].cookieName = "partners-staff"; });

        for (const char* host : {"", "Partners.example.com", "partners.example.com:8443", "*", "*.", "a.*.b",
                                 "*.192.0.2.1/", "partners.example.com.", "https://partners.example.com"})
            row(std::string("host ") + host, "server.login-host", "logins[0].hosts[1]", [host](auto& c) {
                c.logins[0].hosts = {"partners.example.com", host};
            });
        row("no allowed host of its own", "server.login-host", "logins[0].allowedHosts",
            [](auto& c) { c.logins[0].allowedHosts.clear(); });
        row("allowed hosts elsewhere", "server.login-host", "logins[0].allowedHosts",
            [](auto& c) { c.logins[0].allowedHosts = {"app.example.com"}; });
        row("the callback goes to the main login", "server.login-host", "logins[0].publicAuthority",
            [](auto& c) {
                c.logins[0].allowedHosts = {"partners.example.com", "app.example.com"};
                c.logins[0].publicAuthority = "app.example.com";
            });

        row("no hosts, no prefix", "server.login-ambiguous", "logins[1].hosts",
            [](auto& c) { c.logins[1].pathPrefix.clear(); });
        row("no hosts, the main pages", "server.login-ambiguous", "logins[1].endpointPrefix",
            [](auto& c) { c.logins[1].endpointPrefix.clear(); });
        row("a main host", "server.login-ambiguous", "logins[0].hosts",
            [](auto& c) { c.logins[0].hosts.push_back("app.example.com"); });
        row("a main host by wildcard", "server.login-ambiguous", "logins[0].hosts",
            [](auto& c) { c.logins[0].hosts = {"*.example.com"}; });
        row("another login's host", "server.login-ambiguous", "logins[2].hosts", [](auto& c) {
            c.logins.push_back(partners());
            c.logins[2].hosts = {"x.partners.example.com"};
            c.logins[2].allowedHosts = {"x.partners.example.com"};
        });
        row("a wildcard over another login's wildcard", "server.login-ambiguous", "logins[2].hosts",
            [](auto& c) {
                c.logins.push_back(partners());
                c.logins[2].hosts = {"*.a.partners.example.com"};
                c.logins[2].allowedHosts = {"x.a.partners.example.com"};
            });
        row("another login's pages on a shared host", "server.login-ambiguous", "logins[2].endpointPrefix",
            [](auto& c) {
                c.logins.push_back(staff());
                c.logins[2].pathPrefix = "/_check-third";
            });
        row("a prefix alone, over gRPC", "server.login-ambiguous", "logins[1].hosts",
            [](auto& c) { c.listen.grpcPort = 4181; });
        row("a prefix on a main host, over gRPC", "server.login-ambiguous", "logins[1].hosts", [](auto& c) {
            c.listen.grpcPort = 4181;
            c.logins[1].hosts = {"app.example.com"};
            c.logins[1].allowedHosts = {"app.example.com"};
        });
        row("a prefix on another login's host, over gRPC", "server.login-ambiguous", "logins[1].hosts",
            [](auto& c) {
                c.listen.grpcPort = 4181;
                c.logins[1].hosts = {"partners.example.com"};
                c.logins[1].allowedHosts = {"partners.example.com"};
            });
        row("a prefix, where the main configuration has none", "server.login-ambiguous",
            "logins[1].pathPrefix", [](auto& c) { c.pathPrefix.clear(); });

        row("checks within the main checks", "server.prefix-overlap", "logins[1].pathPrefix",
            [](auto& c) { c.logins[1].pathPrefix = "/_check/staff"; });
        row("checks within the main pages", "server.prefix-overlap", "logins[1].pathPrefix",
            [](auto& c) { c.logins[1].pathPrefix = "/oauth2/staff"; });
        row("checks are the main pages", "server.prefix-overlap", "logins[1].pathPrefix",
            [](auto& c) { c.logins[1].pathPrefix = "/oauth2"; });
        row("pages within the main pages", "server.prefix-overlap", "logins[1].endpointPrefix",
            [](auto& c) { c.logins[1].endpointPrefix = "/oauth2/staff"; });
        row("pages within the main checks", "server.prefix-overlap", "logins[1].endpointPrefix",
            [](auto& c) { c.logins[1].endpointPrefix = "/_check/staff"; });
        row("pages within another login's checks", "server.prefix-overlap", "logins[2].endpointPrefix",
            [](auto& c) {
                c.logins.push_back(staff());
                c.logins[2].pathPrefix = "/_check-third";
                c.logins[2].endpointPrefix = "/_check-staff/x";
            });

        row("issuer missing", "server.issuer-invalid", "logins[0].provider.issuer",
            [](auto& c) { c.logins[0].provider.issuer.clear(); });
        row("client secret missing", "server.secret-missing", "logins[0].provider.clientSecret",
            [](auto& c) { c.logins[0].provider.clientSecret = {}; });
        row("bearer issuer without audience", "server.bearer-audience",
            "logins[0].bearer.issuers[0].audiences",
            [](auto& c) { c.logins[0].bearer.issuers.emplace_back().issuer = "https://other.example.com"; });
        row("bearer issuer is the login's provider", "server.bearer-issuer",
            "logins[0].bearer.issuers[0].issuer", [](auto& c) {
                auto& issuer = c.logins[0].bearer.issuers.emplace_back();
                issuer.issuer = c.logins[0].provider.issuer;
                issuer.audiences = {"api"};
            });
        row("allowed host is none", "server.allowed-host", "logins[0].allowedHosts[1]",
            [](auto& c) { c.logins[0].allowedHosts.push_back("https://x"); });
        row("own rule that cannot be", "server.access-rule", "logins[0].access.rules[0]", [](auto& c) {
            c.logins[0].hasAccess = true;
            auto& rule = c.logins[0].access.rules.emplace_back();
            rule.mode = access::AccessMode::Require;
            rule.requirement.kind = access::Requirement::Kind::AnyOf;
        });
        row("cookie domain does not hold its host", "server.cookie-domain", "session.cookieDomain",
            [](auto& c) {
                c.session.cookieDomain = "example.com";
                c.logins[0].hosts = {"partners.example.org"};
                c.logins[0].allowedHosts = {"partners.example.org"};
            });
        row("sixty-five logins", "server.limit-range", "logins",
            [](auto& c) { c.logins.resize(65, c.logins.front()); });
    }

    void refuses()
    {
        QFETCH(ConfigChange, change);
        QFETCH(std::string, code);
        QFETCH(std::string, where);
        auto config = withLogins();
        change(config);
        verifyRefused(config, code, where);
    }

    void saysOnce_whatALoginInherits()
    {
        auto config = withLogins();
        config.pathPrefix = "x";
        config.session.cookieSecrets.clear();
        std::size_t secrets = 0;
        for (const auto& finding : checkServerConfig(config))
            secrets += finding.code == "server.cookie-secret-missing" ? 1 : 0;
        QCOMPARE(secrets, std::size_t(1));
    }

    void overlay_inheritsAllButTrust()
    {
        auto config = withLogins();
        config.bearer = {true, {"api"}, {"batch"}, {}};
        const auto own = configFor(config, config.logins[0]);
        QVERIFY(own.logins.empty());
        QCOMPARE(own.provider.clientId, std::string("partners"));
        QCOMPARE(own.session.cookieName, std::string("partners"));
        QCOMPARE(own.pathPrefix, std::string("/_check"));
        QCOMPARE(own.allowedHosts, std::vector<std::string>{"partners.example.com"});
        QVERIFY(!own.bearer.enabled && own.bearer.audiences.empty());
        QVERIFY(own.publicAuthority.empty());
        QCOMPARE(own.postLogoutRedirectUris, config.postLogoutRedirectUris);

        const auto other = configFor(config, config.logins[1]);
        QCOMPARE(other.pathPrefix, std::string("/_check-staff"));
        QCOMPARE(other.endpointPrefix, std::string("/oauth2-staff"));
        QCOMPARE(other.allowedHosts, config.allowedHosts);
        QCOMPARE(other.publicAuthority, config.publicAuthority);
    }
};

QTEST_APPLESS_MAIN(LoginCheckTest)
#include "tst_LoginCheck.moc"
