#pragma once

#include "project/SsoProject.h"

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

namespace meshsso::desktop {

class ProjectDocument;
struct Services;

/// Work that an earlier run could not save.
struct UnsavedWork
{
    QString journalFile;
    QString projectFile; ///< empty: the project was never saved
    QDateTime written;
    project::SsoProject project;
};

/// Keeps unsaved edits on disk (references to secrets only, as the project itself), so that a crash or a
/// power cut loses at most two seconds of work. One journal a run; it goes when the work is saved or given
/// up.
class ProjectJournal final : public QObject
{
    Q_OBJECT
public:
    ProjectJournal(Services& services, ProjectDocument& document, QObject* parent = nullptr);
    /// The document must have been saved or given up: the journal is removed, unless keep() was called.
    ~ProjectJournal() override;

    /// What runs left behind that are over now. Newest first; unreadable journals are left out.
    std::vector<UnsavedWork> unsavedWork() const;
    /// Removes a left-behind journal, after it was restored or refused.
    void discard(const UnsavedWork& work);
    /// Writes now, if something is unsaved. For tests and for the end of a session.
    void flush();
    /// Writes now, and leaves the journal to the next run: the program ends without asking (SIGTERM).
    void keep();

private:
    void write();
    void removeOwn();
    QString folder() const;

    Services& m_services;
    ProjectDocument& m_document;
    QTimer m_delay;
    QString m_file;
    std::unique_ptr<QLockFile> m_lock;
    bool m_isKept = false;
};

} // namespace meshsso::desktop
