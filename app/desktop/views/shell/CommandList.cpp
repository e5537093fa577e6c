#include "desktop/views/shell/CommandList.h"

#include <QWidget>

namespace meshsso::desktop {

CommandList::CommandList(QWidget& window) : QObject(&window), m_window(window) {}

QAction* CommandList::add(const QString& id, const QString& text, const QList<QKeySequence>& shortcuts,
                          std::function<void()> run)
{
    auto* action = new QAction(text, this);
    action->setObjectName(id);
    action->setShortcuts(shortcuts);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_window.addAction(action);
    m_commands.push_back({id, m_category, action});
    return action;
}

QAction* CommandList::action(const QString& id) const
{
    for (const auto& command : m_commands) {
        if (command.id == id)
            return command.action;
    }
    return nullptr;
}

} // namespace meshsso::desktop
