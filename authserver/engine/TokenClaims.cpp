#include "engine/TokenClaims.h"

#include "oidc/Claims.h"

namespace meshsso::engine {

oidc::TokenPolicy tokenPolicy(const Snapshot& snapshot, std::optional<std::size_t> bearerIssuer)
{
    const auto& config = snapshot.settings->config();
    oidc::TokenPolicy policy;
    policy.issuer = bearerIssuer ? config.bearer.issuers[*bearerIssuer].issuer : config.provider.issuer;
    policy.clientId = config.provider.clientId;
    policy.leeway = config.provider.leeway;
    for (const auto& name : snapshot.issuerState(bearerIssuer)->metadata.idTokenSigningAlgorithms) {
        if (const auto algorithm = crypto::parseJwsAlgorithm(name))
            policy.algorithms.push_back(*algorithm);
    }
    return policy;
}

Result<json::object> unverifiedClaims(std::string_view token)
{
    constexpr int maxDepth = 16;
    const auto decoded = crypto::decodeJws(token);
    if (!decoded)
        return fail(decoded.error());
    auto claims = parseJsonObject(decoded->payload, crypto::JwsVerifier::maxTokenBytes, maxDepth);
    if (!claims)
        return fail(ErrorCode::MalformedToken, "the token's claims: " + claims.error().message);
    return claims;
}

void takeIdentity(session::Session& session, const json::object& claims)
{
    const auto take = [&](std::string& field, const char* name) {
        if (claims.contains(name))
            field = stringOr(claims, name);
    };
    take(session.username, "preferred_username");
    take(session.email, "email");
    // An address that nobody confirmed must not open an application to whoever typed it in.
    if (const auto* verified = claims.if_contains("email_verified");
        verified && !(verified->is_bool() && verified->as_bool()))
        session.email.clear();
    take(session.providerSession, "sid");
}

void takeGroups(session::Session& session, const json::object& claims, const access::ClaimPaths& paths)
{
    session.groups = oidc::claimStrings(oidc::findClaim(claims, paths.groups));
    session.roles = oidc::claimStrings(oidc::findClaim(claims, paths.roles));
}

} // namespace meshsso::engine
