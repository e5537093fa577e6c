#pragma once

#include "desktop/controllers/Workspace.h"

namespace meshsso::desktop {

class Dialogs;
class SecretClipboard;
class Theme;

/// What every view works with; all of it outlives the views.
struct ViewContext
{
    Workspace& workspace;
    Theme& theme;
    Dialogs& dialogs;
    SecretClipboard& clipboard;

    ProjectDocument& document() const { return workspace.document(); }
};

} // namespace meshsso::desktop
