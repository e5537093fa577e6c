#include "keycloak/Reconciliation.h"

#include "core/Text.h"

namespace meshsso::keycloak {

Reconciliation::Reconciliation(Mode mode, AdminClient& admin, const project::SsoProject& project,
                               secrets::SecretStore& secrets, Provisioner::Progress progress)
    : m_mode(mode), m_admin(admin), m_project(project), m_secrets(secrets), m_progress(std::move(progress)),
      m_desired(compileDesiredState(project))
{
}

std::string Reconciliation::realmPath(std::string_view suffix) const
{
    return adminRealmPath(m_project.identityProvider.realm, suffix);
}

void Reconciliation::narrowTo(DesiredState part)
{
    m_desired = std::move(part);
}

void Reconciliation::missing(std::string object, std::string desired)
{
    m_plan.changes.push_back({ChangeKind::Add, std::move(object), {}, {}, std::move(desired)});
}

void Reconciliation::differing(const std::string& object, const std::vector<FieldDifference>& differences)
{
    for (const auto& d : differences)
        m_plan.changes.push_back({ChangeKind::Change, object, d.field, d.current, d.desired});
}

void Reconciliation::did(std::string object, std::string what)
{
    m_report.done.push_back({std::move(object), std::move(what)});
    if (m_progress)
        m_progress(m_report.done.back());
}

void Reconciliation::find(std::string code, Severity severity, std::string where, std::string why,
                          std::string fix)
{
    m_plan.findings.push_back({std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
}

Task<Result<json::array>> Reconciliation::list(std::string path)
{
    if (!m_realmExists)
        co_return json::array();
    co_return co_await getList(m_admin, std::move(path));
}

Task<Result<std::optional<json::object>>> Reconciliation::lookUp(std::string path)
{
    return getIfThere(m_admin, std::move(path));
}

std::string changedFields(const std::vector<FieldDifference>& differences)
{
    std::vector<std::string> names;
    for (const auto& d : differences)
        names.push_back(d.field);
    return join(names, ", ") + " changed";
}

} // namespace meshsso::keycloak
