#include "oidc/TokenValidation.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "crypto/ConstantTime.h"
#include "crypto/Digest.h"
#include "oidc/ClaimChecker.h"
#include "oidc/PeerText.h"

namespace meshsso::oidc {
namespace {

using crypto::JwsAlgorithm;

constexpr int maxClaimDepth = 16;

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
                                     const TokenPolicy& policy)
{
    if (auto good = ClaimChecker::checkPolicy(policy); !good)
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

/// The client the token was issued to: azp, or client_id as RFC 9068 has it.
Result<void> checkOwnClient(const ClaimChecker& checker, const TokenPolicy& policy)
{
    bool isNamed = false;
    for (const std::string_view name : {"azp", "client_id"}) {
        const auto isThere = checker.hasText(name);
        if (!isThere)
            return fail(isThere.error());
        if (!*isThere)
            continue;
        isNamed = true;
        const auto client = checker.requireText(name);
        if (!client || *client != policy.clientId)
            return fail(ErrorCode::WrongAuthorizedParty,
                        "the token was issued to the client '" + cleanText(client ? *client : std::string()) +
                            "', not to '" + cleanText(policy.clientId) + "'");
    }
    if (!isNamed)
        return fail(ErrorCode::MissingClaim, "the token does not say to which client it was issued (azp)");
    return {};
}

} // namespace

Result<ValidatedToken> validateIdToken(std::string_view token, const crypto::JwkSet& keys,
                                       const TokenPolicy& policy, const IdTokenExpectation& expectation,
                                       TimePoint now)
{
    auto content = verifySignature(token, keys, policy);
    if (!content)
        return fail(std::move(content).error());
    const ClaimChecker checker(content->claims, policy, now);
    if (auto good = checkIdTokenType(*content, checker); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkIssuer(); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkAudience(); !good)
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
    auto content = verifySignature(token, keys, policy);
    if (!content)
        return fail(std::move(content).error());
    const ClaimChecker checker(content->claims, policy, now);
    if (auto good = checkAccessTokenType(*content, checker, profile); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkIssuer(); !good)
        return fail(std::move(good).error());
    if (auto good = checker.checkAudience(); !good)
        return fail(std::move(good).error());
    if (!allowOtherClients) {
        if (auto good = checkOwnClient(checker, policy); !good)
            return fail(std::move(good).error());
    }
    if (auto good = checker.checkTimes(); !good)
        return fail(std::move(good).error());
    return validated(*content, checker);
}

} // namespace meshsso::oidc
