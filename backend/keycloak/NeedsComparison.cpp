#include "keycloak/AdminQueries.h"
#include "keycloak/ClaimOrigins.h"
#include "keycloak/Evaluate.h"
#include "keycloak/RuleNeeds.h"

#include "core/Text.h"
#include "oidc/Claims.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

using Kind = MissingPart::Kind;

/// True if the mapper fills the claim for users who have something to put there.
bool couldFill(const EffectiveMapper& mapper, std::string_view claim)
{
    constexpr std::string_view placeholder = "${client_id}";
    const auto name = stringOr(mapper.config, "claim.name");
    if (!mapper.inAccessToken || name.empty())
        return false;
    const auto at = name.find(placeholder);
    if (at == std::string_view::npos)
        return name == claim;
    const auto before = name.substr(0, at);
    const auto after = name.substr(at + placeholder.size());
    return claim.size() > before.size() + after.size() && claim.starts_with(before) && claim.ends_with(after);
}

/// One comparison under way.
class Comparison
{
public:
    Comparison(const Evaluation& evaluation, const project::SsoProject& project)
        : m_evaluation(evaluation), m_project(project), m_needs(RuleNeeds::of(project))
    {
    }

    NeedsComparison run()
    {
        checkScopes();
        checkAudience();
        checkSubject();
        checkRoles();
        checkGroups();
        checkUser();
        checkOtherClaims();
        return std::move(m_result);
    }

private:
    void checkScopes();
    void checkAudience();
    void checkSubject();
    void checkRoles();
    void checkRole(const std::string& role);
    void checkGroups();
    void checkGroupPaths(const EffectiveMapper& mapper);
    void checkUser();
    void checkEmail();
    void checkOtherClaims();

    void find(Severity severity, std::string code, std::string where, std::string why, std::string fix)
    {
        m_result.findings.push_back(
            {std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
    }
    /// Belongs to the finding noted last.
    void lack(Kind kind, std::string name, std::string claim, std::string supplier, bool canAdd = true)
    {
        m_result.missing.push_back({kind, std::move(name), std::move(claim), std::move(supplier), canAdd,
                                    m_result.findings.size() - 1});
    }
    std::string client() const { return "client " + m_project.client.id; }
    std::string user() const { return "user " + m_evaluation.username; }
    std::string audienceScope() const { return "client scope " + m_project.claims.audienceScopeName; }
    std::string rolesScope() const { return "client scope " + m_project.claims.roles.scopeName; }
    const project::User* declaredUser() const;
    std::set<std::string> rolesOfInterest() const;
    /// The mapper that fills the claim in the access token, or in the ID token.
    const EffectiveMapper* findMapper(std::string_view claim, bool EffectiveMapper::*place) const;
    bool asksFor(std::string_view scope) const { return contains(m_project.client.scopes, scope); }
    /// A login scope that is not there explains the lack of its claims.
    bool isScopeLacking(std::string_view scope) const
    {
        return contains(m_evaluation.unassignedScopes, scope) || contains(m_evaluation.unknownScopes, scope);
    }

    const Evaluation& m_evaluation;
    const project::SsoProject& m_project;
    RuleNeeds m_needs;
    NeedsComparison m_result;
};

const project::User* Comparison::declaredUser() const
{
    for (const auto& user : m_project.users) {
        if (equalsIgnoreCase(user.username, m_evaluation.username))
            return &user;
    }
    return nullptr;
}

const EffectiveMapper* Comparison::findMapper(std::string_view claim, bool EffectiveMapper::*place) const
{
    for (const auto& mapper : m_evaluation.mappers) {
        if (!(mapper.*place))
            continue;
        const auto& claims =
            place == &EffectiveMapper::inIdToken ? m_evaluation.idToken : m_evaluation.accessToken;
        const auto paths = claimPathsOf(mapper, claims);
        if (contains(paths, claim))
            return &mapper;
    }
    return nullptr;
}

void Comparison::checkScopes()
{
    for (const auto& scope : m_evaluation.unknownScopes) {
        find(Severity::Error, "evaluate.scope-unknown", "client.scopes",
             "logins ask for the scope " + scope +
                 ", which the realm does not have: Keycloak will answer invalid_scope",
             "create that client scope in Keycloak, or take it out of client.scopes");
        lack(Kind::ClientScope, scope, "scope", "client scope " + scope, false);
    }
    for (const auto& scope : m_evaluation.unassignedScopes) {
        find(Severity::Error, "evaluate.scope-unassigned", client(),
             "logins ask for the scope " + scope +
                 ", which is not among the client's: Keycloak will answer invalid_scope",
             "give the client the scope, as an optional one");
        lack(Kind::ClientScope, scope, "scope", "client scope " + scope);
    }
}

void Comparison::checkAudience()
{
    if (oidc::claimContains(oidc::findClaim(m_evaluation.accessToken, "aud"), m_project.client.id))
        return;
    const auto has = oidc::claimStrings(oidc::findClaim(m_evaluation.accessToken, "aud"));
    const std::string supplier = audienceScope() + ": mapper audience " + m_project.client.id;
    find(Severity::Error, "evaluate.audience-missing", "access token: aud",
         has.empty()
             ? "the token has no audience; the server refuses tokens that are not for " + m_project.client.id
             : "the token is for " + join(has, ", ") + ", not for " + m_project.client.id +
                   ": the server refuses it",
         "add " + supplier + ", as a default scope of the client");
    lack(Kind::Audience, {}, "aud", supplier);
}

void Comparison::checkSubject()
{
    if (!stringOr(m_evaluation.accessToken, "sub").empty())
        return;
    const bool isAssigned = contains(m_evaluation.defaultScopes, "basic");
    const std::string supplier =
        isAssigned ? audienceScope() + ": mapper sub" : std::string("default client scope basic");
    find(Severity::Error, "evaluate.subject-missing", "access token: sub",
         "the token does not say who the user is; since Keycloak 25 sub comes with the scope basic",
         "add " + supplier);
    lack(Kind::Subject, {}, "sub", supplier);
}

std::set<std::string> Comparison::rolesOfInterest() const
{
    std::set<std::string> roles = m_needs.roles;
    const auto& only = m_project.claims.roles.restrictToRoles;
    if (!only.empty()) {
        roles.insert(only.begin(), only.end());
        return roles;
    }
    for (const auto& role : m_project.roles)
        roles.insert(role.name);
    return roles;
}

void Comparison::checkRoles()
{
    const auto interesting = rolesOfInterest();
    if (interesting.empty())
        return;
    if (const auto* declared = declaredUser()) {
        for (const auto& role : declared->roles) {
            if (contains(m_evaluation.userRoles, role))
                continue;
            find(Severity::Error, "evaluate.user-role-missing", user(),
                 "the project gives the user the role " + role + ", and Keycloak does not",
                 "assign the role to the user");
            lack(Kind::UserRole, role, m_project.claims.roles.claim, "role " + role + " of " + user());
        }
    }
    const std::string& claim = m_project.claims.roles.claim;
    if (!findMapper(claim, &EffectiveMapper::inAccessToken)) {
        const std::string supplier = rolesScope() + ": mapper realm roles";
        find(Severity::Error, "evaluate.roles-mapper-missing", "access token: " + claim,
             "no mapper puts realm roles into the claim " + claim + ", which the access rules read",
             "add " + supplier + ", as a default scope of the client");
        lack(Kind::RolesMapper, {}, claim, supplier);
        return;
    }
    for (const auto& role : interesting) {
        if (contains(m_evaluation.userRoles, role))
            checkRole(role);
    }
}

void Comparison::checkRole(const std::string& role)
{
    const std::string& claim = m_project.claims.roles.claim;
    if (oidc::claimContains(oidc::findClaim(m_evaluation.accessToken, claim), role))
        return;
    const std::string why = "the user has the role " + role + ", and the claim " + claim + " does not say so";
    if (!contains(m_evaluation.grantedRoles, role)) {
        find(Severity::Error, "evaluate.role-not-granted", "access token: " + claim,
             why + ": none of the client's scopes lets it through, and full scope is off",
             "map " + rolesScope() + " to the role");
        lack(Kind::ScopeRole, role, claim, rolesScope() + ": for role " + role);
        return;
    }
    const auto* mapper = findMapper(claim, &EffectiveMapper::inAccessToken);
    find(Severity::Error, "evaluate.role-missing", "access token: " + claim, why,
         "look at the mapper " + (mapper ? mapper->name + " of " + mapper->container : std::string()) +
             ": a prefix, or a restriction of its scope to other roles, keeps it out");
}

void Comparison::checkGroups()
{
    if (m_needs.groups.empty())
        return;
    const std::string& claim = m_project.claims.groupsClaim;
    const auto* mapper = findMapper(claim, &EffectiveMapper::inAccessToken);
    if (!mapper) {
        const std::string supplier = audienceScope() + ": mapper groups";
        find(Severity::Error, "evaluate.groups-mapper-missing", "access token: " + claim,
             "no mapper puts groups into the claim " + claim + ", which the access rules read",
             "add " + supplier);
        lack(Kind::GroupsMapper, {}, claim, supplier);
        return;
    }
    if (mapper->type == "oidc-group-membership-mapper")
        checkGroupPaths(*mapper);
}

void Comparison::checkGroupPaths(const EffectiveMapper& mapper)
{
    const bool fullPath = stringOr(mapper.config, "full.path") != "false";
    for (const auto& group : m_needs.groups) {
        if (group.starts_with('/') == fullPath)
            continue;
        find(Severity::Warning, "evaluate.group-path", "access token: " + m_project.claims.groupsClaim,
             "a rule names the group " + group + ", and the mapper " + mapper.name + " writes " +
                 (fullPath ? "full paths (/staff/eng)" : "names without their path (eng)") +
                 ": they never match",
             fullPath ? "write the rule's group with its path, or turn the mapper's full path off"
                      : "write the rule's group by its name alone, or turn the mapper's full path on");
    }
}

void Comparison::checkUser()
{
    if (!m_evaluation.userEnabled) {
        find(Severity::Error, "evaluate.user-disabled", user(), "the user is disabled and cannot sign in",
             "enable the user in Keycloak");
    }
    checkEmail();
    if (!asksFor("profile") || isScopeLacking("profile"))
        return;
    if (stringOr(m_evaluation.idToken, "preferred_username").empty()) {
        const std::string supplier = audienceScope() + ": mapper preferred_username";
        find(Severity::Warning, "evaluate.username-missing", "ID token: preferred_username",
             "the ID token does not hold the user's name: applications see no "
             "X-Auth-Request-Preferred-Username",
             "add " + supplier);
        lack(Kind::UserClaim, "preferred_username", "preferred_username", supplier);
    }
}

void Comparison::checkEmail()
{
    if (!asksFor("email") || isScopeLacking("email"))
        return;
    if (m_evaluation.userEmail.empty()) {
        find(Severity::Warning, "evaluate.email-unset", user(),
             "the user has no e-mail address: applications see none", "give the user one in Keycloak");
        return;
    }
    if (stringOr(m_evaluation.idToken, "email").empty()) {
        const std::string supplier = audienceScope() + ": mapper email";
        find(Severity::Warning, "evaluate.email-missing", "ID token: email",
             "no mapper puts the user's e-mail address into the ID token: applications see none",
             "add " + supplier);
        lack(Kind::UserClaim, "email", "email", supplier);
    }
    if (!m_evaluation.userEmailVerified) {
        find(Severity::Warning, "evaluate.email-unverified", user(),
             "the user's e-mail address is not verified, so the server does not pass it on",
             "verify it in Keycloak, or declare emailVerified: true and apply");
    }
}

void Comparison::checkOtherClaims()
{
    for (const auto& claim : m_needs.claims) {
        const auto& mappers = m_evaluation.mappers;
        if (oidc::findClaim(m_evaluation.accessToken, claim) ||
            std::any_of(mappers.begin(), mappers.end(), [&](const auto& m) { return couldFill(m, claim); }))
            continue;
        find(Severity::Warning, "evaluate.claim-missing", "access token: " + claim,
             "access rules or headers read the claim " + claim +
                 ", and nothing puts it into the access token of " + m_evaluation.username,
             "add a mapper whose token claim name is " + claim +
                 " to one of the client's scopes, or give the user what an existing one reads");
        lack(Kind::Claim, claim, claim, "a mapper with the token claim name " + claim, false);
    }
}

} // namespace

NeedsComparison compareWithNeeds(const Evaluation& evaluation, const project::SsoProject& project)
{
    return Comparison(evaluation, project).run();
}

} // namespace meshsso::keycloak
