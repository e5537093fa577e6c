#include "ScriptedRunner.h"
#include "core/RunLoop.h"
#include "kube/ClusterCheck.h"
#include "kube/Manifest.h"
#include "project/ProjectFile.h"
#include "support/TestPrinters.h"

#include <QFile>
#include <map>

using namespace meshsso;
using namespace meshsso::kube;
using meshsso::test::ScriptedRunner;

namespace {

constexpr const char* notFound = "Error from server (NotFound): it not found";

/// What a cluster answers, by the first words of kubectl's arguments. Values are YAML of one object (or of
/// the items of a list), or what it says on standard error when they start with "Error" or "error".
using Cluster = std::map<std::string, std::string>;

std::string asJson(const std::string& text)
{
    auto object = parseYamlObject(text, "test");
    if (!object)
        qFatal("%s", object.error().toString().c_str());
    return json::serialize(*object);
}

/// A cluster in which all is as the reference project assumes.
Cluster goodCluster()
{
    return {
        {"get services --output=json --namespace=istio-system",
         "items:\n"
         "  - metadata: {name: meshsso-authserver}\n"
         "    spec: {ports: [{port: 4180}, {port: 9090}]}\n"
         "  - metadata: {name: istio-ingressgateway}\n"
         "    spec:\n"
         "      type: LoadBalancer\n"
         "      selector: {app: istio-ingressgateway, istio: ingressgateway}\n"
         "      ports: [{port: 80, targetPort: 8080}, {port: 443, targetPort: https}]\n"
         "    status: {loadBalancer: {ingress: [{ip: 192.0.2.10}]}}\n"},
        {"get pods --output=json --namespace=istio-system",
         "items:\n"
         "  - metadata: {name: gateway-1, labels: {app: istio-ingressgateway, istio: ingressgateway}}\n"
         "    spec: {containers: [{name: istio-proxy, ports: [{name: https, containerPort: 8443}]}]}\n"},
        {"get virtualservices.v1.networking.istio.io",
         "items:\n"
         "  - kind: VirtualService\n"
         "    metadata: {name: oauth2-vs, namespace: istio-system}\n"
         "    spec: {hosts: ['*'], gateways: [istio-system/ingressgateway], http: [{match: [{uri: {prefix: "
         "/oauth2}}]}]}\n"
         "  - kind: VirtualService\n"
         "    metadata: {name: elsewhere, namespace: shop}\n"
         "    spec: {hosts: ['*'], gateways: [ingressgateway, shop/other], http: [{route: []}]}\n"},
        {"get authorizationpolicies.v1.security.istio.io",
         "items:\n"
         "  - metadata: {name: oidc, namespace: istio-system}\n"
         "    spec: {action: CUSTOM, provider: {name: httpextauth-oidc}, selector: {matchLabels: {istio: "
         "ingressgateway}}}\n"
         "  - metadata: {name: elsewhere, namespace: shop}\n"
         "    spec: {action: CUSTOM, provider: {name: other}}\n"},
        {"get namespaces default", "metadata: {name: default, labels: {istio-injection: enabled}}\n"},
        {"get configmaps istio --output=json --namespace=istio-system",
         "data:\n"
         "  mesh: |\n"
         "    extensionProviders:\n"
         "    - name: httpextauth-oidc\n"
         "      envoyExtAuthzHttp:\n"
         "        service: meshsso-authserver.istio-system.svc.cluster.local\n"
         "        port: 4180\n"
         "        timeout: 2s\n"},
        {"get secrets myexample-credential --output=jsonpath={.type}", "=kubernetes.io/tls"},
        {"get deployments.apps keycloak",
         "metadata: {name: keycloak, namespace: default}\n"
         "spec:\n"
         "  template:\n"
         "    spec:\n"
         "      containers:\n"
         "        - name: keycloak\n"
         "          image: quay.io/keycloak/keycloak:26.4.0\n"
         "          env:\n"
         "            - {name: KC_BOOTSTRAP_ADMIN_USERNAME, value: admin}\n"
         "            - {name: KC_BOOTSTRAP_ADMIN_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}\n"},
    };
}

void replace(std::string& text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    if (at == std::string::npos)
        qFatal("'%s' is not there", from.c_str());
    text.replace(at, from.size(), to);
}

project::SsoProject reference(const QString& name)
{
    QFile file(QString(MESHSSO_TEST_DATA "/golden/%1/project.yaml").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no golden project");
    return project::parseProject(file.readAll().toStdString(), "project.yaml").project;
}

} // namespace

class ClusterCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void findsNothing_whenAllIsWell()
    {
        const auto report = check(goodCluster());
        MESHSSO_VERIFY_OK(report);
        QVERIFY2(report->findings.empty(), test::describe(report->findings).c_str());
        QVERIFY(report->suggestions.empty());
        const auto& facts = report->facts;
        QVERIFY(facts.serviceName == "meshsso-authserver" && facts.serviceNamespace == "istio-system");
        QVERIFY(facts.servicePort == 4180 && facts.gatewayService == "istio-ingressgateway");
        QVERIFY(facts.httpsTargetPort == 8443 && facts.httpTargetPort == 8080);
        QVERIFY(facts.gatewayAddress == "192.0.2.10");
        QCOMPARE(facts.gatewayLabels.size(), std::size_t(1));
        QCOMPARE(facts.providers, std::vector<std::string>{"httpextauth-oidc"});
    }

    void finds_data()
    {
        QTest::addColumn<QByteArray>("call");
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<bool>("isError");
        QTest::addColumn<QByteArray>("suggestion");
        const auto row = [](const char* name, const char* call, const char* from, const char* to,
                            const char* code, bool isError, const char* suggestion = "") {
            QTest::newRow(name) << QByteArray(call) << QByteArray(from) << QByteArray(to) << QByteArray(code)
                                << isError << QByteArray(suggestion);
        };
        row("no service", "get services", "meshsso-authserver", "other", "cluster.service-missing", false);
        row("the service has one other port", "get services", "[{port: 4180}, {port: 9090}]",
            "[{port: 8080}]", "cluster.service-port", true, "authorization.httpPort 4180 8080");
        row("the service has several other ports", "get services", "{port: 4180}", "{port: 1}",
            "cluster.service-port", true);
        row("another http target", "get services", "targetPort: 8080", "targetPort: 80",
            "cluster.target-port", true, "gateway.http.targetPort 8080 80");
        row("no target: the port itself", "get services", "port: 80, targetPort: 8080", "port: 80",
            "cluster.target-port", true, "gateway.http.targetPort 8080 80");
        row("another https target, by name", "get pods", "containerPort: 8443", "containerPort: 9443",
            "cluster.target-port", true, "gateway.https.targetPort 8443 9443");
        row("no https port", "get services", "port: 443", "port: 444", "cluster.gateway-port", true);
        row("no gateway service", "get services", "istio: ingressgateway}", "istio: other}",
            "cluster.gateway-service", false);
        row("another address", "get services", "192.0.2.10", "192.0.2.11", "cluster.gateway-address", false,
            "gateway.address 192.0.2.10 192.0.2.11");
        row("the pod lacks the policy's label", "get pods", "istio: ingressgateway", "istio: gateway",
            "cluster.gateway-labels", true, "gateway.policySelector.istio ingressgateway gateway");
        row("the pod lacks the gateway's label", "get pods", "app: istio-ingressgateway", "app: gateway",
            "cluster.gateway-pods", true, "gateway.selector.app istio-ingressgateway gateway");
        row("no gateway pod", "get pods", "labels: {app: istio-ingressgateway, istio: ingressgateway}",
            "labels: {app: x}", "cluster.gateway-pods", true);
        row("another route takes /oauth2", "get virtualservices", "name: oauth2-vs", "name: old",
            "cluster.oauth2-captured", true);
        row("another route takes a path below it", "get virtualservices",
            "name: oauth2-vs, namespace: istio-system}\n    spec: {hosts: ['*'], gateways: "
            "[istio-system/ingressgateway], http: [{match: [{uri: {prefix: /oauth2}",
            "name: old, namespace: a}\n    spec: {hosts: ['*'], gateways: [istio-system/ingressgateway], "
            "http: "
            "[{match: [{uri: {exact: /oauth2/callback}",
            "cluster.oauth2-captured", true);
        row("another route takes everything", "get virtualservices", "gateways: [ingressgateway, shop/other]",
            "gateways: [istio-system/ingressgateway]", "cluster.oauth2-captured", false);
        row("a regular expression", "get virtualservices",
            "gateways: [ingressgateway, shop/other], http: [{route: []}]",
            "gateways: [istio-system/ingressgateway], http: [{match: [{uri: {regex: '.*'}}]}]",
            "cluster.oauth2-captured", false);
        row("a second provider on the gateway", "get authorizationpolicies",
            "name: elsewhere, namespace: shop", "name: elsewhere, namespace: istio-system",
            "cluster.second-provider", false);
        row("no such namespace", "get namespaces", "*", notFound, "cluster.namespace-missing", false);
        row("no injection label", "get namespaces", "istio-injection", "other", "cluster.injection-label",
            false);
        row("injection switched off", "get namespaces", "enabled", "disabled", "cluster.injection-label",
            false);
        row("no mesh configuration", "get configmaps", "*", notFound, "cluster.mesh-config", false);
        row("a mesh configuration that is no YAML", "get configmaps", "extensionProviders:", "a: [",
            "cluster.unreadable", false);
        row("no such provider", "get configmaps", "httpextauth-oidc", "other", "cluster.provider-missing",
            true);
        row("the provider asks another service", "get configmaps", "meshsso-authserver.", "old.",
            "cluster.provider-service", true);
        row("the provider asks another port", "get configmaps", "4180", "9000", "cluster.provider-port",
            true);
        row("the provider asks by gRPC", "get configmaps", "envoyExtAuthzHttp", "envoyExtAuthzGrpc",
            "cluster.provider-port", true);
        row("the provider waits ten minutes", "get configmaps", "        timeout: 2s\n", "",
            "cluster.provider-timeout", false);
        row("no certificate", "get secrets", "*", notFound, "cluster.credential-missing", true);
        row("a Secret of another type", "get secrets", "kubernetes.io/tls", "Opaque",
            "cluster.credential-type", true);
        row("the image's tag moves", "get deployments.apps", ":26.4.0", ":latest", "cluster.keycloak-latest",
            false);
        row("the image has no tag", "get deployments.apps", ":26.4.0", "", "cluster.keycloak-latest", false);
        row("an old variable", "get deployments.apps", "KC_BOOTSTRAP_ADMIN_USERNAME, value: admin",
            "KC_PROXY, value: edge", "cluster.keycloak-old-form", false);
        row("a password in clear", "get deployments.apps", "valueFrom: {secretKeyRef: {name: a, key: b}}",
            "value: planted-password", "cluster.keycloak-clear-password", false);
        row("no Istio", "get virtualservices", "*", "error: the server doesn't have a resource type \"x\"",
            "cluster.istio-missing", true);
        row("may not look", "get secrets", "*",
            "Error from server (Forbidden): secrets \"x\" is forbidden: User \"jane\" cannot get resource "
            "\"secrets\" in API group \"\" in the namespace \"istio-system\"",
            "cluster.forbidden", false);
    }
    void finds()
    {
        QFETCH(QByteArray, call);
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, code);
        QFETCH(bool, isError);
        QFETCH(QByteArray, suggestion);
        auto cluster = goodCluster();
        for (auto& [key, value] : cluster) {
            if (!key.starts_with(call.toStdString()))
                continue;
            if (from == "*")
                value = to.toStdString();
            else
                replace(value, from.toStdString(), to.toStdString());
        }
        const auto report = check(cluster);
        MESHSSO_VERIFY_OK(report);
        const auto text = test::describe(report->findings);
        QVERIFY2(test::hasFinding(report->findings, code.toStdString()), text.c_str());
        QVERIFY2(hasErrors(report->findings) == isError, text.c_str());
        QVERIFY(text.find("planted-password") == std::string::npos);
        for (const auto& finding : report->findings)
            QVERIFY2(!finding.where.empty() && !finding.why.empty() && !finding.fix.empty(), text.c_str());

        std::string found;
        for (const auto& value : report->suggestions)
            found += value.field + " " + value.current + " " + value.suggested;
        QCOMPARE(found, suggestion.toStdString());
        auto project = reference("istio-reference");
        QCOMPARE(takeSuggestions(project, report->suggestions), report->suggestions.size());
        if (suggestion.isEmpty())
            return;
        // With the value taken, the finding is gone.
        const auto again = check(cluster, project);
        MESHSSO_VERIFY_OK(again);
        QVERIFY2(!test::hasFinding(again->findings, code.toStdString()),
                 test::describe(again->findings).c_str());
    }

    void looksUpAsmsOwnService()
    {
        auto cluster = goodCluster();
        replace(cluster["get services --output=json --namespace=istio-system"], "meshsso-authserver",
                "asm-oauth2proxy-httpextauth-sso");
        auto project = reference("asm-reference");
        project.clusters.mesh.context = "asm";
        auto report = check(cluster, project);
        MESHSSO_VERIFY_OK(report);
        QVERIFY(test::hasFinding(report->findings, "cluster.service-name"));
        QVERIFY(test::hasFinding(report->findings, "cluster.asm-association"));
        QCOMPARE(takeSuggestions(project, report->suggestions), std::size_t(1));
        QCOMPARE(project.authorization.serviceName, std::string("asm-oauth2proxy-httpextauth-sso"));
        report = check(cluster, project);
        MESHSSO_VERIFY_OK(report);
        QVERIFY2(!hasErrors(report->findings), test::describe(report->findings).c_str());

        // Two that could be meant: named, not chosen.
        replace(cluster["get services --output=json --namespace=istio-system"], "items:\n",
                "items:\n  - metadata: {name: asm-oauth2proxy-httpextauth-two}\n");
        project.authorization.serviceName.clear();
        report = check(cluster, project);
        MESHSSO_VERIFY_OK(report);
        QVERIFY(test::hasFinding(report->findings, "cluster.service-missing"));
        QVERIFY(report->suggestions.empty());
    }

    void readsOnly_andNeverASecretsData()
    {
        std::vector<std::string> calls;
        MESHSSO_VERIFY_OK(check(goodCluster(), reference("istio-reference"), &calls));
        QVERIFY(calls.size() >= 8);
        for (const auto& call : calls) {
            QVERIFY2(call.starts_with("get "), call.c_str());
            QVERIFY2(call.find("secrets") == std::string::npos ||
                         call.find("jsonpath={.type}") != std::string::npos,
                     call.c_str());
        }
    }

    void failsAsAWhole_whenTheClusterIsAway()
    {
        auto cluster = goodCluster();
        cluster["get pods --output=json --namespace=istio-system"] =
            "error: The connection to the server x was refused";
        MESHSSO_VERIFY_FAILS(check(cluster), ErrorCode::Unreachable);
    }

    void takesOnlyFieldsItKnows_andValuesThatFit()
    {
        auto project = reference("istio-reference");
        const auto before = project;
        QCOMPARE(takeSuggestions(project, {{"client.id", "a", "b"},
                                           {"gateway.https.targetPort", "1", "none"},
                                           {"gateway.http.targetPort", "1", "70000"},
                                           {"gateway.selector.", "a", "b"}}),
                 std::size_t(0));
        QVERIFY(project == before);
    }

private:
    static Result<ClusterCheckReport> check(const Cluster& cluster,
                                            const project::SsoProject& project = reference("istio-reference"),
                                            std::vector<std::string>* calls = nullptr)
    {
        RunLoop loop;
        ScriptedRunner* current = nullptr;
        ScriptedRunner runner([&](const ProcessRequest&) -> ScriptedRunner::Answer {
            const auto& call = current->calls.back();
            for (const auto& [key, value] : cluster) {
                if (!call.starts_with(key))
                    continue;
                if (value.starts_with("Error") || value.starts_with("error"))
                    return ScriptedRunner::failsWith(value);
                return ScriptedRunner::says(value.starts_with("=") ? value.substr(1) : asJson(value));
            }
            qFatal("no answer to '%s'", call.c_str());
        });
        current = &runner;
        const Kubectl kubectl(runner, "/bin/sh");
        const ClusterCheck clusterCheck(kubectl, project);
        auto report = loop.runUntilDone(clusterCheck.run());
        if (calls != nullptr)
            *calls = runner.calls;
        return report;
    }
};

QTEST_APPLESS_MAIN(ClusterCheckTest)
#include "tst_ClusterCheck.moc"
