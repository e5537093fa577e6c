#include "desktop/views/steps/GatewayPage.h"

namespace meshsso::desktop {

GatewayPage::GatewayPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Gateway, tr("Gateway and certificate"),
               tr("Browsers reach your applications at this address, over HTTPS."), parent)
{
}

PageHelp GatewayPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
