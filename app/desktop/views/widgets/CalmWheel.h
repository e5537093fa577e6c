#pragma once

#include <QWidget>

namespace meshsso::desktop {

/// A wheel turned over the widget scrolls the page below it and leaves its value alone.
void calmWheel(QWidget* widget);

} // namespace meshsso::desktop
