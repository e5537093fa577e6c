#include "desktop/views/TabOrder.h"

#include <QList>
#include <QWidget>

namespace meshsso::desktop {

QWidget* chainAfter(QWidget* previous, const QWidget* group)
{
    QList<QWidget*> members;
    for (auto* widget = group->nextInFocusChain(); widget != group; widget = widget->nextInFocusChain()) {
        if (group->isAncestorOf(widget) && (widget->focusPolicy() & Qt::TabFocus) != 0)
            members.append(widget);
    }
    for (auto* widget : members) {
        QWidget::setTabOrder(previous, widget);
        previous = widget;
    }
    return previous;
}

} // namespace meshsso::desktop
