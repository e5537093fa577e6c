#pragma once

#include "core/Log.h"
#include "core/Task.h"
#include "engine/BackgroundTasks.h"
#include "engine/Snapshot.h"
#include "engine/Timers.h"
#include "session/IdentityProvider.h"

#include <optional>
#include <vector>

namespace meshsso::engine {

/// Fetches keys out of turn, when a token names one that is not known. While the issuer does not answer, the
/// last good keys stay. Bound to one executor, like its providers; the store is shared.
class KeyFetcher
{
public:
    /// bearerIssuers: those of config().bearer.issuers, index by index.
    KeyFetcher(session::IdentityProvider& provider, std::vector<session::IdentityProvider*> bearerIssuers,
               SnapshotStore& store, Executor& executor, const Clock& clock, const Log& log);

    /// For tokens that the issuer itself has given us (KeyTurns::Source::Provider): fetches the keys of a
    /// bearer issuer, or of the provider itself where none is named; waits for whoever does so already. True
    /// if the store holds newer keys now; false if they were fetched a moment ago, cannot be fetched, or the
    /// issuer is not known yet.
    Task<bool> fetch(std::optional<std::size_t> bearerIssuer);
    /// The same, but where they were fetched a moment ago it waits for the next turn: at most
    /// KeyTurns::interval, as far as others leave it one.
    Task<bool> fetchNext(std::optional<std::size_t> bearerIssuer, Timers& timers);

    enum class Outcome {
        Fetched, ///< the store holds newer keys now
        Failed,  ///< the issuer gave none
        TooSoon, ///< they were fetched a moment ago, or nothing is known of the issuer
        Late,    ///< maxWait is over; the fetch goes on
    };
    /// For tokens that anybody may bring, with a request that can wait only so long; the fetch goes on
    /// without it.
    Task<Outcome> fetchWithin(std::optional<std::size_t> bearerIssuer, Timers& timers,
                              std::chrono::milliseconds maxWait);

private:
    Task<bool> fetchInTurn(KeyTurns::Line line, session::IdentityProvider& provider,
                           std::shared_ptr<const session::ProviderState> state);
    session::IdentityProvider* providerOf(std::optional<std::size_t> bearerIssuer) const;

    session::IdentityProvider& m_provider;
    std::vector<session::IdentityProvider*> m_bearerIssuers;
    SnapshotStore& m_store;
    Executor& m_executor;
    const Clock& m_clock;
    const Log& m_log;
    BackgroundTasks m_background; ///< at most one a line of turns
};

} // namespace meshsso::engine
