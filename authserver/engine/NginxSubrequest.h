#pragma once

#include "core/Result.h"
#include "engine/CheckRequest.h"
#include "serverconfig/ServerConfig.h"

namespace meshsso::engine {

/// The page that answers subrequests, under endpointPrefix.
constexpr std::string_view subrequestPage = "/auth";

/// The request that a subrequest asks about (nginx's auth_request, Traefik's forwardAuth), which its headers
/// name: X-Original-URL and -Method for the one, X-Forwarded-Uri, -Host and -Method for the other. Those of
/// the kind in use must all be there, and count only from a trusted peer; the other kind's are the client's
/// own and say nothing. The result views what the subrequest views. Errors: InvalidArgument, with the reason
/// for the log.
Result<CheckRequest> readSubrequest(const CheckRequest& subrequest, serverconfig::Subrequests kind);

} // namespace meshsso::engine
