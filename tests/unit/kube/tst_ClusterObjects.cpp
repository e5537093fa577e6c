#include "kube/LiveObject.h"
#include "kube/Manifest.h"
#include "kube/UnifiedDiff.h"
#include "kube/WorkloadPods.h"
#include "support/TestPrinters.h"

using namespace meshsso;
using namespace meshsso::kube;

namespace {

json::object object(const char* text)
{
    auto parsed = parseYamlObject(text, "test");
    if (!parsed)
        qFatal("%s", parsed.error().toString().c_str());
    return std::move(*parsed);
}

constexpr const char* deploymentText = "apiVersion: apps/v1\n"
                                       "kind: Deployment\n"
                                       "metadata: {name: httpbin, namespace: default}\n"
                                       "spec:\n"
                                       "  selector: {matchLabels: {app: httpbin, version: v1}}\n"
                                       "  template: {metadata: {labels: {app: httpbin}}}\n";

} // namespace

/// The small parts of a plan: documents, diffs, pods.
class ClusterObjectsTest : public QObject
{
    Q_OBJECT

private slots:
    void diffs_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("equal") << QByteArray("a\n") << QByteArray("a\n") << QByteArray();
        QTest::newRow("new") << QByteArray() << QByteArray("a\nb\n")
                             << QByteArray("--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
        QTest::newRow("gone") << QByteArray("a\n") << QByteArray()
                              << QByteArray("--- old\n+++ new\n@@ -1,1 +0,0 @@\n-a\n");
        QTest::newRow("one line")
            << QByteArray("1\n2\n3\n4\nx\n6\n7\n8\n") << QByteArray("1\n2\n3\n4\ny\n6\n7\n8\n")
            << QByteArray("--- old\n+++ new\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-x\n+y\n 6\n 7\n 8\n");
    }
    void diffs()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QByteArray, expected);
        QCOMPARE(
            QByteArray::fromStdString(unifiedDiff(before.toStdString(), after.toStdString(), "old", "new")),
            expected);
    }

    void diffsHugeTexts_inTime()
    {
        std::string before;
        std::string after;
        for (int i = 0; i < 15000; ++i) {
            before += std::to_string(i) + "\n";
            after += std::to_string(i * 7) + "\n";
        }
        const auto diff = unifiedDiff(before, after, "old", "new");
        QVERIFY(diff.starts_with("--- old\n+++ new\n@@ -1,15000 +1,15000 @@\n-0\n"));
    }

    void keepsOnlyChangedLines()
    {
        QCOMPARE(changedLines("--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n"),
                 std::string("-old\n+new\n"));
    }

    void readsScalars_asKubernetesDoes()
    {
        const auto read =
            object("a: 5\nb: \"5\"\nc: true\nd: \"true\"\ne: 1.5\nf: null\ng: text\nh: [1, x]\n");
        QVERIFY(read.at("a") == json::value(5) && read.at("b") == json::value("5"));
        QVERIFY(read.at("c") == json::value(true) && read.at("d") == json::value("true"));
        QVERIFY(read.at("e") == json::value(1.5) && read.at("f").is_null() &&
                read.at("g") == json::value("text"));
        QVERIFY(read.at("h") == (json::value{1, "x"}));
    }

    void dropsWhatTheServerOwns()
    {
        const auto kept = withoutServerFields(
            object("kind: Service\nstatus: {a: b}\nmetadata:\n  name: x\n  uid: u\n  resourceVersion: \"1\"\n"
                   "  generation: 3\n  creationTimestamp: now\n  managedFields: []\n  annotations:\n"
                   "    kubectl.kubernetes.io/last-applied-configuration: everything\n"));
        QCOMPARE(json::serialize(kept), std::string("{\"kind\":\"Service\",\"metadata\":{\"name\":\"x\"}}"));
    }

    void masksSecrets_butNotConfigMaps()
    {
        const auto before =
            object("apiVersion: v1\nkind: Secret\ndata: {same: c2FtZQ==, other: b25l, gone: Z29uZQ==}\n");
        const auto after =
            object("apiVersion: v1\nkind: Secret\ndata: {same: c2FtZQ==, other: dHdv, new: bmV3}\n");
        const auto shown = showPair(&before, after);
        const auto both = shown.before + shown.after;
        for (const auto* value : {"c2FtZQ", "b25l", "dHdv", "Z29uZQ", "bmV3"})
            QVERIFY2(both.find(value) == std::string::npos, both.c_str());
        const auto diff = changedLines(unifiedDiff(shown.before, shown.after, "a", "b"));
        QVERIFY2(diff.find("same") == std::string::npos, diff.c_str());
        for (const auto* name : {"-  other", "+  other", "-  gone", "+  new"})
            QVERIFY2(diff.find(name) != std::string::npos, diff.c_str());
        const auto open = showPair(nullptr, object("apiVersion: v1\nkind: ConfigMap\ndata: {a: visible}\n"));
        QVERIFY(open.after.find("visible") != std::string::npos && open.before.empty());
    }

    void tellsPods_data()
    {
        QTest::addColumn<QByteArray>("pod");
        QTest::addColumn<QByteArray>("ready");
        QTest::addColumn<bool>("isReady");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("2/2")
            << QByteArray("spec: {containers: [{name: a}, {name: istio-proxy}]}\nstatus: {phase: Running, "
                          "containerStatuses: [{name: a, ready: true}, {name: istio-proxy, ready: true}]}\n")
            << QByteArray("2/2") << true << QByteArray();
        QTest::newRow("a native sidecar")
            << QByteArray(
                   "spec: {containers: [{name: a}], initContainers: [{name: istio-init}, {name: istio-proxy, "
                   "restartPolicy: Always}]}\nstatus: {phase: Running, containerStatuses: [{name: a, ready: "
                   "true}], initContainerStatuses: [{name: istio-init, ready: true}, {name: istio-proxy, "
                   "ready: "
                   "true}]}\n")
            << QByteArray("2/2") << true << QByteArray();
        QTest::newRow("no sidecar")
            << QByteArray(
                   "spec: {containers: [{name: a}]}\nstatus: {phase: Running, containerStatuses: [{name: a, "
                   "ready: true}]}\n")
            << QByteArray("1/1") << false << QByteArray("without a sidecar");
        QTest::newRow("no image")
            << QByteArray(
                   "spec: {containers: [{name: a}, {name: istio-proxy}]}\nstatus: {phase: Pending, "
                   "containerStatuses: [{name: a, ready: false, state: {waiting: {reason: ImagePullBackOff, "
                   "message: Back-off}}}, {name: istio-proxy, ready: true}]}\n")
            << QByteArray("1/2") << false << QByteArray("a: ImagePullBackOff: Back-off");
        QTest::newRow("nowhere to run")
            << QByteArray(
                   "spec: {containers: [{name: a}, {name: istio-proxy}]}\nstatus: {phase: Pending, "
                   "conditions: "
                   "[{type: PodScheduled, status: \"False\", reason: Unschedulable, message: no nodes}]}\n")
            << QByteArray("0/2") << false << QByteArray("Unschedulable: no nodes");
        QTest::newRow("being ended")
            << QByteArray("metadata: {deletionTimestamp: now}\nspec: {containers: [{name: a}, {name: "
                          "istio-proxy}]}\nstatus: {phase: Running}\n")
            << QByteArray("0/2") << false << QByteArray("being ended");
        QTest::newRow("nothing known")
            << QByteArray("kind: Pod\n") << QByteArray("0/0") << false << QByteArray("without a sidecar");
    }
    void tellsPods()
    {
        QFETCH(QByteArray, pod);
        QFETCH(QByteArray, ready);
        QFETCH(bool, isReady);
        QFETCH(QByteArray, reason);
        const auto deployment = Manifest::parse(deploymentText, "test");
        MESHSSO_VERIFY_OK(deployment);
        QCOMPARE(selectorOf(*deployment), std::string("app=httpbin,version=v1"));
        const auto state = readPod(workloadOf(*deployment), object(pod.constData()));
        QCOMPARE(state.ready(), ready.toStdString());
        QCOMPARE(state.isReady(), isReady);
        QVERIFY2(state.reason.find(reason.toStdString()) != std::string::npos &&
                     state.reason.empty() == isReady,
                 state.reason.c_str());
    }

    void expectsNoSidecar_whereThePodOptsOut()
    {
        std::string text = deploymentText;
        text.replace(text.find("{labels: {app: httpbin}}"), std::string("{labels: {app: httpbin}}").size(),
                     "{labels: {sidecar.istio.io/inject: \"false\"}}");
        const auto deployment = Manifest::parse(text, "test");
        MESHSSO_VERIFY_OK(deployment);
        const auto state = readPod(workloadOf(*deployment),
                                   object("spec: {containers: [{name: a}]}\nstatus: {phase: Running, "
                                          "containerStatuses: [{name: a, ready: true}]}\n"));
        QVERIFY(!state.expectsSidecar && state.isReady());
    }

    void saysWhyThereIsNoPod()
    {
        const auto state =
            readDeploymentWithoutPods({}, object("status: {conditions: [{type: ReplicaFailure, status: "
                                                 "\"True\", reason: FailedCreate, message: "
                                                 "quota}]}\n"));
        QCOMPARE(state.reason, std::string("FailedCreate: quota"));
        QCOMPARE(readDeploymentWithoutPods({}, {}).reason, std::string("there is no pod yet"));
    }
};

QTEST_APPLESS_MAIN(ClusterObjectsTest)
#include "tst_ClusterObjects.moc"
