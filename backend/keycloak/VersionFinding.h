#pragma once

#include "core/Finding.h"

#include <string>
#include <string_view>

namespace meshsso::keycloak {

/// What Keycloak's version means for us: keycloak.version (info), or keycloak.version-old (warning).
Finding versionFinding(std::string_view version, std::string where);

} // namespace meshsso::keycloak
