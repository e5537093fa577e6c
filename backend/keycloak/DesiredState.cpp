#include "keycloak/DesiredState.h"

#include "core/Text.h"

namespace meshsso::keycloak {
namespace {

using project::SsoProject;

json::array toArray(const std::vector<std::string>& texts)
{
    json::array array;
    for (const auto& text : texts)
        array.emplace_back(text);
    return array;
}

json::object realmFields(const SsoProject& project)
{
    const bool plainHttp = project.identityProvider.exposure == project::Exposure::GuideHttp;
    return {{"realm", project.identityProvider.realm},
            {"enabled", true},
            {"sslRequired", plainHttp ? "none" : "external"}};
}

/// Keycloak tells a client in one of two ways, and by the front channel wherever that is on.
void declareLogoutNotice(const SsoProject& project, json::object& client)
{
    const auto url = project.logoutNoticeUrl();
    if (url.empty())
        return;
    const bool isFront = project.client.logoutNotice == project::LogoutNotice::FrontChannel;
    client["frontchannelLogout"] = isFront;
    auto& attributes = client.at("attributes").as_object();
    const std::string_view prefix = isFront ? "frontchannel" : "backchannel";
    attributes[std::string(prefix) + ".logout.url"] = url;
    // With the session named, a logout ends that session and not all of the user's.
    attributes[std::string(prefix) + ".logout.session.required"] = "true";
}

json::object clientFields(const SsoProject& project)
{
    json::object client{{"clientId", project.client.id},
                        {"protocol", "openid-connect"},
                        {"enabled", true},
                        {"publicClient", false},
                        {"bearerOnly", false},
                        {"clientAuthenticatorType", "client-secret"},
                        {"standardFlowEnabled", true},
                        {"implicitFlowEnabled", false},
                        {"directAccessGrantsEnabled", false},
                        {"serviceAccountsEnabled", false},
                        {"fullScopeAllowed", false},
                        {"redirectUris", toArray(project.effectiveRedirectUris())},
                        {"attributes", json::object{{"post.logout.redirect.uris",
                                                     join(project.effectivePostLogoutRedirectUris(), "##")},
                                                    {"pkce.code.challenge.method", "S256"}}}};
    declareLogoutNotice(project, client);
    return client;
}

json::object scopeFields()
{
    return {{"protocol", "openid-connect"},
            {"attributes", json::object{{"include.in.token.scope", "false"}}}};
}

DesiredScope rolesScope(const SsoProject& project)
{
    const auto& declared = project.claims.roles;
    DesiredScope scope;
    scope.name = declared.scopeName;
    scope.description = "The user's realm roles, for the mesh's access rules";
    scope.fields = scopeFields();
    scope.roles = declared.restrictToRoles;
    if (scope.roles.empty()) {
        for (const auto& role : project.roles)
            scope.roles.push_back(role.name);
    }
    scope.mappers.push_back({{"name", "realm roles"},
                             {"protocol", "openid-connect"},
                             {"protocolMapper", "oidc-usermodel-realm-role-mapper"},
                             {"config", json::object{{"claim.name", declared.claim},
                                                     {"jsonType.label", "String"},
                                                     {"multivalued", "true"},
                                                     {"access.token.claim", "true"},
                                                     {"id.token.claim", "true"},
                                                     {"userinfo.token.claim", "true"}}}});
    return scope;
}

DesiredScope audienceScope(const SsoProject& project)
{
    // Apart from the roles: a scope restricted to roles is lost whole for a user who has none of them.
    DesiredScope scope;
    scope.name = project.claims.audienceScopeName;
    scope.description = "Puts the client into the access token's audience";
    scope.fields = scopeFields();
    scope.mappers.push_back({{"name", "audience " + project.client.id},
                             {"protocol", "openid-connect"},
                             {"protocolMapper", "oidc-audience-mapper"},
                             {"config", json::object{{"included.client.audience", project.client.id},
                                                     {"access.token.claim", "true"},
                                                     {"id.token.claim", "false"}}}});
    return scope;
}

DesiredUser desiredUser(const project::User& user)
{
    DesiredUser desired;
    desired.username = user.username;
    desired.password = user.password;
    desired.roles = user.roles;
    if (!user.password.isSet())
        return desired;
    desired.fields = {{"enabled", true}};
    if (!user.email.empty()) {
        desired.fields["email"] = user.email;
        desired.fields["emailVerified"] = user.emailVerified;
    }
    if (!user.firstName.empty())
        desired.fields["firstName"] = user.firstName;
    if (!user.lastName.empty())
        desired.fields["lastName"] = user.lastName;
    return desired;
}

} // namespace

DesiredState compileDesiredState(const SsoProject& project)
{
    DesiredState state;
    state.realm = realmFields(project);
    state.client = clientFields(project);
    for (const auto& role : project.roles) {
        json::object fields{{"name", role.name}};
        if (!role.description.empty())
            fields["description"] = role.description;
        state.roles.push_back(std::move(fields));
    }
    state.scopes.push_back(rolesScope(project));
    state.scopes.push_back(audienceScope(project));
    for (const auto& scope : project.client.scopes) {
        if (scope != "openid")
            state.requestedScopes.push_back(scope);
    }
    for (const auto& user : project.users)
        state.users.push_back(desiredUser(user));
    return state;
}

} // namespace meshsso::keycloak
