#pragma once

#include "core/Clock.h"
#include "core/Json.h"
#include "core/Result.h"
#include "crypto/JwkSet.h"
#include "crypto/JwsVerifier.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::oidc {

/// A token whose signature and claims were checked.
struct ValidatedToken
{
    json::object header;
    json::object claims;
    std::string issuer;
    std::string subject;
    TimePoint expires;
    TimePoint issuedAt;
    std::string keyId;
};

/// What all kinds of token are checked against.
struct TokenPolicy
{
    std::string issuer;   ///< exact
    std::string clientId; ///< must be in aud; not used for API clients' tokens
    std::vector<crypto::JwsAlgorithm> algorithms;
    std::chrono::seconds leeway{30}; ///< for exp, nbf and iat; 0 to 300
    std::chrono::seconds maxAge{0};  ///< since iat; 0: no limit
};

struct IdTokenExpectation
{
    std::optional<std::string> nonce;       ///< required and equal at login; nothing on refresh
    std::optional<std::string> subject;     ///< must be the same on refresh
    std::optional<std::string> accessToken; ///< checked against at_hash when the claim is there
};

/// OIDC Core 3.1.3.7 (and 12.2 on refresh): signature, iss, aud, azp, exp, nbf, iat, nonce, at_hash; with
/// Keycloak the claim typ must be "ID". Times are whole seconds from 1970 to 2255. Errors: those of
/// JwsVerifier, and WrongIssuer, WrongAudience, WrongAuthorizedParty, Expired, NotYetValid, WrongNonce,
/// WrongHash, WrongSubject, WrongType, MissingClaim, MalformedToken (a claim of the wrong type),
/// InvalidArgument (the policy itself).
Result<ValidatedToken> validateIdToken(std::string_view token, const crypto::JwkSet& keys,
                                       const TokenPolicy& policy, const IdTokenExpectation& expectation,
                                       TimePoint now);

/// Which access-token form an issuer uses.
enum class AccessTokenProfile {
    Rfc9068,  ///< header typ "at+jwt"
    Keycloak, ///< header typ "JWT" and the claim typ "Bearer"; at+jwt also where the client asks for it
};

/// RFC 9068 section 4 with the profile: signature, typ, iss, aud holds the client id, exp, nbf, iat, sub.
/// With allowOtherClients false, azp (or RFC 9068's client_id; both, if both are there) must be the client
/// id. An ID, refresh or logout token is refused as WrongType.
Result<ValidatedToken> validateAccessToken(std::string_view token, const crypto::JwkSet& keys,
                                           const TokenPolicy& policy, AccessTokenProfile profile,
                                           bool allowOtherClients, TimePoint now);

/// Whose access tokens an API takes.
struct ApiClientPolicy
{
    std::vector<std::string> audiences;      ///< one of them must be in aud; never empty
    std::vector<std::string> allowedClients; ///< azp or client_id; empty: any client of the issuer
};

/// An access token that an API client sent (RFC 6750), by the same rules, but for one of several audiences
/// and from any of the allowed clients.
Result<ValidatedToken> validateApiToken(std::string_view token, const crypto::JwkSet& keys,
                                        const TokenPolicy& policy, AccessTokenProfile profile,
                                        const ApiClientPolicy& api, TimePoint now);

/// Which sessions the provider has ended: those of the session, or, where it names none, all of the subject.
struct LogoutToken
{
    std::string issuer;
    std::string subject;         ///< may be empty when there is a provider session
    std::string providerSession; ///< sid; may be empty when there is a subject
    std::string id;              ///< jti; that it comes once is for the caller to see
    TimePoint expires;           ///< from then on it is refused, leeway included: how long to remember the id
};

/// OIDC Back-Channel Logout 1.0 section 2.6: signature, iss, aud holds the client id, iat at most maxAge old
/// (5 minutes unless the policy names one), exp if it is there, jti, the event, sub or sid, no nonce. Header
/// typ: logout+jwt, or JWT or none, as older providers send it. With Keycloak the claim typ must be "Logout".
/// An ID or access token is refused as WrongType or for lack of the event. Errors: those of validateIdToken.
Result<LogoutToken> validateLogoutToken(std::string_view token, const crypto::JwkSet& keys,
                                        const TokenPolicy& policy, TimePoint now);

} // namespace meshsso::oidc
