#include "core/Encoding.h"
#include "core/RunLoop.h"
#include "mesh/MeshCompiler.h"
#include "mesh/PageFiles.h"
#include "project/ProjectFile.h"
#include "secrets/LocalSecretStores.h"
#include "support/TestPrinters.h"
#include "yaml/YamlNode.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <functional>

using namespace meshsso;
using namespace meshsso::mesh;
using project::SsoProject;
using project::Target;

namespace {

SsoProject golden(const std::string& name)
{
    QFile file(QStringLiteral(MESHSSO_TEST_DATA "/golden/") + QString::fromStdString(name) + "/project.yaml");
    const bool open = file.open(QIODevice::ReadOnly);
    return open ? project::parseProject(file.readAll().toStdString(), "project.yaml").project : SsoProject{};
}

ExportOptions optionsFor(Target target)
{
    ExportOptions options;
    options.target = target;
    options.outputDirectory = "/srv/meshsso";
    return options;
}

ExportSecrets plantedSecrets(const SsoProject& project)
{
    ExportSecrets secrets;
    secrets.set(project.client.secret, SecretString("planted-client-secret"));
    secrets.set(project.authorization.session.cookieSecret, SecretString("planted-cookie-secret"));
    secrets.set(project.authorization.session.redis.password, SecretString("planted-redis-password"));
    secrets.set(project.identityProvider.workload.adminPassword, SecretString("planted-admin-password"));
    secrets.set(project.identityProvider.workload.databasePassword,
                SecretString("planted-database-password"));
    secrets.certificate =
        crypto::CertificateAndKey{"planted-certificate", SecretString("planted-private-key")};
    return secrets;
}

const ResourceFile* find(const ResourceSet& set, const std::string& path)
{
    for (const auto& file : set.files) {
        if (file.path == path)
            return &file;
    }
    return nullptr;
}

std::string contentOf(const ResourceSet& set, const std::string& path)
{
    const auto* file = find(set, path);
    return file ? file->content : "(no " + path + ")";
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

bool mentions(const std::string& content, const std::string& planted)
{
    return has(content, planted) || has(content, base64Encode(planted));
}

} // namespace

class MeshCompilerTest : public QObject
{
    Q_OBJECT

private slots:
    void refuses_aProjectWithErrors()
    {
        auto project = golden("istio-reference");
        project.client.id.clear();
        MESHSSO_VERIFY_FAILS(compileResources(project, optionsFor(Target::Istio)),
                             ErrorCode::InvalidArgument);
    }

    void writesNoSecret_unlessAsked_data()
    {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<int>("target");
        QTest::newRow("istio") << std::string("istio-reference") << int(Target::Istio);
        QTest::newRow("rules") << std::string("istio-access-rules") << int(Target::Istio);
        QTest::newRow("redis") << std::string("istio-redis-grpc") << int(Target::Istio);
        QTest::newRow("asm") << std::string("asm-reference") << int(Target::Asm);
        QTest::newRow("envoy") << std::string("envoy-sandbox") << int(Target::Envoy);
    }

    void writesNoSecret_unlessAsked()
    {
        QFETCH(std::string, name);
        QFETCH(int, target);
        const auto set = compileResources(golden(name), optionsFor(static_cast<Target>(target)));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(test::hasFinding(set->findings, "mesh.secret-left-out"));
        for (const auto& file : set->files) {
            QVERIFY2(!file.secret, file.path.c_str());
            QVERIFY2(!has(file.content, "kind: Secret\n"), file.path.c_str());
        }
    }

    void keepsSecrets_insideFilesMarkedSecret_data() { writesNoSecret_unlessAsked_data(); }

    void keepsSecrets_insideFilesMarkedSecret()
    {
        QFETCH(std::string, name);
        QFETCH(int, target);
        auto project = golden(name);
        project.authorization.session.previousCookieSecrets.clear();
        auto options = optionsFor(static_cast<Target>(target));
        options.secrets = plantedSecrets(project);
        const auto set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        bool any = false;
        for (const auto& file : set->files) {
            for (const char* planted :
                 {"planted-client-secret", "planted-cookie-secret", "planted-redis-password",
                  "planted-admin-password", "planted-database-password", "planted-private-key"}) {
                if (!mentions(file.content, planted))
                    continue;
                any = true;
                QVERIFY2(file.secret, (file.path + " holds " + planted).c_str());
            }
        }
        QVERIFY(any);
        QVERIFY2(!test::hasFinding(set->findings, "mesh.secret-left-out"),
                 test::describe(set->findings).c_str());
        QVERIFY(!has(test::describe(set->findings), "planted"));
    }

    void tellsTheCommandForAMissingSecret_withoutTheSecretInIt()
    {
        const auto project = golden("istio-access-rules");
        auto options = optionsFor(Target::Istio);
        options.secrets = plantedSecrets(project);
        // The old cookie secret is not handed over, so this Secret cannot be whole.
        const auto set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        const auto text = test::describe(set->findings);
        QVERIFY(!find(*set, "workload/32-secret-meshsso-authserver.yaml"));
        QVERIFY2(has(text, "--from-file=previous-cookie-secret-1=secrets/old-cookie-secret"), text.c_str());
        QVERIFY(has(text, "--from-file=client-secret=secrets/client-secret"));
        QVERIFY(!has(text, "--from-literal"));
        QVERIFY(!has(text, "planted"));
    }

    void exemptsOnlyTheGuidesPorts()
    {
        const auto guide = compileResources(golden("istio-reference"), optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(guide);
        auto policy = contentOf(*guide, "mesh/50-authorizationpolicy-oidc.yaml");
        QVERIFY2(has(policy, "notPorts:\n              - \"80\"\n              - \"8080\"\n"),
                 policy.c_str());
        QVERIFY(has(policy, "notPaths:\n              - /oauth2\n              - /oauth2/*\n"));
        auto project = golden("istio-reference");
        project.gateway.http.targetPort = 80;
        const auto same = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(same);
        policy = contentOf(*same, "mesh/50-authorizationpolicy-oidc.yaml");
        QVERIFY2(has(policy, "- \"80\"\n") && !has(policy, "8080"), policy.c_str());

        const auto https = compileResources(golden("istio-access-rules"), optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(https);
        policy = contentOf(*https, "mesh/50-authorizationpolicy-oidc.yaml");
        QVERIFY2(!has(policy, "notPorts"), policy.c_str());
        QVERIFY(has(policy, "notHosts:\n              - sso.example.com\n"));
    }

    void asksAboutOauth2Too_underAsm()
    {
        const auto set = compileResources(golden("asm-reference"), optionsFor(Target::Asm));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(!has(contentOf(*set, "mesh/50-authorizationpolicy-oidc.yaml"), "notPaths"));
        QVERIFY(has(contentOf(*set, "mesh/42-virtualservice-oauth2-vs.yaml"),
                    "asm-oauth2proxy-httpextauth-oidc.istio-system.svc.cluster.local"));
        QVERIFY(test::hasFinding(set->findings, "mesh.asm-association"));
        QVERIFY(!find(*set, "kustomization.yaml"));
        for (const auto& file : set->files)
            QVERIFY2(file.path.starts_with("workload/") || file.path.starts_with("mesh/") ||
                         file.path.starts_with("provider/"),
                     file.path.c_str());
    }

    void keepsIstioObjectsInTheMeshFolder()
    {
        const auto set = compileResources(golden("istio-access-rules"), optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        for (const auto& file : set->files) {
            if (file.path.starts_with("workload/"))
                QVERIFY2(!has(file.content, ".istio.io/v1"), file.path.c_str());
            if (file.path.starts_with("mesh/") && !file.path.ends_with("kustomization.yaml")) {
                const bool isEnvoys = has(file.content, "kind: EnvoyFilter\n"); // has had one version only
                QVERIFY2(has(file.content, isEnvoys ? ".istio.io/v1alpha3\n" : ".istio.io/v1\n"),
                         file.path.c_str());
            }
        }
    }

    void writesTheApiVersionAskedFor()
    {
        auto project = golden("istio-access-rules");
        project.clusters.apiVersion = "v1beta1";
        const auto set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(has(contentOf(*set, "mesh/40-gateway-ingressgateway.yaml"), "networking.istio.io/v1beta1\n"));
        QVERIFY(has(contentOf(*set, "mesh/50-authorizationpolicy-oidc.yaml"), "security.istio.io/v1beta1\n"));
    }

    void listsEveryFile_inItsKustomization()
    {
        for (const auto* name : {"istio-reference", "istio-access-rules"}) {
            const auto set = compileResources(golden(name), optionsFor(Target::Istio));
            MESHSSO_VERIFY_OK(set);
            for (const auto& file : set->files) {
                const auto slash = file.path.rfind('/');
                if (slash == std::string::npos || file.path.starts_with("provider/") ||
                    file.path.ends_with("kustomization.yaml"))
                    continue;
                const auto index = contentOf(*set, file.path.substr(0, slash) + "/kustomization.yaml");
                QVERIFY2(has(index, "- " + file.path.substr(slash + 1) + "\n"), file.path.c_str());
            }
            QVERIFY2(!has(contentOf(*set, "workload/kustomization.yaml"), "namespaces"),
                     "deleting the export must not delete namespaces");
        }
    }

    void sendsTheCallbackHome_onEveryHost()
    {
        const auto set = compileResources(golden("istio-access-rules"), optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        const auto route = contentOf(*set, "mesh/42-virtualservice-oauth2-vs.yaml");
        QVERIFY2(has(route, "- docs.example.com\n") && has(route, "- shop.example.com\n"), route.c_str());
    }

    void givesEveryRouteAPort()
    {
        for (const auto* name : {"istio-reference", "istio-access-rules", "asm-reference"}) {
            const auto target = std::string(name).starts_with("asm") ? Target::Asm : Target::Istio;
            const auto set = compileResources(golden(name), optionsFor(target));
            MESHSSO_VERIFY_OK(set);
            for (const auto& file : set->files) {
                if (!has(file.path, "-virtualservice-"))
                    continue;
                const auto root = yaml::YamlNode::parse(file.content, file.path);
                MESHSSO_VERIFY_OK(root);
                for (const auto& route : root->find("spec")->find("http")->items()) {
                    QVERIFY2(route.find("match"), file.path.c_str());
                    for (const auto& match : route.find("match")->items())
                        QVERIFY2(match.find("port"), file.path.c_str());
                }
            }
        }
    }

    void namesWhatTheMeshCannotExpress()
    {
        const auto set = compileResources(golden("istio-access-rules"), optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(test::hasFinding(set->findings, "mesh.rule-not-expressible"));
        QVERIFY(test::hasFinding(set->findings, "mesh.workload-label"));
        QVERIFY(test::hasFinding(set->findings, "mesh.path-normalization"));
        QVERIFY(test::hasFinding(set->findings, "mesh.provider-by-hand"));
        QVERIFY(test::hasFinding(set->findings, "mesh.ca-by-hand"));
        // Claim policies only ever close: no ALLOW is among them.
        for (const auto& file : set->files)
            QVERIFY2(!has(file.content, "action: ALLOW"), file.path.c_str());
    }

    void closesTheRest_whenNoRuleDoes()
    {
        auto project = golden("istio-reference");
        access::AccessRule open;
        open.name = "health";
        open.mode = access::AccessMode::Public;
        open.paths = {{access::PathPattern::Kind::Exact, "/health"}};
        project.applications.front().access = {open};
        const auto set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        const auto policy = contentOf(*set, "mesh/62-authorizationpolicy-httpbin-access-default.yaml");
        QVERIFY2(has(policy, "action: DENY\n") && has(policy, "notPaths:\n              - /health\n"),
                 policy.c_str());
        QVERIFY2(has(policy, "request.auth.claims[iss]"), policy.c_str());
    }

    void writesNoClaimPolicy_withoutRules()
    {
        const auto set = compileResources(golden("istio-reference"), optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        for (const auto& file : set->files)
            QVERIFY2(!has(file.content, "action: DENY") && !has(file.content, "RequestAuthentication"),
                     file.path.c_str());
    }

    void carriesTheServersFindings()
    {
        auto project = golden("istio-reference");
        project.authorization.trustedProxies = {"0.0.0.0/0"};
        const auto set = compileResources(project, optionsFor(Target::Istio));
        if (set) // the project's own check may refuse it first
            QVERIFY(test::hasFinding(set->findings, "server.trusted-proxy-any"));
    }

    void handsTheRedisPasswordOver_inTheServersSecret()
    {
        const auto project = golden("istio-redis-grpc");
        auto options = optionsFor(Target::Istio);
        options.secrets = plantedSecrets(project);
        auto set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        const auto secret = contentOf(*set, "workload/32-secret-meshsso-authserver.yaml");
        QVERIFY2(has(secret, "redis-password: " + base64Encode("planted-redis-password")), secret.c_str());
        options.secrets->values.erase(project.authorization.session.redis.password.toString());
        set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        QVERIFY(!find(*set, "workload/32-secret-meshsso-authserver.yaml"));
        QVERIFY(has(test::describe(set->findings), "--from-file=redis-password=secrets/redis-password"));
    }

    void handsEveryCookieSecretOver_thatThePodsAreToldOf()
    {
        auto project = golden("istio-reference");
        const secrets::SecretRef former{secrets::SecretRef::Kind::File, "secrets/former-cookie-secret"};
        project.authorization.session.previousCookieSecrets = {former};
        auto options = optionsFor(Target::Istio);
        options.secrets = plantedSecrets(project);
        auto set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        QVERIFY(!find(*set, "workload/32-secret-meshsso-authserver.yaml"));
        options.secrets->set(former, SecretString("planted-former-secret"));
        set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        const auto secret = contentOf(*set, "workload/32-secret-meshsso-authserver.yaml");
        QVERIFY2(has(secret, "previous-cookie-secret-1: " + base64Encode("planted-former-secret")),
                 secret.c_str());
        QVERIFY(has(contentOf(*set, "workload/31-configmap-meshsso-authserver-config.yaml"),
                    "previous-cookie-secret-1"));
    }

    void readsWhatItExports_andLeavesOutWhatIsNotThere()
    {
        auto project = golden("istio-logins");
        const secrets::SecretRef former{secrets::SecretRef::Kind::File, "former"};
        project.authorization.session.previousCookieSecrets = {former};
        const auto refs = exportedSecrets(project);
        for (const auto& ref : {project.client.secret, project.authorization.session.cookieSecret, former,
                                project.authorization.logins.at(0).clientSecret})
            QVERIFY2(std::find(refs.begin(), refs.end(), ref) != refs.end(), ref.toString().c_str());
        RunLoop loop;
        const QTemporaryDir folder;
        auto store = std::make_shared<secrets::FileSecretStore>(folder.path().toStdString());
        MESHSSO_VERIFY_OK(loop.runUntilDone(store->write(former, SecretString("former-value"))));
        const auto read = loop.runUntilDone(readExportSecrets(store, project));
        MESHSSO_VERIFY_OK(read);
        QCOMPARE(read->values.size(), std::size_t{1});
        QCOMPARE(read->find(former)->reveal(), std::string_view("former-value"));
    }

    void mountsThePages_thatAreHandedOver()
    {
        const std::string deployment = "workload/34-deployment-meshsso-authserver.yaml";
        const std::string map = "workload/31-configmap-meshsso-authserver-pages.yaml";
        auto project = golden("istio-reference");
        project.authorization.pages.directory = "pages";
        auto options = optionsFor(Target::Istio);
        auto set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        QVERIFY(test::hasFinding(set->findings, "mesh.pages-by-hand"));
        QVERIFY(!find(*set, map));
        QVERIFY(has(contentOf(*set, deployment), "mountPath: /etc/meshsso/pages\n"));

        options.pageFiles = {{"page.html", "<p>{{message}}</p>\n"}, {"logo.png", "\x89PNG\xff"}};
        set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        QVERIFY(!test::hasFinding(set->findings, "mesh.pages-by-hand"));
        const auto root = yaml::YamlNode::parse(contentOf(*set, map), map);
        MESHSSO_VERIFY_OK(root);
        QCOMPARE(root->find("data")->find("page.html")->scalar(), options.pageFiles["page.html"]);
        QVERIFY(has(contentOf(*set, map), "binaryData:\n  logo.png: " + base64Encode("\x89PNG\xff")));

        project.authorization.pages = {"", "our-pages", false};
        set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(!find(*set, map) && !test::hasFinding(set->findings, "mesh.pages-by-hand"));
        QVERIFY(has(contentOf(*set, deployment), "            name: our-pages\n"));
    }

    void readsThePagesFiles()
    {
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString());
        auto project = golden("istio-reference");
        const auto none = readPageFiles(project, path);
        MESHSSO_VERIFY_OK(none);
        QVERIFY(none->empty());
        project.authorization.pages.directory = "pages";
        MESHSSO_VERIFY_FAILS(readPageFiles(project, path), ErrorCode::NotFound);
        QVERIFY(QDir(folder.path()).mkdir("pages"));
        for (const auto* name : {"page.html", "logo.svg", "notes.txt"}) {
            QFile file(folder.filePath(QString("pages/") + name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(name) > 0);
        }
        const auto files = readPageFiles(project, path);
        MESHSSO_VERIFY_OK(files);
        QVERIFY((*files ==
                 std::map<std::string, std::string>{{"logo.svg", "logo.svg"}, {"page.html", "page.html"}}));
        QFile large(folder.filePath("pages/page.html"));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(300 * 1024));
        MESHSSO_VERIFY_FAILS(readPageFiles(project, path), ErrorCode::TooLarge);
        project.clusters.target = Target::Envoy; // the server there reads the folder itself
        MESHSSO_VERIFY_OK(readPageFiles(project, path));
    }

    void handsOverTheSecretsOfLogins()
    {
        auto project = golden("istio-logins");
        auto options = optionsFor(Target::Istio);
        options.secrets = plantedSecrets(project);
        auto set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        const std::string secret = "workload/32-secret-meshsso-authserver.yaml";
        QVERIFY(!find(*set, secret));
        const auto command = test::describe(set->findings);
        QVERIFY2(has(command, "--from-file=login-partners-client-secret=secrets/partners-client-secret"),
                 command.c_str());
        options.secrets->set(project.authorization.logins.at(0).clientSecret,
                             SecretString("planted-partner-secret"));
        set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        QVERIFY(has(contentOf(*set, secret),
                    "login-partners-client-secret: " + base64Encode("planted-partner-secret")));
        for (const auto& file : set->files)
            QVERIFY2(file.secret || !mentions(file.content, "planted-partner-secret"), file.path.c_str());
    }

    void asksForTheTokensOfItsLogin_atEachApplication()
    {
        auto project = golden("istio-logins");
        auto set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        const auto partner = contentOf(*set, "mesh/60-requestauthentication-portal-jwt.yaml");
        QVERIFY2(has(partner, "issuer: https://id.example.com/realms/Partners\n") &&
                     has(partner, "- partner-gateway\n") && !has(partner, "realms/Shop"),
                 partner.c_str());
        const auto shop = contentOf(*set, "mesh/60-requestauthentication-shop-jwt.yaml");
        QVERIFY2(has(shop, "issuer: https://id.example.com/realms/Shop\n") && !has(shop, "Partners"),
                 shop.c_str());
        // A policy cannot tell which login a host has.
        project.applications[1].pathPrefix = "/portal";
        for (const auto& hosts : {std::vector<std::string>{"shop.example.com", "partners.example.com"},
                                  std::vector<std::string>{"*.example.com"}, std::vector<std::string>{}}) {
            project.applications[0].hosts = hosts;
            set = compileResources(project, optionsFor(Target::Istio));
            MESHSSO_VERIFY_OK(set);
            QVERIFY(!find(*set, "mesh/60-requestauthentication-shop-jwt.yaml"));
            QVERIFY(has(test::describe(set->findings), "several logins serve this application"));
        }
    }

    void letsInOnlyWhoIsNamed()
    {
        const std::string policy = "workload/37-networkpolicy-meshsso-authserver.yaml";
        auto project = golden("istio-reference");
        auto set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(!has(contentOf(*set, policy), "port: metrics"));
        QVERIFY(test::hasFinding(set->findings, "mesh.metrics-closed"));
        QVERIFY(!test::hasFinding(set->findings, "mesh.logout-closed"));

        project.authorization.metricsNamespace = "monitoring";
        project.client.logoutNotice = project::LogoutNotice::BackChannelInternal;
        project.identityProvider.workload.kind = project::KeycloakDeployment::None;
        set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(has(contentOf(*set, policy), "port: metrics"));
        QVERIFY(!test::hasFinding(set->findings, "mesh.metrics-closed"));
        QVERIFY(test::hasFinding(set->findings, "mesh.logout-closed"));

        project.client.logoutNotice = project::LogoutNotice::BackChannel; // comes through the gateway
        set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        QVERIFY(!test::hasFinding(set->findings, "mesh.logout-closed"));
    }

    void asksForTheGatewaysNetwork_whereClientsWouldBeUnknown()
    {
        const auto isAsked = [](const SsoProject& project) {
            const auto set = compileResources(project, optionsFor(Target::Istio));
            return set && test::hasFinding(set->findings, "mesh.client-address");
        };
        auto project = golden("istio-reference");
        project.authorization.trustedProxies.clear();
        QVERIFY(isAsked(project));
        project.authorization.trustedProxies = {"10.244.0.0/16"};
        QVERIFY(!isAsked(project));
        project.authorization.trustedProxies.clear();
        project.authorization.protocol = project::CheckProtocol::Grpc; // Envoy sends the address
        QVERIFY(!isAsked(project));
    }

    void scalesOneServer_notAtAll()
    {
        const std::string scaler = "workload/36-horizontalpodautoscaler-meshsso-authserver.yaml";
        auto project = golden("istio-reference");
        for (const auto& [replicas, most] : {std::pair(1, 1), std::pair(2, 8)}) {
            project.authorization.replicas = replicas;
            const auto set = compileResources(project, optionsFor(Target::Istio));
            MESHSSO_VERIFY_OK(set);
            QVERIFY2(has(contentOf(*set, scaler), "maxReplicas: " + std::to_string(most) + "\n"),
                     contentOf(*set, scaler).c_str());
        }
    }

    void leavesRoom_forWhatTheServerGrantsItself()
    {
        const std::string path = "workload/34-deployment-meshsso-authserver.yaml";
        auto project = golden("istio-reference");
        const auto http = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(http);
        QVERIFY2(has(contentOf(*http, path), "memory: 256Mi\n"), contentOf(*http, path).c_str());
        project.authorization.protocol = project::CheckProtocol::Grpc; // and its buffers
        const auto grpc = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(grpc);
        QVERIFY2(has(contentOf(*grpc, path), "memory: 320Mi\n"), contentOf(*grpc, path).c_str());
    }

    void outlivesItsDrain()
    {
        auto project = golden("istio-reference");
        project.authorization.drainDelay = std::chrono::seconds(20);
        const auto set = compileResources(project, optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        // 20s not ready, 25s for open requests, and a margin before Kubernetes kills.
        QVERIFY(has(contentOf(*set, "workload/34-deployment-meshsso-authserver.yaml"),
                    "terminationGracePeriodSeconds: 50\n"));
    }

    void asksByOneProtocol()
    {
        auto project = golden("istio-redis-grpc");
        for (const bool isGrpc : {true, false}) {
            project.authorization.protocol =
                isGrpc ? project::CheckProtocol::Grpc : project::CheckProtocol::Http;
            const auto set = compileResources(project, optionsFor(Target::Istio));
            MESHSSO_VERIFY_OK(set);
            const auto entry = contentOf(*set, "provider/istio-operator.yaml");
            QCOMPARE(has(entry, "envoyExtAuthzGrpc"), isGrpc);
            QCOMPARE(has(entry, "envoyExtAuthzHttp"), !isGrpc);
            QVERIFY(has(entry, isGrpc ? "port: 4181\n" : "port: 4180\n"));
            QVERIFY(has(entry, "failOpen: false\n") && has(entry, "statusOnError: \"503\"\n") &&
                    has(entry, "timeout: 1s\n"));
            QCOMPARE(has(contentOf(*set, "workload/33-service-meshsso-authserver.yaml"), "name: grpc"),
                     isGrpc);
        }
    }

    void listsWhatAnHttpCheckLooksAt()
    {
        const auto set = compileResources(golden("istio-reference"), optionsFor(Target::Istio));
        MESHSSO_VERIFY_OK(set);
        const auto entry = contentOf(*set, "provider/istio-operator.yaml");
        for (const char* header : {"authorization", "cookie", "traceparent", "origin",
                                   "access-control-request-method", "x-forwarded*", "x_forwarded*"})
            QVERIFY2(has(entry, std::string("- ") + header + "\n"), header);
    }

    void refusesUnderscores_onlyWhereWanted()
    {
        auto project = golden("istio-redis-grpc");
        const std::string path = "mesh/44-envoyfilter-ingressgateway-refuse-underscores.yaml";
        for (const auto target : {Target::Istio, Target::Asm}) {
            project.gateway.refuseUnderscores = true;
            auto set = compileResources(project, optionsFor(target));
            MESHSSO_VERIFY_OK(set);
            QVERIFY(has(contentOf(*set, path), "REJECT_REQUEST"));
            project.gateway.refuseUnderscores = false;
            set = compileResources(project, optionsFor(target));
            MESHSSO_VERIFY_OK(set);
            QVERIFY(!find(*set, path));
        }
        project = golden("envoy-sandbox");
        for (const bool refuses : {false, true}) {
            project.gateway.refuseUnderscores = refuses;
            const auto set = compileResources(project, optionsFor(Target::Envoy));
            MESHSSO_VERIFY_OK(set);
            QCOMPARE(has(contentOf(*set, "envoy.yaml"), "headers_with_underscores_action: REJECT_REQUEST\n"),
                     refuses);
        }
    }

    void envoy_refuses_data()
    {
        using Change = std::function<void(SsoProject&, ExportOptions&)>;
        QTest::addColumn<Change>("change");
        const auto row = [](const char* name, Change change) { QTest::newRow(name) << std::move(change); };
        row("no authorization service", [](auto& p, auto&) { p.local.authorizationService.clear(); });
        row("no Keycloak", [](auto& p, auto&) { p.local.keycloak.clear(); });
        row("no application", [](auto& p, auto&) { p.local.applications.erase("reports"); });
        row("address with path", [](auto& p, auto&) { p.local.keycloak = "127.0.0.1:8080/x"; });
        row("relative output folder", [](auto&, auto& o) { o.outputDirectory = "export"; });
    }

    void envoy_refuses()
    {
        using Change = std::function<void(SsoProject&, ExportOptions&)>;
        QFETCH(Change, change);
        auto project = golden("envoy-sandbox");
        auto options = optionsFor(Target::Envoy);
        change(project, options);
        MESHSSO_VERIFY_FAILS(compileResources(project, options), ErrorCode::InvalidArgument);
    }

    void envoy_servesKeycloakByHost_orRedirects()
    {
        auto project = golden("envoy-sandbox");
        project.identityProvider.exposure = project::Exposure::Https;
        project.identityProvider.url = "https://sso.example.com";
        const auto set = compileResources(project, optionsFor(Target::Envoy));
        MESHSSO_VERIFY_OK(set);
        const auto text = contentOf(*set, "envoy.yaml");
        QVERIFY2(has(text, "https_redirect: true") && has(text, "- sso.example.com\n"), text.c_str());
    }

    void envoy_writesTheCertificate_whenHandedOver()
    {
        auto options = optionsFor(Target::Envoy);
        const auto project = golden("envoy-sandbox");
        options.secrets = plantedSecrets(project);
        const auto set = compileResources(project, options);
        MESHSSO_VERIFY_OK(set);
        QCOMPARE(contentOf(*set, "tls/tls.crt"), std::string("planted-certificate"));
        QVERIFY(find(*set, "tls/tls.key")->secret);
        QVERIFY(has(contentOf(*set, "envoy.yaml"), "/srv/meshsso/tls/tls.key"));
    }
};

QTEST_APPLESS_MAIN(MeshCompilerTest)
#include "tst_MeshCompiler.moc"
