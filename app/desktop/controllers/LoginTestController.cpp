#include "desktop/controllers/LoginTestController.h"

namespace meshsso::desktop {

LoginTestController::LoginTestController(StepContext context, QObject* parent)
    : StepController(StepId::LoginTest, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &LoginTestController::refresh);
    refresh();
}

StepState LoginTestController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
