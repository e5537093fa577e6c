#include "desktop/controllers/RealmController.h"

namespace meshsso::desktop {

RealmController::RealmController(StepContext context, QObject* parent)
    : StepController(StepId::Realm, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &RealmController::refresh);
    refresh();
}

StepState RealmController::compute() const
{
    return {};
}

} // namespace meshsso::desktop
