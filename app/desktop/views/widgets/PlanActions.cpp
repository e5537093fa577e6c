#include "desktop/views/widgets/PlanActions.h"

#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/ViewContext.h"
#include "keycloak/AdminAccess.h"

#include <QPointer>
#include <QPushButton>

namespace meshsso::desktop {

PlanActions::PlanActions(const ViewContext& context, QPushButton& primary, QPushButton& again, QWidget& page)
    : QObject(&page), m_context(context), m_plan(context.workspace.keycloakPlan()), m_primary(primary),
      m_again(again), m_page(page)
{
    m_primary.setObjectName(QStringLiteral("primary"));
    m_again.setObjectName(QStringLiteral("recheck"));
    connect(&m_plan, &KeycloakPlan::changed, this, &PlanActions::refresh);
    connect(&m_primary, &QPushButton::clicked, this, &PlanActions::press);
    connect(&m_again, &QPushButton::clicked, &m_plan, &KeycloakPlan::make);
    refresh();
}

void PlanActions::setPrimary(const QString& text, bool enabled, const QString& reason)
{
    m_primary.setText(text);
    m_primary.setEnabled(enabled);
    m_primary.setToolTip(reason);
    m_primary.setAccessibleDescription(reason);
}

void PlanActions::refresh()
{
    const bool isRunning = m_plan.job().isRunning();
    const bool isLacking = m_plan.lack() != KeycloakPlan::Lack::Nothing;
    m_again.setEnabled(m_plan.plan() && !isRunning && !isLacking);
    const auto busy = [&] {
        return isRunning ? tr("Wait until the work under way ends, or cancel it.") : QString();
    };
    if (!m_plan.plan() || m_plan.isStale()) {
        setPrimary(tr("Make the plan"), !isRunning && !isLacking, isLacking ? m_plan.lackText() : busy());
        return;
    }
    if (m_plan.plan()->empty()) {
        setPrimary(tr("Keycloak is as the project says"), false, tr("There is nothing to do."));
        return;
    }
    QString reason = busy();
    if (isLacking)
        reason = m_plan.lackText();
    else if (m_context.document().isReadOnly())
        reason = tr("The project is open for reading only.");
    const int changes = static_cast<int>(m_plan.plan()->changes.size());
    setPrimary(tr("Apply %n change(s) to Keycloak", nullptr, changes), m_plan.canApply(), reason);
}

void PlanActions::press()
{
    if (!m_plan.plan() || m_plan.isStale()) {
        m_plan.makeToApply();
        return;
    }
    if (!m_plan.canApply())
        return;
    const auto& project = m_context.document().project();
    if (!m_context.document().isProduction()) {
        m_plan.apply();
        return;
    }
    Confirmation confirmation;
    confirmation.title = tr("Write to production?");
    confirmation.text =
        tr("The project says that Keycloak at %1 is in production. %n change(s) will be written to it.",
           nullptr, static_cast<int>(m_plan.plan()->changes.size()))
            .arg(displayable(keycloak::adminUrl(project), 200));
    confirmation.action = m_primary.text();
    confirmation.typedWord =
        project.metadata.name.empty() ? tr("production") : toQString(project.metadata.name);
    confirmation.isDangerous = true;
    const QPointer<KeycloakPlan> plan(&m_plan);
    m_context.dialogs.confirm(&m_page, confirmation, [plan] {
        if (plan)
            plan->apply();
    });
}

} // namespace meshsso::desktop
