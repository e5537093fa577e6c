#pragma once

#include "core/Finding.h"
#include "kube/Kubectl.h"
#include "project/SsoProject.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::kube {

/// What was seen in the clusters, for a button that takes it over. Nothing: not found, or not allowed to
/// look.
struct ClusterFacts
{
    std::optional<std::string> serviceName;      ///< of the authorization service: authorization.serviceName
    std::optional<std::string> serviceNamespace; ///< authorization.namespace
    std::optional<int> servicePort;              ///< authorization.httpPort
    std::optional<std::string> gatewayService;   ///< the Service before the gateway pods
    std::optional<int> httpsTargetPort;          ///< gateway.https.targetPort
    std::optional<int> httpTargetPort;           ///< gateway.http.targetPort
    std::optional<std::string> gatewayAddress;   ///< of the load balancer: gateway.address
    std::vector<std::map<std::string, std::string>> gatewayLabels; ///< of each gateway pod
    std::vector<std::string> providers;                            ///< names in meshConfig.extensionProviders
};

/// A project field whose value the clusters contradict.
struct SuggestedValue
{
    std::string field; ///< "gateway.https.targetPort"
    std::string current;
    std::string suggested;
};

struct ClusterCheckReport
{
    Findings findings; ///< codes "cluster.*"
    ClusterFacts facts;
    std::vector<SuggestedValue> suggestions;
};

/// Sets the suggested values in the project; unknown fields are left alone. Returns how many were set.
std::size_t takeSuggestions(project::SsoProject& project, const std::vector<SuggestedValue>& suggestions);

/// Compares what a project assumes of its clusters with what is there. Reads only; what may not be read is a
/// finding (cluster.forbidden), not a failure. Both arguments outlive this object and its tasks.
class ClusterCheck
{
public:
    ClusterCheck(const Kubectl& kubectl, const project::SsoProject& project);

    /// Errors: Unreachable, Unauthorized, Timeout, ... of an API server as a whole; NotFound (kubectl).
    Task<Result<ClusterCheckReport>> run() const;

private:
    const Kubectl& m_kubectl;
    const project::SsoProject& m_project;
};

} // namespace meshsso::kube
