#include "desktop/controllers/ProjectCommands.h"

#include "desktop/controllers/ActivityController.h"
#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/RecentProjects.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

#include <QDir>
#include <QFileInfo>

namespace meshsso::desktop {

ProjectCommands::ProjectCommands(ProjectDocument& document, RecentProjects& recent, ProjectJournal& journal,
                                 ActivityController& activity, QObject* parent)
    : QObject(parent), m_document(document), m_recent(recent), m_journal(journal), m_activity(activity),
      m_leftBehind(journal.unsavedWork())
{
}

void ProjectCommands::say(const QString& word)
{
    m_activity.note(LogLine::Level::Info, word);
    emit told(word);
}

void ProjectCommands::guardUnsaved(std::function<void()> proceed)
{
    if (!m_document.isModified()) {
        proceed();
        return;
    }
    if (m_prompts == nullptr)
        return;
    m_prompts->askUnsaved(m_document.title(), [this, proceed = std::move(proceed)](UnsavedAnswer answer) {
        switch (answer) {
        case UnsavedAnswer::Save:
            saveThen(proceed);
            break;
        case UnsavedAnswer::Discard:
            proceed();
            break;
        case UnsavedAnswer::Stay:
            break;
        }
    });
}

void ProjectCommands::create(ProjectTemplate kind)
{
    create(makeProject(kind, "my-sso"));
}

void ProjectCommands::create(project::SsoProject project)
{
    guardUnsaved([this, project = std::move(project)] {
        m_document.setReadOnly(false);
        m_document.create(project);
        say(tr("New project"));
    });
}

void ProjectCommands::open()
{
    guardUnsaved([this] {
        if (m_prompts == nullptr)
            return;
        m_prompts->chooseProjectToOpen(m_document.folder(), [this](const QString& file) { openNow(file); });
    });
}

void ProjectCommands::openFile(const QString& file)
{
    guardUnsaved([this, file] { openNow(file); });
}

void ProjectCommands::openNow(const QString& file)
{
    if (auto opened = m_document.open(file); !opened) {
        const QString name = displayable(toUtf8(file), 200);
        m_activity.note(LogLine::Level::Error,
                        tr("%1 was not opened: %2").arg(name, errorText(opened.error())));
        if (opened.error().code == ErrorCode::NotFound)
            m_recent.forget(QFileInfo(file).absoluteFilePath());
        if (m_prompts != nullptr)
            m_prompts->tellOpenFailed(file, opened.error());
        return;
    }
    say(tr("Opened %1").arg(displayable(toUtf8(QFileInfo(file).fileName()), 80)));
}

void ProjectCommands::close()
{
    if (!m_document.isOpen())
        return;
    guardUnsaved([this] {
        m_document.close();
        m_document.setReadOnly(false);
    });
}

void ProjectCommands::save()
{
    if (m_document.isOpen())
        saveThen([] {});
}

void ProjectCommands::saveAs()
{
    if (m_document.isOpen())
        askWhere([] {});
}

void ProjectCommands::saveThen(const std::function<void()>& proceed)
{
    if (m_document.file().isEmpty())
        askWhere(proceed);
    else
        saveTo(m_document.file(), false, proceed);
}

void ProjectCommands::askWhere(const std::function<void()>& proceed)
{
    if (m_prompts == nullptr)
        return;
    QString suggestion = m_document.file();
    if (suggestion.isEmpty()) {
        QString name = toQString(m_document.project().metadata.name);
        name.remove(QLatin1Char('/'));
        suggestion = m_document.folder() + QLatin1Char('/') +
                     (name.isEmpty() ? QStringLiteral("project") : name.left(80)) + QStringLiteral(".yaml");
    }
    m_prompts->chooseProjectToSave(suggestion, [this, proceed](QString file) {
        if (QFileInfo(file).suffix().isEmpty())
            file += QStringLiteral(".yaml");
        saveTo(file, false, proceed);
    });
}

void ProjectCommands::saveTo(const QString& file, bool overwrite, const std::function<void()>& proceed)
{
    const auto saved = m_document.saveAs(file, overwrite);
    if (saved) {
        say(tr("Saved %1").arg(displayable(toUtf8(QFileInfo(file).fileName()), 80)));
        proceed();
        return;
    }
    if (m_prompts == nullptr)
        return;
    if (saved.error().code == ErrorCode::Conflict && !overwrite) {
        m_prompts->askOverwrite(file, saved.error(), [this, file, proceed] { saveTo(file, true, proceed); });
        return;
    }
    m_activity.note(LogLine::Level::Error,
                    tr("%1 was not saved: %2").arg(displayable(toUtf8(file), 200), errorText(saved.error())));
    m_prompts->tellSaveFailed(file, saved.error());
}

void ProjectCommands::undo()
{
    if (!m_document.isReadOnly())
        m_document.undoStack()->undo();
}

void ProjectCommands::redo()
{
    if (!m_document.isReadOnly())
        m_document.undoStack()->redo();
}

void ProjectCommands::setReadOnly(bool readOnly)
{
    m_document.setReadOnly(readOnly);
}

void ProjectCommands::restoreNewest()
{
    if (m_leftBehind.empty())
        return;
    guardUnsaved([this] {
        if (m_leftBehind.empty())
            return;
        const UnsavedWork work = m_leftBehind.front();
        m_document.setReadOnly(false);
        m_document.restore(work.project, work.projectFile);
        // Its successor is on disk before the old journal goes.
        m_journal.flush();
        m_journal.discard(work);
        m_leftBehind.erase(m_leftBehind.begin());
        say(tr("Unsaved work restored"));
        emit leftBehindChanged();
    });
}

void ProjectCommands::discardNewest()
{
    if (m_leftBehind.empty())
        return;
    m_journal.discard(m_leftBehind.front());
    m_leftBehind.erase(m_leftBehind.begin());
    emit leftBehindChanged();
}

} // namespace meshsso::desktop
