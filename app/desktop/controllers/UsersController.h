#pragma once

#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

/// The step of roles, users and claims.
class UsersController final : public StepController
{
    Q_OBJECT
public:
    UsersController(StepContext context, KeycloakPlan& plan, QObject* parent = nullptr);

    KeycloakPlan& plan() { return m_plan; }

protected:
    StepState compute() const override;

private:
    StepContext m_context;
    KeycloakPlan& m_plan;
};

} // namespace meshsso::desktop
