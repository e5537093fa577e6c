#include "desktop/views/shell/ProjectActions.h"

#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/RecentProjects.h"
#include "desktop/models/Text.h"
#include "desktop/views/shell/CommandList.h"

#include <QMenu>

namespace meshsso::desktop {

ProjectActions::ProjectActions(ViewContext context, CommandList& commands, QObject* parent)
    : QObject(parent), m_context(context), m_commands(commands)
{
    auto& project = m_context.workspace.commands();
    commands.begin(tr("Project"));
    commands.add(QStringLiteral("project.new"), tr("New project"), {QKeySequence::New},
                 [&project] { project.create(ProjectTemplate::Empty); });
    commands.add(QStringLiteral("project.newReference"), tr("New project from the sample"), {},
                 [&project] { project.create(ProjectTemplate::Reference); });
    commands.add(QStringLiteral("project.open"), tr("Open project …"), {QKeySequence::Open},
                 [&project] { project.open(); });
    commands.add(QStringLiteral("project.save"), tr("Save"), {QKeySequence::Save},
                 [&project] { project.save(); });
    commands.add(QStringLiteral("project.saveAs"), tr("Save as …"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, [&project] { project.saveAs(); });
    auto* readOnly = commands.add(QStringLiteral("project.readOnly"), tr("Read-only"), {}, [this, &project] {
        project.setReadOnly(!m_context.document().isReadOnly());
    });
    readOnly->setCheckable(true);
    commands.add(QStringLiteral("project.close"), tr("Close project"), {QKeySequence(Qt::CTRL | Qt::Key_W)},
                 [&project] { project.close(); });

    commands.begin(tr("Edit"));
    commands.add(QStringLiteral("edit.undo"), tr("Undo"), {QKeySequence(Qt::CTRL | Qt::Key_Z)},
                 [&project] { project.undo(); });
    commands.add(QStringLiteral("edit.redo"), tr("Redo"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
                 [&project] { project.redo(); });

    auto& document = m_context.document();
    connect(&document, &ProjectDocument::stateChanged, this, &ProjectActions::refresh);
    connect(&document, &ProjectDocument::opened, this, &ProjectActions::refresh);
    connect(document.undoStack(), &QUndoStack::indexChanged, this, &ProjectActions::refresh);
    refresh();
}

void ProjectActions::refresh()
{
    auto& document = m_context.document();
    auto& undo = *document.undoStack();
    const bool isOpen = document.isOpen();
    const bool canEdit = isOpen && !document.isReadOnly();
    const auto enable = [this](const char* id, bool enabled) {
        m_commands.action(QLatin1String(id))->setEnabled(enabled);
    };
    enable("project.save", canEdit && (document.isModified() || document.file().isEmpty()));
    enable("project.saveAs", isOpen);
    enable("project.close", isOpen);
    enable("project.readOnly", isOpen);
    m_commands.action(QStringLiteral("project.readOnly"))->setChecked(document.isReadOnly());
    enable("edit.undo", canEdit && undo.canUndo());
    enable("edit.redo", canEdit && undo.canRedo());
    m_commands.action(QStringLiteral("edit.undo"))
        ->setText(undo.canUndo() ? tr("Undo: %1").arg(undo.undoText()) : tr("Undo"));
    m_commands.action(QStringLiteral("edit.redo"))
        ->setText(undo.canRedo() ? tr("Redo: %1").arg(undo.redoText()) : tr("Redo"));
}

void ProjectActions::followRecent(QMenu* menu)
{
    menu->setTitle(tr("Open recent"));
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        const auto files = m_context.workspace.recent().files();
        for (const auto& file : files) {
            QString label = displayable(toUtf8(file), 80);
            label.replace(QLatin1Char('&'), QLatin1String("&&"));
            auto* action = menu->addAction(label);
            connect(action, &QAction::triggered, this,
                    [this, file] { m_context.workspace.commands().openFile(file); });
        }
        if (files.isEmpty())
            menu->addAction(tr("No recent projects"))->setEnabled(false);
    });
}

} // namespace meshsso::desktop
