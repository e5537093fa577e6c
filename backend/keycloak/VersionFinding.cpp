#include "keycloak/VersionFinding.h"

#include <charconv>

namespace meshsso::keycloak {

Finding versionFinding(std::string_view version, std::string where)
{
    constexpr int oldestTested = 24;
    const std::string is = "this is Keycloak " + std::string(version);
    int major = 0;
    std::from_chars(version.data(), version.data() + version.size(), major);
    if (major > 0 && major < oldestTested) {
        return {"keycloak.version-old", Severity::Warning, std::move(where),
                is + "; MeshSSO is made for " + std::to_string(oldestTested) + " and later",
                "upgrade Keycloak, or check each login with login-test"};
    }
    return {"keycloak.version", Severity::Info, std::move(where), is, ""};
}

} // namespace meshsso::keycloak
