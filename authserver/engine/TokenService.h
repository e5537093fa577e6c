#pragma once

#include "core/Task.h"
#include "engine/KeyFetcher.h"
#include "engine/SessionBuilder.h"
#include "engine/Snapshot.h"
#include "engine/Timers.h"
#include "engine/TokenSuccessors.h"
#include "session/IdentityProvider.h"
#include "session/LoginAttempt.h"

#include <memory>
#include <string>
#include <string_view>

namespace meshsso::engine {

/// Obtains tokens and makes sessions of them. Bound to one executor, like its IdentityProvider; the store is
/// shared.
class TokenService
{
public:
    /// How often the keys are asked for while new tokens wait to be checked, an interval apart.
    static constexpr int keyAttempts = 3;

    TokenService(session::IdentityProvider& provider, KeyFetcher& keys, SnapshotStore& store,
                 TokenSuccessors& successors, Timers& timers, SecureRandom& random, const Clock& clock);

    // traceparent goes to the token endpoint; empty: none.

    /// A session for an authorization code. Errors: those of the exchange and of SessionBuilder::build.
    Task<Result<session::Session>> signIn(session::LoginAttempt attempt, std::string code,
                                          std::string traceparent);

    /// The session with new tokens; waits for keys that are not known yet. Errors: those of the exchange and
    /// of SessionBuilder::renew; isSessionEnded() tells which of them end the session. After another, the
    /// refresh token may have been used all the same: latestRefreshToken() is the one for the next time.
    Task<Result<session::Session>> renew(session::Session session, std::string traceparent);

    /// That of the session, or what the provider gave in its place.
    std::string latestRefreshToken(const session::Session& session) const
    {
        return m_successors.latest(session.refreshToken);
    }

    /// The session's next refresh in this process uses that one, whatever the store says.
    void noteRefreshToken(const session::Session& session, std::string successor)
    {
        if (const auto used = latestRefreshToken(session); used != successor)
            m_successors.add(used, std::move(successor));
    }

    /// True if the session is over: the provider revoked it, or answered with tokens that are not this
    /// user's. False where the provider could not be asked or refused us rather than the session, and where
    /// its tokens cannot be checked now: a key that is not known yet, clocks that differ.
    static bool isSessionEnded(const Error& error) noexcept;

    /// True if the provider could not be reached, took too long or failed: it said nothing of the session or
    /// of us. False also where our own store failed.
    static bool isOutage(const Error& error) noexcept;
    /// The context of errors of our own store.
    static constexpr std::string_view storeContext = "session_store";

private:
    Task<Result<session::Session>> takeTokens(session::Session session, oidc::TokenResponse tokens);

    session::IdentityProvider& m_provider;
    KeyFetcher& m_keys;
    SnapshotStore& m_store;
    TokenSuccessors& m_successors;
    Timers& m_timers;
    const Clock& m_clock;
    SessionBuilder m_builder;
};

} // namespace meshsso::engine
