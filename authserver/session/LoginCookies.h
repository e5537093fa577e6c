#pragma once

#include "core/Result.h"
#include "core/SecureRandom.h"
#include "crypto/Sealer.h"
#include "session/Cookies.h"
#include "session/LoginAttempt.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::session {

struct LoginCookieLimits
{
    std::chrono::seconds lifetime{600};
    int maxAttempts = 32;               ///< cookies a browser may hold
    std::size_t maxTotalBytes = 24'576; ///< of those cookies together, well under a gateway's header limit
};

/// One sealed cookie a login attempt, so that parallel tabs all succeed; their number and size bounded, so
/// that abandoned attempts never add up to a 431. Immutable; thread-safe.
class LoginCookies
{
public:
    static constexpr std::string_view purpose = "meshsso login cookie 1";

    LoginCookies(crypto::Sealer sealer, CookiePolicy policy, LoginCookieLimits limits);

    /// A new attempt with fresh id, secret, nonce and PKCE verifier.
    static LoginAttempt create(SecureRandom& random, TimePoint now, std::string returnUrl,
                               std::string redirectUri);

    /// Set-Cookie values: the new attempt's, and the removal of the oldest beyond the limits.
    std::vector<std::string> set(const LoginAttempt& attempt, const CookieList& present) const;

    /// The attempt that a state belongs to. Errors: NotFound (this browser has no such attempt, or its cookie
    /// does not open), WrongState (the secret differs), Expired.
    Result<LoginAttempt> find(std::string_view state, const CookieList& present, TimePoint now) const;

    /// The Set-Cookie value that ends an attempt; for any id that a state may hold, else empty.
    std::string expire(std::string_view state) const;

    int countIn(const CookieList& present) const noexcept;

    /// LoginAttempt::id as a state says it, without its cookie; empty for what is no state of ours.
    static std::string_view idIn(std::string_view state) noexcept;
    /// LoginAttempt::retries as a state says it, without its cookie; 0 for what is no state.
    static int retriesIn(std::string_view state) noexcept;

    /// A moment as the rounds' cookie and a check's redirect write it: milliseconds since 1970.
    static std::string momentText(TimePoint time);
    /// The epoch for what is none.
    static TimePoint momentOf(std::string_view text) noexcept;

    struct Rounds
    {
        int count = 0;         ///< at most 9
        TimePoint lastSession; ///< when the last of them made a session, to the millisecond; epoch: unknown
    };
    /// How many logins this browser has completed one after the other, each started within roundGap of the
    /// one before, as a small cookie beside the session's tells. Where the session's comes back, that is of
    /// no interest, unless a check sent the browser back nevertheless; where this one comes back without it,
    /// the browser goes round in circles. A browser that changes it harms itself only. The browser measures
    /// the gap, so that no clock of ours matters.
    Rounds rounds(const CookieList& present) const noexcept;
    /// The Set-Cookie value that keeps them.
    std::string setRounds(const Rounds& rounds) const;
    /// The Set-Cookie value that forgets them; empty if the browser sent none.
    std::string expireRounds(const CookieList& present) const;
    static constexpr std::chrono::seconds roundGap{60};

private:
    std::string cookieName(std::string_view id) const;

    crypto::Sealer m_sealer;
    CookiePolicy m_policy;
    std::string m_prefix;
    std::string m_roundsName;
    LoginCookieLimits m_limits;
};

} // namespace meshsso::session
