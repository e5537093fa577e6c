#pragma once

#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

/// The step of the flow picture, what to do next, and how a project comes to be.
class OverviewController final : public StepController
{
    Q_OBJECT
public:
    explicit OverviewController(StepContext context, QObject* parent = nullptr);

protected:
    StepState compute() const override;

private:
    StepContext m_context;
};

} // namespace meshsso::desktop
