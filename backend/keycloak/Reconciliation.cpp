#include "keycloak/Reconciliation.h"

#include "core/Encoding.h"
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
    return "/realms/" + percentEncode(m_project.identityProvider.realm) + std::string(suffix);
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
    auto answer = co_await m_admin.get(path);
    if (!answer)
        co_return fail(std::move(answer).error());
    if (!answer->is_array()) {
        co_return fail(ErrorCode::ProtocolError, "GET: the answer is not a list as Keycloak sends it",
                       net::urlWithoutQuery(m_admin.baseUrl() + "/admin" + path));
    }
    co_return std::move(answer->get_array());
}

Task<Result<std::optional<json::object>>> Reconciliation::lookUp(std::string path)
{
    auto answer = co_await m_admin.get(path);
    if (!answer) {
        if (answer.error().code == ErrorCode::NotFound)
            co_return std::optional<json::object>();
        co_return fail(std::move(answer).error());
    }
    if (!answer->is_object()) {
        co_return fail(ErrorCode::ProtocolError, "GET: the answer is not an object as Keycloak sends it",
                       net::urlWithoutQuery(m_admin.baseUrl() + "/admin" + path));
    }
    co_return std::optional<json::object>(std::move(answer->get_object()));
}

std::string changedFields(const std::vector<FieldDifference>& differences)
{
    std::vector<std::string> names;
    for (const auto& d : differences)
        names.push_back(d.field);
    return join(names, ", ") + " changed";
}

const json::object* findByMember(const json::array& array, std::string_view member, std::string_view text)
{
    for (const auto& item : array) {
        if (const auto* object = item.if_object(); object && stringOr(*object, member) == text)
            return object;
    }
    return nullptr;
}

} // namespace meshsso::keycloak
