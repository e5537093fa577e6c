#pragma once

#include "core/Finding.h"
#include "core/Result.h"
#include "project/ProjectFile.h"

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <functional>

namespace meshsso::desktop {

/// The open project: the value that every page edits, its findings, its file, and its undo history. GUI
/// thread.
class ProjectDocument final : public QObject
{
    Q_OBJECT
public:
    using Change = std::function<void(project::SsoProject&)>;

    explicit ProjectDocument(QObject* parent = nullptr);

    const project::SsoProject& project() const { return m_project; }
    /// What checkProject says of the present value; where is a field path ("gateway.address").
    const Findings& findings() const { return m_findings; }
    /// Those at the field or below it: "gateway" has "gateway.tls.keyFile" too, but not "gatewayX".
    Findings findingsAt(std::string_view field) const;
    static bool isAtOrBelow(std::string_view where, std::string_view field);

    /// Changes the project as one undoable edit. what is for the Edit menu ("Gateway address"). Consecutive
    /// edits of the same non-empty field merge, as typing does. Nothing happens when the project is read-only
    /// or the change changes nothing; false then.
    bool edit(const QString& what, const QString& field, const Change& change);
    /// Ends merging: the next edit of the same field is undone by itself. Called when a field loses the
    /// focus.
    void endMerge();
    QUndoStack* undoStack() { return &m_undo; }

    bool isOpen() const { return m_isOpen; }
    bool isModified() const { return m_isOpen && !m_undo.isClean(); }
    bool isReadOnly() const { return m_isReadOnly; }
    void setReadOnly(bool readOnly);
    bool isProduction() const { return m_project.metadata.environment == project::Environment::Production; }

    /// Absolute, or empty while the project was never saved.
    const QString& file() const { return m_file; }
    /// What relative paths in the project start from: the file's folder, or the home folder before the first
    /// save.
    QString folder() const;
    /// The project's name, the file's, or "Untitled".
    QString title() const;

    /// Starts with this value; modified from the beginning, since no file holds it.
    void create(project::SsoProject project);
    /// Opens a file; one with errors opens too, and its findings show. Errors: NotFound, IoError, TooLarge,
    /// and ParseError for what is no project at all; the present project stays then.
    Result<void> open(const QString& file);
    /// Takes up unsaved work of an earlier run: the value, and the file it belongs to (may be empty).
    void restore(project::SsoProject project, const QString& file);
    /// Errors: InvalidArgument (no file yet), Conflict (comments would be lost, or the file changed since it
    /// was read), IoError. overwrite says that the operator was asked about both kinds of Conflict.
    Result<void> save(bool overwrite = false);
    Result<void> saveAs(const QString& file, bool overwrite = false);
    void close();

signals:
    /// The value changed: edit, undo, redo, or another project.
    void changed();
    /// Another project was made, opened or closed; changed() follows.
    void opened();
    /// isModified(), file() or isReadOnly() changed.
    void stateChanged();

private:
    friend class EditCommand;
    void take(project::SsoProject project);
    void replaceWith(project::SsoProject project, Findings fileFindings, const QString& file);
    void check();

    project::SsoProject m_project;
    Findings m_findings;
    Findings
        m_fileFindings; ///< what only reading the file could find (unknown keys); gone with the first save
    QString m_file;
    std::string m_textOnDisk; ///< what the file held when we read or wrote it
    QUndoStack m_undo;
    int m_mergeGeneration = 0;
    bool m_isOpen = false;
    bool m_isReadOnly = false;
};

} // namespace meshsso::desktop
