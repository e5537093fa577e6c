#pragma once

#include "engine/Settings.h"
#include "session/OpenedSession.h"

#include <string_view>
#include <vector>

namespace meshsso::engine {

// What else there is to tell a gateway of who asks, for protocols that can say more than headers.

/// Whose word it is: the issuer of an API client's token, or the provider that signed the user in.
std::string_view issuerOf(const session::OpenedSession& opened, const Settings& settings);

struct NamedClaim
{
    std::string_view path;              ///< as the configuration has it
    const json::value* value = nullptr; ///< lives as long as the session; null: the token lacks it
};
/// The claims that headers.claimHeaders names.
std::vector<NamedClaim> mappedClaims(const session::OpenedSession& opened, const Settings& settings);

} // namespace meshsso::engine
