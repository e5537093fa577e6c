#pragma once

#include "core/Finding.h"
#include "core/Result.h"
#include "project/SsoProject.h"
#include "serverconfig/ServerConfig.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace meshsso::serverconfig {

struct LoadedServerConfig
{
    ServerConfig config;
    Findings findings; ///< codes "server.*" and "yaml.*"; with errors the configuration must not be used
};

/// Reads and checks a configuration; all errors at once.
LoadedServerConfig parseServerConfig(std::string_view text, std::string_view file);
/// Errors: NotFound, IoError, TooLarge.
Result<LoadedServerConfig> loadServerConfig(const std::filesystem::path& file);
/// Semantic checks, also called by parseServerConfig.
Findings checkServerConfig(const ServerConfig& config);
/// Canonical YAML.
std::string emitServerConfig(const ServerConfig& config);

/// Where the compiled configuration will run: decides listen addresses and the form of secret references.
struct CompileOptions
{
    bool inCluster = true; ///< secrets from files under secretDirectory; false: the project's own references
    std::string secretDirectory = "/etc/meshsso/secrets";
    std::string listenAddress = "0.0.0.0";
    int metricsPort = 9090;
};

/// Where a container finds the identity provider's CA bundle, when the project names one.
inline constexpr std::string_view clusterCaFile = "/etc/meshsso/ca/ca.crt";

/// The same of Redis's.
inline constexpr std::string_view clusterRedisCaFile = "/etc/meshsso/redis-ca/ca.crt";

/// Where a container finds its pages' files, when the project has any.
inline constexpr std::string_view clusterPagesDirectory = "/etc/meshsso/pages";

/// What the client secret of a further login is called in secretDirectory.
std::string loginSecretKey(const project::Login& login);

/// The server's configuration that the project means.
ServerConfig compileServerConfig(const project::SsoProject& project, const CompileOptions& options);

/// The header lists of the provider entry, owned by us: one place for mesh export, Envoy target and server.
struct ProviderHeaders
{
    std::vector<std::string> inCheckExact;  ///< request headers sent to the check
    std::vector<std::string> inCheckPrefix; ///< and by prefix, so that look-alikes are seen
    std::vector<std::string> upstreamOnAllow;
    std::vector<std::string> downstreamOnAllow;
    std::vector<std::string> downstreamOnDeny;
};
ProviderHeaders providerHeaders(const ServerConfig& config);

/// Every identity header the server owns, lower case: set or removed on each allowed request.
std::vector<std::string> identityHeaderNames(const HeaderConfig& headers);

} // namespace meshsso::serverconfig
