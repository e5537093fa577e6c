#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::serverconfig;
using project::SsoProject;

namespace {

SsoProject sampleProject()
{
    SsoProject project;
    project.metadata.name = "sample";
    project.gateway.address = "app.example.com";
    project.identityProvider.url = "https://sso.example.com";
    project.identityProvider.realm = "test";
    project.client.id = "gateway";
    project.client.secret = {secrets::SecretRef::Kind::Keychain, "client"};
    project.authorization.session.cookieSecret = {secrets::SecretRef::Kind::Environment, "COOKIE"};
    project::Application application;
    application.name = "httpbin";
    project.applications.push_back(application);
    return project;
}

} // namespace

class ServerConfigCompileTest : public QObject
{
    Q_OBJECT

private slots:
    void takesWhatTheSessionsCost()
    {
        auto project = sampleProject();
        project.authorization.session.refreshAhead = std::chrono::seconds(30);
        project.authorization.session.outageGrace = std::chrono::minutes(10);
        project.authorization.session.cacheMegabytes = 128;
        const auto session = compileServerConfig(project, {}).session;
        QCOMPARE(session.refreshAhead.count(), 30);
        QCOMPARE(session.outageGrace.count(), 600);
        QCOMPARE(session.cacheMegabytes, 128);
        project.authorization.session.outageGrace = std::chrono::seconds(0);
        QCOMPARE(compileServerConfig(project, {}).session.outageGrace.count(), 0);
        // A project that says nothing means what the server would choose.
        const auto usual = compileServerConfig(sampleProject(), {}).session;
        QCOMPARE(usual.refreshAhead, SessionConfig{}.refreshAhead);
        QCOMPARE(usual.outageGrace, SessionConfig{}.outageGrace);
        QCOMPARE(usual.cacheMegabytes, SessionConfig{}.cacheMegabytes);
    }

    void isValid_inACluster()
    {
        const auto config = compileServerConfig(sampleProject(), {});
        const auto findings = checkServerConfig(config);
        QVERIFY2(!hasErrors(findings), test::describe(findings).c_str());
        QCOMPARE(config.provider.issuer, std::string("https://sso.example.com/realms/test"));
        QCOMPARE(config.provider.clientSecret.toString(),
                 std::string("file:/etc/meshsso/secrets/client-secret"));
        QCOMPARE(config.session.cookieSecrets.front().toString(),
                 std::string("file:/etc/meshsso/secrets/cookie-secret"));
        QCOMPARE(config.listen.address, std::string("0.0.0.0"));
        QCOMPARE(config.publicAuthority, std::string("app.example.com"));
        QCOMPARE(config.allowedHosts, std::vector<std::string>{"app.example.com"});
        QCOMPARE(config.postLogoutRedirectUris, std::vector<std::string>{"https://app.example.com/"});
        QVERIFY(!config.provider.allowHttp);
    }

    void keepsTheProjectsReferences_onOneMachine()
    {
        CompileOptions options;
        options.inCluster = false;
        auto project = sampleProject();
        project.local.authorizationService = "127.0.0.1:4999";
        project.identityProvider.caFile = "ca.pem";
        project.authorization.session.previousCookieSecrets = {{secrets::SecretRef::Kind::File, "old"}};
        const auto config = compileServerConfig(project, options);
        QCOMPARE(config.provider.clientSecret.toString(), std::string("keychain:client"));
        QCOMPARE(config.session.cookieSecrets.size(), std::size_t(2));
        QCOMPARE(config.session.cookieSecrets[1].toString(), std::string("file:old"));
        QCOMPARE(config.listen.address, std::string("127.0.0.1"));
        QCOMPARE(config.listen.metricsAddress, std::string("127.0.0.1"));
        QCOMPARE(config.listen.port, 4999);
        QCOMPARE(config.provider.caFile, std::string("ca.pem"));
    }

    void mountsTheCaBundle_inACluster()
    {
        auto project = sampleProject();
        project.identityProvider.caFile = "ca.pem";
        QCOMPARE(compileServerConfig(project, {}).provider.caFile, std::string(clusterCaFile));
    }

    void allowsHttp_onlyWhereTheProjectDoes()
    {
        auto project = sampleProject();
        project.identityProvider.exposure = project::Exposure::GuideHttp;
        project.identityProvider.url = "http://app.example.com";
        const auto config = compileServerConfig(project, {});
        QVERIFY(config.provider.allowHttp);
        QVERIFY(!test::hasFinding(checkServerConfig(config), "server.issuer-http"));
    }

    void givesEachHostItsOwnCallback_unlessTheyShareACookie()
    {
        auto project = sampleProject();
        project.gateway.https = {8443, 8443};
        project.applications.front().hosts = {"shop.example.com", "*.wild.example.com"};
        project.authorization.allowedRedirectHosts = {"other.example.com:9443"};
        auto config = compileServerConfig(project, {});
        QVERIFY(config.publicAuthority.empty());
        QCOMPARE(config.allowedHosts,
                 (std::vector<std::string>{"app.example.com:8443", "shop.example.com:8443",
                                           "other.example.com:9443"}));
        project.authorization.session.cookieDomain = "example.com";
        config = compileServerConfig(project, {});
        QCOMPARE(config.publicAuthority, std::string("app.example.com:8443"));
    }

    void writesIpAddressesAsBrowsersDo()
    {
        auto project = sampleProject();
        project.gateway.address = "2001:db8::1";
        project.gateway.https = {8443, 8443};
        project.applications.front().hosts = {"192.0.2.7", "2001:db8::2"};
        const auto config = compileServerConfig(project, {});
        QCOMPARE(config.allowedHosts,
                 (std::vector<std::string>{"[2001:db8::1]:8443", "192.0.2.7:8443", "[2001:db8::2]:8443"}));
        QVERIFY(!hasErrors(checkServerConfig(config)));
    }

    void hasNoPathPrefix_underAsm()
    {
        auto project = sampleProject();
        project.clusters.target = project::Target::Asm;
        QVERIFY(compileServerConfig(project, {}).pathPrefix.empty());
    }

    void carriesTheAccessRules()
    {
        auto project = sampleProject();
        access::AccessRule rule;
        rule.name = "public";
        rule.mode = access::AccessMode::Public;
        project.applications.front().access.push_back(rule);
        const auto config = compileServerConfig(project, {});
        QVERIFY(config.access == project.accessPolicy());
        QVERIFY(!config.access.rules.empty());
    }

    void answersBeforeTheGatewayGivesUp()
    {
        auto project = sampleProject();
        QVERIFY(compileServerConfig(project, {}).checkTimeout == std::chrono::milliseconds(1500));
        project.authorization.session.redis.url = "rediss://redis.example.com";
        for (const int timeout : {200, 350, 2000, 60'000}) {
            project.authorization.timeout = std::chrono::milliseconds(timeout);
            const auto config = compileServerConfig(project, {});
            QVERIFY(config.checkTimeout < project.authorization.timeout);
            QVERIFY(config.redis.timeout < config.checkTimeout);
            const auto findings = checkServerConfig(config);
            QVERIFY2(!hasErrors(findings), test::describe(findings).c_str());
        }
    }

    void namesRedis_byTheFilesOfACluster()
    {
        auto project = sampleProject();
        auto& session = project.authorization.session;
        session.store = project::SessionStore::Redis;
        session.redis.url = "rediss://mymaster";
        session.redis.sentinels = {"sentinel-0.redis:26379"};
        session.redis.username = "meshsso";
        session.redis.password = {secrets::SecretRef::Kind::Keychain, "redis"};
        session.redis.caFile = "redis.pem";
        project.authorization.replicas = 3;
        project.identityProvider.rotatesRefreshTokens = true;
        auto config = compileServerConfig(project, {});
        QVERIFY(config.session.store == SessionStoreKind::Redis);
        QCOMPARE(config.redis.url, std::string("rediss://mymaster"));
        QCOMPARE(config.redis.sentinels, session.redis.sentinels);
        QCOMPARE(config.redis.username, std::string("meshsso"));
        QCOMPARE(config.redis.password.toString(), std::string("file:/etc/meshsso/secrets/redis-password"));
        QCOMPARE(config.redis.caFile, std::string(clusterRedisCaFile));
        QCOMPARE(config.session.replicas, 3);
        QVERIFY(config.session.rotatesRefreshTokens);
        QVERIFY(!hasErrors(checkServerConfig(config)));

        CompileOptions options;
        options.inCluster = false;
        config = compileServerConfig(project, options);
        QCOMPARE(config.redis.password.toString(), std::string("keychain:redis"));
        QCOMPARE(config.redis.caFile, std::string("redis.pem"));
        QCOMPARE(config.session.replicas, 1);
    }

    void mountsThePages_inACluster()
    {
        auto project = sampleProject();
        QCOMPARE(compileServerConfig(project, {}).pages.directory, std::string());
        project.authorization.pages = {"pages", "", true};
        QCOMPARE(compileServerConfig(project, {}).pages.directory, std::string(clusterPagesDirectory));
        QVERIFY(compileServerConfig(project, {}).pages.showMissingRole);
        QCOMPARE(compileServerConfig(project, {.inCluster = false}).pages.directory, std::string("pages"));
        project.authorization.pages = {"", "our-pages", false};
        QCOMPARE(compileServerConfig(project, {}).pages.directory, std::string(clusterPagesDirectory));
        QCOMPARE(compileServerConfig(project, {.inCluster = false}).pages.directory, std::string());
    }

    void keepsLoginsApart()
    {
        auto project = sampleProject();
        project.gateway.https.port = 8443;
        project.applications.front().hosts = {"app.example.com", "a.partners.com", "b.partners.com"};
        auto& settings = project.authorization.logins.emplace_back();
        settings.name = "partners";
        settings.hosts = {"a.partners.com", "b.partners.com"};
        settings.issuer = "https://id.partners.com/realms/P";
        settings.clientId = "theirs";
        settings.clientSecret = {secrets::SecretRef::Kind::Environment, "THEIRS"};
        const auto config = compileServerConfig(project, {});
        const auto findings = checkServerConfig(config);
        QVERIFY2(!hasErrors(findings), test::describe(findings).c_str());
        QCOMPARE(config.allowedHosts, std::vector<std::string>{"app.example.com:8443"});
        QCOMPARE(config.publicAuthority, std::string("app.example.com:8443"));
        QCOMPARE(config.logins.size(), std::size_t{1});
        const auto& login = config.logins.front();
        QCOMPARE(login.hosts, settings.hosts);
        QCOMPARE(login.cookieName, std::string("partners"));
        QCOMPARE(login.provider.issuer, settings.issuer);
        QCOMPARE(login.provider.clientSecret.toString(),
                 std::string("file:/etc/meshsso/secrets/login-partners-client-secret"));
        const std::vector<std::string> both{"a.partners.com:8443", "b.partners.com:8443"};
        QCOMPARE(login.allowedHosts, both);
        QCOMPARE(login.postLogoutRedirectUris.front(), std::string("https://a.partners.com:8443/"));
        QVERIFY(!login.hasAccess && !login.bearer.enabled && login.publicAuthority.empty());
        const auto local = compileServerConfig(project, {.inCluster = false});
        QCOMPARE(local.logins.front().provider.clientSecret.toString(), std::string("env:THEIRS"));
    }

    void refusesReplicasThatRotate_withoutRedis()
    {
        auto project = sampleProject();
        project.identityProvider.rotatesRefreshTokens = true;
        QVERIFY(
            test::hasFinding(checkServerConfig(compileServerConfig(project, {})), "server.redis-required"));
    }

    void listensForGrpc_whereTheGatewayAsksSo()
    {
        auto project = sampleProject();
        QCOMPARE(compileServerConfig(project, {}).listen.grpcPort, -1);
        project.authorization.protocol = project::CheckProtocol::Grpc;
        project.authorization.grpcPort = 4242;
        QCOMPARE(compileServerConfig(project, {}).listen.grpcPort, 4242);
    }

    void takesBearerTokens()
    {
        auto project = sampleProject();
        QVERIFY(!compileServerConfig(project, {}).bearer.enabled);
        project.authorization.bearer = {true, {"api"}, {"batch"}, {}};
        auto& issuer = project.authorization.bearer.issuers.emplace_back();
        issuer.issuer = "https://other.example.com";
        issuer.internalUrl = "http://other.default:8080";
        issuer.audiences = {"api"};
        issuer.allowedClients = {"robot"};
        issuer.rfc9068 = true;
        const auto config = compileServerConfig(project, {});
        QVERIFY(config.bearer.enabled);
        QCOMPARE(config.bearer.audiences, std::vector<std::string>{"api"});
        QCOMPARE(config.bearer.allowedClients, std::vector<std::string>{"batch"});
        const auto& made = config.bearer.issuers.front();
        QCOMPARE(made.issuer + " " + made.internalUrl, issuer.issuer + " " + issuer.internalUrl);
        QCOMPARE(made.audiences, issuer.audiences);
        QCOMPARE(made.allowedClients, issuer.allowedClients);
        QVERIFY(made.rfc9068 && !made.allowHttp);
        QVERIFY(!hasErrors(checkServerConfig(config)));
    }

    void drainsInAClusterOnly()
    {
        auto project = sampleProject();
        project.authorization.drainDelay = std::chrono::seconds(7);
        QVERIFY(compileServerConfig(project, {}).drainDelay == std::chrono::seconds(7));
        CompileOptions options;
        options.inCluster = false;
        QVERIFY(compileServerConfig(project, options).drainDelay == std::chrono::seconds(0));
    }

    void metricsPort_isTheProjectsUnlessChosen()
    {
        auto project = sampleProject();
        project.authorization.metricsPort = 9191;
        QCOMPARE(compileServerConfig(project, {}).listen.metricsPort, 9191);
        CompileOptions options;
        options.metricsPort = 0;
        QCOMPARE(compileServerConfig(project, options).listen.metricsPort, 0);
    }
};

QTEST_APPLESS_MAIN(ServerConfigCompileTest)
#include "tst_ServerConfigCompile.moc"
