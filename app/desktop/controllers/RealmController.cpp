#include "desktop/controllers/RealmController.h"

#include "desktop/controllers/PlanShare.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

RealmController::RealmController(StepContext context, KeycloakPlan& plan, QObject* parent)
    : StepController(StepId::Realm, parent), m_context(context), m_plan(plan)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &RealmController::refresh);
    connect(&m_plan, &KeycloakPlan::changed, this, &RealmController::refresh);
    refresh();
}

StepState RealmController::compute() const
{
    if (!m_context.document.isOpen())
        return {};
    const auto& project = m_context.project();
    Findings findings = m_context.document.findingsAt("client");
    auto realm = m_context.document.findingsAt("identityProvider.realm");
    std::move(realm.begin(), realm.end(), std::back_inserter(findings));
    const QString named =
        project.identityProvider.realm.empty() || project.client.id.empty()
            ? tr("not named yet")
            : tr("%1, client %2")
                  .arg(displayable(project.identityProvider.realm, 40), displayable(project.client.id, 40));
    return stepByPlan(m_plan, id(), std::move(findings), named);
}

} // namespace meshsso::desktop
