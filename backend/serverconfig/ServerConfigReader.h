#pragma once

#include "core/Finding.h"
#include "serverconfig/ServerConfig.h"
#include "yaml/YamlNode.h"

namespace meshsso::serverconfig {

/// Reads the document's fields into a configuration; what has the wrong type, or is not a known field,
/// becomes a finding ("yaml.*", or "server.kind" for another kind of document). Values are judged by
/// checkServerConfig.
ServerConfig readServerConfig(const yaml::YamlNode& root, Findings& findings);

} // namespace meshsso::serverconfig
