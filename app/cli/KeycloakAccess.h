#pragma once

#include "cli/Context.h"
#include "keycloak/AdminAccess.h"

#include <memory>

namespace meshsso::cli {

/// Signs in to the project's Keycloak. Where the project names no administrator,
/// MESHSSO_KEYCLOAK_ADMIN_USERNAME and MESHSSO_KEYCLOAK_ADMIN_PASSWORD stand in. Errors: those of
/// keycloak::AdminAccess::open.
Task<Result<std::unique_ptr<keycloak::AdminAccess>>> openKeycloak(Context& context,
                                                                  const OpenProject& project);

/// The credentials that openKeycloak signs in with. Errors: those of keycloak::readAdminCredentials.
Task<Result<keycloak::AdminCredentials>> readCredentials(Context& context, const OpenProject& project);

/// {"object":, "kind":, ...} for each change.
json::array planJson(const keycloak::Plan& plan);
/// The plan for people: one line a change, and a summary.
void showPlan(const Console& console, const keycloak::Plan& plan, std::string_view realm,
              std::string_view url);

} // namespace meshsso::cli
