#pragma once

#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"
#include "desktop/controllers/TokenPreview.h"

#include <string>

namespace meshsso::desktop {

/// The step of roles, users and claims: their edits, each undoable, who is the login test's user, and the
/// token preview.
class UsersController final : public StepController
{
    Q_OBJECT
public:
    UsersController(StepContext context, KeycloakPlan& plan, QObject* parent = nullptr);

    KeycloakPlan& plan() { return m_plan; }
    TokenPreview& preview() { return m_preview; }

    /// Adds a role with a free name; its row, or -1 when the project is read-only.
    int addRole();
    /// Users and the roles claim lose it too; access rules keep naming it, and their findings say so.
    void removeRole(int row);
    /// Users, the roles claim and access rules that name it follow. False if nothing changed.
    bool renameRole(int row, const QString& name);
    bool describeRole(int row, const QString& description);

    /// Adds a user with a free name; its row, or -1 when the project is read-only.
    int addUser();
    void removeUser(int row);
    bool setUserRoles(int row, std::vector<std::string> roles);
    /// What a new reference to the user's password is named by: the user name, or what follows it where
    /// another user's password is kept under that name already.
    std::string passwordPurpose(int row) const;

    /// Whom the login test signs in: the chosen one while the project declares it with a password, else the
    /// first such user; empty if there is none.
    std::string testUser() const;
    void setTestUser(std::string username);

signals:
    void testUserChanged();

protected:
    StepState compute() const override;

private:
    StepContext m_context;
    KeycloakPlan& m_plan;
    TokenPreview m_preview;
    std::string m_testUser;
    std::string m_lastTestUser;
};

} // namespace meshsso::desktop
