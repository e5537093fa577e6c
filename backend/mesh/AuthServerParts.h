#pragma once

#include "mesh/Parts.h"
#include "serverconfig/ServerConfigFile.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshsso::mesh::authserver {

// What the parts of our own server's workload share. Private to this folder.

inline constexpr const char* folder = "workload";
inline constexpr const char* secretDirectory = "/etc/meshsso/secrets";

/// What its objects are called.
struct Names
{
    std::string app;
    std::string namespaceName;
    std::string config;
    std::string ca;
    std::string redisCa;
    std::string pages; ///< the project's ConfigMap, or the one that the export makes
};
Names namesOf(const ResourceCollector& collector);

bool isGrpc(const ResourceCollector& collector);
/// The ports by their names, which Service, probes and policy refer to. "grpc" also tells Istio to speak
/// HTTP/2 to it.
std::vector<std::pair<std::string_view, int>> portsOf(const ResourceCollector& collector);

/// {matchLabels: {app: ...}}
json::object matchApp(const Names& names);
/// The start of an object of the server's, labelled app.
json::object object(const ResourceCollector& collector, std::string_view api, std::string_view kind,
                    std::string_view name, const Names& names);

/// The text of the configuration decides when new pods are made.
void addDeployment(ResourceCollector& collector, const Names& names, const serverconfig::ServerConfig& config,
                   const std::string& configText);
void addService(ResourceCollector& collector, const Names& names);
/// PodDisruptionBudget and HorizontalPodAutoscaler.
void addAvailability(ResourceCollector& collector, const Names& names);
/// Only the gateway asks: whoever else could would learn what a stolen cookie is worth.
void addNetworkPolicy(ResourceCollector& collector, const Names& names);

} // namespace meshsso::mesh::authserver
