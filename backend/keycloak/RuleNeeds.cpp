#include "keycloak/RuleNeeds.h"

namespace meshsso::keycloak {
namespace {

std::string clientRolesClaim(const std::string& client)
{
    std::string path = "resource_access.";
    for (const char c : client) {
        if (c == '.' || c == '\\')
            path += '\\';
        path += c;
    }
    return path + ".roles";
}

void collect(const access::Requirement& requirement, RuleNeeds& needs)
{
    using Kind = access::Requirement::Kind;
    switch (requirement.kind) {
    case Kind::Role:
        needs.roles.insert(requirement.name);
        break;
    case Kind::ClientRole:
        needs.claims.insert(clientRolesClaim(requirement.client));
        break;
    case Kind::Group:
        needs.groups.insert(requirement.name);
        break;
    case Kind::ClaimEquals:
    case Kind::ClaimContains:
    case Kind::ClaimMatches:
        needs.claims.insert(requirement.name);
        break;
    case Kind::Scope:
        needs.claims.insert("scope");
        break;
    case Kind::AnyOf:
    case Kind::AllOf:
        for (const auto& part : requirement.parts)
            collect(part, needs);
        break;
    }
}

} // namespace

RuleNeeds RuleNeeds::of(const project::SsoProject& project)
{
    RuleNeeds needs;
    for (const auto& application : project.applications) {
        for (const auto& rule : application.access) {
            if (rule.mode == access::AccessMode::Require)
                collect(rule.requirement, needs);
        }
    }
    for (const auto& [header, claim] : project.authorization.claimHeaders)
        needs.claims.insert(claim);
    return needs;
}

} // namespace meshsso::keycloak
