#pragma once

#include "core/Result.h"

#include <string>
#include <string_view>

namespace meshsso::oidc {

/// The form body of a token revocation (RFC 7009 section 2.1; client authentication goes into the
/// Authorization header). The hint is "refresh_token" or "access_token"; empty: not sent.
std::string revocationForm(std::string_view token, std::string_view hint);

/// Reads a revocation endpoint's answer (section 2.2): 200 means that the token is good no more, also when
/// the provider never knew it. Errors: AuthorizationError with the OAuth error code in context, PeerError
/// (5xx and 429: worth another try), ProtocolError (another status, or a refusal without an OAuth error).
/// Never echoes a token.
Result<void> checkRevocationResponse(int status, std::string_view body);

} // namespace meshsso::oidc
