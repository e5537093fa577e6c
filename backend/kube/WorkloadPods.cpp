#include "kube/WorkloadPods.h"

#include "kube/ClusterObjects.h"

#include <algorithm>

namespace meshsso::kube {
namespace {

constexpr std::string_view sidecarName = "istio-proxy";

/// An init container that goes on running beside the others.
bool isNativeSidecar(const json::object& container)
{
    return textAt(container, {"restartPolicy"}) == "Always";
}

bool isReadyNow(const json::object& status)
{
    const auto* ready = status.if_contains("ready");
    return ready != nullptr && ready->is_bool() && ready->get_bool();
}

std::string withMessage(std::string reason, const std::string& message)
{
    if (!message.empty())
        reason += (reason.empty() ? "" : ": ") + message;
    return reason;
}

std::string containerReason(const json::object& status)
{
    for (const std::string_view state : {"waiting", "terminated"}) {
        auto reason = withMessage(textAt(status, {"state", state, "reason"}),
                                  textAt(status, {"state", state, "message"}));
        // Every container waits for a moment, and an init container that is done says so too.
        if (!reason.empty() && reason != "Completed" && reason != "PodInitializing")
            return textAt(status, {"name"}) + ": " + reason;
    }
    return {};
}

std::string conditionReason(const json::object& object, std::string_view type, std::string_view status)
{
    for (const auto* condition : objectsAt(object, {"status", "conditions"})) {
        if (textAt(*condition, {"type"}) == type && textAt(*condition, {"status"}) == status)
            return withMessage(textAt(*condition, {"reason"}), textAt(*condition, {"message"}));
    }
    return {};
}

std::string podReason(const json::object& pod)
{
    if (findPath(pod, {"metadata", "deletionTimestamp"}) != nullptr)
        return "it is being ended";
    for (const std::string_view list : {"initContainerStatuses", "containerStatuses"}) {
        for (const auto* status : objectsAt(pod, {"status", list})) {
            if (isReadyNow(*status))
                continue;
            if (auto reason = containerReason(*status); !reason.empty())
                return reason;
        }
    }
    if (auto reason = conditionReason(pod, "PodScheduled", "False"); !reason.empty())
        return reason;
    return withMessage(textAt(pod, {"status", "reason"}), textAt(pod, {"status", "message"}));
}

} // namespace

std::string WorkloadState::ready() const
{
    return std::to_string(readyContainers) + "/" + std::to_string(totalContainers);
}

bool WorkloadState::isReady() const
{
    return phase == "Running" && totalContainers > 0 && readyContainers == totalContainers &&
           (hasSidecar || !expectsSidecar);
}

std::string selectorOf(const Manifest& deployment)
{
    std::string selector;
    const auto* labels = findPath(deployment.object, {"spec", "selector", "matchLabels"});
    const auto* object = labels != nullptr ? labels->if_object() : nullptr;
    if (object == nullptr)
        return selector;
    for (const auto& label : *object) {
        if (const auto* value = label.value().if_string()) {
            selector.append(selector.empty() ? "" : ",").append(label.key());
            selector.append("=").append(*value);
        }
    }
    return selector;
}

WorkloadState workloadOf(const Manifest& deployment)
{
    WorkloadState state;
    state.workload = deployment.name;
    state.namespaceName = deployment.namespaceName;
    constexpr std::string_view inject = "sidecar.istio.io/inject";
    const auto& object = deployment.object;
    state.expectsSidecar = textAt(object, {"spec", "template", "metadata", "labels", inject}) != "false" &&
                           textAt(object, {"spec", "template", "metadata", "annotations", inject}) != "false";
    return state;
}

WorkloadState readPod(WorkloadState workload, const json::object& pod)
{
    workload.pod = textAt(pod, {"metadata", "name"});
    workload.phase = textAt(pod, {"status", "phase"});
    std::vector<std::string> names;
    for (const auto* container : objectsAt(pod, {"spec", "containers"}))
        names.push_back(textAt(*container, {"name"}));
    for (const auto* container : objectsAt(pod, {"spec", "initContainers"})) {
        if (isNativeSidecar(*container))
            names.push_back(textAt(*container, {"name"}));
    }
    workload.totalContainers = static_cast<int>(names.size());
    workload.hasSidecar = std::find(names.begin(), names.end(), sidecarName) != names.end();
    for (const std::string_view list : {"containerStatuses", "initContainerStatuses"}) {
        for (const auto* status : objectsAt(pod, {"status", list})) {
            const bool isCounted =
                std::find(names.begin(), names.end(), textAt(*status, {"name"})) != names.end();
            workload.readyContainers += isCounted && isReadyNow(*status) ? 1 : 0;
        }
    }
    if (workload.isReady())
        return workload;
    workload.reason = podReason(pod);
    if (workload.reason.empty() && workload.expectsSidecar && !workload.hasSidecar)
        workload.reason = "it was made without a sidecar: label its namespace for injection, then restart it";
    return workload;
}

WorkloadState readDeploymentWithoutPods(WorkloadState workload, const json::object& deployment)
{
    workload.reason = conditionReason(deployment, "ReplicaFailure", "True");
    if (workload.reason.empty())
        workload.reason = "there is no pod yet";
    return workload;
}

Task<Result<std::vector<WorkloadState>>> ClusterApply::workloads() const
{
    auto objects = clusterObjects(m_resources);
    if (!objects)
        co_return fail(std::move(objects).error());
    std::vector<WorkloadState> states;
    for (const auto& object : *objects) {
        if (object.manifest.kind != "Deployment")
            continue;
        auto context = contextOf(m_clusters, object.side);
        if (!context)
            co_return fail(std::move(context).error());
        const auto workload = workloadOf(object.manifest);
        auto listing =
            m_kubectl.list(*context, "pods", object.manifest.namespaceName, selectorOf(object.manifest));
        auto pods = co_await listing;
        if (!pods)
            co_return fail(std::move(pods).error());
        for (const auto& pod : *pods)
            states.push_back(readPod(workload, pod));
        if (!pods->empty())
            continue;
        auto getting = m_kubectl.get(*context, "deployments.v1.apps", object.manifest.name,
                                     object.manifest.namespaceName);
        auto deployment = co_await getting;
        if (!deployment && deployment.error().code != ErrorCode::NotFound)
            co_return fail(std::move(deployment).error());
        if (deployment) {
            states.push_back(readDeploymentWithoutPods(workload, *deployment));
        } else {
            states.push_back(workload);
            states.back().reason = "the Deployment is not in the cluster";
        }
    }
    co_return states;
}

} // namespace meshsso::kube
