#include "desktop/views/steps/InspectorPage.h"

namespace meshsso::desktop {

InspectorPage::InspectorPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Inspector, tr("Token inspector"),
               tr("What a token says, who signed it, and what it opens."), parent)
{
}

PageHelp InspectorPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
