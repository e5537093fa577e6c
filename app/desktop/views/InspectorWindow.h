#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

namespace meshsso::desktop {

/// The token inspector in a window of its own, beside the main window. It shows what the page shows.
class InspectorWindow final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorWindow(ViewContext context, QWidget* parent = nullptr);
};

} // namespace meshsso::desktop
