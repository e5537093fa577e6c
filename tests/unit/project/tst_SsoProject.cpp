#include "access/AccessEvaluator.h"
#include "project/SsoProject.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::project;
using access::AccessMode;
using access::AccessOutcome;
using access::AccessRule;
using access::PathPattern;
using Texts = std::vector<std::string>;

namespace {

SsoProject sample()
{
    SsoProject project;
    project.gateway.address = "sso.example.com";
    project.applications.emplace_back().name = "httpbin";
    return project;
}

AccessRule publicRule(std::string name, std::string prefix)
{
    return {std::move(name),    {}, {{PathPattern::Kind::Prefix, std::move(prefix)}}, {},
            AccessMode::Public, {}};
}

} // namespace

class SsoProjectTest : public QObject
{
    Q_OBJECT

private slots:
    void writesOrigins()
    {
        Gateway gateway;
        gateway.address = "sso.example.com";
        QCOMPARE(gateway.origin(), std::string("https://sso.example.com"));
        gateway.https.port = 8443;
        QCOMPARE(gateway.origin(), std::string("https://sso.example.com:8443"));
        gateway.address = "2001:db8::1";
        QCOMPARE(gateway.origin(), std::string("https://[2001:db8::1]:8443"));
    }

    void writesIssuer_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("realm");
        QTest::addColumn<QByteArray>("issuer");
        const auto row = [](const char* url, const char* realm, const char* issuer) {
            QTest::addRow("%s %s", url, realm) << QByteArray(url) << QByteArray(realm) << QByteArray(issuer);
        };
        row("https://kc", "Test-oidc", "https://kc/realms/Test-oidc");
        row("https://kc/", "Test-oidc", "https://kc/realms/Test-oidc");
        row("https://kc/auth//", "r", "https://kc/auth/realms/r");
        row("http://127.0.0.1:8080", "my realm", "http://127.0.0.1:8080/realms/my%20realm");
        row("", "r", "");
        row("https://kc", "", "");
    }
    void writesIssuer()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, realm);
        QFETCH(QByteArray, issuer);
        IdentityProvider provider;
        provider.url = url.toStdString();
        provider.realm = realm.toStdString();
        QCOMPARE(provider.issuer(), issuer.toStdString());
    }

    void allowsHttp_onlyWhereExposureSaysSo()
    {
        IdentityProvider provider;
        provider.url = "http://kc.example.com";
        QCOMPARE(provider.httpAllowedHost(), std::string());
        provider.exposure = Exposure::GuideHttp;
        QCOMPARE(provider.httpAllowedHost(), std::string("kc.example.com"));
        provider.url = "https://kc.example.com";
        QCOMPARE(provider.httpAllowedHost(), std::string());
        provider.exposure = Exposure::Https;
        provider.url = "http://127.0.0.1:8080";
        QCOMPARE(provider.httpAllowedHost(), std::string("127.0.0.1"));
    }

    void derivesUrl_forGuideHttpOnly()
    {
        auto project = sample();
        project.applyDerived();
        QCOMPARE(project.identityProvider.url, std::string());
        project.identityProvider.exposure = Exposure::GuideHttp;
        project.gateway.http.port = 10080;
        project.applyDerived();
        QCOMPARE(project.identityProvider.url, std::string("http://sso.example.com:10080"));
        project.identityProvider.url = "http://other";
        project.applyDerived();
        QCOMPARE(project.identityProvider.url, std::string("http://other"));
    }

    void runsTheImage_thatSpeaksTheProtocol()
    {
        AuthorizationService service;
        const std::string own = "ghcr.io/meshsso/meshsso-authserver:" MESHSSO_VERSION;
        QCOMPARE(service.effectiveImage(), own);
        service.protocol = CheckProtocol::Grpc;
        QCOMPARE(service.effectiveImage(), own + "-grpc");
        service.image = "registry.example.com/authserver:7";
        QCOMPARE(service.effectiveImage(), service.image);
    }

    void listsRedirectUris()
    {
        auto project = sample();
        QCOMPARE(project.effectiveRedirectUris(), Texts{"https://sso.example.com/oauth2/callback"});
        QCOMPARE(project.effectivePostLogoutRedirectUris(), Texts{"https://sso.example.com/"});
        project.applications[0].hosts = {"a.example.com", "*.b.example.com", "sso.example.com"};
        const Texts each{"https://sso.example.com/oauth2/callback", "https://a.example.com/oauth2/callback"};
        QCOMPARE(project.effectiveRedirectUris(), each);
        project.authorization.session.cookieDomain = "example.com";
        QCOMPARE(project.effectiveRedirectUris(), Texts{"https://sso.example.com/oauth2/callback"});
        project.client.redirectUris = {"https://x/oauth2/callback"};
        project.client.postLogoutRedirectUris = {"https://x/bye"};
        QCOMPARE(project.effectiveRedirectUris(), Texts{"https://x/oauth2/callback"});
        QCOMPARE(project.effectivePostLogoutRedirectUris(), Texts{"https://x/bye"});
    }

    void makesRulesAbsolute()
    {
        auto project = sample();
        project.claims.roles.claim = "app.roles";
        project.claims.groupsClaim = "teams";
        auto& application = project.applications[0];
        application.hosts = {"a.example.com"};
        application.pathPrefix = "/shop";
        AccessRule own;
        own.hosts = {"b.example.com"};
        application.access = {publicRule("assets", "/assets"), publicRule("all", "/"), own};
        const auto policy = project.accessPolicy();
        QCOMPARE(policy.claimPaths.roles, std::string("app.roles"));
        QCOMPARE(policy.claimPaths.groups, std::string("teams"));
        QCOMPARE(policy.rules.size(), std::size_t{3});
        QCOMPARE(policy.rules[0].hosts, Texts{"a.example.com"});
        QCOMPARE(policy.rules[0].paths[0].value, std::string("/shop/assets"));
        QCOMPARE(policy.rules[1].paths[0].value, std::string("/shop"));
        QCOMPARE(policy.rules[2].hosts, Texts{"b.example.com"});
        QCOMPARE(policy.rules[2].paths[0].value, std::string("/shop"));
        QCOMPARE(policy.rules[2].name, std::string("httpbin[2]"));
    }

    void doesNotOpenOneApplication_throughAnothersRules_data()
    {
        QTest::addColumn<bool>("reversed");
        QTest::newRow("open one first") << false;
        QTest::newRow("open one last") << true;
    }
    void doesNotOpenOneApplication_throughAnothersRules()
    {
        QFETCH(bool, reversed);
        auto project = sample();
        project.applications.clear();
        Application site;
        site.name = "site";
        site.access = {publicRule("everything", "/")};
        Application office;
        office.name = "office";
        office.pathPrefix = "/office";
        office.access = {publicRule("logo", "/logo")};
        Application vault;
        vault.name = "vault";
        vault.hosts = {"vault.example.com"};
        Application wild;
        wild.name = "wild";
        wild.hosts = {"*.example.com"};
        wild.access = {publicRule("everything", "/")};
        project.applications = {site, office, wild, vault};
        if (reversed)
            std::reverse(project.applications.begin(), project.applications.end());
        const auto evaluator = access::AccessEvaluator::create(project.accessPolicy());
        MESHSSO_VERIFY_OK(evaluator);
        const auto outcome = [&](const char* host, const char* path) {
            return evaluator->match({host, path, "GET"}).outcome;
        };
        QCOMPARE(outcome("other.org", "/x"), AccessOutcome::Allow);
        QCOMPARE(outcome("other.org", "/office/logo"), AccessOutcome::Allow);
        QCOMPARE(outcome("other.org", "/office/secret"), AccessOutcome::NeedLogin);
        QCOMPARE(outcome("other.org", "/office"), AccessOutcome::NeedLogin);
        QCOMPARE(outcome("vault.example.com", "/x"), AccessOutcome::NeedLogin);
        QCOMPARE(outcome("any.example.com", "/x"), AccessOutcome::Allow);
    }

    void asksForSignIn_whenNoRuleMatches()
    {
        const auto evaluator = access::AccessEvaluator::create(sample().accessPolicy());
        MESHSSO_VERIFY_OK(evaluator);
        QCOMPARE(evaluator->match({"sso.example.com", "/", "GET"}).outcome, AccessOutcome::NeedLogin);
    }
};

QTEST_APPLESS_MAIN(SsoProjectTest)
#include "tst_SsoProject.moc"
