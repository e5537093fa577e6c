#include "ClusterAdmissionTest.h"

#include "mesh/MeshCompiler.h"
#include "project/ProjectFile.h"

#include <QFile>
#include <QtTest/QtTest>
#include <stdexcept>

namespace meshsso::test {
namespace {

constexpr const char* namespaceText = R"(
apiVersion: v1
kind: Namespace
metadata:
  name: restricted
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/warn: restricted
)";

QByteArray text(const json::object& object)
{
    return QByteArray::fromStdString(json::serialize(object));
}

} // namespace

QByteArray ClusterAdmissionTest::kubectl(QStringList arguments, const QByteArray& manifest)
{
    return m_sandbox.run(QStringList{"--context=workload", "--warnings-as-errors"} + arguments +
                             QStringList{"-f", "-"},
                         manifest);
}

void ClusterAdmissionTest::initTestCase()
{
    kubectl({"apply"}, namespaceText);
}

json::object ClusterAdmissionTest::podOf(const QString& goldenProject)
{
    QFile file(MESHSSO_TEST_DATA "/golden/" + goldenProject + "/project.yaml");
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no such project");
    auto project = project::parseProject(file.readAll().toStdString(), "project.yaml").project;
    project.authorization.namespaceName = "restricted";
    project.authorization.serviceName = goldenProject.toStdString();
    const auto set = mesh::compileResources(project, mesh::ExportOptions());
    if (!set)
        throw std::runtime_error(set.error().toString());
    json::object pod;
    for (const auto& resource : set->files) {
        const auto manifest = QByteArray::fromStdString(resource.content);
        if (resource.path.starts_with("workload/30-serviceaccount"))
            kubectl({"apply"}, manifest);
        if (!resource.path.starts_with("workload/34-deployment"))
            continue;
        // The API server judges the template, too: it warns of what would be refused.
        auto deployment = parseJsonObject(kubectl({"apply", "-o", "json"}, manifest).toStdString());
        if (!deployment)
            throw std::runtime_error(deployment.error().toString());
        pod = deployment->at("spec").as_object().at("template").as_object();
    }
    pod["apiVersion"] = "v1";
    pod["kind"] = "Pod";
    auto& metadata = pod["metadata"].as_object();
    metadata["name"] = goldenProject.toStdString();
    metadata["namespace"] = "restricted";
    return pod;
}

void ClusterAdmissionTest::admitsTheServersPods_data()
{
    QTest::addColumn<QString>("project");
    for (const auto* name : {"istio-reference", "istio-redis-grpc", "istio-logins"})
        QTest::newRow(name) << QString(name);
}

void ClusterAdmissionTest::admitsTheServersPods()
{
    QFETCH(QString, project);
    const auto made = kubectl({"create", "-o", "name"}, text(podOf(project)));
    QCOMPARE(made.trimmed(), "pod/" + project.toLatin1());
}

void ClusterAdmissionTest::refusesPods_thatMayBeRoot()
{
    auto pod = podOf("istio-reference");
    pod["metadata"].as_object()["name"] = "may-be-root";
    pod["spec"].as_object()["securityContext"].as_object().erase("runAsNonRoot");
    std::string why;
    try {
        kubectl({"create"}, text(pod));
    } catch (const std::runtime_error& error) {
        why = error.what();
    }
    QVERIFY2(why.find("violates PodSecurity \"restricted") != std::string::npos, why.c_str());
}

} // namespace meshsso::test
