#pragma once

#include "core/Clock.h"

#include <map>
#include <mutex>
#include <string>

namespace meshsso::engine {

/// Refresh tokens that came in place of used ones, together with tokens that could not be checked at the
/// time: where the provider takes each only once, the old one would end the session. Kept for an hour, the
/// last thousand. Thread-safe.
class TokenSuccessors
{
public:
    static constexpr std::chrono::hours life{1};
    static constexpr std::size_t maxCount = 1000;

    explicit TokenSuccessors(const Clock& clock) : m_clock(clock) {}

    void add(const std::string& refreshToken, std::string successor);
    /// What to use in place of that refresh token: itself where nothing came after it.
    std::string latest(std::string refreshToken) const;

private:
    struct Successor
    {
        std::string refreshToken;
        TimePoint addedAt;
    };

    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::map<std::string, Successor> m_byDigest; ///< of the token before
};

} // namespace meshsso::engine
