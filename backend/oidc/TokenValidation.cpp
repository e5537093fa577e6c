#include "oidc/TokenValidation.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "crypto/ConstantTime.h"
#include "crypto/Digest.h"
#include "oidc/ClaimChecker.h"
#include "oidc/PeerText.h"

#include <algorithm>
#include <span>

namespace meshsso::oidc {
namespace {

using crypto::JwsAlgorithm;

constexpr int maxClaimDepth = 16;
constexpr std::chrono::seconds logoutTokenMaxAge{std::chrono::minutes(5)};
constexpr std::string_view backChannelLogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

/// The value of the header's typ, an "application/" before it cut off (RFC 7515 section 4.1.9). Empty if
/// absent.
Result<std::string> headerType(const json::object& header)
{
    const auto* member = header.if_contains("typ");
    if (!member)
        return std::string();
    if (!member->is_string())
        return fail(ErrorCode::MalformedToken, "the typ in the token's header is not text");
    auto type = toLowerAscii(member->as_string());
    constexpr std::string_view prefix = "application/";
    if (type.starts_with(prefix))
        type.erase(0, prefix.size());
    if (type.empty())
        return fail(ErrorCode::WrongType, "the typ in the token's header is empty");
    return type;
}

tl::unexpected<Error> wrongHeaderType(std::string_view type, std::string_view expected)
{
    return fail(ErrorCode::WrongType, "the token's header says typ '" + cleanText(type, 40) + "', where " +
                                          std::string(expected) + " is needed");
}

struct SignedClaims
{
    crypto::VerifiedJws jws;
    json::object claims;
};

Result<SignedClaims> verifySignature(std::string_view token, const crypto::JwkSet& keys,
                                     const TokenPolicy& policy, std::span<const std::string> audiences)
{
    if (auto good = ClaimChecker::checkPolicy(policy, audiences); !good)
        return fail(std::move(good).error());
    auto jws = crypto::JwsVerifier(policy.algorithms).verify(token, keys);
    if (!jws)
        return fail(std::move(jws).error());
    auto claims = parseJsonObject(jws->payload, crypto::JwsVerifier::maxTokenBytes, maxClaimDepth);
    if (!claims)
        return fail(ErrorCode::MalformedToken, "the token's claims: " + claims.error().message);
    return SignedClaims{std::move(*jws), std::move(*claims)};
}

/// The shape both kinds have, after all checks. Takes the token's content, which the checker looks at, last.
Result<ValidatedToken> validated(SignedClaims& token, const ClaimChecker& checker)
{
    auto subject = checker.subject();
    if (!subject)
        return fail(std::move(subject).error());
    const auto expires = checker.requireDate("exp");
    if (!expires)
        return fail(expires.error());
    const auto issuedAt = checker.requireDate("iat");
    if (!issuedAt)
        return fail(issuedAt.error());
    ValidatedToken result;
    result.issuer = stringOr(token.claims, "iss");
    result.subject = std::move(*subject);
    result.expires = *expires;
    result.issuedAt = *issuedAt;
    result.keyId = std::move(token.jws.keyId);
    result.header = std::move(token.jws.header);
    result.claims = std::move(token.claims);
    return result;
}

/// OIDC Core 3.1.3.6: the left half of the hash that the signature algorithm uses (Ed25519: SHA-512).
std::string accessTokenHash(std::string_view accessToken, JwsAlgorithm algorithm)
{
    std::string digest;
    switch (algorithm) {
    case JwsAlgorithm::RS256:
    case JwsAlgorithm::PS256:
    case JwsAlgorithm::ES256:
        digest = crypto::sha256(accessToken);
        break;
    case JwsAlgorithm::RS384:
    case JwsAlgorithm::PS384:
    case JwsAlgorithm::ES384:
        digest = crypto::sha384(accessToken);
        break;
    case JwsAlgorithm::RS512:
    case JwsAlgorithm::PS512:
    case JwsAlgorithm::ES512:
    case JwsAlgorithm::EdDSA:
        digest = crypto::sha512(accessToken);
        break;
    }
    return base64UrlEncode(std::string_view(digest).substr(0, digest.size() / 2));
}

Result<void> checkNonce(const json::object& claims, const ClaimChecker& checker, const std::string& expected)
{
    if (expected.empty())
        return fail(ErrorCode::InvalidArgument, "the nonce to expect is empty");
    if (auto there = checker.requireText("nonce"); !there)
        return fail(std::move(there).error());
    if (!crypto::constantTimeEquals(stringOr(claims, "nonce"), expected))
        return fail(ErrorCode::WrongNonce, "the token's nonce is not the one of this sign-in attempt");
    return {};
}

Result<void> checkAccessTokenHash(const SignedClaims& token, const ClaimChecker& checker,
                                  std::string_view accessToken)
{
    const auto isThere = checker.hasText("at_hash");
    if (!isThere)
        return fail(isThere.error());
    if (*isThere && !crypto::constantTimeEquals(stringOr(token.claims, "at_hash"),
                                                accessTokenHash(accessToken, token.jws.algorithm)))
        return fail(ErrorCode::WrongHash,
                    "the ID token was not issued together with this access token (at_hash)");
    return {};
}

Result<void> checkExpectation(const SignedClaims& token, const ClaimChecker& checker,
                              const IdTokenExpectation& expectation)
{
    if (expectation.nonce) {
        if (auto good = checkNonce(token.claims, checker, *expectation.nonce); !good)
            return good;
    }
    if (expectation.subject && stringOr(token.claims, "sub") != *expectation.subject)
        return fail(ErrorCode::WrongSubject, "the token is of another user than the session's");
    if (expectation.accessToken)
        return checkAccessTokenHash(token, checker, *expectation.accessToken);
    return {};
}

Result<void> checkIdTokenType(const SignedClaims& token, const ClaimChecker& checker)
{
    const auto type = headerType(token.jws.header);
    if (!type)
        return fail(type.error());
    if (!type->empty() && *type != "jwt")
        return wrongHeaderType(*type, "JWT");
    if (auto kind = checker.checkTypeClaim("ID"); !kind)
        return fail(std::move(kind).error());
    return checker.refuseEvents();
}

Result<void> checkAccessTokenType(const SignedClaims& token, const ClaimChecker& checker,
                                  AccessTokenProfile profile)
{
    const auto type = headerType(token.jws.header);
    if (!type)
        return fail(type.error());
    const bool isAtJwt = *type == "at+jwt";
    const bool isPlainJwt = *type == "jwt" && profile == AccessTokenProfile::Keycloak;
    if (!isAtJwt && !isPlainJwt)
        return wrongHeaderType(*type, profile == AccessTokenProfile::Keycloak ? "JWT or at+jwt" : "at+jwt");
    const auto kind = checker.checkTypeClaim("Bearer");
    if (!kind)
        return fail(kind.error());
    // A header that only says JWT leaves it to this claim to tell an access token from the others.
    if (isPlainJwt && !*kind)
        return fail(ErrorCode::WrongType,
                    "the token does not say that it is an access token: it lacks the claim typ");
    return checker.refuseEvents();
}

Result<void> checkLogoutTokenType(const SignedClaims& token, const ClaimChecker& checker)
{
    const auto type = headerType(token.jws.header);
    if (!type)
        return fail(type.error());
    if (!type->empty() && *type != "logout+jwt" && *type != "jwt")
        return wrongHeaderType(*type, "logout+jwt");
    if (auto kind = checker.checkTypeClaim("Logout"); !kind)
        return fail(std::move(kind).error());
    return {};
}

/// OIDC Back-Channel Logout 2.6, 4 to 6: sub or sid, the event, no nonce.
Result<void> checkLogoutEvent(const json::object& claims)
{
    const auto* events = claims.if_contains("events");
    if (!events)
        return fail(ErrorCode::MissingClaim, "the token lacks the claim events, so it is no logout token");
    const auto* list = events->if_object();
    const auto* event = list ? list->if_contains(backChannelLogoutEvent) : nullptr;
    if (!event || !event->is_object())
        return fail(ErrorCode::WrongType,
                    "the token's claim events does not hold the back-channel logout event with an object");
    if (claims.contains("nonce"))
        return fail(ErrorCode::WrongType, "the token holds a nonce, which no logout token may");
    if (!claims.contains("sub") && !claims.contains("sid"))
        return fail(ErrorCode::MissingClaim,
                    "the logout token names neither a user (sub) nor a session (sid)");
    return {};
}

/// checkTimes() with exp left to choice, as it is for these tokens.
Result<TimePoint> logoutTokenExpiry(const json::object& claims, const ClaimChecker& checker,
                                    const TokenPolicy& policy, TimePoint now)
{
    const auto issuedAt = checker.requireDate("iat");
    if (!issuedAt)
        return fail(issuedAt.error());
    auto end = *issuedAt + policy.maxAge;
    if (claims.contains("exp")) {
        const auto expires = checker.requireDate("exp");
        if (!expires)
            return fail(expires.error());
        end = std::min(end, *expires);
    }
    end += policy.leeway;
    if (now >= end)
        return fail(ErrorCode::Expired, "the logout token has expired or was issued too long ago");
    for (const std::string_view name : {"iat", "nbf"}) {
        if (!claims.contains(name))
            continue;
        const auto begin = checker.requireDate(name);
        if (!begin)
            return fail(begin.error());
        if (now + policy.leeway < *begin)
            return fail(ErrorCode::NotYetValid, "the logout token is from the future (" + std::string(name) +
                                                    "): compare the two machines' clocks");
    }
    return end;
}

Result<ValidatedToken> validateAccess(std::string_view token, const crypto::JwkSet& keys,
                                      const TokenPolicy& policy, AccessTokenProfile profile,
                                      std::span<const std::string> audiences,
                                      std::span<const std::string> clients, TimePoint now)
{
    auto content = verifySignature(token, keys, policy, audiences);
    if (!content)
        return fail(std::move(content).error());
    const ClaimChecker checker(content->claims, policy, now);
    if (auto good = checkAccessTokenType(*content, checker, profile); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkIssuer(); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkAudience(audiences); !good)
        return fail(std::move(good).error());
    if (!clients.empty()) {
        if (auto good = checker.checkClient(clients); !good)
            return fail(std::move(good).error());
    }
    if (auto good = checker.checkTimes(); !good)
        return fail(std::move(good).error());
    return validated(*content, checker);
}

} // namespace

Result<ValidatedToken> validateIdToken(std::string_view token, const crypto::JwkSet& keys,
                                       const TokenPolicy& policy, const IdTokenExpectation& expectation,
                                       TimePoint now)
{
    const std::span<const std::string> audiences(&policy.clientId, 1);
    auto content = verifySignature(token, keys, policy, audiences);
    if (!content)
        return fail(std::move(content).error());
    const ClaimChecker checker(content->claims, policy, now);
    if (auto good = checkIdTokenType(*content, checker); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkIssuer(); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkAudience(audiences); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkAuthorizedParty(); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkTimes(); !good)
        return fail(std::move(good).error());
    if (auto subject = checker.subject(); !subject)
        return fail(std::move(subject).error());
    if (auto good = checkExpectation(*content, checker, expectation); !good)
        return fail(std::move(good).error());
    return validated(*content, checker);
}

Result<ValidatedToken> validateAccessToken(std::string_view token, const crypto::JwkSet& keys,
                                           const TokenPolicy& policy, AccessTokenProfile profile,
                                           bool allowOtherClients, TimePoint now)
{
    const std::span<const std::string> own(&policy.clientId, 1);
    return validateAccess(token, keys, policy, profile, own,
                          allowOtherClients ? std::span<const std::string>() : own, now);
}

Result<ValidatedToken> validateApiToken(std::string_view token, const crypto::JwkSet& keys,
                                        const TokenPolicy& policy, AccessTokenProfile profile,
                                        const ApiClientPolicy& api, TimePoint now)
{
    return validateAccess(token, keys, policy, profile, api.audiences, api.allowedClients, now);
}

Result<LogoutToken> validateLogoutToken(std::string_view token, const crypto::JwkSet& keys,
                                        const TokenPolicy& policy, TimePoint now)
{
    auto limits = policy;
    if (limits.maxAge == std::chrono::seconds(0))
        limits.maxAge = logoutTokenMaxAge;
    const std::span<const std::string> audiences(&policy.clientId, 1);
    const auto content = verifySignature(token, keys, limits, audiences);
    if (!content)
        return fail(content.error());
    const auto& claims = content->claims;
    const ClaimChecker checker(claims, limits, now);
    if (auto good = checkLogoutTokenType(*content, checker); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkIssuer(); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkAudience(audiences); !good)
        return fail(std::move(good).error());
    if (auto good = checkLogoutEvent(claims); !good)
        return fail(std::move(good).error());
    const auto expires = logoutTokenExpiry(claims, checker, limits, now);
    if (!expires)
        return fail(expires.error());
    LogoutToken result;
    result.issuer = policy.issuer;
    result.expires = *expires;
    struct Name
    {
        std::string_view claim;
        std::string LogoutToken::*field;
        bool isRequired;
    };
    for (const auto& name : {Name{"jti", &LogoutToken::id, true}, Name{"sub", &LogoutToken::subject, false},
                             Name{"sid", &LogoutToken::providerSession, false}}) {
        if (!name.isRequired && !claims.contains(name.claim))
            continue;
        auto text = checker.requireName(name.claim);
        if (!text)
            return fail(std::move(text).error());
        result.*name.field = std::move(*text);
    }
    return result;
}

} // namespace meshsso::oidc
