#pragma once

#include "core/Clock.h"
#include "core/Result.h"
#include "core/SecretString.h"

#include <string>
#include <string_view>

namespace meshsso::oidc {

/// A successful token response (OIDC Core 3.1.3.3, RFC 6749 section 5.1).
struct TokenResponse
{
    std::string accessToken;
    std::string idToken; ///< may be empty on refresh
    std::string refreshToken;
    std::string scope;
    TimePoint accessExpires;
    TimePoint refreshExpires; ///< epoch: unknown
};

/// Parses a token endpoint's answer. Errors: AuthorizationError with the OAuth error code in context
/// ("invalid_grant"), PeerError (5xx, 429), ProtocolError (token_type not Bearer, access_token or expires_in
/// missing, members of the wrong type, another status), ParseError. Lifetimes over ten years count as ten.
/// Never echoes a token.
Result<TokenResponse> parseTokenResponse(int status, std::string_view body, TimePoint now);

/// The form body of a code exchange (client authentication goes into the Authorization header).
std::string codeExchangeForm(std::string_view code, std::string_view redirectUri,
                             std::string_view pkceVerifier);
/// The form body of a refresh.
std::string refreshForm(std::string_view refreshToken);

} // namespace meshsso::oidc
