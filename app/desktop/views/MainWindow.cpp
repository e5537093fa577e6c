#include "desktop/views/MainWindow.h"

#include "desktop/views/steps/ApplicationsPage.h"
#include "desktop/views/steps/GatewayPage.h"
#include "desktop/views/steps/InspectorPage.h"
#include "desktop/views/steps/KeycloakPage.h"
#include "desktop/views/steps/LoginTestPage.h"
#include "desktop/views/steps/OverviewPage.h"
#include "desktop/views/steps/RealmPage.h"
#include "desktop/views/steps/ResourcesPage.h"
#include "desktop/views/steps/UsersPage.h"

#include <QStackedWidget>

namespace meshsso::desktop {

MainWindow::MainWindow(ViewContext context, QWidget* parent)
    : QMainWindow(parent), m_context(context), m_stack(new QStackedWidget)
{
    resize(1280, 800);
    setCentralWidget(m_stack);
    for (int step = 0; step < stepCount; ++step) {
        auto* page = makePage(static_cast<StepId>(step));
        m_pages[static_cast<std::size_t>(step)] = page;
        m_stack->addWidget(page);
    }
    connect(&m_context.workspace, &Workspace::stepRequested, this, &MainWindow::showStep);
    showStep(StepId::Overview);
}

void MainWindow::showStep(StepId step, const QString& field)
{
    m_current = step;
    m_stack->setCurrentWidget(page(step));
    if (!field.isEmpty())
        page(step)->reveal(field);
}

StepPage* MainWindow::makePage(StepId step)
{
    switch (step) {
    case StepId::Overview:
        return new OverviewPage(m_context);
    case StepId::Gateway:
        return new GatewayPage(m_context);
    case StepId::Keycloak:
        return new KeycloakPage(m_context);
    case StepId::Realm:
        return new RealmPage(m_context);
    case StepId::Users:
        return new UsersPage(m_context);
    case StepId::Applications:
        return new ApplicationsPage(m_context);
    case StepId::Resources:
        return new ResourcesPage(m_context);
    case StepId::LoginTest:
        return new LoginTestPage(m_context);
    case StepId::Inspector:
        return new InspectorPage(m_context);
    }
    return nullptr;
}

} // namespace meshsso::desktop
