#pragma once

#include "core/Error.h"
#include "kube/Kubectl.h"
#include "mesh/MeshCompiler.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::kube {

/// Which of the project's two contexts an object belongs to.
enum class ClusterSide { Workload, Mesh };

enum class ObjectState {
    New,       ///< not there yet
    Unchanged, ///< as the project has it
    Changed,   ///< apply would change it
    Conflict,  ///< apply would change fields that somebody else owns
    Refused,   ///< the API server would not take it
};

/// "workload" or "mesh".
std::string_view clusterSideName(ClusterSide side) noexcept;
/// "new", "unchanged", "changed", "conflict" or "refused".
std::string_view objectStateName(ObjectState state) noexcept;

struct PlannedObject
{
    std::string file; ///< of the resource set: "mesh/40-gateway-ingressgateway.yaml"
    std::string apiVersion;
    std::string kind;
    std::string namespaceName; ///< empty for objects of the whole cluster
    std::string name;
    ClusterSide side = ClusterSide::Workload;
    ObjectState state = ObjectState::New;
    std::string reason; ///< Refused: the API server's; New: why it could not be checked yet; else empty
    /// Unified diff of the live object against what apply would make of it, without fields the server owns;
    /// values of Secrets are masked. Empty if Unchanged or Refused.
    std::string diff;
    std::vector<FieldConflict> conflicts;

    /// "Gateway istio-system/ingressgateway".
    std::string title() const;
};

struct ClusterPlan
{
    std::vector<PlannedObject> objects; ///< in the order in which apply writes them

    /// True if every object is as the project has it.
    bool empty() const;
    std::size_t count(ObjectState state) const;
};

/// One object's turn in an apply.
struct ClusterStep
{
    std::string object; ///< title()
    std::string file;
    ClusterSide side = ClusterSide::Workload;
    std::string what;       ///< "created", "changed"; of a check: "checked: new", "checked: conflict", ...
    std::size_t number = 0; ///< from 1
    std::size_t total = 0;  ///< of this phase
    bool isCheck = false;   ///< a dry run before anything is written
};

/// What an apply did. On failure error says why and done what was written; running again completes it.
struct ClusterApplyReport
{
    std::vector<ClusterStep> done;
    std::optional<Error> error;
    ClusterPlan plan; ///< of the dry run that came first; shows what was refused
};

struct ClusterApplyOptions
{
    bool forceConflicts = false; ///< take over fields that others own
};

/// A pod of a workload of ours, or a workload that has none yet.
struct WorkloadState
{
    std::string workload; ///< name of the Deployment
    std::string namespaceName;
    std::string pod; ///< empty: there is none yet
    int readyContainers = 0;
    int totalContainers = 0; ///< native sidecars (init containers that go on running) included
    bool hasSidecar = false;
    bool expectsSidecar = false; ///< its pod template does not opt out
    std::string phase;           ///< "Running", "Pending", ...
    std::string reason;          ///< why it is not ready: "ImagePullBackOff: ...", "Unschedulable: ..."

    /// "2/2".
    std::string ready() const;
    /// Running, all containers ready, and with the sidecar it should have.
    bool isReady() const;
};

/// Compares a resource set with the clusters, and makes them so. Files below workload/ and mesh/ go to the
/// project's two contexts (one may be both); what else is in the set is not for kubectl. Namespaces come
/// first, then files by name. Nothing is ever deleted. Bound to the Kubectl's executor; all arguments are
/// copied but the Kubectl, which outlives this object and its tasks.
class ClusterApply
{
public:
    using Progress = std::function<void(const ClusterStep&)>;

    ClusterApply(const Kubectl& kubectl, project::Clusters clusters, mesh::ResourceSet resources);

    /// Reads and dry-runs; writes nothing. An object that cannot be read or would not be taken is Refused
    /// with the reason; what is in a namespace that the plan makes is New and checked when that exists.
    /// Errors: InvalidArgument (the set has a file that is no object), Unreachable, Unauthorized, ... of the
    /// API server as a whole.
    Task<Result<ClusterPlan>> plan(Progress progress = {}) const;

    /// Dry-runs everything again and writes nothing if one object is refused or in conflict (unless forced),
    /// or if the clusters are no longer as the plan shows them (Conflict). Then applies object by object and
    /// stops at the first failure. Progress is called for each object of both phases.
    Task<ClusterApplyReport> apply(ClusterPlan shown, Progress progress,
                                   ClusterApplyOptions options = {}) const;

    /// The pods of the set's Deployments.
    Task<Result<std::vector<WorkloadState>>> workloads() const;

private:
    const Kubectl& m_kubectl;
    project::Clusters m_clusters;
    mesh::ResourceSet m_resources;
};

} // namespace meshsso::kube
