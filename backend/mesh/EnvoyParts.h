#pragma once

#include "core/Json.h"
#include "core/Result.h"
#include "mesh/ResourceCollector.h"

#include <string>
#include <vector>

namespace meshsso::mesh {

// Pieces of Envoy's configuration (API v3), each a JSON object: of the static one, and of what a mesh's
// gateway is given beside Istio's.

/// An "@type" object: name and typed_config.
json::object envoyExtension(std::string_view name, std::string_view type, json::object config);
/// The network filter that speaks HTTP, configured so.
json::object envoyConnectionManager(json::object config);
json::object envoySocketAddress(const std::string& host, int port);

/// The ext_authz filter that asks our server, by HTTP or gRPC as the project says.
json::object envoyAuthorizationFilter(const project::SsoProject& project);
/// Per-route configuration that leaves the question out.
json::object envoyAuthorizationOff();

/// The gateway's own answers where a check has none that counts: our server is away, late, or said 5xx over
/// HTTP, which Envoy takes for no answer. 503, when to come back, and a page or JSON.
json::object envoyLocalReplies();

/// A cluster for "host:port", HTTP/1.1 or with prior knowledge HTTP/2. Errors: InvalidArgument naming what
/// the address is for.
Result<json::object> envoyCluster(const std::string& name, const std::string& endpoint,
                                  const std::string& what, bool isHttp2 = false);
/// Where the authorization service answers gRPC: its host, at the project's gRPC port.
std::string envoyGrpcEndpoint(const project::SsoProject& project);
/// Name of an application's cluster.
std::string envoyApplicationCluster(const std::string& application);

/// The HTTPS listener: TLS, ext_authz, the application routes.
json::object envoyHttpsListener(const ResourceCollector& collector);
/// The plain listener: Keycloak, or a redirect to https.
json::object envoyHttpListener(const ResourceCollector& collector);

inline constexpr const char* authorizationCluster = "meshsso-authserver";
inline constexpr const char* authorizationGrpcCluster = "meshsso-authserver-grpc";
inline constexpr const char* keycloakCluster = "keycloak";

} // namespace meshsso::mesh
