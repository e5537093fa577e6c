#pragma once

class QWidget;

namespace meshsso::desktop {

/// Puts what Tab reaches inside the group behind the widget, in the group's own order: for parts that are
/// made anew and would otherwise come last. Returns the last of them, or previous if there is none. Both are
/// in one window.
QWidget* chainAfter(QWidget* previous, const QWidget* group);

} // namespace meshsso::desktop
