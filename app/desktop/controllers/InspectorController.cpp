#include "desktop/controllers/InspectorController.h"

namespace meshsso::desktop {

InspectorController::InspectorController(StepContext context, QObject* parent)
    : StepController(StepId::Inspector, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &InspectorController::refresh);
    refresh();
}

StepState InspectorController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
