#include "desktop/views/widgets/TabOrder.h"

namespace meshsso::desktop {

void placeInTabOrder(QWidget* after, QWidget* container)
{
    // In the order in which they were made, which is the order in which they are read.
    for (auto* widget : container->findChildren<QWidget*>()) {
        const bool takesFocus =
            (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr;
        if (!takesFocus || widget->window() != after->window())
            continue;
        QWidget::setTabOrder(after, widget);
        after = widget;
    }
}

} // namespace meshsso::desktop
