#include "engine/KeyFetcher.h"

namespace meshsso::engine {

KeyFetcher::KeyFetcher(session::IdentityProvider& provider,
                       std::vector<session::IdentityProvider*> bearerIssuers, SnapshotStore& store,
                       Executor& executor, const Clock& clock, const Log& log)
    : m_provider(provider), m_bearerIssuers(std::move(bearerIssuers)), m_store(store), m_executor(executor),
      m_clock(clock), m_log(log)
{
}

session::IdentityProvider* KeyFetcher::providerOf(std::optional<std::size_t> bearerIssuer) const
{
    if (!bearerIssuer)
        return &m_provider;
    return *bearerIssuer < m_bearerIssuers.size() ? m_bearerIssuers[*bearerIssuer] : nullptr;
}

Task<bool> KeyFetcher::fetch(std::optional<std::size_t> bearerIssuer)
{
    auto* provider = providerOf(bearerIssuer);
    const auto state = m_store.current()->issuerState(bearerIssuer);
    if (!provider || !state)
        co_return false;
    const auto turn = m_store.keyTurns().take(bearerIssuer, m_clock.now());
    if (turn == KeyTurns::Turn::TooSoon)
        co_return false;
    if (turn == KeyTurns::Turn::Others) {
        Completion<bool> waiting([this, bearerIssuer](std::function<void(bool)> done) {
            return m_store.keyTurns().wait(bearerIssuer, m_executor, std::move(done));
        });
        co_await waiting;
        co_return true;
    }
    // Ends the turn also when whoever asked has gone and this task is dropped.
    const KeyTurns::Ticket ticket(m_store.keyTurns(), bearerIssuer);
    std::string uri = state->metadata.jwksUri;
    auto keys = co_await provider->fetchKeys(std::move(uri));
    if (!keys) {
        const auto text = keys.error().toString();
        m_log.write(LogLevel::Warning, "keys.fetch_failed",
                    {{"issuer", state->metadata.issuer}, {"error", text}, {"last_good_kept", true}});
        co_return false;
    }
    m_log.write(LogLevel::Info, "keys.fetched",
                {{"issuer", state->metadata.issuer},
                 {"cause", "unknown_key"},
                 {"keys", static_cast<std::int64_t>(keys->keys().size())}});
    m_store.setKeys(bearerIssuer, std::move(*keys), m_clock.now());
    co_return true;
}

} // namespace meshsso::engine
