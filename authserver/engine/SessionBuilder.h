#pragma once

#include "core/Result.h"
#include "core/SecureRandom.h"
#include "engine/Snapshot.h"
#include "oidc/TokenResponse.h"
#include "session/Session.h"

namespace meshsso::engine {

/// Makes sessions out of token responses, after verifying both tokens. Pure but for the random id.
class SessionBuilder
{
public:
    explicit SessionBuilder(SecureRandom& random) : m_random(random) {}

    /// A new session. Errors: those of oidc::validateIdToken and validateAccessToken, with context "id_token"
    /// or "access_token"; WrongSubject (the two are of different users); MissingClaim (no ID token).
    Result<session::Session> build(const oidc::TokenResponse& tokens, const std::string& nonce,
                                   const Snapshot& snapshot, TimePoint now) const;

    /// The session after a refresh: same id, user and age. Errors: as build; a token of another user is
    /// WrongSubject.
    Result<session::Session> renew(const session::Session& old, const oidc::TokenResponse& tokens,
                                   const Snapshot& snapshot, TimePoint now) const;

private:
    SecureRandom& m_random;
};

/// What an operator should do about a token that was refused, or a provider that refused us, or empty.
std::string_view adviceFor(const Error& error) noexcept;

} // namespace meshsso::engine
