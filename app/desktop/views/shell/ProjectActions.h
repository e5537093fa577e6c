#pragma once

#include "desktop/views/ViewContext.h"

#include <QObject>

class QMenu;

namespace meshsso::desktop {

class CommandList;

/// The commands of the categories Project and Edit, enabled as the document allows.
class ProjectActions final : public QObject
{
    Q_OBJECT
public:
    ProjectActions(ViewContext context, CommandList& commands, QObject* parent);
    /// Fills a menu with the recent projects each time it opens.
    void followRecent(QMenu* menu);

private:
    void refresh();

    ViewContext m_context;
    CommandList& m_commands;
};

} // namespace meshsso::desktop
