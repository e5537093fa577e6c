#pragma once

#include "core/Json.h"
#include "session/Session.h"
#include "session/SessionStore.h"

#include <optional>
#include <string>

namespace meshsso::session {

/// A session as decisions use it, made once and shared by all requests that bring the same cookie. Immutable.
struct OpenedSession
{
    Session session;
    json::object claims;                 ///< the access token's; empty where nothing asks for them (see make)
    std::optional<SessionTicket> ticket; ///< of a session that is kept in a store
    TimePoint loadedAt;                  ///< when the store gave it, or the cookie was opened

    /// needsClaims: an access rule or a header is decided by claims, which are then parsed here, once.
    static OpenedSession make(Session session, bool needsClaims, TimePoint now);
    /// Memory it takes, about.
    std::size_t bytes() const noexcept;
};

/// The claims of an access token that was verified before it was kept, or those kept without it; empty if it
/// is opaque.
json::object claimsOf(const Session& session);

} // namespace meshsso::session
