#include "engine/KeyFetcher.h"

namespace meshsso::engine {
namespace {

/// Whichever is first resumes the frame that owns both, which cancels the other.
struct Race final : Operation
{
    std::unique_ptr<Operation> turn;
    std::unique_ptr<Operation> timer;
};

} // namespace

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
    auto fetching = fetchInTurn(bearerIssuer, *provider, state);
    const bool fetched = co_await fetching;
    co_return fetched;
}

Task<KeyFetcher::Outcome> KeyFetcher::fetchWithin(std::optional<std::size_t> bearerIssuer, Timers& timers,
                                                  std::chrono::milliseconds maxWait)
{
    auto* provider = providerOf(bearerIssuer);
    auto state = m_store.current()->issuerState(bearerIssuer);
    if (!provider || !state)
        co_return Outcome::TooSoon;
    const auto turn = m_store.keyTurns().take(bearerIssuer, m_clock.now());
    if (turn == KeyTurns::Turn::TooSoon)
        co_return Outcome::TooSoon;
    if (turn == KeyTurns::Turn::Ours) {
        auto fetching = fetchInTurn(bearerIssuer, *provider, std::move(state));
        m_background.run(std::move(fetching));
    }
    Completion<bool> waiting([&, bearerIssuer](std::function<void(bool)> done) {
        auto race = std::make_unique<Race>();
        race->timer = timers.after(maxWait, [done] { done(false); });
        race->turn = m_store.keyTurns().wait(bearerIssuer, m_executor, std::move(done));
        return race;
    });
    const bool ended = co_await waiting;
    co_return ended ? Outcome::Asked : Outcome::Late;
}

Task<bool> KeyFetcher::fetchInTurn(std::optional<std::size_t> bearerIssuer,
                                   session::IdentityProvider& provider,
                                   std::shared_ptr<const session::ProviderState> state)
{
    // Ends the turn also when whoever asked has gone and this task is dropped.
    const KeyTurns::Ticket ticket(m_store.keyTurns(), bearerIssuer);
    std::string uri = state->metadata.jwksUri;
    auto keys = co_await provider.fetchKeys(std::move(uri));
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
