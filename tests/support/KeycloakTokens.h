#pragma once

#include "core/Clock.h"
#include "core/SecureRandom.h"

#include <string>
#include <string_view>

namespace meshsso::test {

/// The three tokens of a login as Keycloak writes them, claim for claim; only the signatures are random bytes
/// of the right length (RS256 with a 2048-bit key, HS512), so that no two are alike.
struct KeycloakTokens
{
    std::string access;
    std::string id;
    std::string refresh;
    std::string subject;
    std::string providerSession;

    static KeycloakTokens make(SecureRandom& random, TimePoint now, std::string_view username = "testuser");
};

} // namespace meshsso::test
