#include "desktop/views/shell/PageFactory.h"

#include "desktop/views/steps/ApplicationsPage.h"
#include "desktop/views/steps/GatewayPage.h"
#include "desktop/views/steps/InspectorPage.h"
#include "desktop/views/steps/KeycloakPage.h"
#include "desktop/views/steps/LoginTestPage.h"
#include "desktop/views/steps/OverviewPage.h"
#include "desktop/views/steps/RealmPage.h"
#include "desktop/views/steps/ResourcesPage.h"
#include "desktop/views/steps/UsersPage.h"

namespace meshsso::desktop {

StepPage* makePage(StepId step, ViewContext context)
{
    switch (step) {
    case StepId::Overview:
        return new OverviewPage(context);
    case StepId::Gateway:
        return new GatewayPage(context);
    case StepId::Keycloak:
        return new KeycloakPage(context);
    case StepId::Realm:
        return new RealmPage(context);
    case StepId::Users:
        return new UsersPage(context);
    case StepId::Applications:
        return new ApplicationsPage(context);
    case StepId::Resources:
        return new ResourcesPage(context);
    case StepId::LoginTest:
        return new LoginTestPage(context);
    case StepId::Inspector:
        return new InspectorPage(context);
    }
    return new OverviewPage(context);
}

} // namespace meshsso::desktop
