#include "desktop/controllers/ResourcesController.h"

namespace meshsso::desktop {

ResourcesController::ResourcesController(StepContext context, QObject* parent)
    : StepController(StepId::Resources, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &ResourcesController::refresh);
    refresh();
}

StepState ResourcesController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
