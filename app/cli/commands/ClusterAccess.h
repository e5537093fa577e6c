#pragma once

#include "cli/Context.h"
#include "core/Task.h"
#include "kube/ClusterApply.h"
#include "kube/Kubectl.h"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace meshsso::cli {

/// The options that the cluster verbs share.
struct ClusterOptions
{
    std::string workloadContext; ///< empty: the project's
    std::string meshContext;     ///< empty: the project's
    bool withSecrets = false;

    /// Declares the two contexts; with withResources also --with-secrets.
    void describe(CLI::App& app, bool withResources);
};

/// The clusters of a project, through kubectl. Objects of this class stay where they are made: a task in
/// progress refers to them.
class ClusterAccess
{
public:
    /// Kubeconfig files become absolute, from the project's folder.
    ClusterAccess(const Context& context, const OpenProject& project, const ClusterOptions& options);
    ClusterAccess(const ClusterAccess&) = delete;
    ClusterAccess& operator=(const ClusterAccess&) = delete;

    const kube::Kubectl& kubectl() const { return m_kubectl; }
    /// The project with the contexts that are meant.
    const project::SsoProject& project() const { return m_project; }
    /// "context prod", or "context prod, mesh: context asm".
    std::string where() const;

    /// Compiles the project for its target and shows what the compilation has to say. Errors: Unsupported
    /// (target envoy), and those of compileResources.
    Task<Result<mesh::ResourceSet>> resources() const;

private:
    const Context& m_context;
    const OpenProject& m_opened;
    const ClusterOptions& m_options;
    project::SsoProject m_project;
    kube::PosixProcessRunner m_runner;
    kube::Kubectl m_kubectl;
};

/// {"cluster":, "file":, "kind":, "namespace":, "name":, "state":, "reason":, "diff":, "conflicts":} of each
/// object.
json::array clusterPlanJson(const kube::ClusterPlan& plan);
/// Each object that is not as it should be, with its reason, conflicts and diff; then the count.
void showClusterPlan(const Console& console, const kube::ClusterPlan& plan, const std::string& where);

} // namespace meshsso::cli
