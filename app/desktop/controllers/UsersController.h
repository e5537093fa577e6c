#pragma once

#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

/// The step of users, roles and claims: evaluate.
class UsersController final : public StepController
{
    Q_OBJECT
public:
    explicit UsersController(StepContext context, QObject* parent = nullptr);

protected:
    StepState compute() const override;

private:
    StepContext m_context;
};

} // namespace meshsso::desktop
