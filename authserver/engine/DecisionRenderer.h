#pragma once

#include "engine/AuthDecision.h"
#include "engine/CheckRequest.h"
#include "engine/HttpReply.h"
#include "engine/ResponseWriter.h"
#include "engine/Settings.h"

namespace meshsso::engine {

/// How a check's answer looks to whoever asked.
enum class CheckProtocol {
    Envoy, ///< HTTP ext_authz: headers to set as response headers, those to remove in
           ///< x-envoy-auth-headers-to-remove
    Nginx, ///< auth_request: 200, 401 or 403, and 503 where it cannot be decided; headers to set as response
           ///< headers for auth_request_set
};

/// The response for a client that is not let through, whatever protocol carries it. Not for Allow.
HttpReply makeDenial(const AuthDecision& decision, const CheckRequest& request, const Settings& settings);

/// Writes decisions as HTTP responses.
void renderDecision(const AuthDecision& decision, const CheckRequest& request, const Settings& settings,
                    CheckProtocol protocol, ResponseWriter& out);

} // namespace meshsso::engine
