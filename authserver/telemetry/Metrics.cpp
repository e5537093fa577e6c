#include "telemetry/Metrics.h"

namespace meshsso::telemetry {
namespace {

using engine::DecisionKind;
using engine::DecisionReason;

void describe(std::string& out, std::string_view name, std::string_view type, std::string_view help)
{
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    out.append(name).append(" ").append(type) += '\n';
}

void sample(std::string& out, std::string_view name, std::string_view labels, std::uint64_t value)
{
    out.append(name);
    if (!labels.empty())
        out.append("{").append(labels).append("}");
    out.append(" ").append(std::to_string(value)) += '\n';
}

void single(std::string& out, std::string_view name, std::string_view type, std::string_view help,
            std::uint64_t value)
{
    describe(out, name, type, help);
    sample(out, name, {}, value);
}

} // namespace

class Metrics::Shard final : public engine::Telemetry
{
public:
    explicit Shard(Metrics& metrics) : m_metrics(metrics) {}

    void checked(DecisionKind kind, DecisionReason reason) override
    {
        auto& counter = m_checks[static_cast<std::size_t>(kind)][static_cast<std::size_t>(reason)];
        // One writer: a plain addition, published relaxed.
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    void loginStarted() override { m_metrics.m_loginsStarted.fetch_add(1, std::memory_order_relaxed); }
    void loginCompleted(std::size_t bytes) override
    {
        m_metrics.m_loginsCompleted.fetch_add(1, std::memory_order_relaxed);
        m_metrics.m_cookieBytes.observe(static_cast<double>(bytes));
    }
    void loginFailed(std::string_view reason) override
    {
        const std::lock_guard lock(m_metrics.m_mutex);
        ++m_metrics.m_loginFailures[std::string(reason)];
    }
    void loggedOut() override { m_metrics.m_logouts.fetch_add(1, std::memory_order_relaxed); }
    void refreshed(engine::RefreshResult result) override
    {
        m_metrics.m_refreshes[static_cast<std::size_t>(result)].fetch_add(1, std::memory_order_relaxed);
    }
    void tokenRequested(std::chrono::microseconds elapsed, bool succeeded) override
    {
        m_metrics.countTokenRequest(elapsed, succeeded);
    }

    std::uint64_t checks(std::size_t kind, std::size_t reason) const
    {
        return m_checks[kind][reason].load(std::memory_order_relaxed);
    }

private:
    Metrics& m_metrics;
    std::array<std::array<std::atomic<std::uint64_t>, engine::decisionReasonCount>, engine::decisionKindCount>
        m_checks{};
};

Metrics::Metrics()
    : m_tokenRequestSeconds({0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}),
      m_cookieBytes({1000, 2000, 3000, 4000, 6000, 8000, 12000, 16000}), m_startedAt(SystemClock().now())
{
}

Metrics::~Metrics() = default;

engine::Telemetry& Metrics::shard()
{
    const std::lock_guard lock(m_mutex);
    return *m_shards.emplace_back(std::make_unique<Shard>(*this));
}

void Metrics::countTokenRequest(std::chrono::microseconds elapsed, bool succeeded)
{
    m_tokenRequestSeconds.observe(std::chrono::duration<double>(elapsed).count());
    if (!succeeded)
        m_tokenRequestFailures.fetch_add(1, std::memory_order_relaxed);
}

std::string Metrics::text(const Gauges& gauges) const
{
    std::string out;
    const std::lock_guard lock(m_mutex);

    describe(out, "meshsso_checks_total", "counter", "Checks by decision and reason.");
    for (std::size_t kind = 0; kind < engine::decisionKindCount; ++kind) {
        for (std::size_t reason = 0; reason < engine::decisionReasonCount; ++reason) {
            std::uint64_t count = 0;
            for (const auto& shard : m_shards)
                count += shard->checks(kind, reason);
            if (count == 0)
                continue;
            std::string labels = "decision=\"";
            labels += engine::decisionKindName(static_cast<DecisionKind>(kind));
            labels += "\",reason=\"";
            labels += engine::decisionReasonName(static_cast<DecisionReason>(reason));
            labels += '"';
            sample(out, "meshsso_checks_total", labels, count);
        }
    }
    single(out, "meshsso_logins_started_total", "counter", "Logins sent to the identity provider.",
           m_loginsStarted);
    single(out, "meshsso_logins_completed_total", "counter", "Logins that ended in a session.",
           m_loginsCompleted);
    describe(out, "meshsso_login_failures_total", "counter", "Logins that failed, by reason.");
    for (const auto& [reason, count] : m_loginFailures)
        sample(out, "meshsso_login_failures_total", "reason=\"" + reason + "\"", count);
    single(out, "meshsso_logouts_total", "counter", "Sessions signed out here.", m_logouts);
    describe(out, "meshsso_refreshes_total", "counter", "Requests that needed a refresh, by its result.");
    constexpr std::array<std::string_view, 3> results{"succeeded", "refused", "unavailable"};
    for (std::size_t i = 0; i < results.size(); ++i)
        sample(out, "meshsso_refreshes_total", "result=\"" + std::string(results[i]) + "\"", m_refreshes[i]);
    describe(out, "meshsso_token_request_seconds", "histogram", "Time the token endpoint took.");
    m_tokenRequestSeconds.write(out, "meshsso_token_request_seconds");
    single(out, "meshsso_token_request_failures_total", "counter", "Token requests without a 200 answer.",
           m_tokenRequestFailures);
    describe(out, "meshsso_session_cookie_bytes", "histogram", "Size of the session cookies set at login.");
    m_cookieBytes.write(out, "meshsso_session_cookie_bytes");

    const auto* provider = gauges.snapshot ? gauges.snapshot->provider.get() : nullptr;
    single(out, "meshsso_provider_known", "gauge",
           "1 once the identity provider's metadata and keys are known.", provider ? 1 : 0);
    if (provider) {
        const auto age = toUnixSeconds(gauges.now) - toUnixSeconds(provider->keysFetchedAt);
        single(out, "meshsso_jwks_age_seconds", "gauge", "Age of the identity provider's keys.",
               static_cast<std::uint64_t>(std::max<std::int64_t>(age, 0)));
        single(out, "meshsso_jwks_keys", "gauge", "Usable keys of the identity provider.",
               provider->keys.keys().size());
    }
    single(out, "meshsso_draining", "gauge", "1 while the process ends.", gauges.isDraining ? 1 : 0);
    single(out, "meshsso_connections", "gauge", "Open connections.",
           static_cast<std::uint64_t>(gauges.connections));
    describe(out, "meshsso_build_info", "gauge", "The running version.");
    sample(out, "meshsso_build_info", "version=\"" MESHSSO_VERSION "\"", 1);
    single(out, "process_start_time_seconds", "gauge", "When the process started, in Unix time.",
           static_cast<std::uint64_t>(toUnixSeconds(m_startedAt)));
    return out;
}

} // namespace meshsso::telemetry
