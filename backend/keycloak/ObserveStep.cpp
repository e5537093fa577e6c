#include "keycloak/Reconciliation.h"

#include "keycloak/IssuerComparison.h"
#include "keycloak/VersionFinding.h"
#include "oidc/ProviderMetadata.h"

namespace meshsso::keycloak {
namespace {

void noteIssuer(Reconciliation& walk, const std::string& seen)
{
    const auto expected = walk.project().identityProvider.issuer();
    if (seen == expected)
        return;
    walk.find("keycloak.issuer-differs", Severity::Error, "identityProvider.url",
              "Keycloak calls itself " + seen + " where the project expects " + expected +
                  ": every token will be refused",
              issuerFix(compareIssuers(expected, seen), seen));
}

} // namespace

Task<Result<void>> observe(Reconciliation& walk)
{
    auto version = co_await walk.admin().serverVersion();
    if (version)
        walk.find(versionFinding(*version, walk.admin().baseUrl()));
    if (!walk.realmExists())
        co_return Result<void>();
    const auto issuer = walk.project().identityProvider.issuer();
    std::string url = oidc::discoveryUrl(issuer);
    auto response = co_await walk.admin().fetchPublic(std::move(url));
    if (!response || response->status != 200) {
        walk.find("keycloak.issuer-unseen", Severity::Info, "identityProvider.url",
                  "the issuer could not be checked from here: " +
                      (response ? oidc::discoveryUrl(issuer) + " answers " + std::to_string(response->status)
                                : response.error().toString()),
                  "run login-test once the gateway is up; it checks the issuer where browsers see it");
        co_return Result<void>();
    }
    const auto document = parseJsonObject(response->body);
    if (document)
        noteIssuer(walk, std::string(stringOr(*document, "issuer")));
    co_return Result<void>();
}

} // namespace meshsso::keycloak
