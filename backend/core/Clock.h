#pragma once

#include <chrono>
#include <cstdint>

namespace meshsso {

/// A point on the wall clock, as tokens and cookies use it.
using TimePoint = std::chrono::system_clock::time_point;

/// Where the time comes from; passed in, so that tests set it. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock
{
public:
    TimePoint now() const override;
};

/// Seconds since 1970, as in JWT NumericDate (RFC 7519 section 2).
inline std::int64_t toUnixSeconds(TimePoint t)
{
    return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
}

inline TimePoint fromUnixSeconds(std::int64_t seconds)
{
    return TimePoint(std::chrono::seconds(seconds));
}

} // namespace meshsso
