#include "desktop/views/shell/UndoRouter.h"

#include "desktop/views/widgets/Form.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QWidget>

namespace meshsso::desktop {

namespace {

bool isInForm(const QObject* object)
{
    for (; object != nullptr; object = object->parent()) {
        if (qobject_cast<const Form*>(object) != nullptr)
            return true;
    }
    return false;
}

} // namespace

bool UndoRouter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isUndo = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo);
    if (!isUndo || !isInForm(watched))
        return false;
    // What is typed into a secret's field is no part of the project yet.
    if (const auto* line = qobject_cast<const QLineEdit*>(watched);
        line != nullptr && line->echoMode() != QLineEdit::Normal)
        return false;
    event->ignore();
    return true; // nobody claims the key, so the window's shortcut has it
}

} // namespace meshsso::desktop
