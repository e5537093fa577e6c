#include "desktop/controllers/ProjectJournal.h"

#include "core/AtomicFile.h"
#include "core/Json.h"
#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/Services.h"
#include "desktop/models/Text.h"
#include "project/ProjectFile.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace meshsso::desktop {

namespace {

constexpr std::size_t maxJournalBytes = 2UL * 1024 * 1024;

} // namespace

ProjectJournal::ProjectJournal(Services& services, ProjectDocument& document, QObject* parent)
    : QObject(parent), m_services(services), m_document(document)
{
    m_file = folder() + QLatin1Char('/') + toQString(services.random.token(8)) + QStringLiteral(".json");
    m_delay.setSingleShot(true);
    m_delay.setInterval(1500);
    connect(&m_delay, &QTimer::timeout, this, &ProjectJournal::write);
    connect(&document, &ProjectDocument::changed, this, [this] {
        if (!m_delay.isActive())
            m_delay.start();
    });
    connect(&document, &ProjectDocument::stateChanged, this, [this] {
        if (!m_document.isModified())
            removeOwn();
    });
}

ProjectJournal::~ProjectJournal()
{
    if (!m_isKept)
        removeOwn();
}

QString ProjectJournal::folder() const
{
    return m_services.stateFolder + QStringLiteral("/journal");
}

void ProjectJournal::flush()
{
    m_delay.stop();
    write();
}

void ProjectJournal::keep()
{
    flush();
    m_isKept = m_document.isModified();
}

void ProjectJournal::write()
{
    if (!m_document.isModified())
        return;
    json::object entry{{"file", toUtf8(m_document.file())},
                       {"project", project::emitProject(m_document.project())}};
    AtomicFileOptions options;
    options.mode = 0600;
    options.createParents = true;
    // Best effort: a full disk must not stand between the operator and the work.
    if (!writeFileAtomically(toUtf8(m_file), json::serialize(entry), options))
        return;
    if (!m_lock) {
        m_lock = std::make_unique<QLockFile>(m_file + QStringLiteral(".lock"));
        m_lock->setStaleLockTime(0);
        m_lock->tryLock(0);
    }
}

void ProjectJournal::removeOwn()
{
    m_delay.stop();
    QFile::remove(m_file);
    m_lock.reset();
}

std::vector<UnsavedWork> ProjectJournal::unsavedWork() const
{
    std::vector<UnsavedWork> found;
    const auto entries = QDir(folder()).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
    for (const auto& info : entries) {
        QLockFile lock(info.filePath() + QStringLiteral(".lock"));
        lock.setStaleLockTime(0);
        if (info.filePath() == m_file || !lock.tryLock(0))
            continue; // another window is at work on it
        const auto text = readWholeFile(toUtf8(info.filePath()), maxJournalBytes);
        if (!text)
            continue;
        const auto document = parseJsonObject(*text);
        if (!document)
            continue;
        const auto* project = document->if_contains("project");
        const auto* file = document->if_contains("file");
        if (project == nullptr || !project->is_string() || file == nullptr || !file->is_string())
            continue;
        auto loaded = project::parseProject(std::string_view(project->get_string()), "journal");
        found.push_back({info.filePath(), toQString(std::string_view(file->get_string())),
                         info.lastModified(), std::move(loaded.project)});
    }
    return found;
}

void ProjectJournal::discard(const UnsavedWork& work)
{
    QFile::remove(work.journalFile);
    QFile::remove(work.journalFile + QStringLiteral(".lock"));
}

} // namespace meshsso::desktop
