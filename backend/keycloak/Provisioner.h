#pragma once

#include "core/Finding.h"
#include "keycloak/AdminClient.h"
#include "project/SsoProject.h"
#include "secrets/SecretStore.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::keycloak {

enum class ChangeKind { Add, Change };

/// One difference between the project and Keycloak.
struct PlannedChange
{
    ChangeKind kind = ChangeKind::Add;
    std::string object;  ///< "realm Test-oidc", "client oauth2proxy", "user alice: role reader"
    std::string field;   ///< for Change: the declared field; for Add: empty
    std::string current; ///< secrets masked
    std::string desired;
};

struct Plan
{
    std::vector<PlannedChange> changes;
    Findings findings; ///< sslRequired and exposure, undeclared redirect URIs, issuer seen, ...
    bool empty() const { return changes.empty(); }
};

struct ApplyStep
{
    std::string object;
    std::string what; ///< "created", "redirectUris changed", ...
};

/// What an apply did. On failure, error says why, done what had been done, and running again completes it.
struct ApplyReport
{
    std::vector<ApplyStep> done;
    std::optional<Error> error;
    bool secretStored = false;
};

/// Compares Keycloak with the project, and makes it so. Redirect and post-logout URIs are exact, scopes,
/// roles and assignments additive; nothing undeclared is deleted. Bound to the AdminClient's executor.
class Provisioner
{
public:
    using Progress = std::function<void(const ApplyStep&)>;

    Provisioner(AdminClient& admin, const project::SsoProject& project, secrets::SecretStore& secrets);

    Task<Result<Plan>> plan();
    /// Applies the differences, then reads the client secret back into the store at project.client.secret. A
    /// user's password is set only when the user is created or cannot sign in with it.
    Task<ApplyReport> apply(Progress progress);

private:
    AdminClient& m_admin;
    const project::SsoProject& m_project;
    secrets::SecretStore& m_secrets;
};

} // namespace meshsso::keycloak
