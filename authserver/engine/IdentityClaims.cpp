#include "engine/IdentityClaims.h"

#include "oidc/Claims.h"

namespace meshsso::engine {

std::string_view issuerOf(const session::OpenedSession& opened, const Settings& settings)
{
    return stringOr(opened.claims, "iss", settings.config().provider.issuer);
}

std::vector<NamedClaim> mappedClaims(const session::OpenedSession& opened, const Settings& settings)
{
    std::vector<NamedClaim> claims;
    for (const auto& [header, path] : settings.config().headers.claimHeaders)
        claims.push_back({path, oidc::findClaim(opened.claims, path)});
    return claims;
}

} // namespace meshsso::engine
