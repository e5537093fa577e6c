#pragma once

#include "core/Json.h"
#include "mesh/ResourceCollector.h"
#include "serverconfig/ServerConfigFile.h"

#include <string>
#include <vector>

namespace meshsso::mesh {

/// Istio's string matches: an exact name, or a prefix as "name*".
std::vector<std::string> checkHeaderPatterns(const serverconfig::ProviderHeaders& headers);

/// The entry of meshConfig.extensionProviders for our server (MeshConfig.ExtensionProvider,
/// envoyExtAuthzHttp or envoyExtAuthzGrpc).
json::object istioProviderEntry(const ResourceCollector& collector);

} // namespace meshsso::mesh
