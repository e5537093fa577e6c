#pragma once

#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

/// The step of realm and client: how it stands by the project and by the plan.
class RealmController final : public StepController
{
    Q_OBJECT
public:
    RealmController(StepContext context, KeycloakPlan& plan, QObject* parent = nullptr);

    KeycloakPlan& plan() { return m_plan; }

protected:
    StepState compute() const override;

private:
    StepContext m_context;
    KeycloakPlan& m_plan;
};

} // namespace meshsso::desktop
