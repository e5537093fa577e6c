#pragma once

#include "kube/ClusterCheck.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::kube {

// ClusterCheck in two halves: what was read, and what it means. Private to this folder.

using Objects = std::vector<json::object>;

/// What ClusterCheck has read. Nothing: it could not be looked at, and a finding says why.
struct ClusterSnapshot
{
    std::optional<Objects> services;        ///< of the authorization service's namespace
    std::optional<Objects> gatewayServices; ///< of the gateway's namespace
    std::optional<Objects> gatewayPods;     ///< all pods of the gateway's namespace
    std::optional<Objects> virtualServices; ///< of the whole mesh
    std::optional<Objects> policies;        ///< AuthorizationPolicies of the whole mesh
    /// Labels of each namespace with workloads; an empty optional: there is no such namespace.
    std::map<std::string, std::optional<std::map<std::string, std::string>>> namespaceLabels;
    std::optional<json::object> meshConfig;    ///< Istio's own; never read for ASM
    bool isMeshConfigMissing = false;          ///< there is no ConfigMap istio
    std::optional<std::string> credentialType; ///< of the gateway's Secret
    bool isCredentialMissing = false;
    std::optional<json::object> keycloak; ///< Keycloak's Deployment, if it is in the cluster
    Findings findings;                    ///< what could not be looked at
};

/// Reads everything. Errors: what concerns an API server as a whole.
Task<Result<ClusterSnapshot>> readSnapshot(const Kubectl& kubectl, const project::SsoProject& project);

void add(ClusterCheckReport& report, std::string code, Severity severity, std::string where, std::string why,
         std::string fix);
void suggest(ClusterCheckReport& report, std::string field, std::string current, std::string suggested);
/// metadata.name
std::string nameOf(const json::object& object);

// Each concern's findings, facts and suggestions, from what was read.

void judgeAuthorizationService(const project::SsoProject& project, const ClusterSnapshot& snapshot,
                               ClusterCheckReport& report);
void judgeGateway(const project::SsoProject& project, const ClusterSnapshot& snapshot,
                  ClusterCheckReport& report);
void judgeCredential(const project::SsoProject& project, const ClusterSnapshot& snapshot,
                     ClusterCheckReport& report);
void judgeRoutes(const project::SsoProject& project, const ClusterSnapshot& snapshot,
                 ClusterCheckReport& report);
void judgeProvider(const project::SsoProject& project, const ClusterSnapshot& snapshot,
                   ClusterCheckReport& report);
void judgeNamespaces(const project::SsoProject& project, const ClusterSnapshot& snapshot,
                     ClusterCheckReport& report);
void judgeKeycloak(const project::SsoProject& project, const ClusterSnapshot& snapshot,
                   ClusterCheckReport& report);

/// The Service that the mesh asks: the project's, or the one ASM makes for the provider.
std::string expectedServiceName(const project::SsoProject& project);
/// True if the labels carry all of the selector's.
bool carries(const std::map<std::string, std::string>& labels,
             const std::map<std::string, std::string>& selector);
/// The pods that the project's Gateway object selects.
std::vector<const json::object*> selectedPods(const project::SsoProject& project,
                                              const ClusterSnapshot& snapshot);

} // namespace meshsso::kube
