#pragma once

#include "core/Result.h"
#include "engine/CheckRequest.h"

namespace meshsso::engine {

/// The request that a subrequest asks about (nginx's auth_request, Traefik's forwardAuth), which its headers
/// name: X-Original-URL and -Method, or X-Forwarded-Uri, -Host and -Method. They count only from a trusted
/// peer. The result views what the subrequest views. Errors: InvalidArgument, with the reason for the log.
Result<CheckRequest> readSubrequest(const CheckRequest& subrequest);

} // namespace meshsso::engine
