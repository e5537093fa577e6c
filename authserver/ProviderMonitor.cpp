#include "ProviderMonitor.h"

#include "engine/SessionBuilder.h"

#include <algorithm>

namespace meshsso::authserver {
namespace {

constexpr std::chrono::milliseconds firstRetry{1000};
constexpr std::chrono::milliseconds lastRetry{30'000};
constexpr std::chrono::milliseconds refreshInterval{std::chrono::hours(1)};

} // namespace

ProviderMonitor::ProviderMonitor(boost::asio::io_context& context,
                                 std::unique_ptr<session::IdentityProvider> provider,
                                 engine::SnapshotStore& store, const Log& log,
                                 std::optional<std::size_t> bearerIssuer)
    : m_provider(std::move(provider)), m_store(store), m_log(log), m_bearerIssuer(bearerIssuer),
      m_timer(context)
{
}

void ProviderMonitor::ask()
{
    m_task = m_provider->discover();
    m_task->start([this](Result<session::ProviderState> state) {
        m_task.reset();
        answered(std::move(state));
    });
}

void ProviderMonitor::answered(Result<session::ProviderState> state)
{
    if (!state) {
        const auto snapshot = m_store.current();
        const bool isKnown = snapshot->issuerState(m_bearerIssuer) != nullptr;
        const auto& config = snapshot->settings->config();
        const bool isListed = m_bearerIssuer && *m_bearerIssuer < config.bearer.issuers.size();
        const auto& issuer =
            isListed ? config.bearer.issuers[*m_bearerIssuer].issuer : config.provider.issuer;
        const auto text = state.error().toString();
        // Unless something is known of the provider itself, nobody can sign in.
        m_log.write(isKnown || m_bearerIssuer ? LogLevel::Warning : LogLevel::Error, "provider.not_reached",
                    {{"issuer", issuer},
                     {"code", errorCodeName(state.error().code)},
                     {"error", text},
                     {"last_good_kept", isKnown},
                     {"retry_ms", static_cast<std::int64_t>(m_retryDelay.count())},
                     {"advice", engine::adviceFor(state.error())}});
        askAfter(m_retryDelay);
        m_retryDelay = std::min(m_retryDelay * 2, lastRetry);
        return;
    }
    const auto known = std::make_shared<const session::ProviderState>(std::move(*state));
    if (m_bearerIssuer)
        m_store.setBearerIssuer(*m_bearerIssuer, known);
    else
        m_store.setProvider(known);
    // Then it is so for whoever reads it.
    m_log.write(LogLevel::Info, "provider.known",
                {{"issuer", known->metadata.issuer},
                 {"keys", static_cast<std::int64_t>(known->keys.keys().size())},
                 {"end_session", !known->metadata.endSessionEndpoint.empty()}});
    m_retryDelay = firstRetry;
    askAfter(refreshInterval);
}

void ProviderMonitor::askAfter(std::chrono::milliseconds delay)
{
    m_timer.expires_after(delay);
    m_isWaiting = std::make_shared<bool>(true);
    m_timer.async_wait([this, isWaiting = std::weak_ptr(m_isWaiting)](boost::system::error_code cancelled) {
        if (!cancelled && !isWaiting.expired())
            ask();
    });
}

void ProviderMonitor::stop()
{
    m_timer.cancel();
    m_isWaiting.reset();
    m_task.reset();
}

} // namespace meshsso::authserver
