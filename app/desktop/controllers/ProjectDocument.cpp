#include "desktop/controllers/ProjectDocument.h"

#include "core/AtomicFile.h"
#include "desktop/models/Text.h"

#include <QDir>
#include <QFileInfo>

namespace meshsso::desktop {

namespace {

constexpr std::size_t maxProjectBytes = 1024UL * 1024;

} // namespace

namespace {

/// The project with what follows from other fields worked out anew. A URL that followed from the gateway's
/// address follows it again; one that was typed stays.
project::SsoProject derived(project::SsoProject after, const project::SsoProject& before)
{
    auto followed = before;
    followed.identityProvider.url.clear();
    followed.applyDerived();
    if (followed.identityProvider.url == before.identityProvider.url &&
        after.identityProvider.url == before.identityProvider.url)
        after.identityProvider.url.clear();
    after.applyDerived();
    return after;
}

} // namespace

/// One edit: the whole project before and after, which is small and cannot be wrong.
class EditCommand final : public QUndoCommand
{
public:
    EditCommand(ProjectDocument& document, const QString& what, QString field, int generation,
                project::SsoProject after)
        : QUndoCommand(what), m_document(document), m_field(std::move(field)), m_generation(generation),
          m_before(document.project()), m_after(std::move(after))
    {
    }

    void undo() override { m_document.take(m_before); }
    void redo() override { m_document.take(m_after); }
    int id() const override { return m_field.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const EditCommand*>(other);
        if (next->m_field != m_field || next->m_generation != m_generation)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    ProjectDocument& m_document;
    QString m_field;
    int m_generation;
    project::SsoProject m_before;
    project::SsoProject m_after;
};

ProjectDocument::ProjectDocument(QObject* parent) : QObject(parent)
{
    m_undo.setUndoLimit(500);
    connect(&m_undo, &QUndoStack::cleanChanged, this, &ProjectDocument::stateChanged);
}

bool ProjectDocument::isAtOrBelow(std::string_view where, std::string_view field)
{
    if (where.size() < field.size() || where.substr(0, field.size()) != field)
        return false;
    return where.size() == field.size() || where[field.size()] == '.' || where[field.size()] == '[';
}

Findings ProjectDocument::findingsAt(std::string_view field) const
{
    Findings found;
    for (const auto& finding : m_findings) {
        if (isAtOrBelow(finding.where, field))
            found.push_back(finding);
    }
    return found;
}

bool ProjectDocument::edit(const QString& what, const QString& field, const Change& change)
{
    if (!m_isOpen || m_isReadOnly)
        return false;
    project::SsoProject after = m_project;
    change(after);
    after = derived(std::move(after), m_project);
    if (after == m_project)
        return false;
    m_undo.push(new EditCommand(*this, what, field, m_mergeGeneration, std::move(after)));
    return true;
}

void ProjectDocument::endMerge()
{
    ++m_mergeGeneration;
}

void ProjectDocument::setReadOnly(bool readOnly)
{
    if (m_isReadOnly == readOnly)
        return;
    m_isReadOnly = readOnly;
    emit stateChanged();
}

QString ProjectDocument::folder() const
{
    return m_file.isEmpty() ? QDir::homePath() : QFileInfo(m_file).absolutePath();
}

QString ProjectDocument::title() const
{
    if (!m_project.metadata.name.empty())
        return displayable(m_project.metadata.name, 60);
    return m_file.isEmpty() ? tr("Untitled") : QFileInfo(m_file).completeBaseName();
}

void ProjectDocument::create(project::SsoProject project)
{
    replaceWith(std::move(project), {}, {});
    m_undo.resetClean();
    emit stateChanged();
}

Result<void> ProjectDocument::open(const QString& file)
{
    const QString absolute = QFileInfo(file).absoluteFilePath();
    auto text = readWholeFile(absolute.toStdString(), maxProjectBytes);
    if (!text)
        return fail(std::move(text).error());
    auto loaded = project::parseProject(*text, absolute.toStdString());
    if (loaded.project == project::SsoProject() && hasErrors(loaded.findings)) {
        const auto& first = loaded.findings.front();
        return fail(ErrorCode::ParseError, "this is no MeshSSO project: " + first.why, first.where);
    }
    m_textOnDisk = std::move(*text);
    // The semantic ones come again from checkProject, with field paths instead of file positions.
    Findings fileOnly;
    for (auto& finding : loaded.findings) {
        if (finding.code.starts_with("yaml."))
            fileOnly.push_back(std::move(finding));
    }
    replaceWith(std::move(loaded.project), std::move(fileOnly), absolute);
    return {};
}

void ProjectDocument::restore(project::SsoProject project, const QString& file)
{
    m_textOnDisk.clear();
    if (!file.isEmpty()) {
        if (auto text = readWholeFile(file.toStdString(), maxProjectBytes))
            m_textOnDisk = std::move(*text);
    }
    replaceWith(std::move(project), {}, file);
    m_undo.resetClean();
    emit stateChanged();
}

Result<void> ProjectDocument::save(bool overwrite)
{
    if (m_file.isEmpty())
        return fail(ErrorCode::InvalidArgument, "the project has no file yet", "file");
    return saveAs(m_file, overwrite);
}

Result<void> ProjectDocument::saveAs(const QString& file, bool overwrite)
{
    const std::string path = toUtf8(QFileInfo(file).absoluteFilePath());
    if (!overwrite && toQString(path) == m_file) {
        const auto present = readWholeFile(path, maxProjectBytes);
        if (present && *present != m_textOnDisk)
            return fail(ErrorCode::Conflict, "the file was changed by somebody else since it was read", path);
    }
    if (auto saved = project::saveProject(m_project, path, overwrite); !saved)
        return fail(std::move(saved).error());
    m_textOnDisk = project::emitProject(m_project);
    m_file = toQString(path);
    m_fileFindings.clear();
    endMerge();
    m_undo.setClean();
    check();
    emit stateChanged();
    return {};
}

void ProjectDocument::close()
{
    replaceWith({}, {}, {});
    m_isOpen = false;
    emit opened();
    emit changed();
    emit stateChanged();
}

void ProjectDocument::take(project::SsoProject project)
{
    m_project = std::move(project);
    check();
    emit changed();
}

void ProjectDocument::replaceWith(project::SsoProject project, Findings fileFindings, const QString& file)
{
    m_isOpen = true;
    m_file = file;
    m_fileFindings = std::move(fileFindings);
    m_undo.clear();
    m_project = std::move(project);
    m_project.applyDerived();
    check();
    emit opened();
    emit changed();
    emit stateChanged();
}

void ProjectDocument::check()
{
    m_findings = m_fileFindings;
    auto semantic = project::checkProject(m_project);
    std::move(semantic.begin(), semantic.end(), std::back_inserter(m_findings));
}

} // namespace meshsso::desktop
