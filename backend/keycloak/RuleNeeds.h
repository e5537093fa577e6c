#pragma once

#include "project/SsoProject.h"

#include <set>
#include <string>

namespace meshsso::keycloak {

/// What the project's access rules and headers read in an access token. Private to this folder.
struct RuleNeeds
{
    std::set<std::string> roles;
    std::set<std::string> groups;
    std::set<std::string> claims; ///< paths, client roles among them

    static RuleNeeds of(const project::SsoProject& project);
};

} // namespace meshsso::keycloak
