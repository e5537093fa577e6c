#include "desktop/views/shell/PaneFocus.h"

#include <QApplication>
#include <QWidget>

namespace meshsso::desktop {

bool focusFirstIn(QWidget* pane)
{
    const auto takesKeyboard = [](const QWidget* widget) {
        return widget->isVisible() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus;
    };
    if (takesKeyboard(pane)) {
        pane->setFocus(Qt::ShortcutFocusReason);
        return true;
    }
    for (QWidget* next = pane->nextInFocusChain(); next != pane; next = next->nextInFocusChain()) {
        if (pane->isAncestorOf(next) && takesKeyboard(next)) {
            next->setFocus(Qt::ShortcutFocusReason);
            return true;
        }
    }
    return false;
}

void focusNextPane(const QList<QWidget*>& panes, bool backwards)
{
    const QWidget* focused = QApplication::focusWidget();
    qsizetype current = -1;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (focused != nullptr && (panes[i] == focused || panes[i]->isAncestorOf(focused)))
            current = i;
    }
    const qsizetype step = backwards ? panes.size() - 1 : 1;
    qsizetype next = current < 0 ? (backwards ? 0 : panes.size() - 1) : current;
    for (qsizetype tried = 0; tried < panes.size(); ++tried) {
        next = (next + step) % panes.size();
        if (panes[next]->isVisible() && focusFirstIn(panes[next]))
            return;
    }
}

} // namespace meshsso::desktop
