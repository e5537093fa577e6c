#include "core/Url.h"
#include "mesh/EnvoyParts.h"
#include "mesh/Parts.h"
#include "mesh/RouteTable.h"

namespace meshsso::mesh {
namespace {

using project::Exposure;
using project::SsoProject;

int listeningPort(const project::GatewayPort& port)
{
    return port.targetPort != 0 ? port.targetPort : port.port;
}

json::object route(json::object match, std::string_view cluster, bool upgrades)
{
    json::object action;
    action["cluster"] = cluster;
    if (upgrades) {
        json::object webSocket;
        webSocket["upgrade_type"] = "websocket";
        action["upgrade_configs"] = json::array{std::move(webSocket)};
    }
    json::object object;
    object["match"] = std::move(match);
    object["route"] = std::move(action);
    return object;
}

/// Whole segments, as access rules have them.
json::object prefixMatch(const std::string& prefix)
{
    json::object match;
    if (prefix.empty() || prefix == "/")
        match["prefix"] = "/";
    else
        match["path_separated_prefix"] = prefix;
    return match;
}

json::object virtualHost(const std::string& name, const std::vector<std::string>& hosts, json::array routes)
{
    json::object object;
    object["name"] = name;
    object["domains"] = textArray(hosts);
    object["routes"] = std::move(routes);
    return object;
}

json::object endpointRoute()
{
    auto object = route(prefixMatch(std::string(SsoProject::endpointPrefix)), authorizationCluster, false);
    object["typed_per_filter_config"] = envoyAuthorizationOff();
    return object;
}

json::object keycloakRoute(bool authorizationFilter)
{
    auto object = route(prefixMatch("/"), keycloakCluster, false);
    // Keycloak behind X-Forwarded-Proto forgets the port of Host, and would name an issuer without it.
    json::object header{{"header", {{"key", "x-forwarded-host"}, {"value", "%REQ(:AUTHORITY)%"}}},
                        {"append_action", "OVERWRITE_IF_EXISTS_OR_ADD"}};
    object["request_headers_to_add"] = json::array{std::move(header)};
    if (authorizationFilter)
        object["typed_per_filter_config"] = envoyAuthorizationOff();
    return object;
}

/// What a client may not say about the way it came: removed before any filter looks, so that neither our
/// server nor Keycloak nor an application can take it for the gateway's word.
json::object earlyHeaderMutation()
{
    json::array mutations;
    for (const char* name : {"forwarded", "x-forwarded-client-cert", "x-forwarded-host", "x-forwarded-port",
                             "x-forwarded-prefix", "x-original-url", "x-rewrite-url"})
        mutations.push_back(json::object{{"remove", name}});
    json::object config;
    config["mutations"] = std::move(mutations);
    return envoyExtension("envoy.http.early_header_mutation.header_mutation",
                          "envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
                          std::move(config));
}

json::object connectionManager(const SsoProject& project, const std::string& name, json::array virtualHosts,
                               json::array filters)
{
    json::object common;
    common["idle_timeout"] = "300s";
    // A name with '_' looks like one with '-' to many an application. The server has those of identity
    // headers removed; no other gets in either where the project wants it so.
    if (project.gateway.refuseUnderscores)
        common["headers_with_underscores_action"] = "REJECT_REQUEST";
    json::object routes;
    routes["name"] = name;
    // A rule's host is without a port, so a port must not choose another application than the rule is for.
    routes["ignore_port_in_host_matching"] = true;
    routes["virtual_hosts"] = std::move(virtualHosts);
    filters.push_back(
        envoyExtension("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router", {}));

    json::object config;
    config["stat_prefix"] = name;
    config["codec_type"] = "AUTO";
    config["use_remote_address"] = true;
    config["xff_num_trusted_hops"] = 0;
    // One reading of a path for the check, the routes and the application. An escaped slash has no one
    // reading.
    config["normalize_path"] = true;
    config["merge_slashes"] = true;
    config["path_with_escaped_slashes_action"] = "REJECT_REQUEST";
    config["request_headers_timeout"] = "10s";
    config["stream_idle_timeout"] = "300s";
    config["common_http_protocol_options"] = std::move(common);
    config["early_header_mutation_extensions"] = json::array{earlyHeaderMutation()};
    config["route_config"] = std::move(routes);
    config["http_filters"] = std::move(filters);
    return envoyConnectionManager(std::move(config));
}

json::object dataSource(const std::string& file)
{
    json::object object;
    object["filename"] = file;
    return object;
}

json::object downstreamTls(const std::string& directory)
{
    json::object certificate;
    certificate["certificate_chain"] = dataSource(directory + "/tls/tls.crt");
    certificate["private_key"] = dataSource(directory + "/tls/tls.key");
    json::object parameters;
    parameters["tls_minimum_protocol_version"] = "TLSv1_2";
    json::object common;
    common["tls_params"] = std::move(parameters);
    common["alpn_protocols"] = json::array{"h2", "http/1.1"};
    common["tls_certificates"] = json::array{std::move(certificate)};
    json::object context;
    context["common_tls_context"] = std::move(common);
    return envoyExtension("envoy.transport_sockets.tls",
                          "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
                          std::move(context));
}

json::object listener(const std::string& name, const std::string& address, int port, json::object filterChain)
{
    json::object object;
    object["name"] = name;
    object["address"] = envoySocketAddress(address, port);
    object["per_connection_buffer_limit_bytes"] = 1024 * 1024;
    object["filter_chains"] = json::array{std::move(filterChain)};
    return object;
}

json::array httpsVirtualHosts(const SsoProject& project)
{
    json::array hosts;
    for (const auto& entry : routeTable(project)) {
        json::array routes{endpointRoute()};
        for (const auto* application : entry.applications)
            routes.push_back(route(prefixMatch(application->pathPrefix),
                                   envoyApplicationCluster(application->name), true));
        hosts.push_back(virtualHost(entry.host == "*" ? "any" : entry.host, {entry.host}, std::move(routes)));
    }
    const bool keycloakByHost =
        project.identityProvider.exposure == Exposure::Https && !project.local.keycloak.empty();
    if (keycloakByHost)
        hosts.push_back(virtualHost("keycloak", {keycloakHost(project)}, {keycloakRoute(true)}));
    return hosts;
}

} // namespace

json::object envoyHttpsListener(const ResourceCollector& collector)
{
    const auto& project = collector.project();
    auto manager =
        connectionManager(project, "https", httpsVirtualHosts(project), {envoyAuthorizationFilter(project)});
    manager["typed_config"].as_object()["local_reply_config"] = envoyLocalReplies();
    json::object chain;
    chain["transport_socket"] = downstreamTls(collector.options().outputDirectory);
    // Without it, whoever connects and never says hello keeps the connection.
    chain["transport_socket_connect_timeout"] = "10s";
    chain["filters"] = json::array{std::move(manager)};
    return listener("https", project.local.listenAddress, listeningPort(project.gateway.https),
                    std::move(chain));
}

json::object envoyHttpListener(const ResourceCollector& collector)
{
    const auto& project = collector.project();
    json::array routes;
    if (project.identityProvider.exposure == Exposure::GuideHttp) {
        routes.push_back(keycloakRoute(false));
    } else {
        json::object redirect;
        redirect["https_redirect"] = true;
        redirect["port_redirect"] = project.gateway.https.port;
        json::object object;
        object["match"] = prefixMatch("/");
        object["redirect"] = std::move(redirect);
        routes.push_back(std::move(object));
    }
    json::object chain;
    chain["filters"] =
        json::array{connectionManager(project, "http", {virtualHost("any", {"*"}, std::move(routes))}, {})};
    return listener("http", project.local.listenAddress, listeningPort(project.gateway.http),
                    std::move(chain));
}

} // namespace meshsso::mesh
