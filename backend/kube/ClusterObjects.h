#pragma once

#include "kube/ClusterApply.h"
#include "kube/Manifest.h"

#include <map>
#include <vector>

namespace meshsso::kube {

// What of a resource set goes into clusters, and where. Private to this folder.

/// One object of the set.
struct ClusterObject
{
    std::string file;
    ClusterSide side = ClusterSide::Workload;
    SecretString text; ///< the file, for kubectl
    Manifest manifest;
};

/// The objects below workload/ and mesh/, in the order in which they are applied: namespaces, then the
/// workload cluster's by file, then the mesh's. Errors: InvalidArgument, ParseError of a file that is no
/// object.
Result<std::vector<ClusterObject>> clusterObjects(const mesh::ResourceSet& resources);

/// Which context a side means. Where one cluster has both, the mesh's may be left out. Errors:
/// InvalidArgument if it may not: ASM keeps Istio's objects on an API server of their own.
Result<project::ClusterContext> contextOf(const project::Clusters& clusters, ClusterSide side);

/// What a cluster has of our objects, by title.
using LiveObjects = std::map<std::string, json::object>;
/// The objects' documents for Kubectl::getExisting.
std::string identityDocuments(const std::vector<const ClusterObject*>& objects);
/// "virtualservice.v1.networking.istio.io": the object's resource in exactly its version.
std::string resourceOf(const Manifest& manifest);
/// Title of what a cluster returned.
std::string titleOf(const json::object& object);

/// The comparison of one object with what the API server would make of it. live is null if it is not there.
PlannedObject comparedObject(const ClusterObject& object, const json::object* live,
                             const json::object& desired);
/// The object's plan before anything is known.
PlannedObject plannedObject(const ClusterObject& object);

} // namespace meshsso::kube
