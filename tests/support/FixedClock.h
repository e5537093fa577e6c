#pragma once

#include "core/Clock.h"

#include <atomic>

namespace meshsso::test {

/// A clock that stands until it is moved. Thread-safe.
class FixedClock final : public Clock
{
public:
    explicit FixedClock(std::int64_t unixSeconds = 1'800'000'000) : m_seconds(unixSeconds) {}

    TimePoint now() const override { return fromUnixSeconds(m_seconds); }
    void set(std::int64_t unixSeconds) { m_seconds = unixSeconds; }
    void advance(std::chrono::seconds by) { m_seconds += by.count(); }

private:
    std::atomic<std::int64_t> m_seconds;
};

} // namespace meshsso::test
