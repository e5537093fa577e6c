#include "desktop/controllers/OverviewController.h"

namespace meshsso::desktop {

OverviewController::OverviewController(StepContext context, QObject* parent)
    : StepController(StepId::Overview, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &OverviewController::refresh);
    refresh();
}

StepState OverviewController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
