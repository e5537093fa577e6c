#pragma once

#include "serverconfig/ServerConfig.h"

#include <string>
#include <vector>

namespace meshsso::serverconfig {

/// Every reference to a secret that is set, further logins' included: for who must make them absolute, or
/// read them all.
std::vector<SecretRef*> secretRefs(ServerConfig& config);
/// Every file of certificate authorities that is named.
std::vector<std::string*> authorityFiles(ServerConfig& config);

} // namespace meshsso::serverconfig
