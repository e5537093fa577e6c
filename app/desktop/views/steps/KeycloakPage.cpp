#include "desktop/views/steps/KeycloakPage.h"

namespace meshsso::desktop {

KeycloakPage::KeycloakPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Keycloak, tr("Keycloak connection"),
               tr("Where users sign in, and who may set it up."), parent)
{
}

PageHelp KeycloakPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
