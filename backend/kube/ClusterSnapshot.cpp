#include "kube/ClusterSnapshot.h"

#include "kube/ClusterObjects.h"
#include "kube/KubectlErrors.h"

#include <set>

namespace meshsso::kube {
namespace {

using project::ClusterContext;
using project::SsoProject;

constexpr std::string_view istioNamespace = "istio-system";

/// Reads into one snapshot, and turns what may not be read into findings.
class SnapshotReader
{
public:
    SnapshotReader(const Kubectl& kubectl, const SsoProject& project) : m_kubectl(kubectl), m_project(project)
    {
    }

    Task<Result<ClusterSnapshot>> read();

private:
    Task<Result<void>> readList(ClusterContext context, std::string resource, std::string namespaceName,
                                std::optional<Objects>& out);
    Task<Result<void>> readNamespaces();
    Task<Result<void>> readMeshConfig();
    Task<Result<void>> readCredential();
    Task<Result<void>> readKeycloak();
    /// Nothing if the error is noted and the reading goes on.
    Result<void> note(Error error, const std::string& what);

    const Kubectl& m_kubectl;
    const SsoProject& m_project;
    ClusterContext m_workload;
    ClusterContext m_mesh;
    ClusterSnapshot m_snapshot;
};

Result<void> SnapshotReader::note(Error error, const std::string& what)
{
    if (concernsWholeCluster(error.code))
        return fail(std::move(error));
    const bool isForbidden = error.code == ErrorCode::Forbidden;
    m_snapshot.findings.push_back(
        {isForbidden ? "cluster.forbidden" : "cluster.unreadable", Severity::Warning, what,
         error.message + ", so it was not checked",
         isForbidden ? "let your user get and list it, or ask someone who may to run the check"
                     : "see the reason, then run the check again"});
    return {};
}

Task<Result<void>> SnapshotReader::readList(ClusterContext context, std::string resource,
                                            std::string namespaceName, std::optional<Objects>& out)
{
    const auto name = contextName(context);
    auto task = m_kubectl.list(std::move(context), resource, namespaceName);
    auto objects = co_await task;
    if (objects) {
        out = std::move(*objects);
        co_return Result<void>();
    }
    const auto what = resource + (namespaceName.empty() ? "" : " in namespace " + namespaceName);
    if (objects.error().code == ErrorCode::NotFound) {
        m_snapshot.findings.push_back(
            {"cluster.istio-missing", Severity::Error, what + " (" + name + ")", objects.error().message,
             "install Istio there first, or name the right context in the project's clusters section"});
        co_return Result<void>();
    }
    co_return note(std::move(objects).error(), what);
}

Task<Result<void>> SnapshotReader::readNamespaces()
{
    std::set<std::string> names;
    for (const auto& application : m_project.applications)
        names.insert(application.namespaceName);
    if (m_project.identityProvider.workload.kind != project::KeycloakDeployment::None)
        names.insert(m_project.identityProvider.workload.namespaceName);
    for (const auto& name : names) {
        auto task = m_kubectl.get(m_workload, "namespaces", name, {});
        auto found = co_await task;
        if (found) {
            m_snapshot.namespaceLabels[name] = labelsAt(*found, {"metadata", "labels"});
        } else if (found.error().code == ErrorCode::NotFound) {
            m_snapshot.namespaceLabels[name] = std::nullopt;
        } else if (auto noted = note(std::move(found).error(), "namespace " + name); !noted) {
            co_return noted;
        }
    }
    co_return Result<void>();
}

Task<Result<void>> SnapshotReader::readMeshConfig()
{
    // ASM keeps its own where kubectl does not reach.
    if (m_project.clusters.target != project::Target::Istio)
        co_return Result<void>();
    auto task = m_kubectl.get(m_workload, "configmaps", "istio", std::string(istioNamespace));
    auto found = co_await task;
    if (!found) {
        if (found.error().code != ErrorCode::NotFound)
            co_return note(std::move(found).error(), "ConfigMap istio-system/istio");
        m_snapshot.isMeshConfigMissing = true;
        co_return Result<void>();
    }
    auto config = parseYamlObject(textAt(*found, {"data", "mesh"}), "ConfigMap istio-system/istio");
    if (!config)
        co_return note(std::move(config).error(), "ConfigMap istio-system/istio");
    m_snapshot.meshConfig = std::move(*config);
    co_return Result<void>();
}

Task<Result<void>> SnapshotReader::readCredential()
{
    const auto& gateway = m_project.gateway;
    // The type only: the key stays in the cluster.
    auto task = m_kubectl.getField(m_workload, "secrets", gateway.tls.credentialName, gateway.namespaceName,
                                   "{.type}");
    auto type = co_await task;
    if (type) {
        m_snapshot.credentialType = std::move(*type);
        co_return Result<void>();
    }
    if (type.error().code != ErrorCode::NotFound)
        co_return note(std::move(type).error(),
                       "Secret " + gateway.namespaceName + "/" + gateway.tls.credentialName);
    m_snapshot.isCredentialMissing = true;
    co_return Result<void>();
}

Task<Result<void>> SnapshotReader::readKeycloak()
{
    const auto& workload = m_project.identityProvider.workload;
    auto task = m_kubectl.get(m_workload, "deployments.apps", workload.serviceName, workload.namespaceName);
    auto found = co_await task;
    if (found)
        m_snapshot.keycloak = std::move(*found);
    else if (found.error().code != ErrorCode::NotFound)
        co_return note(std::move(found).error(),
                       "Deployment " + workload.namespaceName + "/" + workload.serviceName);
    co_return Result<void>();
}

Task<Result<ClusterSnapshot>> SnapshotReader::read()
{
    if (auto program = m_kubectl.locate(); !program)
        co_return fail(std::move(program).error());
    m_workload = m_project.clusters.workload;
    auto mesh = contextOf(m_project.clusters, ClusterSide::Mesh);
    if (!mesh)
        co_return fail(std::move(mesh).error());
    m_mesh = std::move(*mesh);

    const std::string version = m_project.clusters.apiVersion;
    std::vector<Task<Result<void>>> readings;
    readings.push_back(
        readList(m_workload, "services", m_project.authorization.namespaceName, m_snapshot.services));
    readings.push_back(
        readList(m_workload, "services", m_project.gateway.namespaceName, m_snapshot.gatewayServices));
    readings.push_back(readList(m_workload, "pods", m_project.gateway.namespaceName, m_snapshot.gatewayPods));
    readings.push_back(readList(m_mesh, "virtualservices." + version + ".networking.istio.io", {},
                                m_snapshot.virtualServices));
    readings.push_back(
        readList(m_mesh, "authorizationpolicies." + version + ".security.istio.io", {}, m_snapshot.policies));
    readings.push_back(readNamespaces());
    readings.push_back(readMeshConfig());
    readings.push_back(readCredential());
    readings.push_back(readKeycloak());
    for (auto& reading : readings) {
        auto done = co_await reading;
        if (!done)
            co_return fail(std::move(done).error());
    }
    co_return std::move(m_snapshot);
}

} // namespace

Task<Result<ClusterSnapshot>> readSnapshot(const Kubectl& kubectl, const SsoProject& project)
{
    SnapshotReader reader(kubectl, project);
    auto task = reader.read();
    co_return co_await task;
}

} // namespace meshsso::kube
