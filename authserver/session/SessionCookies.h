#pragma once

#include "core/Result.h"
#include "crypto/Sealer.h"
#include "session/Cookies.h"
#include "session/Session.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::session {

/// What a request's cookies say about its session.
struct SessionLookup
{
    enum class Status {
        None,    ///< no session cookie
        Invalid, ///< there is one, but it does not open: tampered with, cut, or sealed with another secret
        Opened,
    };
    Status status = Status::None;
    std::optional<Session> session; ///< when Opened; whether it is still alive is for the caller to see
};

/// Keeps a session in the browser: packed, sealed, base64url, split so that no cookie is over 4000 bytes with
/// its name and attributes. The first cookie's value starts with the number of cookies and a dot; the same
/// number is sealed inside and compared. Immutable; thread-safe.
class SessionCookies
{
public:
    static constexpr std::size_t maxCookieBytes = 4000;
    static constexpr int maxChunks = 8;
    /// From here on a session's cookies are about to be more than one: worth a line in the log.
    static constexpr std::size_t largeBytes = 3600;
    /// What to derive the sealer's key for.
    static constexpr std::string_view purpose = "meshsso session cookie 1";

    /// owner: sessionOwner() of the login. A cookie of another's does not open, also where
    /// the secret is the same.
    SessionCookies(crypto::Sealer sealer, CookiePolicy policy, std::string_view owner = {});

    SessionLookup open(const CookieList& cookies) const;

    struct Sealed
    {
        std::vector<std::string> setCookies; ///< Set-Cookie values, removal of stale chunks included
        std::size_t bytes = 0;               ///< of all cookie values together
    };
    /// Errors: TooLarge (more than maxChunks).
    Result<Sealed> seal(const Session& session, std::chrono::seconds maxAge, const CookieList& present) const;

    /// Set-Cookie values that remove every session cookie the browser sent.
    std::vector<std::string> expire(const CookieList& present) const;

    const CookiePolicy& policy() const noexcept { return m_policy; }

private:
    std::string chunkName(int index) const;

    crypto::Sealer m_sealer;
    CookiePolicy m_policy;
    std::string m_bound; ///< what opening needs besides the secret
};

} // namespace meshsso::session
