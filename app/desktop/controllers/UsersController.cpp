#include "desktop/controllers/UsersController.h"

#include "desktop/controllers/PlanShare.h"
#include "desktop/models/Text.h"

#include <algorithm>

namespace meshsso::desktop {

namespace {

/// "user", "user-2", ...: the first that none of the taken names is.
template<class Taken>
std::string freeName(const std::string& base, const Taken& isTaken)
{
    std::string name = base;
    for (int i = 2; isTaken(name); ++i)
        name = base + "-" + std::to_string(i);
    return name;
}

void renameIn(std::vector<std::string>& names, const std::string& from, const std::string& to)
{
    std::replace(names.begin(), names.end(), from, to);
}

void renameIn(access::Requirement& requirement, const std::string& from, const std::string& to)
{
    if (requirement.kind == access::Requirement::Kind::Role && requirement.name == from)
        requirement.name = to;
    for (auto& part : requirement.parts)
        renameIn(part, from, to);
}

bool isRow(int row, std::size_t size)
{
    return row >= 0 && static_cast<std::size_t>(row) < size;
}

} // namespace

UsersController::UsersController(StepContext context, KeycloakPlan& plan, QObject* parent)
    : StepController(StepId::Users, parent), m_context(context), m_plan(plan), m_preview(context, plan)
{
    connect(&m_context.document, &ProjectDocument::opened, this, [this] { m_testUser.clear(); });
    connect(&m_context.document, &ProjectDocument::changed, this, [this] {
        refresh();
        if (const auto user = testUser(); user != m_lastTestUser) {
            m_lastTestUser = user;
            emit testUserChanged();
        }
    });
    connect(&m_plan, &KeycloakPlan::changed, this, &UsersController::refresh);
    refresh();
}

StepState UsersController::compute() const
{
    if (!m_context.document.isOpen())
        return {};
    Findings findings;
    for (const auto* part : {"roles", "users", "claims"}) {
        auto some = m_context.document.findingsAt(part);
        std::move(some.begin(), some.end(), std::back_inserter(findings));
    }
    const auto& project = m_context.project();
    const QString named = tr("%1, %2").arg(tr("%n user(s)", nullptr, static_cast<int>(project.users.size())),
                                           tr("%n role(s)", nullptr, static_cast<int>(project.roles.size())));
    return stepByPlan(m_plan, id(), std::move(findings), named);
}

int UsersController::addRole()
{
    const auto& roles = m_context.project().roles;
    const auto isTaken = [&](const std::string& name) {
        return std::any_of(roles.begin(), roles.end(), [&](const auto& role) { return role.name == name; });
    };
    const auto name = freeName("new-role", isTaken);
    const bool added = m_context.document.edit(tr("Add a role"), {}, [&](project::SsoProject& project) {
        project.roles.push_back({name, {}});
    });
    return added ? static_cast<int>(m_context.project().roles.size()) - 1 : -1;
}

void UsersController::removeRole(int row)
{
    if (!isRow(row, m_context.project().roles.size()))
        return;
    m_context.document.edit(tr("Remove a role"), {}, [&](project::SsoProject& project) {
        const auto name = project.roles[static_cast<std::size_t>(row)].name;
        project.roles.erase(project.roles.begin() + row);
        std::erase(project.claims.roles.restrictToRoles, name);
        for (auto& user : project.users)
            std::erase(user.roles, name);
    });
}

bool UsersController::renameRole(int row, const QString& name)
{
    if (!isRow(row, m_context.project().roles.size()))
        return false;
    return m_context.document.edit(tr("Rename a role"), {}, [&](project::SsoProject& project) {
        auto& role = project.roles[static_cast<std::size_t>(row)];
        const std::string from = role.name;
        const std::string to = toUtf8(name.trimmed());
        role.name = to;
        if (from.empty())
            return;
        renameIn(project.claims.roles.restrictToRoles, from, to);
        for (auto& user : project.users)
            renameIn(user.roles, from, to);
        for (auto& application : project.applications) {
            for (auto& rule : application.access)
                renameIn(rule.requirement, from, to);
        }
    });
}

bool UsersController::describeRole(int row, const QString& description)
{
    if (!isRow(row, m_context.project().roles.size()))
        return false;
    return m_context.document.edit(tr("Describe a role"), {}, [&](project::SsoProject& project) {
        project.roles[static_cast<std::size_t>(row)].description = toUtf8(description.trimmed());
    });
}

int UsersController::addUser()
{
    const auto& users = m_context.project().users;
    const auto isTaken = [&](const std::string& name) {
        return std::any_of(users.begin(), users.end(),
                           [&](const auto& user) { return user.username == name; });
    };
    project::User user;
    user.username = freeName("new-user", isTaken);
    const bool added = m_context.document.edit(
        tr("Add a user"), {}, [&](project::SsoProject& project) { project.users.push_back(user); });
    return added ? static_cast<int>(m_context.project().users.size()) - 1 : -1;
}

void UsersController::removeUser(int row)
{
    if (!isRow(row, m_context.project().users.size()))
        return;
    m_context.document.edit(tr("Remove a user"), {}, [&](project::SsoProject& project) {
        project.users.erase(project.users.begin() + row);
    });
}

bool UsersController::setUserRoles(int row, std::vector<std::string> roles)
{
    if (!isRow(row, m_context.project().users.size()))
        return false;
    return m_context.document.edit(tr("Roles of a user"), {}, [&](project::SsoProject& project) {
        project.users[static_cast<std::size_t>(row)].roles = std::move(roles);
    });
}

std::string UsersController::passwordPurpose(int row) const
{
    const auto& users = m_context.project().users;
    if (!isRow(row, users.size()))
        return "user";
    const auto isTaken = [&](const std::string& name) {
        const auto place = m_context.secrets.suggestRef(name);
        for (std::size_t i = 0; i < users.size(); ++i) {
            if (i != static_cast<std::size_t>(row) && users[i].password == place)
                return true;
        }
        return m_context.project().client.secret == place ||
               m_context.project().authorization.session.cookieSecret == place;
    };
    const auto& name = users[static_cast<std::size_t>(row)].username;
    return freeName(name.empty() ? std::string("user") : name, isTaken);
}

std::string UsersController::testUser() const
{
    const auto& users = m_context.project().users;
    const auto isUsable = [&](const project::User& user) { return user.password.isSet(); };
    for (const auto& user : users) {
        if (isUsable(user) && !m_testUser.empty() && user.username == m_testUser)
            return m_testUser;
    }
    const auto first = std::find_if(users.begin(), users.end(), isUsable);
    return first == users.end() ? std::string() : first->username;
}

void UsersController::setTestUser(std::string username)
{
    m_testUser = std::move(username);
    if (const auto user = testUser(); user != m_lastTestUser) {
        m_lastTestUser = user;
        emit testUserChanged();
    }
}

} // namespace meshsso::desktop
