#include "ClusterTest.h"

#include "crypto/Certificate.h"
#include "project/ProjectFile.h"
#include "support/TestPrinters.h"

#include <QFile>
#include <algorithm>

namespace meshsso::test {
namespace {

using kube::ObjectState;

std::string describe(const kube::ClusterPlan& plan)
{
    std::string text;
    for (const auto& object : plan.objects) {
        text += std::string(kube::objectStateName(object.state)) + " " + object.title() + ": " +
                object.reason + "\n";
        if (object.state != ObjectState::New)
            text += object.diff;
    }
    return text;
}

const kube::PlannedObject* find(const kube::ClusterPlan& plan, const std::string& title)
{
    const auto found =
        std::find_if(plan.objects.begin(), plan.objects.end(),
                     [&](const kube::PlannedObject& object) { return object.title() == title; });
    return found == plan.objects.end() ? nullptr : &*found;
}

/// A gateway pod and its Service, as a stock Istio has them, with other ports than the project's.
constexpr const char* gatewayText = R"(
apiVersion: v1
kind: Pod
metadata:
  name: istio-ingressgateway-1
  namespace: istio-system
  labels: {app: istio-ingressgateway, istio: ingressgateway}
spec:
  containers:
    - name: istio-proxy
      image: proxy
      ports: [{name: https, containerPort: 9443}]
---
apiVersion: v1
kind: Service
metadata:
  name: istio-ingressgateway
  namespace: istio-system
spec:
  type: LoadBalancer
  selector: {istio: ingressgateway}
  ports:
    - {name: http2, port: 80, targetPort: 8080}
    - {name: https, port: 443, targetPort: https}
)";

constexpr const char* meshConfigText = R"(
apiVersion: v1
kind: ConfigMap
metadata:
  name: istio
  namespace: istio-system
data:
  mesh: |-
    extensionProviders:
    - name: somebody-elses
      envoyExtAuthzGrpc: {service: a.b.svc.cluster.local, port: 9000}
)";

constexpr const char* captureText = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: earlier-attempt
  namespace: istio-system
spec:
  hosts: ["*"]
  gateways: [ingressgateway]
  http:
    - match: [{uri: {prefix: /oauth2}}]
      route: [{destination: {host: old-proxy.default.svc.cluster.local}}]
)";

} // namespace

project::SsoProject ClusterTest::golden(const QString& name) const
{
    QFile file(MESHSSO_TEST_DATA "/golden/" + name + "/project.yaml");
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no golden project %s", qPrintable(name));
    auto loaded = project::parseProject(file.readAll().toStdString(), "project.yaml");
    if (hasErrors(loaded.findings))
        qFatal("%s", test::describe(loaded.findings).c_str());
    return std::move(loaded.project);
}

mesh::ResourceSet ClusterTest::resources(const project::SsoProject& project) const
{
    mesh::ExportOptions options;
    options.target = project.clusters.target;
    options.secrets.emplace();
    options.secrets->set(project.client.secret, SecretString("planted-client-secret"));
    options.secrets->set(project.authorization.session.cookieSecret,
                         SecretString("cGxhbnRlZC1jb29raWUtc2VjcmV0LW9mLTMyLWJ5dGVz"));
    options.secrets->set(project.identityProvider.workload.adminPassword,
                         SecretString("planted-admin-password"));
    crypto::CertificateRequest request;
    request.names = {project.gateway.address};
    static const auto certificate = crypto::makeSelfSigned(request, SystemClock());
    options.secrets->certificate = *certificate;
    auto set = mesh::compileResources(project, options);
    if (!set)
        qFatal("%s", set.error().toString().c_str());
    return std::move(*set);
}

project::Clusters ClusterTest::single(const std::string& context) const
{
    project::Clusters clusters;
    clusters.workload = m_sandbox.context(context);
    return clusters;
}

kube::ClusterPlan ClusterTest::planOf(const project::Clusters& clusters, const mesh::ResourceSet& set)
{
    const kube::ClusterApply cluster(m_sandbox.kubectl(), clusters, set);
    auto plan = m_sandbox.await(cluster.plan());
    if (!plan)
        qWarning("%s", plan.error().toString().c_str());
    return plan ? std::move(*plan) : kube::ClusterPlan();
}

kube::ClusterApplyReport ClusterTest::apply(const project::Clusters& clusters, const mesh::ResourceSet& set,
                                            kube::ClusterApplyOptions options)
{
    const kube::ClusterApply cluster(m_sandbox.kubectl(), clusters, set);
    return m_sandbox.await(cluster.apply(planOf(clusters, set), {}, options));
}

void ClusterTest::initTestCase()
{
    for (const auto* context : {"workload", "mesh"})
        m_sandbox.run({QString("--context=") + context, "create", "namespace", "istio-system"});
}

void ClusterTest::listsContexts()
{
    const auto version = m_sandbox.await(m_sandbox.kubectl().version());
    MESHSSO_VERIFY_OK(version);
    QVERIFY2(version->starts_with("v1."), version->c_str());
    const auto contexts = m_sandbox.await(m_sandbox.kubectl().contexts(m_sandbox.kubeconfig().toStdString()));
    MESHSSO_VERIFY_OK(contexts);
    QCOMPARE(contexts->size(), std::size_t(6));
    const auto current =
        std::find_if(contexts->begin(), contexts->end(), [](const auto& c) { return c.current; });
    QVERIFY(current != contexts->end());
    QCOMPARE(current->name, std::string("mesh"));
    QVERIFY(current->server.starts_with("https://127.0.0.1:"));
    QCOMPARE(current->user, std::string("admin"));
}

void ClusterTest::fails_data()
{
    QTest::addColumn<QString>("context");
    QTest::addColumn<int>("code");
    QTest::newRow("nobody listens") << "nobody" << int(ErrorCode::Unreachable);
    QTest::newRow("wrong token") << "wrong-token" << int(ErrorCode::Unauthorized);
    QTest::newRow("another authority") << "other-authority" << int(ErrorCode::TlsError);
    QTest::newRow("no such context") << "production" << int(ErrorCode::NotFound);
}

void ClusterTest::fails()
{
    QFETCH(QString, context);
    QFETCH(int, code);
    const auto project = golden("istio-reference");
    const kube::ClusterApply cluster(m_sandbox.kubectl(), single(context.toStdString()), resources(project));
    MESHSSO_VERIFY_FAILS(m_sandbox.await(cluster.plan()), ErrorCode(code));
}

void ClusterTest::refusesEverything_toAUserWhoMayNothing()
{
    const auto project = golden("istio-reference");
    const auto set = resources(project);
    const auto plan = planOf(single("viewer"), set);
    QVERIFY(!plan.objects.empty());
    QCOMPARE(plan.count(ObjectState::Refused), plan.objects.size());
    QCOMPARE(
        find(plan, "Gateway istio-system/ingressgateway")->reason,
        std::string("the user viewer may not get gateways.networking.istio.io in namespace istio-system"));
    const auto report = apply(single("viewer"), set);
    QVERIFY(report.error && report.done.empty());

    auto checked = project;
    checked.clusters = single("viewer");
    const kube::ClusterCheck check(m_sandbox.kubectl(), checked);
    const auto result = m_sandbox.await(check.run());
    MESHSSO_VERIFY_OK(result);
    QVERIFY(hasFinding(result->findings, "cluster.forbidden"));
    QVERIFY(!hasErrors(result->findings));
}

void ClusterTest::refusesIstioObjects_whereIstioIsNot()
{
    const auto plan = planOf(single("workload"), resources(golden("istio-reference")));
    const auto* gateway = find(plan, "Gateway istio-system/ingressgateway");
    QVERIFY(gateway != nullptr);
    QCOMPARE(gateway->state, ObjectState::Refused);
    QVERIFY2(gateway->reason.find("Istio is not installed there") != std::string::npos,
             gateway->reason.c_str());
    QCOMPARE(find(plan, "Service default/httpbin")->state, ObjectState::New);
}

void ClusterTest::plansANewNamespace()
{
    auto project = golden("istio-reference");
    project.applications.front().namespaceName = "shop";
    const auto set = resources(project);
    const auto plan = planOf(single("mesh"), set);
    QCOMPARE(find(plan, "Namespace shop")->state, ObjectState::New);
    const auto* service = find(plan, "Service shop/httpbin");
    QCOMPARE(service->state, ObjectState::New);
    QVERIFY2(service->reason.find("namespace shop") != std::string::npos, service->reason.c_str());

    const auto report = apply(single("mesh"), set);
    QVERIFY2(!report.error, report.error ? report.error->toString().c_str() : "");
    const auto again = planOf(single("mesh"), set);
    QVERIFY2(!again.objects.empty() && again.empty(), describe(again).c_str());
    m_sandbox.run({"--context=mesh", "delete", "--wait=false", "deployments,services,serviceaccounts",
                   "--all", "--namespace=shop"});
}

void ClusterTest::appliesTheReference_andThenPlansNothing()
{
    const auto set = resources(golden("istio-reference"));
    const auto plan = planOf(single("mesh"), set);
    QVERIFY2(plan.objects.size() > 15 && plan.count(ObjectState::Refused) == 0, describe(plan).c_str());
    const auto report = apply(single("mesh"), set);
    QVERIFY2(!report.error, report.error ? report.error->toString().c_str() : "");
    QVERIFY(report.done.size() > 1);
    const auto again = planOf(single("mesh"), set);
    QVERIFY2(again.empty(), describe(again).c_str());
    QVERIFY(apply(single("mesh"), set).done.empty());
    const auto live = m_sandbox.await(m_sandbox.kubectl().get(
        m_sandbox.context("mesh"), "gateways.v1.networking.istio.io", "ingressgateway", "istio-system"));
    MESHSSO_VERIFY_OK(live);
}

void ClusterTest::showsNoSecret_andSeesOneThatChanged()
{
    m_sandbox.applyAs(
        "somebody", "mesh",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: meshsso-authserver, namespace: istio-system}\n"
        "stringData: {client-secret: planted-other-value}\n");
    const auto set = resources(golden("istio-reference"));
    const auto plan = planOf(single("mesh"), set);
    const auto* secret = find(plan, "Secret istio-system/meshsso-authserver");
    QVERIFY(secret != nullptr);
    QVERIFY2(secret->state == ObjectState::Changed || secret->state == ObjectState::Conflict,
             describe(plan).c_str());
    const auto text = describe(plan);
    for (const auto* value : {"planted", "cGxhbnRlZ"})
        QVERIFY2(text.find(value) == std::string::npos, text.c_str());
    QVERIFY2(secret->diff.find("secret value)") != std::string::npos, secret->diff.c_str());
    kube::ClusterApplyOptions force;
    force.forceConflicts = true;
    QVERIFY(!apply(single("mesh"), set, force).error);
}

void ClusterTest::findsDrift_andItsOwner()
{
    m_sandbox.applyAs("night-shift", "mesh",
                      "apiVersion: networking.istio.io/v1\nkind: Gateway\n"
                      "metadata: {name: ingressgateway, namespace: istio-system}\n"
                      "spec: {selector: {app: another-gateway}}\n");
    const auto set = resources(golden("istio-reference"));
    const auto plan = planOf(single("mesh"), set);
    const auto* gateway = find(plan, "Gateway istio-system/ingressgateway");
    QCOMPARE(gateway->state, ObjectState::Conflict);
    QCOMPARE(gateway->conflicts.size(), std::size_t(1));
    QCOMPARE(gateway->conflicts.front().manager, std::string("night-shift"));
    QCOMPARE(gateway->conflicts.front().field, std::string(".spec.selector.app"));
    QVERIFY2(gateway->diff.find("-    app: another-gateway\n+    app: istio-ingressgateway\n") !=
                 std::string::npos,
             gateway->diff.c_str());
    QCOMPARE(plan.count(ObjectState::Unchanged), plan.objects.size() - 1);

    const auto refused = apply(single("mesh"), set);
    QVERIFY(refused.error && refused.error->code == ErrorCode::Conflict && refused.done.empty());
    kube::ClusterApplyOptions force;
    force.forceConflicts = true;
    const auto forced = apply(single("mesh"), set, force);
    QVERIFY2(!forced.error, forced.error ? forced.error->toString().c_str() : "");
    QCOMPARE(forced.done.size(), std::size_t(1));
    QVERIFY(planOf(single("mesh"), set).empty());
}

void ClusterTest::appliesNothing_whenOneIsRefused()
{
    auto set = resources(golden("istio-reference"));
    for (auto& file : set.files) {
        QString text = QString::fromStdString(file.content);
        if (file.path.find("authorizationpolicy-oidc") != std::string::npos)
            file.content = text.replace("action: CUSTOM", "action: MAYBE").toStdString();
        else if (file.path.find("service-httpbin") != std::string::npos)
            file.content = text.replace("8000", "8123").toStdString();
    }
    const auto plan = planOf(single("mesh"), set);
    const auto* policy = find(plan, "AuthorizationPolicy istio-system/oidc");
    QCOMPARE(policy->state, ObjectState::Refused);
    QVERIFY2(policy->reason.find("MAYBE") != std::string::npos, policy->reason.c_str());
    QCOMPARE(find(plan, "Service default/httpbin")->state, ObjectState::Changed);
    const auto report = apply(single("mesh"), set);
    QVERIFY(report.error && report.error->code == ErrorCode::InvalidArgument && report.done.empty());
    QVERIFY(planOf(single("mesh"), resources(golden("istio-reference"))).empty());
}

void ClusterTest::completes_whatWasDeleted()
{
    m_sandbox.run({"--context=mesh", "delete", "virtualservice", "oauth2-vs", "--namespace=istio-system"});
    const auto set = resources(golden("istio-reference"));
    const auto plan = planOf(single("mesh"), set);
    QCOMPARE(plan.count(ObjectState::New), std::size_t(1));
    const auto report = apply(single("mesh"), set);
    QVERIFY(!report.error);
    QCOMPARE(report.done.size(), std::size_t(1));
    QCOMPARE(report.done.front().object, std::string("VirtualService istio-system/oauth2-vs"));
    QVERIFY(planOf(single("mesh"), set).empty());
}

void ClusterTest::appliesToTwoApiServers()
{
    const auto project = golden("asm-reference");
    const auto set = resources(project);
    auto clusters = single("workload");
    clusters.target = project::Target::Asm;
    clusters.mesh = m_sandbox.context("mesh");
    const auto report = apply(clusters, set);
    QVERIFY2(!report.error, report.error ? report.error->toString().c_str() : "");
    const auto again = planOf(clusters, set);
    QVERIFY2(!again.objects.empty() && again.empty(), describe(again).c_str());
    // Each got its own: the workload cluster has no Istio at all, and the Deployments are there.
    MESHSSO_VERIFY_OK(m_sandbox.await(
        m_sandbox.kubectl().get(m_sandbox.context("workload"), "deployments", "httpbin", "default")));
    MESHSSO_VERIFY_FAILS(
        m_sandbox.await(m_sandbox.kubectl().list(m_sandbox.context("workload"), "gateways", {})),
        ErrorCode::NotFound);
}

void ClusterTest::tellsPodsWithTheirSidecars()
{
    const auto set = resources(golden("istio-reference"));
    const kube::ClusterApply cluster(m_sandbox.kubectl(), single("mesh"), set);
    auto states = m_sandbox.await(cluster.workloads());
    MESHSSO_VERIFY_OK(states);
    QVERIFY(states->size() >= 2);
    for (const auto& state : *states) {
        QVERIFY(!state.isReady());
        QCOMPARE(state.reason, std::string("there is no pod yet"));
    }

    m_sandbox.applyAs("controller", "mesh", R"(
apiVersion: v1
kind: Pod
metadata: {name: httpbin-1, namespace: default, labels: {app: httpbin, version: v1}}
spec:
  containers: [{name: httpbin, image: httpbin}, {name: istio-proxy, image: proxy}]
)");
    m_sandbox.run({"--context=mesh", "patch", "pod", "httpbin-1", "--namespace=default",
                   "--subresource=status", "--patch",
                   R"({"status": {"phase": "Running", "containerStatuses": [
                   {"name": "httpbin", "ready": true, "restartCount": 0, "image": "", "imageID": ""},
                   {"name": "istio-proxy", "ready": true, "restartCount": 0, "image": "", "imageID": ""}]}})"});
    states = m_sandbox.await(cluster.workloads());
    MESHSSO_VERIFY_OK(states);
    const auto httpbin = std::find_if(states->begin(), states->end(),
                                      [](const auto& state) { return state.pod == "httpbin-1"; });
    QVERIFY(httpbin != states->end());
    QCOMPARE(httpbin->ready(), std::string("2/2"));
    QVERIFY(httpbin->hasSidecar && httpbin->isReady());
    m_sandbox.run({"--context=mesh", "delete", "pod", "httpbin-1", "--namespace=default", "--force",
                   "--grace-period=0"});
}

void ClusterTest::checksTheCluster_andTakesWhatItSuggests()
{
    for (const auto* text : {gatewayText, meshConfigText, captureText})
        m_sandbox.applyAs("istio", "mesh", text);
    auto project = golden("istio-reference");
    project.clusters.workload = m_sandbox.context("mesh");
    const kube::ClusterCheck check(m_sandbox.kubectl(), project);
    auto report = m_sandbox.await(check.run());
    MESHSSO_VERIFY_OK(report);
    const auto text = test::describe(report->findings);
    for (const auto* code : {"cluster.target-port", "cluster.provider-missing", "cluster.oauth2-captured"})
        QVERIFY2(hasFinding(report->findings, code), (std::string(code) + " is missing in\n" + text).c_str());
    // The reference was applied, so all this is well.
    for (const auto* code :
         {"cluster.credential-missing", "cluster.credential-type", "cluster.injection-label",
          "cluster.gateway-labels", "cluster.service-missing", "cluster.istio-missing"})
        QVERIFY2(!hasFinding(report->findings, code), text.c_str());
    QVERIFY(report->facts.httpsTargetPort == 9443 && report->facts.httpTargetPort == 8080);
    QVERIFY(report->facts.serviceName == "meshsso-authserver");
    QCOMPARE(report->facts.providers, std::vector<std::string>{"somebody-elses"});

    QCOMPARE(kube::takeSuggestions(project, report->suggestions), std::size_t(1));
    QCOMPARE(project.gateway.https.targetPort, 9443);
    m_sandbox.run(
        {"--context=mesh", "delete", "virtualservice", "earlier-attempt", "--namespace=istio-system"});
    m_sandbox.applyAs("istio", "mesh", R"(
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data:
  mesh: |-
    extensionProviders:
    - name: httpextauth-oidc
      envoyExtAuthzHttp: {service: meshsso-authserver.istio-system.svc.cluster.local, port: 4180, timeout: 2s}
)");
    report = m_sandbox.await(check.run());
    MESHSSO_VERIFY_OK(report);
    QVERIFY2(!hasErrors(report->findings), test::describe(report->findings).c_str());
}

void ClusterTest::cancels_whileKubectlRuns()
{
    const kube::ClusterApply cluster(m_sandbox.kubectl(), single("mesh"),
                                     resources(golden("istio-reference")));
    bool isAnswered = false;
    {
        auto task = cluster.plan();
        task.start([&](Result<kube::ClusterPlan>) { isAnswered = true; });
    }
    // The runner ends kubectl in its own time; the next call finds everything in order.
    MESHSSO_VERIFY_OK(m_sandbox.await(m_sandbox.kubectl().version()));
    QVERIFY(!isAnswered);
}

} // namespace meshsso::test
