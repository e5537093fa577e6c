#pragma once

#include <QList>

class QWidget;

namespace meshsso::desktop {

/// Moves the keyboard to the next of the window's parts that is visible (F6), or the one before it.
void focusNextPane(const QList<QWidget*>& panes, bool backwards);
/// Focuses the first widget inside that takes the keyboard. False if there is none.
bool focusFirstIn(QWidget* pane);

} // namespace meshsso::desktop
