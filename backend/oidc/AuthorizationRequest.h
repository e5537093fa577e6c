#pragma once

#include "core/Result.h"
#include "core/SecureRandom.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::oidc {

/// RFC 7636 section 4.2: base64url(SHA-256(verifier)).
std::string pkceChallenge(std::string_view verifier);
/// A fresh verifier: 32 random bytes, 43 characters.
std::string generatePkceVerifier(SecureRandom& random);

struct AuthorizationRequest
{
    std::string clientId;
    std::string redirectUri;
    std::vector<std::string> scopes;
    std::string state;
    std::string nonce;
    std::string pkceVerifier;
    std::string prompt;    ///< empty: not sent
    std::string loginHint; ///< empty: not sent
};

/// The URL to send the browser to (OIDC Core 3.1.2.1, code flow, S256).
std::string authorizationUrl(std::string_view authorizationEndpoint, const AuthorizationRequest& request);

/// What came back to the redirect URI.
struct AuthorizationResponse
{
    std::string code;
    std::string state;
    std::string issuer; ///< RFC 9207 `iss`, if sent
    std::string sessionState;
};

/// Parses the callback's query. A parameter given twice is refused (RFC 6749 section 3.1). Errors:
/// ProtocolError (missing, duplicate or oversized parameters), AuthorizationError (the provider said no;
/// message holds its error code and cleaned description, printable ASCII but not fit for HTML unescaped;
/// context holds the state, if it was sent, so that the attempt can be ended).
Result<AuthorizationResponse> parseAuthorizationResponse(std::string_view query);

/// RFC 9207: `iss` must equal the issuer if present, and must be present if the metadata promises it. Errors:
/// WrongIssuer, MissingClaim.
Result<void> checkResponseIssuer(const AuthorizationResponse& response, std::string_view issuer,
                                 bool promised);

} // namespace meshsso::oidc
