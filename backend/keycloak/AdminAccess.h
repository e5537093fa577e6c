#pragma once

#include "core/Clock.h"
#include "keycloak/Provisioner.h"
#include "net/HttpClientOptions.h"

#include <filesystem>
#include <memory>
#include <string>

namespace meshsso::keycloak {

/// Where the Admin REST API of the project's Keycloak is: identityProvider.admin.url, or the URL that
/// browsers use. Without a trailing slash; empty while the project names neither.
std::string adminUrl(const project::SsoProject& project);

/// How the project's Keycloak is reached over TLS; folder is where relative paths in the project start from.
net::HttpClientOptions keycloakHttpOptions(const project::SsoProject& project,
                                           const std::filesystem::path& folder);

/// Who administers where the project does not say: the command line's environment, or what the operator typed
/// for this session. What the project names wins.
struct AdminFallback
{
    std::string username;
    SecretString password;
    std::string howToGive; ///< ends the error's fix: ", or MESHSSO_KEYCLOAK_ADMIN_USERNAME and ..."
};

/// The credentials that the project's identityProvider.admin names, read from the store. Errors: those of
/// SecretStore (they name the field), InvalidArgument if nobody is named or the password is nowhere.
Task<Result<AdminCredentials>> readAdminCredentials(std::shared_ptr<secrets::SecretStore> store,
                                                    project::KeycloakAdmin admin, AdminFallback fallback);

/// The project's Keycloak, signed in to: everything that is needed to plan, apply, evaluate and import, held
/// together. It works on its own copy of the project, so that an edit cannot change it under a running plan.
/// Bound to the HttpClient's executor.
class AdminAccess
{
public:
    /// Reads the credentials and signs in at once, so that a wrong password or address is the first thing
    /// said. The clock must outlive the result. Errors: those of readAdminCredentials and
    /// AdminClient::signIn.
    static Task<Result<std::unique_ptr<AdminAccess>>> open(std::shared_ptr<net::HttpClient> http,
                                                           std::shared_ptr<secrets::SecretStore> store,
                                                           project::SsoProject project, const Clock& clock,
                                                           AdminFallback fallback);

    AdminAccess(const AdminAccess&) = delete;
    AdminAccess& operator=(const AdminAccess&) = delete;

    AdminClient& admin() { return m_admin; }
    Provisioner& provisioner() { return m_provisioner; }
    const project::SsoProject& project() const { return m_project; }
    secrets::SecretStore& secretStore() { return *m_store; }
    const std::string& url() const { return m_admin.baseUrl(); }

private:
    AdminAccess(std::shared_ptr<net::HttpClient> http, std::shared_ptr<secrets::SecretStore> store,
                project::SsoProject project, const Clock& clock, AdminCredentials credentials);

    std::shared_ptr<net::HttpClient> m_http;
    std::shared_ptr<secrets::SecretStore> m_store;
    project::SsoProject m_project;
    AdminClient m_admin;
    Provisioner m_provisioner;
};

} // namespace meshsso::keycloak
