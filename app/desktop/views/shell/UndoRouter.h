#pragma once

#include <QObject>

namespace meshsso::desktop {

/// A field knows an undo of its own, which would take Ctrl+Z away from the project's: in a form, undo and
/// redo are those of the project.
class UndoRouter final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace meshsso::desktop
