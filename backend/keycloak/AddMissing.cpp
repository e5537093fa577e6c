#include "keycloak/Evaluate.h"
#include "keycloak/MapperTemplates.h"
#include "keycloak/Reconciliation.h"
#include "keycloak/RuleNeeds.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

using Kind = MissingPart::Kind;

/// The declared scope of that name, alone; the extra mapper, if there is one, becomes its own.
DesiredState scopeAlone(const DesiredState& whole, const std::string& name, std::optional<json::object> extra)
{
    DesiredState part;
    for (const auto& scope : whole.scopes) {
        if (scope.name != name)
            continue;
        part.scopes.push_back(scope);
        if (extra)
            part.scopes.back().mappers.push_back(std::move(*extra));
    }
    return part;
}

void takeRole(const DesiredState& whole, const std::string& name, DesiredState& part)
{
    for (const auto& role : whole.roles) {
        if (stringOr(role, "name") == name)
            part.roles.push_back(role);
    }
}

bool rulesUseGroupPaths(const project::SsoProject& project)
{
    const auto groups = RuleNeeds::of(project).groups;
    return std::any_of(groups.begin(), groups.end(),
                       [](const auto& group) { return group.starts_with('/'); });
}

/// The part of what apply would do that supplies what is missing. needsMapper: the scope basic is there and
/// does not help.
Result<DesiredState> narrowed(const project::SsoProject& project, const MissingPart& missing,
                              const std::string& username, bool subjectNeedsMapper)
{
    const auto whole = compileDesiredState(project);
    const auto& audienceScope = project.claims.audienceScopeName;
    const auto& rolesScope = project.claims.roles.scopeName;
    DesiredState part;
    switch (missing.kind) {
    case Kind::Audience:
        return scopeAlone(whole, audienceScope, std::nullopt);
    case Kind::Subject:
        return subjectNeedsMapper ? scopeAlone(whole, audienceScope, subjectMapper()) : part;
    case Kind::RolesMapper:
        part = scopeAlone(whole, rolesScope, std::nullopt);
        part.roles = whole.roles; // the scope is restricted to them
        return part;
    case Kind::ScopeRole:
        part = scopeAlone(whole, rolesScope, std::nullopt);
        for (auto& scope : part.scopes)
            scope.roles = {missing.name};
        takeRole(whole, missing.name, part);
        return part;
    case Kind::UserRole: {
        DesiredUser user;
        user.username = username;
        user.roles = {missing.name};
        part.users.push_back(std::move(user));
        takeRole(whole, missing.name, part);
        return part;
    }
    case Kind::GroupsMapper:
        return scopeAlone(whole, audienceScope,
                          groupsMapper(project.claims.groupsClaim, rulesUseGroupPaths(project)));
    case Kind::ClientScope:
        part.requestedScopes = {missing.name};
        return part;
    case Kind::UserClaim:
        if (auto mapper = userClaimMapper(missing.name))
            return scopeAlone(whole, audienceScope, std::move(mapper));
        break;
    case Kind::Claim:
        break;
    }
    return fail(ErrorCode::Unsupported,
                "only the operator can know where the claim " + missing.name + " comes from",
                missing.supplier);
}

/// Keycloak's own scope basic cannot help where it is missing from the realm or is the client's already.
Task<Result<bool>> subjectNeedsMapper(AdminClient& admin, std::string realm, json::object client)
{
    if (contains(textsOf(client, "defaultClientScopes"), "basic"))
        co_return true;
    std::string path = adminRealmPath(realm, "/client-scopes");
    auto scopes = co_await getList(admin, std::move(path));
    if (!scopes)
        co_return fail(std::move(scopes).error());
    co_return findByMember(*scopes, "name", "basic") == nullptr;
}

} // namespace

Task<Result<void>> addMissing(AdminClient& admin, const project::SsoProject& project,
                              secrets::SecretStore& secrets, MissingPart part, std::string username)
{
    auto client = co_await getClient(admin, project.identityProvider.realm, project.client.id);
    if (!client)
        co_return fail(std::move(client).error());
    bool withMapper = false;
    if (part.kind == Kind::Subject) {
        auto needed = co_await subjectNeedsMapper(admin, project.identityProvider.realm, *client);
        if (!needed)
            co_return fail(std::move(needed).error());
        withMapper = *needed;
    }
    auto desired = narrowed(project, part, username, withMapper);
    if (!desired)
        co_return fail(std::move(desired).error());

    Provisioner::Progress none;
    Reconciliation walk(Reconciliation::Mode::Apply, admin, project, secrets, std::move(none));
    walk.narrowTo(std::move(*desired));
    walk.setRealmExists();
    walk.setClientUuid(std::string(stringOr(*client, "id")));
    using Step = Task<Result<void>> (*)(Reconciliation&);
    for (const Step step : {&reconcileRoles, &reconcileScopes, &reconcileClientScopes, &reconcileUsers}) {
        auto done = co_await step(walk);
        if (!done)
            co_return fail(std::move(done).error());
    }
    // What a step could not do it has only noted.
    const auto plan = walk.takePlan();
    for (const auto& finding : plan.findings) {
        if (finding.severity == Severity::Error)
            co_return fail(ErrorCode::NotFound, finding.why + ". Fix: " + finding.fix, finding.where);
    }
    co_return Result<void>();
}

} // namespace meshsso::keycloak
