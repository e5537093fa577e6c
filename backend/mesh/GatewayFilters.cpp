#include "mesh/EnvoyParts.h"
#include "mesh/Parts.h"

namespace meshsso::mesh {
namespace {

/// Lays options over the connection manager that Istio makes for each of the gateway's listeners. Istio has
/// no setting of its own for them.
json::object connectionManagerPatch(json::object options)
{
    auto manager = envoyConnectionManager(std::move(options));
    json::object filter;
    filter["name"] = manager.at("name");
    json::object match;
    match["context"] = "GATEWAY";
    match["listener"] = json::object{{"filterChain", json::object{{"filter", std::move(filter)}}}};

    json::object value;
    value["typed_config"] = std::move(manager.at("typed_config"));
    json::object patch;
    patch["operation"] = "MERGE";
    patch["value"] = std::move(value);

    json::object configPatch;
    configPatch["applyTo"] = "NETWORK_FILTER";
    configPatch["match"] = std::move(match);
    configPatch["patch"] = std::move(patch);
    return configPatch;
}

/// An EnvoyFilter for the gateway's pods and nothing else; purpose ends its name.
void addGatewayFilter(ResourceCollector& collector, int order, const std::string& purpose,
                      json::object options)
{
    const auto& gateway = collector.project().gateway;
    json::object spec;
    spec["workloadSelector"] = json::object{{"labels", labelObject(gateway.policySelector)}};
    spec["configPatches"] = json::array{connectionManagerPatch(std::move(options))};
    auto filter = collector.object("networking.istio.io/v1alpha3", "EnvoyFilter",
                                   gateway.name + "-" + purpose, gateway.namespaceName, gateway.name);
    filter["spec"] = std::move(spec);
    collector.add("mesh", order, filter);
}

} // namespace

void addGatewayFilters(ResourceCollector& collector)
{
    if (collector.project().gateway.refuseUnderscores) {
        json::object options;
        options["common_http_protocol_options"] =
            json::object{{"headers_with_underscores_action", "REJECT_REQUEST"}};
        addGatewayFilter(collector, 44, "refuse-underscores", std::move(options));
    }
    // Nothing but mappers: they join those of the gateway's operator, whose own format stays.
    json::object options;
    options["local_reply_config"] = envoyLocalReplies();
    addGatewayFilter(collector, 45, "local-replies", std::move(options));
}

} // namespace meshsso::mesh
