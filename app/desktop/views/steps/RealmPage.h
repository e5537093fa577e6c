#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

class Field;
class Form;

/// The page of the step "Realm and client".
class RealmPage final : public StepPage
{
    Q_OBJECT
public:
    explicit RealmPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;

private:
    void addNames(Form& form);
    void addUris(Form& form);
    void addSessions(Form& form);
    void showDefaults();
    void showLogoutNotice();

    Field* m_redirects = nullptr;
    Field* m_postLogout = nullptr;
    Field* m_logoutNotice = nullptr;
};

} // namespace meshsso::desktop
