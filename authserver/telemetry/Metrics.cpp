#include "telemetry/Metrics.h"

#include "telemetry/ProcessFigures.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace meshsso::telemetry {

using engine::DecisionKind;
using engine::DecisionReason;

/// Appends samples, each family under its HELP and TYPE lines.
class Metrics::Writer
{
public:
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

    void family(std::string_view name, std::string_view type, std::string_view help)
    {
        m_name = name;
        text.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
        text.append(name).append(" ").append(type) += '\n';
    }
    template<typename Number>
    void sample(Number value, const Labels& labels = {})
    {
        text += m_name;
        char separator = '{';
        for (const auto& [label, word] : labels) {
            text.append(1, separator).append(label).append("=\"");
            appendEscaped(word);
            text.append(1, '"');
            separator = ',';
        }
        if (!labels.empty())
            text += '}';
        char buffer[40];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
        text.append(1, ' ').append(buffer, end) += '\n';
    }
    template<typename Number>
    void single(std::string_view name, std::string_view type, std::string_view help, Number value)
    {
        family(name, type, help);
        sample(value);
    }

    std::string text;

private:
    /// As the format wants it; the words are the configuration's and of closed sets, never a request's.
    void appendEscaped(std::string_view word)
    {
        for (const char c : word) {
            if (c == '\\' || c == '"')
                text += '\\';
            text += c == '\n' ? ' ' : c;
        }
    }

    std::string m_name;
};

class Metrics::Shard final : public engine::Telemetry
{
public:
    explicit Shard(Histogram& cookieBytes) : m_cookieBytes(cookieBytes) {}

    void checked(DecisionKind kind, DecisionReason reason) override
    {
        auto& counter = m_checks[static_cast<std::size_t>(kind)][static_cast<std::size_t>(reason)];
        // One writer: a plain addition, published relaxed.
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    void loginStarted() override { ++loginsStarted; }
    void loginCompleted() override { ++loginsCompleted; }
    void sessionCookieSet(std::size_t bytes) override { m_cookieBytes.observe(static_cast<double>(bytes)); }
    void loginFailed(std::string_view reason) override
    {
        const std::lock_guard lock(m_mutex);
        ++m_loginFailures[std::string(reason)];
    }
    void loggedOut() override { ++logouts; }
    void refreshed(engine::RefreshResult result) override { ++refreshes[static_cast<std::size_t>(result)]; }

    std::uint64_t checks(std::size_t kind, std::size_t reason) const
    {
        return m_checks[kind][reason].load(std::memory_order_relaxed);
    }
    std::map<std::string, std::uint64_t> loginFailures() const
    {
        const std::lock_guard lock(m_mutex);
        return m_loginFailures;
    }

    std::atomic<std::uint64_t> loginsStarted{0};
    std::atomic<std::uint64_t> loginsCompleted{0};
    std::atomic<std::uint64_t> logouts{0};
    std::array<std::atomic<std::uint64_t>, 3> refreshes{};

private:
    Histogram& m_cookieBytes;
    std::array<std::array<std::atomic<std::uint64_t>, engine::decisionReasonCount>, engine::decisionKindCount>
        m_checks{};
    mutable std::mutex m_mutex;
    std::map<std::string, std::uint64_t> m_loginFailures;
};

Metrics::Metrics()
    : m_tokenRequestSeconds({0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}),
      m_cookieBytes({1000, 2000, 3000, 4000, 6000, 8000, 12000, 16000}), m_startedAt(SystemClock().now())
{
}

Metrics::~Metrics() = default;

engine::Telemetry& Metrics::shard(const std::string& login, int worker)
{
    const std::lock_guard lock(m_mutex);
    auto& shard = m_shards[{login, worker}];
    if (!shard)
        shard = std::make_unique<Shard>(m_cookieBytes);
    return *shard;
}

void Metrics::countTokenRequest(std::chrono::microseconds elapsed, bool succeeded)
{
    m_tokenRequestSeconds.observe(std::chrono::duration<double>(elapsed).count());
    if (!succeeded)
        m_tokenRequestFailures.fetch_add(1, std::memory_order_relaxed);
}

std::string Metrics::text(const Gauges& gauges) const
{
    Writer out;
    {
        const std::lock_guard lock(m_mutex);
        writeCounters(out);
    }
    writeGauges(out, gauges);
    return std::move(out.text);
}

void Metrics::writeCounters(Writer& out) const
{
    std::map<std::string_view, std::vector<const Shard*>> logins;
    for (const auto& [key, shard] : m_shards)
        logins[key.first].push_back(shard.get());
    const auto perLogin = [&](std::string_view name, std::string_view help,
                              const std::function<std::uint64_t(const Shard&)>& count,
                              const Writer::Labels& labels = {}, bool isFirst = true) {
        if (isFirst)
            out.family(name, "counter", help);
        for (const auto& [login, shards] : logins) {
            std::uint64_t total = 0;
            for (const auto* shard : shards)
                total += count(*shard);
            auto all = labels;
            all.insert(all.begin(), {"login", login});
            out.sample(total, all);
        }
    };

    out.family("meshsso_checks_total", "counter", "Checks by login configuration, decision and reason.");
    for (const auto& [login, shards] : logins) {
        for (std::size_t kind = 0; kind < engine::decisionKindCount; ++kind) {
            for (std::size_t reason = 0; reason < engine::decisionReasonCount; ++reason) {
                std::uint64_t count = 0;
                for (const auto* shard : shards)
                    count += shard->checks(kind, reason);
                if (count > 0)
                    out.sample(count,
                               {{"login", login},
                                {"decision", engine::decisionKindName(static_cast<DecisionKind>(kind))},
                                {"reason", engine::decisionReasonName(static_cast<DecisionReason>(reason))}});
            }
        }
    }
    perLogin("meshsso_logins_started_total", "Logins sent to the identity provider.",
             [](const Shard& shard) { return shard.loginsStarted.load(); });
    perLogin("meshsso_logins_completed_total", "Logins that ended in a session.",
             [](const Shard& shard) { return shard.loginsCompleted.load(); });
    out.family("meshsso_login_failures_total", "counter", "Logins that failed, by reason.");
    for (const auto& [login, shards] : logins) {
        std::map<std::string, std::uint64_t> failures;
        for (const auto* shard : shards) {
            for (const auto& [reason, count] : shard->loginFailures())
                failures[reason] += count;
        }
        for (const auto& [reason, count] : failures)
            out.sample(count, {{"login", login}, {"reason", reason}});
    }
    perLogin("meshsso_logouts_total", "Sessions signed out here.",
             [](const Shard& shard) { return shard.logouts.load(); });
    constexpr std::array<std::string_view, 3> results{"succeeded", "refused", "unavailable"};
    for (std::size_t i = 0; i < results.size(); ++i)
        perLogin(
            "meshsso_refreshes_total", "Refreshes of sessions' tokens, by result.",
            [i](const Shard& shard) { return shard.refreshes[i].load(); }, {{"result", results[i]}}, i == 0);

    out.family("meshsso_token_request_seconds", "histogram", "Time the token endpoint took.");
    m_tokenRequestSeconds.write(out.text, "meshsso_token_request_seconds");
    out.single("meshsso_token_request_failures_total", "counter", "Token requests without a 200 answer.",
               m_tokenRequestFailures.load());
    out.family("meshsso_session_cookie_bytes", "histogram",
               "Size of a session's cookies together, as set at a login or after a refresh.");
    m_cookieBytes.write(out.text, "meshsso_session_cookie_bytes");
}

void Metrics::writeGauges(Writer& out, const Gauges& gauges) const
{
    const auto labelsOf = [](const IssuerGauges& issuer) {
        return Writer::Labels{{"login", issuer.login}, {"issuer", issuer.issuer}};
    };
    out.family("meshsso_provider_known", "gauge",
               "1 once the metadata and keys of the identity provider, or of a bearer issuer, are known.");
    for (const auto& issuer : gauges.issuers)
        out.sample(issuer.state ? 1 : 0, labelsOf(issuer));
    out.family("meshsso_jwks_age_seconds", "gauge", "Age of the issuer's keys.");
    for (const auto& issuer : gauges.issuers) {
        if (!issuer.state)
            continue;
        const auto age = toUnixSeconds(gauges.now) - toUnixSeconds(issuer.state->keysFetchedAt);
        out.sample(std::max<std::int64_t>(age, 0), labelsOf(issuer));
    }
    out.family("meshsso_jwks_keys", "gauge", "Usable keys of the issuer.");
    for (const auto& issuer : gauges.issuers) {
        if (issuer.state)
            out.sample(issuer.state->keys.keys().size(), labelsOf(issuer));
    }

    const auto& cache = gauges.cache;
    out.single("meshsso_session_cache_entries", "gauge", "Opened sessions kept in memory.", cache.entries);
    out.single("meshsso_session_cache_bytes", "gauge", "Memory of the opened sessions.", cache.bytes);
    out.single("meshsso_session_cache_hits_total", "counter", "Sessions found in memory.", cache.hits);
    out.single("meshsso_session_cache_misses_total", "counter", "Sessions not found in memory.",
               cache.misses);
    out.single("meshsso_session_cache_evictions_total", "counter", "Sessions dropped for want of room.",
               cache.evictions);
    out.single("meshsso_revocations", "gauge", "Ended sessions and users that are remembered.",
               gauges.revocations);
    out.single("meshsso_refreshes_running", "gauge", "Refreshes under way.", gauges.refreshesRunning);
    if (gauges.store) {
        const auto& store = *gauges.store;
        out.single("meshsso_redis_up", "gauge", "1 while Redis answers.", store.isReachable ? 1 : 0);
        out.single("meshsso_redis_commands_total", "counter", "Commands sent to Redis.", store.commands);
        out.single("meshsso_redis_failures_total", "counter", "Commands that Redis did not carry out.",
                   store.failures);
        out.single("meshsso_redis_commands_waiting", "gauge", "Commands without an answer yet.",
                   store.waiting);
    }

    out.single("meshsso_config_current", "gauge",
               "1 if the configuration in use is the one in the files, 0 if that was refused or waits.",
               gauges.isConfigCurrent ? 1 : 0);
    out.single("meshsso_config_loaded_timestamp_seconds", "gauge",
               "When the configuration in use was loaded, in Unix time.",
               toUnixSeconds(gauges.configLoadedAt));
    out.single("meshsso_draining", "gauge", "1 while the process ends.", gauges.isDraining ? 1 : 0);
    out.single("meshsso_connections", "gauge", "Open connections.", gauges.connections);
    out.single("meshsso_grpc_checks_running", "gauge", "Checks over gRPC that are being answered.",
               gauges.grpcCalls);
    out.family("meshsso_build_info", "gauge", "The running version.");
    out.sample(1, {{"version", MESHSSO_VERSION},
                   {"revision", gauges.revision},
                   {"grpc", gauges.hasGrpc ? "true" : "false"}});

    // The names are those that Prometheus' own client libraries use.
    out.single("process_start_time_seconds", "gauge", "When the process started, in Unix time.",
               toUnixSeconds(m_startedAt));
    const auto process = readProcessFigures();
    out.single("process_cpu_seconds_total", "counter", "CPU time used, user and system.", process.cpuSeconds);
    out.single("process_resident_memory_bytes", "gauge", "Memory in use.", process.residentBytes);
    out.single("process_open_fds", "gauge", "Open file descriptors.", process.openDescriptors);
    out.single("process_max_fds", "gauge", "Most file descriptors it may have open.", process.maxDescriptors);
}

} // namespace meshsso::telemetry
