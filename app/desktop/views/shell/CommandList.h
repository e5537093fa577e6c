#pragma once

#include <QAction>
#include <QObject>
#include <functional>
#include <vector>

class QWidget;

namespace meshsso::desktop {

/// One thing the window can do: menu, palette and shortcut sheet all show it from here.
struct Command
{
    QString id; ///< "project.save": stable, for tests
    QString category;
    QAction* action;
};

/// All commands of a window, in the order of the menus. Their shortcuts work in the whole window.
class CommandList final : public QObject
{
    Q_OBJECT
public:
    explicit CommandList(QWidget& window);

    /// The category of what is added next: "Project".
    void begin(const QString& category) { m_category = category; }
    QAction* add(const QString& id, const QString& text, const QList<QKeySequence>& shortcuts,
                 std::function<void()> run);
    /// Null if there is none of this id.
    QAction* action(const QString& id) const;
    const std::vector<Command>& all() const { return m_commands; }

private:
    QWidget& m_window;
    QString m_category;
    std::vector<Command> m_commands;
};

} // namespace meshsso::desktop
