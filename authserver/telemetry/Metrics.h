#pragma once

#include "engine/Snapshot.h"
#include "engine/Telemetry.h"

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// The process's metrics, in Prometheus text. Thread-safe. Each worker counts in a shard of its own for each
/// login configuration, so that no cache line travels between cores for every request.
class Metrics
{
public:
    Metrics();
    ~Metrics();

    /// The shard of a login and a worker, the same one each time; lives as long as the metrics. Checks are
    /// counted on one thread at a time.
    engine::Telemetry& shard(const std::string& login, int worker);

    /// An issuer of tokens of a login: its identity provider, or another whose API clients it takes.
    struct IssuerGauges
    {
        std::string login;
        std::string issuer;
        std::shared_ptr<const session::ProviderState> state; ///< null: not known yet
    };
    struct CacheGauges
    {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;
        std::uint64_t evictions = 0;
        std::size_t entries = 0;
        std::size_t bytes = 0;
    };
    struct StoreGauges
    {
        bool isReachable = false;
        std::uint64_t commands = 0;
        std::uint64_t failures = 0;
        std::size_t waiting = 0;
    };
    /// What is read at the moment of asking.
    struct Gauges
    {
        std::vector<IssuerGauges> issuers;
        CacheGauges cache;
        std::optional<StoreGauges> store; ///< Redis, where there is one
        std::size_t revocations = 0;
        int refreshesRunning = 0;
        int connections = 0;
        int grpcCalls = 0; ///< being answered
        bool isDraining = false;
        bool isConfigCurrent = true; ///< false: a changed configuration was refused, or waits
        TimePoint configLoadedAt;
        TimePoint now;
        std::string_view revision; ///< the commit that was built; empty: not known
        bool hasGrpc = false;      ///< built in, asked for or not
    };
    std::string text(const Gauges& gauges) const;

    void countTokenRequest(std::chrono::microseconds elapsed, bool succeeded);

private:
    class Shard;
    class Writer;

    void writeCounters(Writer& out) const;
    void writeGauges(Writer& out, const Gauges& gauges) const;

    mutable std::mutex m_mutex;
    std::map<std::pair<std::string, int>, std::unique_ptr<Shard>> m_shards;
    std::atomic<std::uint64_t> m_tokenRequestFailures{0};
    Histogram m_tokenRequestSeconds;
    Histogram m_cookieBytes;
    TimePoint m_startedAt;
};

} // namespace meshsso::telemetry
