#pragma once

#include "serverconfig/ServerConfig.h"

#include <string>
#include <vector>

namespace meshsso::serverconfig {

/// Every reference to a secret that is set, further logins' included: for who must make them absolute, or
/// read them all.
std::vector<SecretRef*> secretRefs(ServerConfig& config);
/// Every file and folder that is named: of certificate authorities, and of the pages.
std::vector<std::string*> localFiles(ServerConfig& config);

} // namespace meshsso::serverconfig
