#include "desktop/views/steps/LoginTestPage.h"

namespace meshsso::desktop {

LoginTestPage::LoginTestPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::LoginTest, tr("Login test"), tr("A real sign-in, hop by hop."), parent)
{
}

PageHelp LoginTestPage::help() const
{
    return {};
}

} // namespace meshsso::desktop
