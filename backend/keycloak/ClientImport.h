#pragma once

#include "core/Finding.h"
#include "keycloak/AdminClient.h"
#include "project/SsoProject.h"

#include <string>
#include <vector>

namespace meshsso::keycloak {

struct ClientChoice
{
    std::string id; ///< Keycloak's internal id
    std::string clientId;
    std::string name;
    bool enabled = true;
    bool isPublic = false;
    bool isBuiltIn = false; ///< Keycloak's own: account, admin-cli, broker, ...
};

/// The realm's OpenID Connect clients by client id, Keycloak's own last. Errors: those of AdminClient::get.
Task<Result<std::vector<ClientChoice>>> listClients(AdminClient& admin, std::string realm);

/// The names of the realms that the account may see, sorted. Errors: those of AdminClient::get.
Task<Result<std::vector<std::string>>> listRealms(AdminClient& admin);

struct ImportedProject
{
    project::SsoProject project;
    Findings findings; ///< codes import.*: what has no equivalent, what was guessed, what is to be filled in
};

/// Reads the client, its scopes, mappers and roles into a project. base is what the rest comes from: an empty
/// project, or the one being edited; only what the client tells is replaced (gateway address and HTTPS port
/// from the redirect URIs, identity provider, client, claims, roles). Users are not read, and no secret is:
/// client.secret stays base's, or is set to a keychain reference that the next apply fills. Changes nothing
/// in Keycloak. Errors: those of AdminClient; NotFound names the realm or client; Unsupported for a client
/// that is not OpenID Connect.
Task<Result<ImportedProject>> importClient(AdminClient& admin, std::string realm, std::string clientId,
                                           project::SsoProject base);

} // namespace meshsso::keycloak
