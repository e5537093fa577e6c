#include "desktop/controllers/UsersController.h"

#include "desktop/controllers/PlanShare.h"

namespace meshsso::desktop {

UsersController::UsersController(StepContext context, KeycloakPlan& plan, QObject* parent)
    : StepController(StepId::Users, parent), m_context(context), m_plan(plan)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &UsersController::refresh);
    connect(&m_plan, &KeycloakPlan::changed, this, &UsersController::refresh);
    refresh();
}

StepState UsersController::compute() const
{
    if (!m_context.document.isOpen())
        return {};
    Findings findings;
    for (const auto* part : {"roles", "users", "claims"}) {
        auto some = m_context.document.findingsAt(part);
        std::move(some.begin(), some.end(), std::back_inserter(findings));
    }
    const auto& project = m_context.project();
    const QString named = tr("%1, %2").arg(tr("%n user(s)", nullptr, static_cast<int>(project.users.size())),
                                           tr("%n role(s)", nullptr, static_cast<int>(project.roles.size())));
    return stepByPlan(m_plan, id(), std::move(findings), named);
}

} // namespace meshsso::desktop
