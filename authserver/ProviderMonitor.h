#pragma once

#include "core/Log.h"
#include "engine/Snapshot.h"
#include "session/IdentityProvider.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>

namespace meshsso::authserver {

/// Keeps what is known of the identity provider, or of one of config().bearer.issuers, fresh: asks until it
/// answers (after 1 s, 2 s, 4 s ... 30 s), then hourly. While it does not answer, the last good metadata and
/// keys stay.
class ProviderMonitor
{
public:
    /// bearerIssuer: which of config().bearer.issuers the provider speaks to; nothing: the provider itself.
    ProviderMonitor(boost::asio::io_context& context, std::unique_ptr<session::IdentityProvider> provider,
                    engine::SnapshotStore& store, const Log& log,
                    std::optional<std::size_t> bearerIssuer = std::nullopt);

    void start() { ask(); }
    void stop();

private:
    void ask();
    void answered(Result<session::ProviderState> state);
    void askAfter(std::chrono::milliseconds delay);

    std::unique_ptr<session::IdentityProvider> m_provider;
    engine::SnapshotStore& m_store;
    const Log& m_log;
    std::optional<std::size_t> m_bearerIssuer;
    boost::asio::steady_timer m_timer;
    std::shared_ptr<bool> m_isWaiting; ///< gone: a timer's handler that is queued already does nothing
    std::optional<Task<Result<session::ProviderState>>> m_task;
    std::chrono::milliseconds m_retryDelay{1000};
};

} // namespace meshsso::authserver
