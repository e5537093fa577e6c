#include "desktop/controllers/RecentProjects.h"

#include "core/AtomicFile.h"
#include "desktop/controllers/ProjectDocument.h"
#include "desktop/models/Text.h"

#include <QFileInfo>

namespace meshsso::desktop {

RecentProjects::RecentProjects(const QString& stateFolder, ProjectDocument& document, QObject* parent)
    : QObject(parent), m_path(stateFolder + QStringLiteral("/recent"))
{
    if (const auto text = readWholeFile(toUtf8(m_path), 64UL * 1024))
        m_files = toQString(*text).split(QLatin1Char('\n'), Qt::SkipEmptyParts).mid(0, capacity);
    const auto take = [this, &document] {
        if (!document.file().isEmpty())
            add(document.file());
    };
    connect(&document, &ProjectDocument::opened, this, take);
    connect(&document, &ProjectDocument::stateChanged, this, take);
}

QStringList RecentProjects::files() const
{
    QStringList present;
    for (const auto& file : m_files) {
        if (QFileInfo::exists(file))
            present.append(file);
    }
    return present;
}

void RecentProjects::forget(const QString& file)
{
    if (m_files.removeAll(file) == 0)
        return;
    save();
    emit changed();
}

void RecentProjects::add(const QString& file)
{
    if (!m_files.isEmpty() && m_files.front() == file)
        return;
    m_files.removeAll(file);
    m_files.prepend(file);
    m_files = m_files.mid(0, capacity);
    save();
    emit changed();
}

void RecentProjects::save() const
{
    AtomicFileOptions options;
    options.mode = 0600;
    options.createParents = true;
    // A list of conveniences: failing to keep it is not worth a message.
    (void)writeFileAtomically(toUtf8(m_path), toUtf8(m_files.join(QLatin1Char('\n'))), options);
}

} // namespace meshsso::desktop
