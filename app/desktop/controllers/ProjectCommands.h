#pragma once

#include "desktop/controllers/ProjectJournal.h"
#include "desktop/controllers/ProjectPrompts.h"
#include "desktop/controllers/ProjectTemplates.h"

#include <QObject>
#include <functional>

namespace meshsso::desktop {

class ActivityController;
class ProjectDocument;
class RecentProjects;

/// New, open, save, close, restore: what the menus, the overview, a dropped file and the end of the program
/// have in common, with the questions that stand before them. GUI thread.
class ProjectCommands final : public QObject
{
    Q_OBJECT
public:
    ProjectCommands(ProjectDocument& document, RecentProjects& recent, ProjectJournal& journal,
                    ActivityController& activity, QObject* parent = nullptr);

    /// Who asks the operator; null while no window is there: then commands that need an answer do nothing.
    void setPrompts(ProjectPrompts* prompts) { m_prompts = prompts; }
    ProjectPrompts* prompts() const { return m_prompts; }

    // Each of these asks about unsaved changes first.
    void create(ProjectTemplate kind);
    void create(project::SsoProject project);
    void open();
    void openFile(const QString& file);
    void close();
    /// Runs proceed once nothing unsaved is left, or the operator gave it up.
    void guardUnsaved(std::function<void()> proceed);

    void save();
    void saveAs();

    void undo();
    void redo();
    void setReadOnly(bool readOnly);

    /// Work that earlier runs left behind, newest first; read once at the start.
    const std::vector<UnsavedWork>& leftBehind() const { return m_leftBehind; }
    /// Takes up the newest of it; asks about unsaved changes of the present project first.
    void restoreNewest();
    void discardNewest();

signals:
    /// A project was made, opened, saved, ...: a short word for the status line.
    void told(const QString& word);
    void leftBehindChanged();

private:
    void openNow(const QString& file);
    void saveTo(const QString& file, bool overwrite, const std::function<void()>& proceed);
    void saveThen(const std::function<void()>& proceed);
    void askWhere(const std::function<void()>& proceed);
    void say(const QString& word);

    ProjectDocument& m_document;
    RecentProjects& m_recent;
    ProjectJournal& m_journal;
    ActivityController& m_activity;
    ProjectPrompts* m_prompts = nullptr;
    std::vector<UnsavedWork> m_leftBehind;
};

} // namespace meshsso::desktop
