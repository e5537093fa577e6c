#pragma once

#include "core/Clock.h"

#include <string>
#include <vector>

namespace meshsso::session {

/// Our record that a user is signed in. Everything in it came out of tokens that were verified when it was
/// made.
struct Session
{
    std::string id; ///< random, new at each login
    std::string accessToken;
    std::string idToken;
    std::string refreshToken;
    std::string accessClaims; ///< the access token's payload, kept only where the token itself is not
    std::string subject;
    std::string username;
    std::string email; ///< empty unless the provider calls it verified, or does not say
    std::vector<std::string> groups;
    std::vector<std::string> roles;
    std::string providerSession; ///< the identity provider's sid
    TimePoint createdAt;
    TimePoint lastSeen; ///< advanced in steps, to spare Set-Cookie headers
    TimePoint accessExpires;
    TimePoint refreshDue; ///< when to refresh ahead of that; the epoch: never

    bool operator==(const Session&) const = default;
};

} // namespace meshsso::session
