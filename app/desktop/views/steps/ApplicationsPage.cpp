#include "desktop/views/steps/ApplicationsPage.h"

namespace meshsso::desktop {

ApplicationsPage::ApplicationsPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Applications, tr("Applications and access"),
               tr("What stands behind the gateway, and who may open it."), parent)
{
}

PageHelp ApplicationsPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
