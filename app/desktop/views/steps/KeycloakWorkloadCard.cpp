#include "desktop/views/steps/KeycloakWorkloadCard.h"

#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/SecretsController.h"
#include "desktop/views/widgets/Form.h"

namespace meshsso::desktop {

using project::KeycloakDeployment;
using project::KeycloakWorkload;
using project::SsoProject;

KeycloakWorkloadCard::KeycloakWorkloadCard(ViewContext context, Form* form)
    : QObject(form), m_context(context)
{
    const auto path = [](const char* name) {
        return QStringLiteral("identityProvider.workload.") + QLatin1String(name);
    };
    const auto text = [&](const char* name, const QString& label, const QString& help,
                          std::string KeycloakWorkload::*member) {
        return form->add(
            Form::Text{path(name), label, help,
                       [member](const SsoProject& p) { return p.identityProvider.workload.*member; },
                       [member](SsoProject& p, std::string value) {
                           p.identityProvider.workload.*member = std::move(value);
                       }});
    };
    const auto secret = [&](const char* name, const QString& label, const QString& help, const char* purpose,
                            project::SecretRef KeycloakWorkload::*member) {
        return form->add(
            Form::Secret{path(name), label, help, purpose,
                         [member](const SsoProject& p) { return p.identityProvider.workload.*member; },
                         [member](SsoProject& p, secrets::SecretRef ref) {
                             p.identityProvider.workload.*member = std::move(ref);
                         },
                         true},
            m_context.workspace.secrets());
    };

    form->add(Form::Choice{
                  path("kind"),
                  tr("Keycloak in the export"),
                  tr("The demo keeps its users in memory. The production one needs Postgres."),
                  {tr("None: it exists already"), tr("Demo"), tr("Production")},
                  [](const SsoProject& p) { return static_cast<int>(p.identityProvider.workload.kind); },
                  [](SsoProject& p, int value) {
                      p.identityProvider.workload.kind = static_cast<KeycloakDeployment>(value);
                  }})
        ->editor()
        ->setObjectName(path("kind"));
    form->breakRow();
    m_common = {
        text("namespace", tr("Namespace"), {}, &KeycloakWorkload::namespaceName),
        text("serviceName", tr("Service"), {}, &KeycloakWorkload::serviceName),
        form->add(Form::Number{path("port"),
                               tr("Port of the Service"),
                               {},
                               1,
                               65535,
                               [](const SsoProject& p) { return p.identityProvider.workload.port; },
                               [](SsoProject& p, int value) { p.identityProvider.workload.port = value; }}),
        text("image", tr("Image"), tr("Pin a version; an upgrade is a decision."), &KeycloakWorkload::image),
        text("adminUsername", tr("First administrator"), tr("Made by Keycloak at its first start."),
             &KeycloakWorkload::adminUsername),
        secret("adminPassword", tr("Password of the first administrator"),
               tr("Goes into a Secret of the export, when secrets are included."), "keycloak-admin",
               &KeycloakWorkload::adminPassword),
    };
    form->breakRow();
    m_production = {
        text("databaseHost", tr("Postgres host"), {}, &KeycloakWorkload::databaseHost),
        text("databaseName", tr("Database"), {}, &KeycloakWorkload::databaseName),
        text("databaseUsername", tr("Database user"), {}, &KeycloakWorkload::databaseUsername),
        secret("databasePassword", tr("Database password"), {}, "keycloak-database",
               &KeycloakWorkload::databasePassword),
    };
    form->breakRow();
    m_environment = form->add(Form::Pairs{
        path("environment"), tr("Further variables"),
        tr("KC_ variables of the container, NAME=value, one a line. Not for secrets."), QLatin1Char('='),
        [](const SsoProject& p) { return p.identityProvider.workload.environment; },
        [](SsoProject& p, PairsField::Pairs value) {
            p.identityProvider.workload.environment = std::move(value);
        },
        QStringLiteral("KC_LOG_LEVEL=info")});
    m_environment->editor()->setObjectName(path("environment"));
    connect(&m_context.document(), &ProjectDocument::changed, this, &KeycloakWorkloadCard::refresh);
    refresh();
}

void KeycloakWorkloadCard::refresh()
{
    const auto& workload = m_context.document().project().identityProvider.workload;
    const auto kind = workload.kind;
    for (auto* field : m_common)
        field->setVisible(kind != KeycloakDeployment::None);
    for (auto* field : m_production)
        field->setVisible(kind == KeycloakDeployment::Production);
    m_environment->setVisible(kind != KeycloakDeployment::None || !workload.environment.empty());
}

} // namespace meshsso::desktop
