#include "desktop/controllers/SandboxController.h"

namespace meshsso::desktop {

SandboxController::SandboxController(StepContext context, QObject* parent)
    : QObject(parent), m_context(context)
{
}

} // namespace meshsso::desktop
