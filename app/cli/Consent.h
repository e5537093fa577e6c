#pragma once

#include "cli/Context.h"

namespace meshsso::cli {

/// Consent to change the project's Keycloak, or what else is named: none is needed outside production; there
/// the project's name must have been given (--confirm) or is asked for on a terminal. Errors:
/// InvalidArgument.
Result<void> askConsent(const Context& context, const project::SsoProject& project, std::string confirmed,
                        std::string_view what = "Keycloak");

} // namespace meshsso::cli
