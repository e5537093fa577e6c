#pragma once

#include "core/Result.h"
#include "core/SecureRandom.h"
#include "crypto/Sealer.h"
#include "session/Cookies.h"
#include "session/SessionStore.h"

#include <chrono>
#include <optional>
#include <string>

namespace meshsso::session {

/// The cookie of a session that is kept in a store: the sealed ticket, so that a made-up one costs no round
/// trip. Immutable; thread-safe.
class TicketCookies
{
public:
    /// What to derive the sealer's key for.
    static constexpr std::string_view purpose = "meshsso ticket cookie 1";

    /// owner: as SessionCookies'.
    TicketCookies(crypto::Sealer sealer, CookiePolicy policy, std::string_view owner = {});

    /// A ticket that nobody has had.
    static SessionTicket create(SecureRandom& random);
    /// A Set-Cookie value.
    std::string set(const SessionTicket& ticket, std::chrono::seconds maxAge) const;
    /// The ticket that a cookie holds; nothing if it does not open.
    std::optional<SessionTicket> open(std::string_view cookieValue) const;

    const CookiePolicy& policy() const noexcept { return m_policy; }

private:
    crypto::Sealer m_sealer;
    CookiePolicy m_policy;
    std::string m_bound; ///< what opening needs besides the secret
};

} // namespace meshsso::session
