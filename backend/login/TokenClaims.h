#pragma once

#include "login/TokenInspection.h"

namespace meshsso::login {

// Private to this folder.

/// Every claim with its path, value, meaning and time; objects are followed by their members.
std::vector<TokenClaim> listClaims(const json::object& claims);
/// The members of a token's header, which are no claims.
std::vector<TokenClaim> listHeader(const json::object& header);

} // namespace meshsso::login
