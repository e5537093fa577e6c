#pragma once

#include "kube/ClusterObjects.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace meshsso::kube {

/// The reading half of ClusterApply: finds what is live and asks the API servers what apply would make of it.
/// Lives in the frame of one plan or apply. Private to this folder.
class ClusterPlanner
{
public:
    ClusterPlanner(const Kubectl& kubectl, const project::Clusters& clusters,
                   const mesh::ResourceSet& resources);

    /// Plans every object. Errors: as ClusterApply::plan.
    Task<Result<ClusterPlan>> plan(ClusterApply::Progress progress);
    /// Asks again about one object of the plan, in a namespace that was made meanwhile. Errors: the API
    /// server's refusal.
    Task<Result<void>> check(std::size_t index) const;

    /// After plan(): in the plan's order.
    const std::vector<ClusterObject>& objects() const { return m_objects; }
    const project::ClusterContext& contextFor(std::size_t index) const;
    /// True if the object could not be checked, because its namespace is new.
    bool isDeferred(std::size_t index) const;

private:
    Result<void> prepare();
    Task<Result<void>> checkContext(ClusterSide side) const;
    Task<Result<void>> readLive(ClusterSide side);
    Task<Result<void>> readOneByOne(ClusterSide side);
    void findNewNamespaces();
    Task<Result<void>> dryRunTogether(ClusterSide side);
    Task<Result<PlannedObject>> planObject(std::size_t index) const;
    const json::object* liveObject(std::size_t index) const;
    std::string namespaceKey(ClusterSide side, const std::string& name) const;

    const Kubectl& m_kubectl;
    const project::Clusters& m_clusters;
    const mesh::ResourceSet& m_resources;
    std::vector<ClusterObject> m_objects;
    std::array<project::ClusterContext, 2> m_contexts; ///< by side
    std::array<LiveObjects, 2> m_live;
    std::array<LiveObjects, 2> m_desired;      ///< what apply would make, where all could be asked together
    std::map<std::size_t, Error> m_unreadable; ///< by index
    std::set<std::string> m_newNamespaces;
};

} // namespace meshsso::kube
