#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

/// The page of a step. The caller owns it.
StepPage* makePage(StepId step, ViewContext context);

} // namespace meshsso::desktop
