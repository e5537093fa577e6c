#include "desktop/controllers/DriftController.h"

#include "core/AtomicFile.h"
#include "desktop/controllers/Background.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "kube/ClusterApply.h"
#include "mesh/PageFiles.h"

#include <QPointer>

namespace meshsso::desktop {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxFileBytes = std::size_t{4} * 1024 * 1024;
constexpr std::array<const char*, 3> targetNames{"istio", "asm", "envoy"};

Task<Result<kube::ClusterPlan>> planClusters(kube::ProcessRunner* runner, std::string program,
                                             project::Clusters clusters, mesh::ResourceSet resources)
{
    const kube::Kubectl kubectl(*runner, std::move(program));
    const kube::ClusterApply apply(kubectl, std::move(clusters), std::move(resources));
    auto planned = co_await apply.plan();
    co_return planned;
}

} // namespace

DriftController::DriftController(StepContext context, KeycloakPlan& plan, QObject* parent)
    : QObject(parent), m_context(context), m_plan(plan)
{
    connect(&m_context.document, &ProjectDocument::opened, this, &DriftController::forget);
    connect(&m_plan, &KeycloakPlan::planReady, this, &DriftController::takePlan);
    connect(&m_plan.job(), &Job::finished, this, [this] {
        if (!m_isPlanOurs || m_plan.job().state() == Job::State::Succeeded)
            return;
        m_isPlanOurs = false;
        const auto& error = m_plan.job().error();
        set(DriftPlace::Keycloak, DriftResult::State::Failed, error ? errorText(*error) : tr("cancelled"));
    });
    connect(&m_job, &Job::finished, this, [this] {
        const QString why = m_job.error() ? errorText(*m_job.error()) : tr("cancelled");
        for (const auto place : {DriftPlace::Export, DriftPlace::Clusters}) {
            if (result(place).state == DriftResult::State::Checking)
                set(place, DriftResult::State::Failed, why);
        }
        emit changed();
    });
}

DriftController::~DriftController() = default;

bool DriftController::isChecking() const
{
    return std::any_of(m_results.begin(), m_results.end(), [](const DriftResult& result) {
        return result.state == DriftResult::State::Checking;
    });
}

bool DriftController::hasClusters() const
{
    const auto& clusters = m_context.project().clusters;
    return clusters.target != project::Target::Envoy &&
           (!clusters.workload.context.empty() || !clusters.mesh.context.empty());
}

fs::path DriftController::exportFolder() const
{
    return m_context.folder() / "export" /
           targetNames[static_cast<std::size_t>(m_context.project().clusters.target)];
}

void DriftController::set(DriftPlace place, DriftResult::State state, const QString& text)
{
    auto& result = m_results[static_cast<std::size_t>(place)];
    result.state = state;
    result.text = text;
    if (state != DriftResult::State::Checking && state != DriftResult::State::Skipped)
        result.when = m_context.services.clock.now();
    emit changed();
}

void DriftController::forget()
{
    m_isPlanOurs = false;
    m_job.reset();
    m_results = {};
    emit changed();
}

void DriftController::check(bool withClusters)
{
    if (!m_context.document.isOpen() || isChecking())
        return;
    if (const QString lack = m_plan.lackText(); !lack.isEmpty()) {
        set(DriftPlace::Keycloak, DriftResult::State::Skipped, lack);
    } else if (!m_plan.job().isRunning()) {
        m_isPlanOurs = true;
        set(DriftPlace::Keycloak, DriftResult::State::Checking);
        m_plan.make();
    }

    const bool askClustersToo = withClusters && hasClusters();
    set(DriftPlace::Clusters, askClustersToo ? DriftResult::State::Checking : DriftResult::State::Skipped,
        askClustersToo  ? QString()
        : hasClusters() ? tr("not looked at, as you did not ask for it")
                        : tr("the project names no cluster"));
    if (m_context.document.file().isEmpty()) {
        set(DriftPlace::Export, DriftResult::State::Skipped, tr("the project was not saved yet"));
        if (!askClustersToo)
            return;
    } else {
        set(DriftPlace::Export, DriftResult::State::Checking);
    }
    std::function<Comparison()> work = [project = m_context.project(), projectFolder = m_context.folder(),
                                        folder = exportFolder()] {
        return compareExport(project, projectFolder, folder);
    };
    auto task = inBackground<Comparison>(m_context.services.executor, std::move(work));
    m_job.start<Comparison>(tr("Comparing the exported files"), displayable(exportFolder().string(), 200),
                            std::move(task), [this, askClustersToo](Comparison comparison) {
                                takeExport(comparison);
                                if (comparison.files.error && askClustersToo)
                                    set(DriftPlace::Clusters, DriftResult::State::Failed,
                                        errorText(*comparison.files.error));
                                else if (askClustersToo)
                                    askClusters(std::move(comparison.resources));
                            });
}

void DriftController::cancel()
{
    m_job.cancel();
    if (m_isPlanOurs)
        m_plan.job().cancel();
}

DriftController::Comparison DriftController::compareExport(const project::SsoProject& project,
                                                           const fs::path& projectFolder,
                                                           const fs::path& folder)
{
    Comparison comparison;
    mesh::ExportOptions options;
    options.target = project.clusters.target;
    options.outputDirectory = folder.string();
    auto pageFiles = mesh::readPageFiles(project, projectFolder);
    if (!pageFiles) {
        comparison.files.error = std::move(pageFiles).error();
        return comparison;
    }
    options.pageFiles = std::move(*pageFiles);
    auto set = mesh::compileResources(project, options);
    if (!set) {
        comparison.files.error = std::move(set).error();
        return comparison;
    }
    std::error_code ignored;
    comparison.files.exists = fs::exists(folder, ignored);
    for (const auto& file : set->files) {
        const auto text = readWholeFile(folder / file.path, maxFileBytes);
        if (!text && text.error().code == ErrorCode::NotFound)
            ++comparison.files.missing;
        else if (!text || *text != file.content)
            ++comparison.files.different;
    }
    comparison.resources = std::move(*set);
    return comparison;
}

void DriftController::takeExport(const Comparison& comparison)
{
    if (result(DriftPlace::Export).state != DriftResult::State::Checking)
        return;
    const auto& files = comparison.files;
    if (files.error)
        set(DriftPlace::Export, DriftResult::State::Failed, errorText(*files.error));
    else if (!files.exists)
        set(DriftPlace::Export, DriftResult::State::Differs, tr("nothing was exported yet"));
    else if (files.missing == 0 && files.different == 0)
        set(DriftPlace::Export, DriftResult::State::InSync, tr("as the project says"));
    else
        set(DriftPlace::Export, DriftResult::State::Differs,
            tr("%1 differ, %2 missing")
                .arg(tr("%n files", nullptr, files.different), tr("%n files", nullptr, files.missing)));
}

void DriftController::askClusters(mesh::ResourceSet resources)
{
    if (!m_runner)
        m_runner = std::make_unique<kube::PosixProcessRunner>(m_context.services.executor);
    // From the event loop: a job is not restarted from within its own end.
    m_context.services.executor.post([self = QPointer<DriftController>(this),
                                      resources = std::move(resources)]() mutable {
        if (!self || self->result(DriftPlace::Clusters).state != DriftResult::State::Checking)
            return;
        const auto& clusters = self->m_context.project().clusters;
        QStringList contexts;
        for (const auto& cluster : {clusters.workload, clusters.mesh}) {
            const QString name = displayable(cluster.context, 80);
            if (!name.isEmpty() && !contexts.contains(name))
                contexts.append(name);
        }
        auto task = planClusters(self->m_runner.get(), toUtf8(self->m_context.services.kubectlProgram),
                                 clusters, std::move(resources));
        self->m_job.start<Result<kube::ClusterPlan>>(
            tr("Comparing the clusters"), contexts.join(QStringLiteral(", ")), std::move(task),
            [self](Result<kube::ClusterPlan> plan) {
                if (!plan) {
                    self->set(DriftPlace::Clusters, DriftResult::State::Failed, errorText(plan.error()));
                    self->m_job.fail(plan.error());
                    return;
                }
                const auto unchanged = plan->count(kube::ObjectState::Unchanged);
                const int open = static_cast<int>(plan->objects.size() - unchanged);
                self->set(DriftPlace::Clusters,
                          plan->empty() ? DriftResult::State::InSync : DriftResult::State::Differs,
                          plan->empty() ? tr("as the project says") : tr("%n objects differ", nullptr, open));
            },
            std::chrono::minutes(3));
    });
}

void DriftController::takePlan()
{
    m_isPlanOurs = false;
    const auto& plan = m_plan.plan();
    if (!plan)
        return;
    if (plan->empty())
        set(DriftPlace::Keycloak, DriftResult::State::InSync, tr("as the project says"));
    else
        set(DriftPlace::Keycloak, DriftResult::State::Differs,
            tr("%n changes to apply", nullptr, static_cast<int>(plan->changes.size())));
}

} // namespace meshsso::desktop
