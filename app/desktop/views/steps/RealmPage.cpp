#include "desktop/views/steps/RealmPage.h"

namespace meshsso::desktop {

RealmPage::RealmPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Realm, tr("Realm and client"),
               tr("Keycloak issues tokens to this client for your gateway."), parent)
{
}

PageHelp RealmPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
