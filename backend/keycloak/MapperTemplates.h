#pragma once

#include "core/Json.h"

#include <optional>
#include <string_view>

namespace meshsso::keycloak {

/// The mapper that gives a standard claim of the user (email, email_verified, preferred_username), as
/// Keycloak's own scopes have it; nothing for another claim. Private to this folder.
std::optional<json::object> userClaimMapper(std::string_view claim);

/// The mapper for sub, as Keycloak's scope basic has it since version 25.
json::object subjectMapper();

/// The mapper for the user's groups. fullPath: "/staff/eng" instead of "eng".
json::object groupsMapper(std::string_view claim, bool fullPath);

} // namespace meshsso::keycloak
