#pragma once

#include "engine/AuthDecision.h"
#include "engine/HttpReply.h"
#include "serverconfig/ServerConfig.h"

namespace envoy::service::auth::v3 {
class CheckResponse;
}

namespace meshsso::grpcapi {

/// Fills the answer that lets a request through: headers to set and to remove, and cookies for the browser.
/// What the gateway could not read is left out, and then removed from the request instead of set.
void writeAllowed(const engine::AuthDecision& decision, envoy::service::auth::v3::CheckResponse& response);

/// Adds who it is as dynamic metadata, for the gateway's log and other filters. The issuer is the token's
/// own, because a name means nothing without it.
void writeIdentity(const session::OpenedSession& opened, const serverconfig::ServerConfig& config,
                   envoy::service::auth::v3::CheckResponse& response);

/// Fills the answer that does not, with the response that the client gets.
void writeDenied(engine::DecisionKind kind, engine::HttpReply reply,
                 envoy::service::auth::v3::CheckResponse& response);

} // namespace meshsso::grpcapi
