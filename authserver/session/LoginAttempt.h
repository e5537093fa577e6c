#pragma once

#include "core/Clock.h"

#include <string>

namespace meshsso::session {

/// One login under way: what must come back unchanged from the identity provider, bound to this browser.
struct LoginAttempt
{
    std::string id; ///< part of the cookie's name; starts with the time in base 36, so that ids sort by age
    std::string secret; ///< the unpredictable part of state
    std::string nonce;
    std::string pkceVerifier;
    std::string returnUrl; ///< validated; at most 2048 bytes
    std::string redirectUri;
    TimePoint createdAt;
    int rounds = 0;          ///< logins that this browser completed just before; see LoginCookies::rounds()
    bool isSentBack = false; ///< by a check that saw no session, although the login before had made one
    int retries = 0;         ///< attempts just before whose cookie did not come back: 0 to 9

    /// The OAuth state parameter: "id.secret", and ".retries" if there were any: of those no cookie can tell.
    std::string state() const
    {
        return id + "." + secret + (retries > 0 ? "." + std::to_string(retries) : std::string{});
    }
    bool operator==(const LoginAttempt&) const = default;
};

} // namespace meshsso::session
