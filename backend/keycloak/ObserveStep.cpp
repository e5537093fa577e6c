#include "keycloak/Reconciliation.h"

#include "oidc/ProviderMetadata.h"

#include <charconv>

namespace meshsso::keycloak {
namespace {

constexpr int oldestTestedVersion = 24;

void noteVersion(Reconciliation& walk, const std::string& version)
{
    int major = 0;
    std::from_chars(version.data(), version.data() + version.size(), major);
    if (major > 0 && major < oldestTestedVersion) {
        walk.find("keycloak.version-old", Severity::Warning, walk.admin().baseUrl(),
                  "this is Keycloak " + version + "; MeshSSO is made for " +
                      std::to_string(oldestTestedVersion) + " and later",
                  "upgrade Keycloak, or check each login with login-test");
    } else {
        walk.find("keycloak.version", Severity::Info, walk.admin().baseUrl(), "this is Keycloak " + version,
                  "");
    }
}

void noteIssuer(Reconciliation& walk, const std::string& seen)
{
    const auto expected = walk.project().identityProvider.issuer();
    if (seen == expected)
        return;
    walk.find("keycloak.issuer-differs", Severity::Error, "identityProvider.url",
              "Keycloak calls itself " + seen + " where the project expects " + expected +
                  ": every token will be refused",
              "make Keycloak use the name browsers use (KC_HOSTNAME, or KC_PROXY_HEADERS=xforwarded and a "
              "gateway that "
              "sets X-Forwarded-Proto, -Host and -Port), or correct identityProvider.url and realm");
}

} // namespace

Task<Result<void>> observe(Reconciliation& walk)
{
    auto version = co_await walk.admin().serverVersion();
    if (version)
        noteVersion(walk, *version);
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
