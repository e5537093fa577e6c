#include "desktop/views/steps/ResourcesPage.h"

namespace meshsso::desktop {

ResourcesPage::ResourcesPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Resources, tr("Mesh resources"),
               tr("The files that your cluster needs, made from this project."), parent)
{
}

PageHelp ResourcesPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
