#include "desktop/controllers/KeycloakController.h"

namespace meshsso::desktop {

KeycloakController::KeycloakController(StepContext context, QObject* parent)
    : StepController(StepId::Keycloak, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &KeycloakController::refresh);
    refresh();
}

StepState KeycloakController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
