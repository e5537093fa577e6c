#pragma once

#include "cli/Context.h"
#include "core/Json.h"
#include "core/Task.h"
#include "crypto/JwkSet.h"

#include <optional>
#include <string>
#include <string_view>

namespace meshsso::cli {

/// What can be said about a token's signature and claims.
struct TokenVerification
{
    enum class Outcome { NotAsked, Good, Refused };

    Outcome outcome = Outcome::NotAsked;
    ErrorCode code = ErrorCode::Internal; ///< for Refused
    std::string checked;                  ///< "signature", "signature, issuer, audience, times"
    std::string explanation;              ///< for people: why, and what to do
};

/// Verifies with the keys; without keys nothing is claimed, but an expired token is named so. With a project
/// the whole validation of an access or ID token runs, else signature and times only.
TokenVerification verifyToken(std::string_view token, const json::object& claims,
                              const std::optional<crypto::JwkSet>& keys, const project::SsoProject* project,
                              TimePoint now);

/// The JWKS of the project's issuer, through its discovery document. Errors: those of the network and of
/// discovery.
Task<Result<std::string>> fetchJwks(Context& context, const OpenProject& project);

} // namespace meshsso::cli
