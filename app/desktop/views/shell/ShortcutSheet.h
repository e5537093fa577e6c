#pragma once

#include <QDialog>

namespace meshsso::desktop {

class CommandList;

/// Every command that has a shortcut, by category, and the keys that the lists know. Closes with Escape.
class ShortcutSheet final : public QDialog
{
    Q_OBJECT
public:
    ShortcutSheet(const CommandList& commands, QWidget* parent);
};

} // namespace meshsso::desktop
