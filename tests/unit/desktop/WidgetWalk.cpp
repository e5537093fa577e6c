#include "WidgetWalk.h"

#include "desktop/views/widgets/Disclosure.h"

#include <QAbstractButton>
#include <QLabel>
#include <QWidget>

namespace meshsso::test {

QList<QWidget*> focusableWidgets(QWidget* root)
{
    QList<QWidget*> widgets;
    auto* window = root->window();
    for (auto* widget = window->nextInFocusChain(); widget != nullptr && widget != window;
         widget = widget->nextInFocusChain()) {
        const bool reached = (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->isVisibleTo(window) &&
                             widget->isEnabled() && widget->focusProxy() == nullptr;
        // What a spin box or combo box is made of is not a widget of its own to the user.
        const bool isInner = widget->parentWidget() != nullptr &&
                             widget->parentWidget()->focusProxy() == widget &&
                             widget->objectName().startsWith(QLatin1String("qt_"));
        if (reached && !isInner && (widget == root || root->isAncestorOf(widget)))
            widgets.append(widget);
    }
    return widgets;
}

QString nameOf(const QWidget* widget)
{
    QString text = QString::fromLatin1(widget->metaObject()->className());
    if (!widget->objectName().isEmpty())
        text += QStringLiteral(" #") + widget->objectName();
    if (!widget->accessibleName().isEmpty())
        text += QStringLiteral(" \"%1\"").arg(widget->accessibleName().left(40));
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
        text += QStringLiteral(" '%1'").arg(button->text().left(40));
    if (const auto* label = qobject_cast<const QLabel*>(widget))
        text += QStringLiteral(" '%1'").arg(label->text().left(40));
    for (auto* parent = widget->parentWidget(); parent != nullptr; parent = parent->parentWidget()) {
        const QString name = QString::fromLatin1(parent->metaObject()->className());
        if (name.contains(QLatin1String("meshsso"))) {
            text += QStringLiteral(" in ") + name.section(QLatin1String("::"), -1);
            break;
        }
    }
    return text;
}

void openFolds(QWidget* root)
{
    for (auto* fold : root->findChildren<desktop::Disclosure*>())
        fold->setOpen(true);
}

} // namespace meshsso::test
