#include "oidc/ClaimChecker.h"

#include "core/Text.h"
#include "oidc/NumericDate.h"
#include "oidc/PeerText.h"

#include <algorithm>

namespace meshsso::oidc {
namespace {

constexpr std::chrono::seconds maxLeeway{300};
constexpr std::size_t maxNameBytes = 255; // of sub: OIDC Core 2

std::string quoted(std::string_view text)
{
    return "'" + cleanText(text) + "'";
}

tl::unexpected<Error> malformed(std::string_view name, std::string_view what)
{
    return fail(ErrorCode::MalformedToken,
                "the token's claim " + std::string(name) + " is not " + std::string(what));
}

tl::unexpected<Error> missing(std::string_view name, std::string_view hint = {})
{
    return fail(ErrorCode::MissingClaim,
                "the token lacks the claim " + std::string(name) + std::string(hint));
}

/// aud as a list (RFC 7519 section 4.1.3: one string, or an array of them).
Result<std::vector<std::string>> audienceOf(const json::object& claims)
{
    const auto* claim = claims.if_contains("aud");
    if (!claim)
        return missing("aud");
    std::vector<std::string> audience;
    if (const auto* one = claim->if_string()) {
        audience.emplace_back(*one);
        return audience;
    }
    const auto* array = claim->if_array();
    if (!array)
        return malformed("aud", "text or a list of texts");
    for (const auto& element : *array) {
        if (!element.is_string())
            return malformed("aud", "text or a list of texts");
        audience.emplace_back(element.as_string());
    }
    return audience;
}

} // namespace

Result<void> ClaimChecker::checkPolicy(const TokenPolicy& policy, std::span<const std::string> audiences)
{
    const bool isForNobody = audiences.empty() || std::any_of(audiences.begin(), audiences.end(),
                                                              [](const auto& a) { return a.empty(); });
    if (policy.issuer.empty() || isForNobody || policy.algorithms.empty())
        return fail(ErrorCode::InvalidArgument,
                    "tokens are checked against an issuer, a client id and algorithms");
    if (policy.leeway < std::chrono::seconds(0) || policy.leeway > maxLeeway)
        return fail(ErrorCode::InvalidArgument, "the leeway for token times must be 0 to 300 seconds");
    if (policy.maxAge < std::chrono::seconds(0) || policy.maxAge > std::chrono::seconds(maxUnixSeconds))
        return fail(ErrorCode::InvalidArgument, "the longest age of a token must not be negative");
    return {};
}

Result<void> ClaimChecker::checkIssuer() const
{
    const auto issuer = requireText("iss");
    if (!issuer)
        return fail(issuer.error());
    if (*issuer != m_policy.issuer)
        return fail(ErrorCode::WrongIssuer, "the token's issuer is " + quoted(*issuer) + ", not " +
                                                quoted(m_policy.issuer) + " as configured");
    return {};
}

Result<void> ClaimChecker::checkAudience(std::span<const std::string> audiences) const
{
    const auto audience = audienceOf(m_claims);
    if (!audience)
        return fail(audience.error());
    if (std::find_first_of(audience->begin(), audience->end(), audiences.begin(), audiences.end()) ==
        audience->end()) {
        const std::vector<std::string> ours(audiences.begin(), audiences.end());
        return fail(ErrorCode::WrongAudience, "the token is for " + quoted(join(*audience, ", ")) +
                                                  ", not for " + quoted(join(ours, ", ")) +
                                                  " (with Keycloak: add an audience mapper for this client)");
    }
    return {};
}

Result<void> ClaimChecker::checkClient(std::span<const std::string> allowed) const
{
    bool isNamed = false;
    for (const std::string_view name : {"azp", "client_id"}) {
        const auto isThere = hasText(name);
        if (!isThere)
            return fail(isThere.error());
        if (!*isThere)
            continue;
        isNamed = true;
        const auto client = stringOr(m_claims, name);
        if (client.empty() || std::find(allowed.begin(), allowed.end(), client) == allowed.end()) {
            const std::vector<std::string> ours(allowed.begin(), allowed.end());
            return fail(ErrorCode::WrongAuthorizedParty, "the token was issued to the client " +
                                                             quoted(client) + ", not to " +
                                                             quoted(join(ours, ", ")));
        }
    }
    if (!isNamed)
        return missing("azp", " (or client_id), which says to which client it was issued");
    return {};
}

Result<void> ClaimChecker::checkAuthorizedParty() const
{
    const auto isThere = hasText("azp");
    if (!isThere)
        return fail(isThere.error());
    if (*isThere) {
        const auto party = stringOr(m_claims, "azp");
        if (party != m_policy.clientId)
            return fail(ErrorCode::WrongAuthorizedParty, "the token was issued to the client " +
                                                             quoted(party) + ", not to " +
                                                             quoted(m_policy.clientId));
        return {};
    }
    const auto audience = audienceOf(m_claims);
    if (!audience)
        return fail(audience.error());
    if (audience->size() > 1)
        return missing("azp", ", which a token for several audiences must have");
    return {};
}

Result<void> ClaimChecker::checkTimes() const
{
    const auto expires = requireDate("exp");
    if (!expires)
        return fail(expires.error());
    const auto issuedAt = requireDate("iat");
    if (!issuedAt)
        return fail(issuedAt.error());
    if (m_now >= *expires + m_policy.leeway)
        return fail(ErrorCode::Expired, "the token has expired");
    if (m_claims.contains("nbf")) {
        const auto notBefore = requireDate("nbf");
        if (!notBefore)
            return fail(notBefore.error());
        if (m_now + m_policy.leeway < *notBefore)
            return fail(ErrorCode::NotYetValid,
                        "the token is not valid yet (nbf): compare the two machines' clocks");
    }
    if (m_now + m_policy.leeway < *issuedAt)
        return fail(ErrorCode::NotYetValid,
                    "the token was issued in the future (iat): compare the two machines' clocks");
    if (m_policy.maxAge != std::chrono::seconds(0) && m_now > *issuedAt + m_policy.maxAge + m_policy.leeway)
        return fail(ErrorCode::Expired, "the token was issued too long ago");
    return {};
}

Result<bool> ClaimChecker::hasText(std::string_view name) const
{
    const auto* claim = m_claims.if_contains(name);
    if (!claim)
        return false;
    if (!claim->is_string())
        return malformed(name, "text");
    return true;
}

Result<std::string> ClaimChecker::requireText(std::string_view name) const
{
    const auto isThere = hasText(name);
    if (!isThere)
        return fail(isThere.error());
    if (!*isThere)
        return missing(name);
    std::string text(stringOr(m_claims, name));
    if (text.empty())
        return malformed(name, "text of at least one character");
    return text;
}

Result<TimePoint> ClaimChecker::requireDate(std::string_view name) const
{
    const auto* claim = m_claims.if_contains(name);
    if (!claim)
        return missing(name);
    const auto seconds = wholeSeconds(*claim);
    if (!seconds)
        return malformed(name, "a whole number of seconds since 1970");
    return fromUnixSeconds(*seconds);
}

Result<std::string> ClaimChecker::subject() const
{
    if (!m_claims.contains("sub"))
        return missing("sub", " (with Keycloak 25 and later: give the client the scope 'basic')");
    return requireName("sub");
}

Result<std::string> ClaimChecker::requireName(std::string_view name) const
{
    auto text = requireText(name);
    if (text && (text->size() > maxNameBytes || hasControlCharacters(*text)))
        return malformed(name, "at most 255 printable characters");
    return text;
}

Result<bool> ClaimChecker::checkTypeClaim(std::string_view expected) const
{
    const auto* claim = m_claims.if_contains("typ");
    if (!claim)
        return false;
    if (!claim->is_string() || claim->as_string() != expected)
        return fail(ErrorCode::WrongType, "the token is of the kind " +
                                              quoted(stringOr(m_claims, "typ", "?")) + ", where " +
                                              quoted(expected) + " is needed");
    return true;
}

Result<void> ClaimChecker::refuseEvents() const
{
    if (m_claims.contains("events"))
        return fail(ErrorCode::WrongType, "the token is a logout token or another security event");
    return {};
}

} // namespace meshsso::oidc
