#pragma once

#include "core/Finding.h"
#include "keycloak/AdminClient.h"
#include "project/SsoProject.h"
#include "secrets/SecretStore.h"

#include <optional>
#include <string>
#include <vector>

namespace meshsso::keycloak {

struct UserChoice
{
    std::string id; ///< Keycloak's
    std::string username;
    std::string email;
    std::string firstName;
    std::string lastName;
    bool enabled = true;
};

struct UserChoices
{
    std::vector<UserChoice> users; ///< by user name
    bool isComplete = true;        ///< false: more match than were asked for; narrow the search
};

/// The realm's users whose name, e-mail or user name contains the text; all if it is empty. At most maxUsers,
/// 1 to 500. Errors: those of AdminClient::get.
Task<Result<UserChoices>> findUsers(AdminClient& admin, std::string realm, std::string search,
                                    std::size_t maxUsers = 50);

/// A protocol mapper that takes part for a client and the asked scopes.
struct EffectiveMapper
{
    std::string name;
    std::string type;        ///< "oidc-audience-mapper", ...
    std::string container;   ///< the client scope's name, or the client's id
    bool isOfClient = false; ///< in the client itself rather than in one of its client scopes
    bool inAccessToken = false;
    bool inIdToken = false;
    bool inUserinfo = false;
    json::object config;
};

/// Which mapper put a claim where. A claim that several mappers fill has several entries.
struct ClaimOrigin
{
    std::string claim;  ///< path as oidc::findClaim takes it: "aud", "realm_access.roles"
    std::string mapper; ///< empty: Keycloak itself, without a mapper (iss, exp, jti, ...)
    std::string mapperType;
    std::string container; ///< client scope's name, or client's id
    bool isOfClient = false;
    bool inAccessToken = false;
    bool inIdToken = false;
    bool inUserinfo = false;
};

struct EvaluateRequest
{
    std::string realm;
    std::string clientId;
    std::string username;
    std::vector<std::string> scopes; ///< that a login asks for; openid is always among them
};

/// What Keycloak would issue to the client for the user. The example tokens carry the issuer that Keycloak
/// has at the administration URL; checkConnection compares issuers where browsers see them.
struct Evaluation
{
    std::string clientId;
    std::string username;
    std::string userEmail;
    bool userEmailVerified = false;
    bool userEnabled = true;
    std::string scope; ///< as asked: "openid profile email"
    std::vector<EffectiveMapper> mappers;
    std::vector<std::string> grantedRoles;     ///< realm roles that may enter the token (role scope mappings)
    std::vector<std::string> userRoles;        ///< realm roles that the user has, composites included
    std::vector<std::string> userGroups;       ///< as paths: "/staff/eng"; at most 1000
    std::vector<std::string> defaultScopes;    ///< of the client, by name
    std::vector<std::string> optionalScopes;   ///< of the client, by name
    std::vector<std::string> unassignedScopes; ///< asked for and known to the realm, but not the client's
    std::vector<std::string> unknownScopes;    ///< asked for, and the realm has none of that name
    json::object accessToken;                  ///< claims of the example token
    json::object idToken;
    json::object userinfo;
    std::vector<ClaimOrigin> origins; ///< by claim; only of claims that are there
};

/// Keycloak's own Evaluate (Admin REST clients/{id}/evaluate-scopes). Nothing is issued or changed. Errors:
/// those of AdminClient; NotFound names the realm, client or user that is not there.
Task<Result<Evaluation>> evaluate(AdminClient& admin, EvaluateRequest request);

/// What a login of the project asks for, for that user.
EvaluateRequest evaluateRequestFor(const project::SsoProject& project, std::string username);

/// Something that the project needs in the tokens and that is not there.
struct MissingPart
{
    enum class Kind {
        Audience,     ///< aud does not hold the client
        Subject,      ///< no sub: the scope "basic" is not the client's
        RolesMapper,  ///< no mapper fills the roles claim
        ScopeRole,    ///< a role that the client scopes do not let into the token (name)
        UserRole,     ///< a role that the project gives to the user and the user has not (name)
        GroupsMapper, ///< no mapper fills the groups claim
        ClientScope,  ///< a realm's client scope that logins ask for is not the client's (name)
        UserClaim,    ///< a standard claim that the server reads (name): email, preferred_username
        Claim,        ///< a claim that rules or headers read (name); only the operator can know its source
    };
    Kind kind = Kind::Claim;
    std::string name;  ///< role, scope or claim, where the kind says so
    std::string claim; ///< the claim concerned: "aud", "roles"
    std::string
        supplier; ///< what would supply it: "client scope meshsso-audience: mapper audience oauth2proxy"
    bool canAdd = false;     ///< addMissing can
    std::size_t finding = 0; ///< index into the comparison's findings
};

struct NeedsComparison
{
    Findings findings; ///< codes evaluate.*
    std::vector<MissingPart> missing;
    bool inOrder() const { return !hasErrors(findings); }
};

/// Compares what Keycloak would issue with what the project's access rules, headers and server need. Pure.
NeedsComparison compareWithNeeds(const Evaluation& evaluation, const project::SsoProject& project);

/// Adds the missing part to Keycloak: through the steps of apply where the project declares it, narrowed to
/// the part, else as a mapper in our scope. Adding what is there already does nothing. username is whom it
/// was evaluated for (Kind::UserRole). project and secrets must outlive the task. Errors: those of
/// AdminClient; Unsupported if !canAdd.
Task<Result<void>> addMissing(AdminClient& admin, const project::SsoProject& project,
                              secrets::SecretStore& secrets, MissingPart part, std::string username);

} // namespace meshsso::keycloak
