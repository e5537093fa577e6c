#pragma once

#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"

namespace meshsso::desktop {

/// The step of the gateway's address and certificate.
class GatewayController final : public StepController
{
    Q_OBJECT
public:
    explicit GatewayController(StepContext context, QObject* parent = nullptr);

protected:
    StepState compute() const override;

private:
    StepContext m_context;
};

} // namespace meshsso::desktop
