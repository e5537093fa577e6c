#include "engine/KeyFetcher.h"

namespace meshsso::engine {
namespace {

/// After the time that a turn takes to come: timers may be early by a little.
constexpr std::chrono::milliseconds turnMargin{20};

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
    const KeyTurns::Line line{bearerIssuer, KeyTurns::Source::Provider};
    const auto turn = m_store.keyTurns().take(line, m_clock.now());
    if (turn == KeyTurns::Turn::TooSoon)
        co_return false;
    if (turn == KeyTurns::Turn::Others) {
        Completion<bool> waiting([this, line](std::function<void(bool)> done) {
            return m_store.keyTurns().wait(line, m_executor, std::move(done));
        });
        const bool fetched = co_await waiting;
        co_return fetched;
    }
    auto fetching = fetchInTurn(line, *provider, state);
    const bool fetched = co_await fetching;
    co_return fetched;
}

Task<bool> KeyFetcher::fetchNext(std::optional<std::size_t> bearerIssuer, Timers& timers)
{
    const KeyTurns::Line line{bearerIssuer, KeyTurns::Source::Provider};
    if (const auto left = m_store.keyTurns().timeToTurn(line, m_clock.now()); left.count() > 0) {
        auto turn = pauseFor(timers, left + turnMargin);
        co_await turn;
    }
    auto fetching = fetch(bearerIssuer);
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
    const KeyTurns::Line line{bearerIssuer, KeyTurns::Source::Anybody};
    const auto turn = m_store.keyTurns().take(line, m_clock.now());
    if (turn == KeyTurns::Turn::TooSoon)
        co_return Outcome::TooSoon;
    if (turn == KeyTurns::Turn::Ours) {
        auto fetching = fetchInTurn(line, *provider, std::move(state));
        m_background.run(std::move(fetching));
    }
    Completion<Outcome> waiting([&, line](std::function<void(Outcome)> done) {
        auto race = std::make_unique<Race>();
        race->timer = timers.after(maxWait, [done] { done(Outcome::Late); });
        race->turn = m_store.keyTurns().wait(line, m_executor, [done = std::move(done)](bool hasFetched) {
            done(hasFetched ? Outcome::Fetched : Outcome::Failed);
        });
        return race;
    });
    const auto outcome = co_await waiting;
    co_return outcome;
}

Task<bool> KeyFetcher::fetchInTurn(KeyTurns::Line line, session::IdentityProvider& provider,
                                   std::shared_ptr<const session::ProviderState> state)
{
    // Ends the turn also when whoever asked has gone and this task is dropped.
    KeyTurns::Ticket ticket(m_store.keyTurns(), line);
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
    m_store.setKeys(line.issuer, std::move(*keys), m_clock.now());
    ticket.fetched();
    co_return true;
}

} // namespace meshsso::engine
