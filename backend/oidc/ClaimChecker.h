#pragma once

#include "oidc/TokenValidation.h"

#include <span>

namespace meshsso::oidc {

/// The checks that all kinds of token share, each on its own. Works on claims whose signature was verified.
class ClaimChecker
{
public:
    ClaimChecker(const json::object& claims, const TokenPolicy& policy, TimePoint now)
        : m_claims(claims), m_policy(policy), m_now(now)
    {
    }

    /// The policy itself: a leeway out of bounds, an empty issuer or an empty audience would check nothing.
    /// Errors: InvalidArgument.
    static Result<void> checkPolicy(const TokenPolicy& policy, std::span<const std::string> audiences);

    Result<void> checkIssuer() const;
    /// aud holds one of them.
    Result<void> checkAudience(std::span<const std::string> audiences) const;
    /// The client that an access token was issued to: azp, or client_id as RFC 9068 has it, or both. Errors:
    /// WrongAuthorizedParty, MissingClaim (neither is there), MalformedToken.
    Result<void> checkClient(std::span<const std::string> allowed) const;
    /// OIDC Core 3.1.3.7, 4 and 5: azp is the client id if present, and present if aud has several values.
    Result<void> checkAuthorizedParty() const;
    /// exp, nbf, iat and maxAge.
    Result<void> checkTimes() const;
    /// True if the claim holds text; an error if it holds something else.
    Result<bool> hasText(std::string_view name) const;
    /// A claim that must be there and be non-empty text. Errors: MissingClaim, MalformedToken.
    Result<std::string> requireText(std::string_view name) const;
    /// A claim that must be there and be a date. Errors: MissingClaim, MalformedToken.
    Result<TimePoint> requireDate(std::string_view name) const;
    /// sub: non-empty, at most 255 bytes.
    Result<std::string> subject() const;
    /// A name that we keep: non-empty, at most 255 bytes without control characters.
    Result<std::string> requireName(std::string_view name) const;
    /// Keycloak's claim typ says the expected kind; false if there is no such claim. Errors: WrongType.
    Result<bool> checkTypeClaim(std::string_view expected) const;
    /// A logout token is neither kind (OIDC Back-Channel Logout 2.4).
    Result<void> refuseEvents() const;

private:
    const json::object& m_claims;
    const TokenPolicy& m_policy;
    TimePoint m_now;
};

} // namespace meshsso::oidc
