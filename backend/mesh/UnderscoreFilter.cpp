#include "mesh/Parts.h"

namespace meshsso::mesh {
namespace {

/// Laid over the connection manager that Istio makes for each of the gateway's listeners. Istio has no
/// setting of its own for it.
json::object connectionManagerPatch()
{
    json::object filter;
    filter["name"] = "envoy.filters.network.http_connection_manager";
    json::object match;
    match["context"] = "GATEWAY";
    match["listener"] = json::object{{"filterChain", json::object{{"filter", std::move(filter)}}}};

    json::object manager;
    manager["@type"] = "type.googleapis.com/"
                       "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
    manager["common_http_protocol_options"] =
        json::object{{"headers_with_underscores_action", "REJECT_REQUEST"}};
    json::object patch;
    patch["operation"] = "MERGE";
    patch["value"] = json::object{{"typed_config", std::move(manager)}};

    json::object configPatch;
    configPatch["applyTo"] = "NETWORK_FILTER";
    configPatch["match"] = std::move(match);
    configPatch["patch"] = std::move(patch);
    return configPatch;
}

} // namespace

void addUnderscoreFilter(ResourceCollector& collector)
{
    const auto& gateway = collector.project().gateway;
    if (!gateway.refuseUnderscores)
        return;
    const std::string name = gateway.name + "-refuse-underscores";
    json::object spec;
    spec["workloadSelector"] = json::object{{"labels", labelObject(gateway.policySelector)}};
    spec["configPatches"] = json::array{connectionManagerPatch()};
    auto filter = collector.object("networking.istio.io/v1alpha3", "EnvoyFilter", name, gateway.namespaceName,
                                   gateway.name);
    filter["spec"] = std::move(spec);
    collector.add("mesh", 44, filter);
}

} // namespace meshsso::mesh
