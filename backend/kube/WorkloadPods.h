#pragma once

#include "kube/ClusterApply.h"
#include "kube/Manifest.h"

namespace meshsso::kube {

// Reading Deployments and pods. Private to this folder.

/// "app=httpbin,version=v1" of spec.selector.matchLabels.
std::string selectorOf(const Manifest& deployment);
/// A pod's state, filled into what is known of its workload.
WorkloadState readPod(WorkloadState workload, const json::object& pod);
/// What is known of a workload that has no pod: why, if its live Deployment says.
WorkloadState readDeploymentWithoutPods(WorkloadState workload, const json::object& deployment);
/// Name, namespace and whether a sidecar is expected.
WorkloadState workloadOf(const Manifest& deployment);

} // namespace meshsso::kube
