#pragma once

#include "engine/AuthDecision.h"
#include "engine/HttpReply.h"
#include "engine/Settings.h"

#include <cstddef>

namespace envoy::service::auth::v3 {
class CheckResponse;
}

namespace meshsso::grpcapi {

/// Fills the answer that lets a request through: headers to set and to remove, and cookies for the browser.
/// What the gateway could not read is left out, and then removed from the request instead of set.
void writeAllowed(const engine::AuthDecision& decision, envoy::service::auth::v3::CheckResponse& response);

/// Of the claims in one user's metadata together: gateways keep them with the request, and may log them.
inline constexpr std::size_t maxClaimBytes = std::size_t{8} * 1024;

/// Adds who it is as dynamic metadata, for the gateway's log and other filters. The issuer is the token's
/// own, because a name means nothing without it. Beside the identity it has scope, azp and, under "claims",
/// those that claimHeaders name by their paths; one that is too large or that a gateway could not read is
/// left out.
void writeIdentity(const session::OpenedSession& opened, const engine::Settings& settings,
                   envoy::service::auth::v3::CheckResponse& response);

/// Fills the answer that does not, with the response that the client gets.
void writeDenied(engine::DecisionKind kind, engine::HttpReply reply,
                 envoy::service::auth::v3::CheckResponse& response);

} // namespace meshsso::grpcapi
