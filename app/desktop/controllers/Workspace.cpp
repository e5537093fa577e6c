#include "desktop/controllers/Workspace.h"

#include "desktop/controllers/ApplicationsController.h"
#include "desktop/controllers/GatewayController.h"
#include "desktop/controllers/InspectorController.h"
#include "desktop/controllers/KeycloakController.h"
#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/controllers/LoginTestController.h"
#include "desktop/controllers/OverviewController.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/ProjectJournal.h"
#include "desktop/controllers/RealmController.h"
#include "desktop/controllers/RecentProjects.h"
#include "desktop/controllers/ResourcesController.h"
#include "desktop/controllers/SandboxController.h"
#include "desktop/controllers/UsersController.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

Workspace::Workspace(Services& services, QObject* parent)
    : QObject(parent), m_services(services), m_secrets(services, m_document), m_activity(services.clock),
      m_journal(std::make_unique<ProjectJournal>(services, m_document)),
      m_recent(std::make_unique<RecentProjects>(services.stateFolder, m_document)),
      m_commands(std::make_unique<ProjectCommands>(m_document, *m_recent, *m_journal, m_activity))
{
    const StepContext context{m_services, m_document, m_secrets, m_activity};
    m_sandbox = std::make_unique<SandboxController>(context);
    m_keycloakPlan = std::make_unique<KeycloakPlan>(context);
    m_gateway = std::make_unique<GatewayController>(context);
    m_keycloak = std::make_unique<KeycloakController>(context);
    m_realm = std::make_unique<RealmController>(context, *m_keycloakPlan);
    m_users = std::make_unique<UsersController>(context, *m_keycloakPlan);
    m_applications = std::make_unique<ApplicationsController>(context);
    m_resources = std::make_unique<ResourcesController>(context, *m_sandbox);
    m_loginTest = std::make_unique<LoginTestController>(context);
    m_inspector = std::make_unique<InspectorController>(context);
    m_overview = std::make_unique<OverviewController>(
        context,
        std::vector<StepController*>{m_gateway.get(), m_keycloak.get(), m_realm.get(), m_users.get(),
                                     m_applications.get(), m_resources.get(), m_loginTest.get(),
                                     m_inspector.get()},
        *m_keycloakPlan);

    connect(m_loginTest.get(), &LoginTestController::tokensReceived, m_inspector.get(),
            [this] { m_inspector->setLastLogin(m_loginTest->accessToken(), m_loginTest->idToken()); });
    connect(&m_users->preview(), &TokenPreview::changed, m_inspector.get(), [this] {
        const auto& evaluation = m_users->preview().evaluation();
        m_inspector->setOrigins(evaluation ? evaluation->origins : std::vector<keycloak::ClaimOrigin>());
    });
    connect(m_users.get(), &UsersController::testUserChanged, m_loginTest.get(),
            [this] { m_loginTest->setUser(toQString(m_users->testUser())); });
}

Workspace::~Workspace() = default;

StepController& Workspace::step(StepId id)
{
    switch (id) {
    case StepId::Overview:
        return *m_overview;
    case StepId::Gateway:
        return *m_gateway;
    case StepId::Keycloak:
        return *m_keycloak;
    case StepId::Realm:
        return *m_realm;
    case StepId::Users:
        return *m_users;
    case StepId::Applications:
        return *m_applications;
    case StepId::Resources:
        return *m_resources;
    case StepId::LoginTest:
        return *m_loginTest;
    case StepId::Inspector:
        return *m_inspector;
    }
    return *m_overview;
}

void Workspace::retranslate()
{
    for (int id = 0; id < stepCount; ++id)
        step(static_cast<StepId>(id)).retranslate();
}

StepId Workspace::stepOfField(std::string_view field)
{
    struct Owner
    {
        std::string_view field;
        StepId step;
    };
    // The longest match wins, so the narrower fields stand first.
    static constexpr Owner owners[] = {
        {"gateway", StepId::Gateway},
        {"identityProvider.realm", StepId::Realm},
        {"identityProvider.rotatesRefreshTokens", StepId::Realm},
        {"identityProvider", StepId::Keycloak},
        {"client", StepId::Realm},
        {"claims", StepId::Users},
        {"roles", StepId::Users},
        {"users", StepId::Users},
        {"applications", StepId::Applications},
        {"authorization", StepId::Resources},
        {"clusters", StepId::Resources},
        {"local", StepId::Resources},
    };
    for (const auto& owner : owners) {
        if (ProjectDocument::isAtOrBelow(field, owner.field))
            return owner.step;
    }
    return StepId::Overview;
}

void Workspace::showField(const QString& field)
{
    emit stepRequested(stepOfField(toUtf8(field)), field);
}

} // namespace meshsso::desktop
