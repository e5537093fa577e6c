#pragma once

#include "access/AccessRule.h"
#include "engine/Snapshot.h"
#include "oidc/TokenValidation.h"
#include "session/Session.h"

#include <optional>
#include <string_view>

namespace meshsso::engine {

/// What tokens of an issuer are checked against: of a bearer issuer, or of the provider itself where none is
/// named. snapshot.issuerState() must know it.
oidc::TokenPolicy tokenPolicy(const Snapshot& snapshot, std::optional<std::size_t> bearerIssuer);

/// The claims of a token that nobody has verified yet: good for choosing who verifies it and with which keys,
/// for nothing else. Errors: MalformedToken, TooLarge.
Result<json::object> unverifiedClaims(std::string_view token);

/// User name, confirmed email address and the provider's session, out of verified claims. What they leave out
/// stays as it is: a refreshed ID token need not repeat it (OIDC Core 1.0 section 12.2).
void takeIdentity(session::Session& session, const json::object& claims);
/// Groups and roles, out of an access token's verified claims.
void takeGroups(session::Session& session, const json::object& claims, const access::ClaimPaths& paths);

} // namespace meshsso::engine
