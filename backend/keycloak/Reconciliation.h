#pragma once

#include "keycloak/AdminQueries.h"
#include "keycloak/DesiredState.h"
#include "keycloak/FieldDiff.h"
#include "keycloak/Provisioner.h"

namespace meshsso::keycloak {

/// One walk over Keycloak's objects, shared by its steps. A plan and an apply are the same walk, so that they
/// cannot disagree: when planning, differences are noted and nothing is written; when applying, each is
/// written at once.
class Reconciliation
{
public:
    enum class Mode { Plan, Apply };

    Reconciliation(Mode mode, AdminClient& admin, const project::SsoProject& project,
                   secrets::SecretStore& secrets, Provisioner::Progress progress);

    AdminClient& admin() { return m_admin; }
    secrets::SecretStore& secrets() { return m_secrets; }
    const project::SsoProject& project() const { return m_project; }
    const DesiredState& desired() const { return m_desired; }
    /// Walks over a part of what the project declares instead of all of it.
    void narrowTo(DesiredState part);
    bool isApplying() const { return m_mode == Mode::Apply; }

    /// "/realms/NAME" + suffix.
    std::string realmPath(std::string_view suffix = {}) const;
    bool realmExists() const { return m_realmExists; }
    void setRealmExists() { m_realmExists = true; }
    /// The client's internal id; empty while it does not exist.
    const std::string& clientUuid() const { return m_clientUuid; }
    void setClientUuid(std::string uuid) { m_clientUuid = std::move(uuid); }

    /// Notes something that is missing.
    void missing(std::string object, std::string desired = {});
    /// Notes fields that differ.
    void differing(const std::string& object, const std::vector<FieldDifference>& differences);
    /// Notes what was written.
    void did(std::string object, std::string what);
    void find(std::string code, Severity severity, std::string where, std::string why, std::string fix);
    void find(Finding finding) { m_plan.findings.push_back(std::move(finding)); }
    void setSecretStored() { m_report.secretStored = true; }

    Plan takePlan() { return std::move(m_plan); }
    ApplyReport takeReport() { return std::move(m_report); }

    /// The array at the path; empty when the realm does not exist yet. Errors: those of AdminClient.
    Task<Result<json::array>> list(std::string path);
    /// The object at the path, or nothing if there is none.
    Task<Result<std::optional<json::object>>> lookUp(std::string path);

private:
    Mode m_mode;
    AdminClient& m_admin;
    const project::SsoProject& m_project;
    secrets::SecretStore& m_secrets;
    Provisioner::Progress m_progress;
    DesiredState m_desired;
    bool m_realmExists = false;
    std::string m_clientUuid;
    Plan m_plan;
    ApplyReport m_report;
};

/// "redirectUris, enabled changed"
std::string changedFields(const std::vector<FieldDifference>& differences);

// The steps, in the order they run. Each brings one kind of object in line, or notes how it is not.
Task<Result<void>> reconcileRealm(Reconciliation& walk);
Task<Result<void>> reconcileRoles(Reconciliation& walk);
Task<Result<void>> reconcileScopes(Reconciliation& walk);
Task<Result<void>> reconcileClient(Reconciliation& walk);
Task<Result<void>> reconcileClientScopes(Reconciliation& walk);
Task<Result<void>> reconcileUsers(Reconciliation& walk);
Task<Result<void>> reconcileSecret(Reconciliation& walk);
/// Only looks: Keycloak's version, and the issuer as browsers see it.
Task<Result<void>> observe(Reconciliation& walk);

} // namespace meshsso::keycloak
