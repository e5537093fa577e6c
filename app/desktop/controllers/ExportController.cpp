#include "desktop/controllers/ExportController.h"

#include "desktop/controllers/Background.h"
#include "desktop/controllers/ExportSecrets.h"
#include "desktop/models/Text.h"

#include <QDir>

namespace meshsso::desktop {

namespace {

constexpr std::chrono::milliseconds typingPause{150};

QString targetName(project::Target target)
{
    switch (target) {
    case project::Target::Istio:
        return QStringLiteral("istio");
    case project::Target::Asm:
        return QStringLiteral("asm");
    case project::Target::Envoy:
        return QStringLiteral("envoy");
    }
    return {};
}

} // namespace

ExportController::ExportController(StepContext context, QObject* parent) : QObject(parent), m_context(context)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(typingPause);
    connect(&m_delay, &QTimer::timeout, this, &ExportController::refreshPreview);
    connect(&context.document, &ProjectDocument::opened, this, [this] {
        m_folder.clear();
        m_withSecrets = false;
        m_savedTo.clear();
        m_savedFindings.clear();
        m_preview.reset();
        m_job.reset();
    });
    connect(&context.document, &ProjectDocument::changed, &m_delay, qOverload<>(&QTimer::start));
    connect(&context.document, &ProjectDocument::stateChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(&m_job, &Job::changed, this, &ExportController::changed);
    if (context.document.isOpen())
        m_delay.start();
}

QString ExportController::folder() const
{
    if (!m_folder.isEmpty())
        return m_folder;
    return QDir::cleanPath(m_context.document.folder() + QStringLiteral("/export/") +
                           targetName(m_context.project().clusters.target));
}

void ExportController::setFolder(const QString& folder)
{
    m_folder = QDir::cleanPath(QDir(m_context.document.folder()).absoluteFilePath(folder));
    refreshPreview();
}

void ExportController::setWithSecrets(bool withSecrets)
{
    if (m_withSecrets == withSecrets)
        return;
    m_withSecrets = withSecrets;
    refreshPreview();
}

void ExportController::refreshPreview()
{
    m_delay.stop();
    if (!m_context.document.isOpen()) {
        m_preview.reset();
        emit changed();
        return;
    }
    std::function<ExportPreview()> work = [project = m_context.project(), projectFolder = m_context.folder(),
                                           folder = toUtf8(folder()), withSecrets = m_withSecrets] {
        return previewExport(project, projectFolder, folder, withSecrets);
    };
    m_compile.start<ExportPreview>(tr("Compiling the project"), tr("this machine"),
                                   inBackground(m_context.services.executor, std::move(work)),
                                   [this](ExportPreview preview) {
                                       m_preview = std::move(preview);
                                       // The job ends after this; who listens may ask whether it has.
                                       m_compile.succeed();
                                       emit changed();
                                   });
}

Task<Result<mesh::ResourceSet>> ExportController::compile() const
{
    return compileExport(m_context.services.executor, m_context.services.clock, m_context.secrets.store(),
                         m_context.project(), m_context.folder(), toUtf8(folder()), m_withSecrets);
}

Task<Result<ExportController::Saved>> ExportController::saveTask(Executor& executor,
                                                                 Task<Result<mesh::ResourceSet>> compiling,
                                                                 std::filesystem::path folder)
{
    auto set = co_await compiling;
    if (!set)
        co_return fail(std::move(set).error());
    Saved saved;
    saved.findings = set->findings;
    std::function<Result<std::vector<std::string>>()> write = [files = std::move(*set), folder] {
        return mesh::writeResources(files, folder);
    };
    auto writing = inBackground(executor, std::move(write));
    auto written = co_await writing;
    if (!written)
        co_return fail(std::move(written).error());
    saved.count = written->size();
    co_return saved;
}

void ExportController::save()
{
    startSave(m_withSecrets, {});
}

void ExportController::saveWithSecrets(std::function<void(QString)> done)
{
    startSave(true, std::move(done));
}

void ExportController::startSave(bool withSecrets, std::function<void(QString)> done)
{
    if (!m_context.document.isOpen())
        return;
    const auto target = folder();
    auto compiling =
        compileExport(m_context.services.executor, m_context.services.clock, m_context.secrets.store(),
                      m_context.project(), m_context.folder(), toUtf8(target), withSecrets);
    m_job.start<Result<Saved>>(tr("Saving the files"), displayable(toUtf8(target), 200),
                               saveTask(m_context.services.executor, std::move(compiling), toUtf8(target)),
                               [this, target, withSecrets, done = std::move(done)](Result<Saved> saved) {
                                   if (!saved) {
                                       m_job.fail(saved.error());
                                       return;
                                   }
                                   m_savedTo = target;
                                   m_savedCount = saved->count;
                                   m_savedFindings = std::move(saved->findings);
                                   m_context.activity.note(
                                       LogLine::Level::Good,
                                       tr("%n files saved to %1", nullptr, static_cast<int>(m_savedCount))
                                           .arg(displayable(toUtf8(target), 200)));
                                   m_withSecrets = withSecrets;
                                   refreshPreview();
                                   if (done)
                                       done(target);
                               });
}

} // namespace meshsso::desktop
