#pragma once

#include "core/Task.h"
#include "engine/KeyFetcher.h"
#include "engine/SessionBuilder.h"
#include "engine/Snapshot.h"
#include "session/IdentityProvider.h"
#include "session/LoginAttempt.h"

#include <memory>
#include <string>

namespace meshsso::engine {

/// Obtains tokens and makes sessions of them. Bound to one executor, like its IdentityProvider; the store is
/// shared.
class TokenService
{
public:
    TokenService(session::IdentityProvider& provider, KeyFetcher& keys, SnapshotStore& store,
                 SecureRandom& random, const Clock& clock);

    // traceparent goes to the token endpoint; empty: none.

    /// A session for an authorization code. Errors: those of the exchange and of SessionBuilder::build.
    Task<Result<session::Session>> signIn(session::LoginAttempt attempt, std::string code,
                                          std::string traceparent);

    /// The session with new tokens. Errors: those of the exchange and of SessionBuilder::renew;
    /// isSessionEnded() tells which of them end the session.
    Task<Result<session::Session>> renew(session::Session session, std::string traceparent);

    /// True if the session is over: the provider revoked it, or answered with tokens that are not this
    /// user's. False where the provider could not be asked or refused us rather than the session.
    static bool isSessionEnded(const Error& error) noexcept;

private:
    session::IdentityProvider& m_provider;
    KeyFetcher& m_keys;
    SnapshotStore& m_store;
    const Clock& m_clock;
    SessionBuilder m_builder;
};

} // namespace meshsso::engine
