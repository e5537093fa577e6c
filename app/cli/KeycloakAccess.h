#pragma once

#include "cli/Context.h"
#include "keycloak/Provisioner.h"

#include <memory>

namespace meshsso::cli {

/// The project's Keycloak, ready to be planned and applied: HTTP client, credentials and secret store
/// together.
class KeycloakAccess
{
public:
    /// Credentials come from the project's identityProvider.admin, and where it names none, from
    /// MESHSSO_KEYCLOAK_ADMIN_USERNAME and MESHSSO_KEYCLOAK_ADMIN_PASSWORD. Signs in at once, so that a wrong
    /// password or address is the first thing said. project must outlive the result.
    static Task<Result<std::unique_ptr<KeycloakAccess>>> open(Context& context, const OpenProject& project);

    keycloak::Provisioner& provisioner() { return m_provisioner; }
    const std::string& url() const { return m_admin.baseUrl(); }

private:
    KeycloakAccess(Context& context, const OpenProject& project, std::shared_ptr<secrets::SecretStore> store,
                   keycloak::AdminCredentials credentials);

    std::shared_ptr<secrets::SecretStore> m_store;
    std::unique_ptr<net::HttpClient> m_http;
    keycloak::AdminClient m_admin;
    keycloak::Provisioner m_provisioner;
};

/// Where the Admin REST API of the project's Keycloak is.
std::string adminUrl(const project::SsoProject& project);

/// {"object":, "kind":, ...} for each change.
json::array planJson(const keycloak::Plan& plan);
/// The plan for people: one line a change, and a summary.
void showPlan(const Console& console, const keycloak::Plan& plan, std::string_view realm,
              std::string_view url);

} // namespace meshsso::cli
