#include "desktop/views/steps/UsersPage.h"

namespace meshsso::desktop {

UsersPage::UsersPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Users, tr("Users and claims"),
               tr("Who signs in for the test, and what their tokens say."), parent)
{
}

PageHelp UsersPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
