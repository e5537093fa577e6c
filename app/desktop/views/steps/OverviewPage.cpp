#include "desktop/views/steps/OverviewPage.h"

namespace meshsso::desktop {

OverviewPage::OverviewPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Overview, tr("Overview"),
               tr("Where single sign-on stands, part by part, and what to do next."), parent)
{
}

PageHelp OverviewPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
