#include "mesh/EnvoyParts.h"

#include "core/Url.h"
#include "serverconfig/ServerConfigFile.h"

namespace meshsso::mesh {
namespace {

constexpr const char* typePrefix = "type.googleapis.com/";

json::object stringMatcher(std::string_view kind, const std::string& text)
{
    json::object object;
    object[kind] = text;
    return object;
}

json::object matcherList(const std::vector<std::string>& exact, const std::vector<std::string>& prefixes = {})
{
    json::array patterns;
    for (const auto& text : exact)
        patterns.push_back(stringMatcher("exact", text));
    for (const auto& text : prefixes)
        patterns.push_back(stringMatcher("prefix", text));
    json::object list;
    list["patterns"] = std::move(patterns);
    return list;
}

json::object httpService(const project::SsoProject& project, const serverconfig::ServerConfig& config,
                         const serverconfig::ProviderHeaders& headers)
{
    json::object uri;
    uri["uri"] = "http://" + project.local.authorizationService;
    uri["cluster"] = authorizationCluster;
    uri["timeout"] = protoDuration(project.authorization.timeout);
    json::object response;
    response["allowed_upstream_headers"] = matcherList(headers.upstreamOnAllow);
    response["allowed_client_headers"] = matcherList(headers.downstreamOnDeny);
    response["allowed_client_headers_on_success"] = matcherList(headers.downstreamOnAllow);
    json::object service;
    service["server_uri"] = std::move(uri);
    if (!config.pathPrefix.empty())
        service["path_prefix"] = config.pathPrefix;
    service["authorization_response"] = std::move(response);
    return service;
}

} // namespace

json::object envoyExtension(std::string_view name, std::string_view type, json::object config)
{
    json::object typed;
    typed["@type"] = typePrefix + std::string(type);
    for (auto& member : config)
        typed[member.key()] = std::move(member.value());
    json::object object;
    object["name"] = name;
    object["typed_config"] = std::move(typed);
    return object;
}

json::object envoyConnectionManager(json::object config)
{
    return envoyExtension("envoy.filters.network.http_connection_manager",
                          "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                          std::move(config));
}

json::object envoySocketAddress(const std::string& host, int port)
{
    json::object socket;
    socket["address"] = host;
    socket["port_value"] = port;
    json::object object;
    object["socket_address"] = std::move(socket);
    return object;
}

json::object envoyAuthorizationFilter(const project::SsoProject& project)
{
    json::object status;
    status["code"] = "ServiceUnavailable";
    json::object filter;
    filter["transport_api_version"] = "V3";
    filter["failure_mode_allow"] = false;
    filter["status_on_error"] = std::move(status);
    if (project.authorization.protocol == project::CheckProtocol::Grpc) {
        // Every header is sent, and the answer names those to set and to remove: nothing to list.
        json::object service;
        service["envoy_grpc"] = json::object{{"cluster_name", authorizationGrpcCluster}};
        service["timeout"] = protoDuration(project.authorization.timeout);
        filter["grpc_service"] = std::move(service);
    } else {
        const auto config = serverconfig::compileServerConfig(project, {.inCluster = false});
        const auto headers = serverconfig::providerHeaders(config);
        filter["http_service"] = httpService(project, config, headers);
        filter["allowed_headers"] = matcherList(headers.inCheckExact, headers.inCheckPrefix);
    }
    return envoyExtension("envoy.filters.http.ext_authz",
                          "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz", std::move(filter));
}

json::object envoyAuthorizationOff()
{
    json::object off;
    off["@type"] = std::string(typePrefix) + "envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute";
    off["disabled"] = true;
    json::object object;
    object["envoy.filters.http.ext_authz"] = std::move(off);
    return object;
}

Result<json::object> envoyCluster(const std::string& name, const std::string& endpoint,
                                  const std::string& what, bool isHttp2)
{
    const auto url = Url::parse("http://" + endpoint);
    if (endpoint.empty() || !url || url->path != "/" || url->hasQuery || endpoint.ends_with('/'))
        return fail(ErrorCode::InvalidArgument,
                    "the envoy target needs the address of " + what + ", as host:port", "local");
    json::object endpointAddress;
    endpointAddress["address"] = envoySocketAddress(url->host, url->port);
    json::object lbEndpoint;
    lbEndpoint["endpoint"] = std::move(endpointAddress);
    json::object locality;
    locality["lb_endpoints"] = json::array{std::move(lbEndpoint)};
    json::object assignment;
    assignment["cluster_name"] = name;
    assignment["endpoints"] = json::array{std::move(locality)};

    // Connections are given up before the peer does, so that no request meets a closing one.
    json::object common;
    common["idle_timeout"] = "60s";
    json::object explicitHttp;
    explicitHttp[isHttp2 ? "http2_protocol_options" : "http_protocol_options"] = json::object{};
    json::object options;
    options["@type"] = std::string(typePrefix) + "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    options["common_http_protocol_options"] = std::move(common);
    options["explicit_http_config"] = std::move(explicitHttp);
    json::object typedOptions;
    typedOptions["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"] = std::move(options);

    json::object cluster;
    cluster["name"] = name;
    cluster["type"] = isIpAddress(url->host) ? "STATIC" : "STRICT_DNS";
    cluster["connect_timeout"] = "2s";
    cluster["typed_extension_protocol_options"] = std::move(typedOptions);
    cluster["load_assignment"] = std::move(assignment);
    return cluster;
}

std::string envoyGrpcEndpoint(const project::SsoProject& project)
{
    const auto url = Url::parse("http://" + project.local.authorizationService);
    if (!url)
        return {};
    const bool isV6 = url->host.find(':') != std::string::npos;
    return (isV6 ? "[" + url->host + "]" : url->host) + ":" + std::to_string(project.authorization.grpcPort);
}

std::string envoyApplicationCluster(const std::string& application)
{
    return "application-" + application;
}

} // namespace meshsso::mesh
