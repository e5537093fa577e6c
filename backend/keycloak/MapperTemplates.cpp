#include "keycloak/MapperTemplates.h"

#include <array>
#include <string>

namespace meshsso::keycloak {
namespace {

struct UserClaim
{
    std::string_view claim;
    std::string_view attribute;
    std::string_view type;
    std::string_view mapperType;
};
constexpr std::array<UserClaim, 3> userClaims{
    {{"email", "email", "String", "oidc-usermodel-attribute-mapper"},
     {"email_verified", "emailVerified", "boolean", "oidc-usermodel-property-mapper"},
     {"preferred_username", "username", "String", "oidc-usermodel-attribute-mapper"}}};

json::object mapper(std::string_view name, std::string_view type, json::object config)
{
    return {{"name", name},
            {"protocol", "openid-connect"},
            {"protocolMapper", type},
            {"config", std::move(config)}};
}

} // namespace

std::optional<json::object> userClaimMapper(std::string_view claim)
{
    for (const auto& known : userClaims) {
        if (known.claim != claim)
            continue;
        json::object config{{"user.attribute", known.attribute}, {"claim.name", known.claim},
                            {"jsonType.label", known.type},      {"access.token.claim", "true"},
                            {"id.token.claim", "true"},          {"userinfo.token.claim", "true"}};
        return mapper(claim, known.mapperType, std::move(config));
    }
    return std::nullopt;
}

json::object subjectMapper()
{
    return mapper("sub", "oidc-sub-mapper",
                  {{"access.token.claim", "true"}, {"introspection.token.claim", "true"}});
}

json::object groupsMapper(std::string_view claim, bool fullPath)
{
    return mapper("groups", "oidc-group-membership-mapper",
                  {{"claim.name", claim},
                   {"full.path", fullPath ? "true" : "false"},
                   {"access.token.claim", "true"},
                   {"id.token.claim", "true"},
                   {"userinfo.token.claim", "true"}});
}

} // namespace meshsso::keycloak
