#pragma once

#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

/// The step of mesh resources: export, diff, apply.
class ResourcesController final : public StepController
{
    Q_OBJECT
public:
    explicit ResourcesController(StepContext context, QObject* parent = nullptr);

protected:
    StepState compute() const override;

private:
    StepContext m_context;
};

} // namespace meshsso::desktop
