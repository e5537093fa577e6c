#pragma once

#include "mesh/ResourceCollector.h"

#include <string>

namespace meshsso::mesh {

// The concerns of compileResources; each adds its objects and findings.

/// Namespace labels, demo applications, Keycloak.
void addWorkloads(ResourceCollector& collector);
/// The certificate Secret, Gateway and VirtualServices.
void addGateway(ResourceCollector& collector);
/// EnvoyFilters for what Istio has no setting for at the gateway: the refusal of header names with '_', where
/// the project wants it, and the gateway's own answers where a check has none that counts.
void addGatewayFilters(ResourceCollector& collector);
/// The CUSTOM policy on the gateway, and claim policies on the applications.
void addPolicies(ResourceCollector& collector);
/// Our own server: Deployment and what belongs to it.
void addAuthServer(ResourceCollector& collector);
/// The extension provider for Istio's mesh configuration.
void addIstioProvider(ResourceCollector& collector);
/// The provider's settings for ASM's console and for Terraform.
void addAsmProvider(ResourceCollector& collector);
/// The static configuration of one Envoy. Errors: InvalidArgument (a local endpoint is missing or no
/// address).
Result<void> addEnvoy(ResourceCollector& collector);

/// The authorization service as the mesh names it: our own Service, or the one ASM makes for the provider.
std::string authorizationServiceName(const ResourceCollector& collector);
std::string authorizationServiceHost(const ResourceCollector& collector);

/// True if Keycloak is reached through this gateway by its own HTTPS host name.
bool routesKeycloakByHost(const project::SsoProject& project);
/// That host name.
std::string keycloakHost(const project::SsoProject& project);

/// A key of a Secret, and where its value is kept.
struct SecretEntry
{
    std::string key;
    secrets::SecretRef source;
};

/// Adds an opaque Secret when every value is there; otherwise a finding with the kubectl command that makes
/// it from files, so that no secret stands in a command line.
void addSecret(ResourceCollector& collector, int order, const std::string& name,
               const std::string& namespaceName, const std::string& component,
               const std::vector<SecretEntry>& entries);

} // namespace meshsso::mesh
