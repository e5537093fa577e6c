#pragma once

#include "core/Json.h"
#include "project/SsoProject.h"

#include <string>
#include <vector>

namespace meshsso::keycloak {

/// A client scope of ours: its declared fields, its mappers, and the realm roles it is restricted to.
struct DesiredScope
{
    std::string name;
    std::string description; ///< given at creation, not compared
    json::object fields;
    std::vector<json::object> mappers; ///< each with its "name"
    std::vector<std::string> roles;
};

struct DesiredUser
{
    std::string username;
    json::object fields; ///< empty for a user we leave alone but for roles
    secrets::SecretRef password;
    std::vector<std::string> roles;
};

/// What the project declares about Keycloak, in the Admin REST API's representations and only its declared
/// fields.
struct DesiredState
{
    json::object realm;
    json::object client;
    std::vector<json::object> roles;          ///< "name", and "description" where declared
    std::vector<DesiredScope> scopes;         ///< all of them default scopes of the client
    std::vector<std::string> requestedScopes; ///< what logins ask for, beside openid
    std::vector<DesiredUser> users;
};

/// Compiles the project; pure.
DesiredState compileDesiredState(const project::SsoProject& project);

} // namespace meshsso::keycloak
