#include "desktop/controllers/ApplicationsController.h"

namespace meshsso::desktop {

ApplicationsController::ApplicationsController(StepContext context, QObject* parent)
    : StepController(StepId::Applications, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &ApplicationsController::refresh);
    refresh();
}

StepState ApplicationsController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
