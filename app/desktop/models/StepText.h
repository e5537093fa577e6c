#pragma once

#include "desktop/models/StepState.h"

#include <QString>

namespace meshsso::desktop {

/// The step's title, as in the stepper: "Realm and client".
QString stepTitle(StepId step);
/// "done", "needs attention", ... for accessible names and tool tips.
QString statusText(StepStatus status);
/// "note", "warning", "error".
QString severityText(Severity severity);

} // namespace meshsso::desktop
