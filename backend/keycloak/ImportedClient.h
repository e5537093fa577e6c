#pragma once

#include "core/Json.h"
#include "keycloak/ClientImport.h"

#include <map>
#include <string>
#include <vector>

namespace meshsso::keycloak {

/// What an import has read of Keycloak, before it is turned into a project. Private to this folder.
struct ClientFacts
{
    json::object realm;
    json::object client;
    std::string issuer;        ///< as discovery says; empty if it could not be seen
    std::string adminUrl;      ///< where it was read
    json::array defaultScopes; ///< the client's, whole, with their mappers
    json::array roles;         ///< the realm's, without Keycloak's own
    std::map<std::string, std::vector<std::string>>
        scopeRoles; ///< scope name to the realm roles it is mapped to
};

/// Turns the facts into a project; pure.
ImportedProject projectFrom(const ClientFacts& facts, project::SsoProject base);

/// True for the client scopes that Keycloak makes in every realm.
bool isBuiltInScope(std::string_view name) noexcept;

} // namespace meshsso::keycloak
