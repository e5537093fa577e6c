#include "desktop/controllers/UsersController.h"

namespace meshsso::desktop {

UsersController::UsersController(StepContext context, QObject* parent)
    : StepController(StepId::Users, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &UsersController::refresh);
    refresh();
}

StepState UsersController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
