#pragma once

#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

/// The step of applications and their access rules.
class ApplicationsController final : public StepController
{
    Q_OBJECT
public:
    explicit ApplicationsController(StepContext context, QObject* parent = nullptr);

protected:
    StepState compute() const override;

private:
    StepContext m_context;
};

} // namespace meshsso::desktop
