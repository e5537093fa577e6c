#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

class Form;
class RolePicker;
class RolesEditor;
class UsersEditor;

/// The page of the step "Users and claims".
class UsersPage final : public StepPage
{
    Q_OBJECT
public:
    explicit UsersPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
    void reveal(const QString& field) override;

private:
    void addClaims(Form& form);
    void addRestriction(Form& form);
    void refreshRestriction();

    RolesEditor* m_roles;
    UsersEditor* m_users;
    RolePicker* m_restriction = nullptr;
};

} // namespace meshsso::desktop
