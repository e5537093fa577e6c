#include "desktop/controllers/GatewayController.h"

namespace meshsso::desktop {

GatewayController::GatewayController(StepContext context, QObject* parent)
    : StepController(StepId::Gateway, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &GatewayController::refresh);
    refresh();
}

StepState GatewayController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
