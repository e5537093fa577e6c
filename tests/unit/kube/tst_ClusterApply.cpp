#include "FakeCluster.h"
#include "core/RunLoop.h"
#include "kube/ClusterApply.h"
#include "support/TestPrinters.h"

using namespace meshsso;
using namespace meshsso::kube;
using meshsso::test::FakeCluster;
using meshsso::test::ScriptedRunner;

namespace {

mesh::ResourceFile file(const std::string& path, const std::string& kind, const std::string& name,
                        const std::string& space, const std::string& more = {})
{
    const std::string version = kind == "Gateway" ? "networking.istio.io/v1" : "v1";
    std::string text = "apiVersion: " + version + "\nkind: " + kind + "\nmetadata:\n  name: " + name + "\n";
    if (!space.empty())
        text += "  namespace: " + space + "\n";
    return {path, text + more, kind == "Secret"};
}

/// A set as ASM has it: a new namespace in both clusters, and one that is there.
mesh::ResourceSet resourceSet()
{
    mesh::ResourceSet set;
    set.files = {
        {"kustomization.yaml", "resources: []\n", false},
        file("mesh/40-gateway.yaml", "Gateway", "gateway", "istio-system", "spec:\n  port: 443\n"),
        {"mesh/kustomization.yaml", "resources: []\n", false},
        file("mesh/namespaces/00-namespace-shop.yaml", "Namespace", "shop", ""),
        {"provider/settings.json", "{}", true},
        file("workload/10-serviceaccount.yaml", "ServiceAccount", "shop", "shop"),
        file("workload/20-configmap.yaml", "ConfigMap", "settings", "istio-system", "data:\n  a: \"1\"\n"),
        file("workload/30-secret.yaml", "Secret", "credentials", "istio-system",
             "data:\n  password: cGxhbnRlZA==\n  user: YWxpY2U=\n"),
        file("workload/namespaces/00-namespace-shop.yaml", "Namespace", "shop", ""),
    };
    return set;
}

project::Clusters clusters()
{
    project::Clusters result;
    result.target = project::Target::Asm;
    result.workload.context = "work";
    result.mesh.context = "asm";
    return result;
}

const PlannedObject* find(const ClusterPlan& plan, const std::string& title)
{
    for (const auto& object : plan.objects) {
        if (object.title() == title)
            return &object;
    }
    return nullptr;
}

constexpr const char* conflictText =
    "error: Apply failed with 1 conflict: conflict with \"helm\": .data.a\nPlease review the fields above\n";

} // namespace

class ClusterApplyTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_cluster = std::make_unique<FakeCluster>();
        for (const auto* context : {"work", "asm"})
            m_cluster->objects[std::string(context) + " Namespace istio-system"] = {{"kind", "Namespace"}};
    }

    void plansInOrder_forBothClusters()
    {
        const auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        QStringList order;
        for (const auto& object : plan->objects)
            order << QString::fromStdString(std::string(clusterSideName(object.side)) + " " + object.title() +
                                            " " + std::string(objectStateName(object.state)));
        QCOMPARE(order, QStringList({"workload Namespace shop new", "mesh Namespace shop new",
                                     "workload ServiceAccount shop/shop new",
                                     "workload ConfigMap istio-system/settings new",
                                     "workload Secret istio-system/credentials new",
                                     "mesh Gateway istio-system/gateway new"}));
        QVERIFY(!plan->empty());
        QVERIFY(find(*plan, "ServiceAccount shop/shop")->reason.find("namespace shop") != std::string::npos);
        QVERIFY(m_cluster->written.empty());
    }

    void appliesWhatWasShown_andThenPlansNothing()
    {
        auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        QStringList seen;
        const auto report = applied(*plan, {}, [&](const ClusterStep& step) {
            seen
                << QString("%1 %2/%3").arg(step.isCheck ? "check" : "write").arg(step.number).arg(step.total);
        });
        QVERIFY2(!report.error, report.error ? report.error->toString().c_str() : "");
        QCOMPARE(report.done.size(), std::size_t(6));
        QCOMPARE(seen.size(), 12);
        QCOMPARE(seen.first(), QString("check 1/6"));
        QCOMPARE(seen.last(), QString("write 6/6"));
        QCOMPARE(m_cluster->written,
                 (std::vector<std::string>{"work Namespace shop", "asm Namespace shop",
                                           "work ServiceAccount shop", "work ConfigMap settings",
                                           "work Secret credentials", "asm Gateway gateway"}));
        const auto again = planned();
        MESHSSO_VERIFY_OK(again);
        QVERIFY(again->empty());
        const auto nothing = applied(*again);
        QVERIFY(!nothing.error && nothing.done.empty());
    }

    void showsWhatChanges_withoutServerFieldsAndSecrets()
    {
        MESHSSO_VERIFY_OK(applyAll());
        auto& settings = m_cluster->objects["work ConfigMap istio-system/settings"];
        settings["data"] = json::object{{"a", "2"}};
        settings["status"] = "something";
        auto& metadata = settings["metadata"].as_object();
        metadata["managedFields"] = json::array{"x"};
        metadata["generation"] = 7;
        metadata["annotations"] = json::object{{"kubectl.kubernetes.io/last-applied-configuration", "{}"}};
        m_cluster->objects["work Secret istio-system/credentials"]["data"].as_object()["password"] =
            "b3RoZXI=";
        const auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        QCOMPARE(plan->count(ObjectState::Changed), std::size_t(2));

        const auto& diff = find(*plan, "ConfigMap istio-system/settings")->diff;
        QVERIFY2(diff.find("\n-  a: \"2\"\n+  a: \"1\"\n") != std::string::npos, diff.c_str());
        QVERIFY2(diff.starts_with("--- ConfigMap istio-system/settings (cluster)\n+++ "), diff.c_str());
        for (const auto* part :
             {"managedFields", "generation", "status", "resourceVersion", "uid", "last-applied"})
            QVERIFY2(diff.find(part) == std::string::npos, diff.c_str());

        const auto& secret = find(*plan, "Secret istio-system/credentials")->diff;
        QVERIFY2(secret.find("password: \"*** (another secret value)\"") != std::string::npos,
                 secret.c_str());
        for (const auto* value : {"cGxhbnRlZA", "b3RoZXI", "YWxpY2U", "planted"})
            QVERIFY2(secret.find(value) == std::string::npos, secret.c_str());
    }

    void neverShowsASecret_inANewObject()
    {
        const auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        const auto& diff = find(*plan, "Secret istio-system/credentials")->diff;
        QVERIFY(diff.find("***") != std::string::npos);
        QVERIFY(diff.find("cGxhbnRlZA") == std::string::npos && diff.find("YWxpY2U") == std::string::npos);
    }

    void passesManifests_onStandardInputOnly()
    {
        MESHSSO_VERIFY_OK(applyAll());
        for (const auto& call : m_cluster->runner.calls)
            QVERIFY2(call.find("cGxhbnRlZA") == std::string::npos, call.c_str());
    }

    void writesNothing_whenOneIsRefused()
    {
        m_cluster->failures["apply Gateway gateway"] = "Error from server (BadRequest): admission webhook "
                                                       "\"validation.istio.io\" denied the request: no port";
        const auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        const auto* gateway = find(*plan, "Gateway istio-system/gateway");
        QCOMPARE(gateway->state, ObjectState::Refused);
        QVERIFY(gateway->reason.find("no port") != std::string::npos);
        const auto report = applied(*plan);
        QVERIFY(report.error && report.error->code == ErrorCode::InvalidArgument);
        QVERIFY(report.error->message.find("nothing was written") != std::string::npos);
        QVERIFY(report.done.empty() && m_cluster->written.empty());
    }

    void saysThatACrdIsMissing()
    {
        m_cluster->failures["get Gateway gateway"] =
            "error: resource mapping not found for name: \"gateway\" "
            "namespace: \"istio-system\" from \"STDIN\": no matches for kind "
            "\"Gateway\" in version \"networking.istio.io/v1\"\nensure CRDs "
            "are installed first";
        const auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        const auto* gateway = find(*plan, "Gateway istio-system/gateway");
        QCOMPARE(gateway->state, ObjectState::Refused);
        QVERIFY(gateway->reason.find("Istio is not installed there") != std::string::npos);
        // The others of that cluster are read all the same.
        QCOMPARE(plan->count(ObjectState::New), std::size_t(5));
    }

    void writesNothing_inAConflict_unlessForced()
    {
        MESHSSO_VERIFY_OK(applyAll());
        m_cluster->objects["work ConfigMap istio-system/settings"]["data"] = json::object{{"a", "helm's"}};
        m_cluster->failures["apply ConfigMap settings"] = conflictText;
        m_cluster->written.clear();
        auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        const auto* settings = find(*plan, "ConfigMap istio-system/settings");
        QCOMPARE(settings->state, ObjectState::Conflict);
        QVERIFY(settings->conflicts == (std::vector<FieldConflict>{{".data.a", "helm"}}));
        QVERIFY2(settings->diff.find("\n-  a: helm's\n") != std::string::npos, settings->diff.c_str());

        const auto refused = applied(*plan);
        QVERIFY(refused.error && refused.error->code == ErrorCode::Conflict);
        QVERIFY(refused.error->message.find(".data.a is owned by helm") != std::string::npos);
        QVERIFY(m_cluster->written.empty());

        ClusterApplyOptions options;
        options.forceConflicts = true;
        const auto forced = applied(*plan, options);
        QVERIFY2(!forced.error, forced.error ? forced.error->toString().c_str() : "");
        QCOMPARE(m_cluster->written, std::vector<std::string>{"work ConfigMap settings"});
    }

    void writesNothing_whenTheClusterChangedMeanwhile()
    {
        MESHSSO_VERIFY_OK(applyAll());
        auto& settings = m_cluster->objects["work ConfigMap istio-system/settings"];
        settings["data"] = json::object{{"a", "2"}};
        auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        settings["data"] = json::object{{"a", "3"}};
        m_cluster->written.clear();
        const auto report = applied(*plan);
        QVERIFY(report.error && report.error->code == ErrorCode::Conflict);
        QVERIFY(report.error->message.find("look at the plan again") != std::string::npos);
        QVERIFY(m_cluster->written.empty());
    }

    void stopsAtTheFirstFailure_andCompletesLater()
    {
        m_cluster->failures["write ConfigMap settings"] =
            "Error from server (InternalError): Internal error occurred: etcd is full";
        auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        const auto report = applied(*plan);
        QVERIFY(report.error && report.error->code == ErrorCode::PeerError);
        QCOMPARE(report.error->context, std::string("ConfigMap istio-system/settings"));
        QCOMPARE(report.done.size(), std::size_t(3));
        QCOMPARE(report.done.back().object, std::string("ServiceAccount shop/shop"));

        m_cluster->failures.clear();
        const auto rest = planned();
        MESHSSO_VERIFY_OK(rest);
        QCOMPARE(rest->count(ObjectState::Unchanged), std::size_t(3));
        QVERIFY(!applied(*rest).error);
        QVERIFY(planned()->empty());
    }

    void checksWhatWaitedForItsNamespace_beforeWritingAnyOfIt()
    {
        m_cluster->failures["apply ServiceAccount shop"] = "The ServiceAccount \"shop\" is invalid: no";
        auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        const auto report = applied(*plan);
        QVERIFY(report.error && report.error->code == ErrorCode::InvalidArgument);
        QCOMPARE(report.error->context, std::string("ServiceAccount shop/shop"));
        QCOMPARE(m_cluster->written, (std::vector<std::string>{"work Namespace shop", "asm Namespace shop"}));
    }

    void failsAsAWhole_data()
    {
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<int>("code");
        QTest::newRow("unreachable") << QByteArray("The connection to the server x was refused")
                                     << int(ErrorCode::Unreachable);
        QTest::newRow("not signed in")
            << QByteArray("error: You must be logged in to the server (x)") << int(ErrorCode::Unauthorized);
        QTest::newRow("not trusted") << QByteArray("Unable to connect to the server: x509: unknown authority")
                                     << int(ErrorCode::TlsError);
        QTest::newRow("slow") << QByteArray("Unable to connect to the server: dial tcp: i/o timeout")
                              << int(ErrorCode::Timeout);
    }
    void failsAsAWhole()
    {
        QFETCH(QByteArray, errors);
        QFETCH(int, code);
        m_cluster->failures["get"] = errors.toStdString();
        MESHSSO_VERIFY_FAILS(planned(), ErrorCode(code));
        m_cluster->failures.clear();
        m_cluster->failures["apply ConfigMap settings"] = errors.toStdString();
        MESHSSO_VERIFY_FAILS(planned(), ErrorCode(code));
        const auto report = applied({});
        QVERIFY(report.error && report.error->code == ErrorCode(code));
        QVERIFY(m_cluster->written.empty());
    }

    void refusesObjects_thatMayNotBeRead()
    {
        m_cluster->failures["get Secret credentials"] =
            "Error from server (Forbidden): secrets \"credentials\" is forbidden: User \"jane\" cannot get "
            "resource "
            "\"secrets\" in API group \"\" in the namespace \"istio-system\"";
        const auto plan = planned();
        MESHSSO_VERIFY_OK(plan);
        QCOMPARE(plan->count(ObjectState::Refused), std::size_t(1));
        QCOMPARE(find(*plan, "Secret istio-system/credentials")->reason,
                 std::string("the user jane may not get secrets in namespace istio-system"));
    }

    void refuses_aContextThatIsNotThere()
    {
        auto wrong = clusters();
        wrong.mesh.context = "production";
        const auto kubectl = m_cluster->kubectl();
        const ClusterApply apply(kubectl, wrong, resourceSet());
        const auto plan = m_loop.runUntilDone(apply.plan());
        MESHSSO_VERIFY_FAILS(plan, ErrorCode::NotFound);
        QVERIFY(plan.error().message.find("asm, work") != std::string::npos);
        QCOMPARE(plan.error().context, std::string("clusters.mesh.context production"));
    }

    void refuses_asmWithoutAContextForTheMesh()
    {
        auto unnamed = clusters();
        unnamed.mesh = {};
        const auto kubectl = m_cluster->kubectl();
        const ClusterApply apply(kubectl, unnamed, resourceSet());
        MESHSSO_VERIFY_FAILS(m_loop.runUntilDone(apply.plan()), ErrorCode::InvalidArgument);
        QVERIFY(m_cluster->runner.calls.empty());
        // One cluster with its own Istio needs no second name.
        unnamed.target = project::Target::Istio;
        const ClusterApply single(kubectl, unnamed, resourceSet());
        MESHSSO_VERIFY_OK(m_loop.runUntilDone(single.plan()));
    }

    void refuses_aFileThatIsNoObject_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        QTest::newRow("no YAML") << QByteArray("a: [") << int(ErrorCode::ParseError);
        QTest::newRow("a list") << QByteArray("- a\n") << int(ErrorCode::InvalidArgument);
        QTest::newRow("no name") << QByteArray("apiVersion: v1\nkind: Secret\n")
                                 << int(ErrorCode::InvalidArgument);
        QTest::newRow("empty") << QByteArray("") << int(ErrorCode::InvalidArgument);
    }
    void refuses_aFileThatIsNoObject()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, code);
        auto set = resourceSet();
        set.files.push_back({"workload/99-bad.yaml", text.toStdString(), false});
        const auto kubectl = m_cluster->kubectl();
        const ClusterApply apply(kubectl, clusters(), set);
        const auto plan = m_loop.runUntilDone(apply.plan());
        MESHSSO_VERIFY_FAILS(plan, ErrorCode(code));
        QVERIFY(plan.error().context.find("workload/99-bad.yaml") != std::string::npos);
        QVERIFY(m_cluster->runner.calls.empty());
    }

    void saysWhatToDo_withoutKubectl()
    {
        const Kubectl kubectl(m_cluster->runner, "meshsso-no-kubectl");
        const ClusterApply apply(kubectl, clusters(), resourceSet());
        const auto plan = m_loop.runUntilDone(apply.plan());
        MESHSSO_VERIFY_FAILS(plan, ErrorCode::NotFound);
        QVERIFY(plan.error().message.find("install kubectl") != std::string::npos);
    }

private:
    Result<ClusterPlan> planned()
    {
        const auto kubectl = m_cluster->kubectl();
        const ClusterApply apply(kubectl, clusters(), resourceSet());
        return m_loop.runUntilDone(apply.plan());
    }

    ClusterApplyReport applied(const ClusterPlan& plan, ClusterApplyOptions options = {},
                               ClusterApply::Progress progress = {})
    {
        const auto kubectl = m_cluster->kubectl();
        const ClusterApply apply(kubectl, clusters(), resourceSet());
        return m_loop.runUntilDone(apply.apply(plan, std::move(progress), options));
    }

    Result<void> applyAll()
    {
        auto plan = planned();
        if (!plan)
            return fail(plan.error());
        auto report = applied(*plan);
        if (report.error)
            return fail(*report.error);
        return {};
    }

    RunLoop m_loop;
    std::unique_ptr<FakeCluster> m_cluster;
};

QTEST_APPLESS_MAIN(ClusterApplyTest)
#include "tst_ClusterApply.moc"
