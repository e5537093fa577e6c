#include "SandboxTour.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/controllers/LoginTestController.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/ResourcesController.h"
#include "desktop/controllers/SandboxController.h"
#include "desktop/controllers/TokenSlot.h"
#include "desktop/views/StepPage.h"

#include <QtTest/QtTest>

namespace meshsso::test {

using namespace desktop;
using std::chrono::minutes;
using std::chrono::seconds;

SandboxTour::SandboxTour(WizardDriver& driver, Station station)
    : m_driver(driver), m_station(std::move(station))
{
}

bool SandboxTour::typeProject()
{
    m_station("start");
    auto& document = m_driver.workspace().document();
    const bool typed = m_driver.type("new.name", "shop-sso") &&
                       m_driver.type("new.address", "sso.example.com") &&
                       m_driver.type("new.keycloakUrl", "https://id.example.com") &&
                       m_driver.type("new.application", "shop") && m_driver.click("primary");
    if (!typed || !m_driver.waitFor("the new project", [&] { return document.isOpen(); }))
        return false;
    m_station("new");
    const bool edited =
        m_driver.goTo(StepId::Gateway) && m_driver.type("gateway.address", "login.example.com") &&
        m_driver.waitFor("the typed address",
                         [&] { return document.project().gateway.address == "login.example.com"; });
    if (!edited)
        return false;
    QTest::keyClick(&m_driver.window(), Qt::Key_Z, Qt::ControlModifier);
    return m_driver.waitFor("undo", [&] {
        return document.project().gateway.address == "sso.example.com";
    }) && m_driver.goTo(StepId::Overview);
}

bool SandboxTour::startSandbox()
{
    auto& workspace = m_driver.workspace();
    auto& sandbox = workspace.sandbox();
    // Unsaved work is given up here: the sandbox has a project of its own.
    workspace.document().close();
    if (!m_driver.goTo(StepId::Overview) || !m_driver.click("sandbox.start"))
        return false;
    m_station("sandbox-starting");
    const bool runs = m_driver.waitFor(
        "the sandbox", [&] { return sandbox.isRunning() || sandbox.job().state() == Job::State::Failed; },
        minutes(10));
    if (!runs || !m_driver.waitFor(
                     "the sandbox to run", [&] { return sandbox.isRunning(); }, seconds(1)))
        return false;
    const bool open = m_driver.waitFor("its project", [&] { return sandbox.isProjectOpen(); });
    m_station("sandbox");
    return open;
}

bool SandboxTour::makeCertificate()
{
    if (!m_driver.goTo(StepId::Gateway) || !m_driver.click("primary") ||
        !m_driver.waitForStatus(StepId::Gateway, StepStatus::Done))
        return false;
    m_station("gateway");
    return true;
}

bool SandboxTour::testConnection()
{
    if (!m_driver.goTo(StepId::Keycloak) || !m_driver.click("primary"))
        return false;
    auto& step = m_driver.workspace().step(StepId::Keycloak);
    // The sandbox's Keycloak has no realm yet, and speaks http on loopback: worth a word, not an error.
    const bool answered = m_driver.waitFor("Keycloak's answer", [&] {
        return step.state().status == StepStatus::Done || step.state().status == StepStatus::Attention;
    });
    m_station("keycloak");
    return answered;
}

bool SandboxTour::applyToKeycloak()
{
    auto& plan = m_driver.workspace().keycloakPlan();
    if (!m_driver.goTo(StepId::Realm) || !m_driver.click("primary") ||
        !m_driver.waitFor("the plan", [&] { return plan.plan() && !plan.job().isRunning(); }))
        return false;
    m_station("realm-plan");
    if (plan.plan()->empty() || !m_driver.click("primary") ||
        !m_driver.waitFor(
            "an empty plan afterwards",
            [&] { return !plan.job().isRunning() && plan.plan() && !plan.isStale() && plan.plan()->empty(); },
            minutes(2)))
        return false;
    m_station("realm");
    return true;
}

bool SandboxTour::previewToken()
{
    if (!m_driver.goTo(StepId::Users) || !m_driver.click("preview.start") ||
        !m_driver.waitForStatus(StepId::Users, StepStatus::Done))
        return false;
    m_station("users");
    return true;
}

bool SandboxTour::askWhoGetsIn()
{
    if (!m_driver.goTo(StepId::Applications))
        return false;
    m_station("applications");
    return true;
}

bool SandboxTour::startGateway()
{
    auto& sandbox = m_driver.workspace().sandbox();
    if (!m_driver.goTo(StepId::Resources))
        return false;
    auto* secrets = m_driver.find("includeSecrets");
    if (secrets == nullptr)
        return false;
    if (!m_driver.click("primary") || !m_driver.waitFor(
                                          "the gateway", [&] { return sandbox.isDeployed(); }, minutes(2)))
        return false;
    m_station("resources");
    return true;
}

bool SandboxTour::signIn()
{
    auto& login = m_driver.workspace().loginTest();
    if (!m_driver.goTo(StepId::LoginTest) || !m_driver.click("way1") || !m_driver.click("primary") ||
        !m_driver.waitFor(
            "the login", [&] { return login.result().has_value() && !login.isBusy(); }, minutes(2)))
        return false;
    m_station("login-test");
    return m_driver.waitForStatus(StepId::LoginTest, StepStatus::Done);
}

bool SandboxTour::inspectToken()
{
    auto& inspector = m_driver.workspace().inspector();
    if (!m_driver.click("openInInspector") ||
        !m_driver.waitFor("the inspector",
                          [&] { return m_driver.window().currentStep() == StepId::Inspector; }) ||
        !m_driver.click("fetchProjectKeys") ||
        !m_driver.waitFor("the issuer's keys", [&] { return !inspector.keysText().isEmpty(); }))
        return false;
    m_station("inspector");
    return m_driver.waitForStatus(StepId::Inspector, StepStatus::Done);
}

bool SandboxTour::stopSandbox()
{
    auto& sandbox = m_driver.workspace().sandbox();
    if (!m_driver.goTo(StepId::Overview))
        return false;
    m_station("overview");
    return m_driver.click("sandbox.stop") &&
           m_driver.waitFor(
               "the sandbox to stop", [&] { return sandbox.state() == SandboxController::State::Stopped; },
               minutes(1));
}

} // namespace meshsso::test
