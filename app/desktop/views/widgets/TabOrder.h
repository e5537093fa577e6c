#pragma once

#include <QWidget>

namespace meshsso::desktop {

/// Puts what container holds into the window's tab order right after a widget. For parts that are made anew:
/// Qt would have them come last.
void placeInTabOrder(QWidget* after, QWidget* container);

} // namespace meshsso::desktop
