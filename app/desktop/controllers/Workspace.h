#pragma once

#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

#include <array>
#include <memory>

namespace meshsso::desktop {

class ApplicationsController;
class GatewayController;
class InspectorController;
class KeycloakController;
class KeycloakPlan;
class LoginTestController;
class OverviewController;
class ProjectCommands;
class ProjectJournal;
class RealmController;
class RecentProjects;
class ResourcesController;
class SandboxController;
class UsersController;

/// Everything behind one main window: the document, what surrounds it, and a controller a step. Views come
/// and go (a change of language rebuilds them); this stays.
class Workspace final : public QObject
{
    Q_OBJECT
public:
    explicit Workspace(Services& services, QObject* parent = nullptr);
    ~Workspace() override;

    Services& services() { return m_services; }
    ProjectDocument& document() { return m_document; }
    SecretsController& secrets() { return m_secrets; }
    ActivityController& activity() { return m_activity; }
    ProjectJournal& journal() { return *m_journal; }
    RecentProjects& recent() { return *m_recent; }
    ProjectCommands& commands() { return *m_commands; }
    SandboxController& sandbox() { return *m_sandbox; }
    KeycloakPlan& keycloakPlan() { return *m_keycloakPlan; }

    OverviewController& overview() { return *m_overview; }
    GatewayController& gateway() { return *m_gateway; }
    KeycloakController& keycloak() { return *m_keycloak; }
    RealmController& realm() { return *m_realm; }
    UsersController& users() { return *m_users; }
    ApplicationsController& applications() { return *m_applications; }
    ResourcesController& resources() { return *m_resources; }
    LoginTestController& loginTest() { return *m_loginTest; }
    InspectorController& inspector() { return *m_inspector; }
    StepController& step(StepId id);
    /// Has every step's text made again, after a change of language.
    void retranslate();

signals:
    /// A page asks for another one; field may name a field on it ("gateway.address"), or be empty.
    void stepRequested(meshsso::desktop::StepId step, const QString& field);

public:
    /// Emits stepRequested for the page that edits the field (or where a finding belongs).
    void showField(const QString& field);
    /// Which step edits this field path.
    static StepId stepOfField(std::string_view field);

private:
    Services& m_services;
    ProjectDocument m_document;
    SecretsController m_secrets;
    ActivityController m_activity;
    std::unique_ptr<ProjectJournal> m_journal;
    std::unique_ptr<RecentProjects> m_recent;
    std::unique_ptr<ProjectCommands> m_commands;
    std::unique_ptr<SandboxController> m_sandbox;
    std::unique_ptr<KeycloakPlan> m_keycloakPlan;
    std::unique_ptr<GatewayController> m_gateway;
    std::unique_ptr<KeycloakController> m_keycloak;
    std::unique_ptr<RealmController> m_realm;
    std::unique_ptr<UsersController> m_users;
    std::unique_ptr<ApplicationsController> m_applications;
    std::unique_ptr<ResourcesController> m_resources;
    std::unique_ptr<LoginTestController> m_loginTest;
    std::unique_ptr<InspectorController> m_inspector;
    std::unique_ptr<OverviewController> m_overview;
};

} // namespace meshsso::desktop
