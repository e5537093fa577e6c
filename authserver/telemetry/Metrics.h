#pragma once

#include "engine/Snapshot.h"
#include "engine/Telemetry.h"

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace meshsso::telemetry {

/// A histogram with fixed bounds; observing is two relaxed additions.
class Histogram
{
public:
    explicit Histogram(std::vector<double> bounds);
    void observe(double value) noexcept;
    /// Appends the Prometheus text form.
    void write(std::string& out, std::string_view name) const;

private:
    std::vector<double> m_bounds;
    std::unique_ptr<std::atomic<std::uint64_t>[]> m_counts; ///< one a bound, and one for the rest
    std::atomic<std::uint64_t> m_sumMicros{0};
};

/// The process's metrics, in Prometheus text. Thread-safe. Each worker counts checks in a shard of its own,
/// so that no cache line travels between cores for every request.
class Metrics
{
public:
    Metrics();
    ~Metrics();

    /// A new shard; lives as long as the metrics.
    engine::Telemetry& shard();

    struct Gauges
    {
        const engine::Snapshot* snapshot = nullptr;
        bool isDraining = false;
        int connections = 0;
        TimePoint now;
    };
    std::string text(const Gauges& gauges) const;

    void countTokenRequest(std::chrono::microseconds elapsed, bool succeeded);

private:
    class Shard;

    mutable std::mutex m_mutex;
    std::vector<std::unique_ptr<Shard>> m_shards;
    std::map<std::string, std::uint64_t, std::less<>> m_loginFailures;
    std::atomic<std::uint64_t> m_loginsStarted{0};
    std::atomic<std::uint64_t> m_loginsCompleted{0};
    std::atomic<std::uint64_t> m_logouts{0};
    std::array<std::atomic<std::uint64_t>, 3> m_refreshes{};
    std::atomic<std::uint64_t> m_tokenRequestFailures{0};
    Histogram m_tokenRequestSeconds;
    Histogram m_cookieBytes;
    TimePoint m_startedAt;
};

} // namespace meshsso::telemetry
