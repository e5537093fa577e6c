#include "desktop/controllers/ClusterController.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

#include <algorithm>

namespace meshsso::desktop {

using kube::ClusterSide;
using kube::ObjectState;

namespace {

constexpr std::chrono::minutes clusterLimit{5};
constexpr std::chrono::seconds podsPause{3};
constexpr int maxPodRounds = 60;

} // namespace

ClusterController::ClusterController(StepContext context, Compile compile, QObject* parent)
    : QObject(parent), m_context(context), m_compile(std::move(compile)),
      m_runner(context.services.makeProcessRunner
                   ? context.services.makeProcessRunner(context.services.executor)
                   : std::make_unique<kube::PosixProcessRunner>(context.services.executor)),
      m_kubectl(*m_runner, toUtf8(context.services.kubectlProgram))
{
    m_podsAgain.setSingleShot(true);
    m_podsAgain.setInterval(podsPause);
    connect(&m_podsAgain, &QTimer::timeout, this, &ClusterController::checkPods);
    connect(&context.document, &ProjectDocument::opened, this, &ClusterController::forget);
    connect(&context.document, &ProjectDocument::changed, this, &ClusterController::onProjectChanged);
    connect(&m_job, &Job::changed, this, &ClusterController::changed);
    connect(&m_podsJob, &Job::changed, this, &ClusterController::changed);
    if (auto found = m_kubectl.locate(); !found)
        m_kubectlError = std::move(found).error();
    m_clusters = context.project().clusters;
}

void ClusterController::forget()
{
    // Consent to ask a cluster is given for one project, by asking it.
    m_podsAgain.stop();
    m_comparison.reset();
    m_applied.clear();
    m_pods.clear();
    m_job.reset();
    m_podsJob.reset();
    m_clusters = m_context.project().clusters;
    emit changed();
}

void ClusterController::onProjectChanged()
{
    const auto& clusters = m_context.project().clusters;
    const bool others = !(clusters.workload == m_clusters.workload) || !(clusters.mesh == m_clusters.mesh) ||
                        clusters.target != m_clusters.target;
    if (others)
        forget();
    if (m_kubeconfigs && *m_kubeconfigs != kubeconfigs())
        loadContexts();
    emit changed();
}

Task<Result<std::pair<ClusterController::Contexts, ClusterController::Contexts>>>
ClusterController::contextsTask(const kube::Kubectl& kubectl, project::Clusters clusters)
{
    auto first = kubectl.contexts(clusters.workload.kubeconfig);
    auto workload = co_await first;
    if (!workload)
        co_return fail(std::move(workload).error());
    if (clusters.mesh.kubeconfig == clusters.workload.kubeconfig) {
        const Contexts same = *workload;
        co_return std::pair<Contexts, Contexts>(std::move(*workload), same);
    }
    auto second = kubectl.contexts(clusters.mesh.kubeconfig);
    auto mesh = co_await second;
    if (!mesh)
        co_return fail(std::move(mesh).error());
    co_return std::pair<Contexts, Contexts>(std::move(*workload), std::move(*mesh));
}

std::pair<std::string, std::string> ClusterController::kubeconfigs() const
{
    const auto clusters = m_context.clusters();
    return {clusters.workload.kubeconfig, clusters.mesh.kubeconfig};
}

void ClusterController::loadContexts()
{
    m_kubeconfigs = kubeconfigs();
    m_kubectlError.reset();
    if (auto found = m_kubectl.locate(); !found) {
        m_kubectlError = std::move(found).error();
        emit changed();
        return;
    }
    using Both = std::pair<Contexts, Contexts>;
    m_contextsJob.start<Result<Both>>(
        tr("Reading the kubeconfig"), tr("this machine"), contextsTask(m_kubectl, m_context.clusters()),
        [this](Result<Both> both) {
            if (both) {
                m_workloadContexts = std::move(both->first);
                m_meshContexts = std::move(both->second);
            } else {
                m_workloadContexts.clear();
                m_meshContexts.clear();
                m_context.activity.note(LogLine::Level::Warning,
                                        tr("No contexts: %1").arg(errorText(both.error())));
            }
            emit changed();
        });
}

void ClusterController::chooseContext(ClusterSide side, const QString& context)
{
    m_context.document.edit(side == ClusterSide::Mesh ? tr("Mesh context") : tr("Workload context"), {},
                            [&](project::SsoProject& project) {
                                auto& clusters = project.clusters;
                                (side == ClusterSide::Mesh ? clusters.mesh : clusters.workload).context =
                                    toUtf8(context);
                            });
}

QString ClusterController::clusterNames() const
{
    const auto& clusters = m_context.project().clusters;
    const auto workload = displayable(kube::contextName(clusters.workload), 80);
    if (clusters.mesh.context.empty() || clusters.mesh == clusters.workload)
        return workload;
    return tr("%1, %2").arg(workload, displayable(kube::contextName(clusters.mesh), 80));
}

Task<Result<ClusterController::Comparison>>
ClusterController::compareTask(const kube::Kubectl& kubectl, project::SsoProject project,
                               project::Clusters clusters, Task<Result<mesh::ResourceSet>> compiling,
                               kube::ClusterApply::Progress progress)
{
    auto set = co_await compiling;
    if (!set)
        co_return fail(std::move(set).error());
    auto aimed = project;
    aimed.clusters = clusters;
    const kube::ClusterCheck check(kubectl, aimed);
    auto checking = check.run();
    auto report = co_await checking;
    if (!report)
        co_return fail(std::move(report).error());
    const kube::ClusterApply apply(kubectl, clusters, *set);
    auto planning = apply.plan(std::move(progress));
    auto plan = co_await planning;
    if (!plan)
        co_return fail(std::move(plan).error());
    co_return Comparison{std::move(*plan), std::move(*report), std::move(*set), std::move(project),
                         std::move(clusters)};
}

void ClusterController::compare()
{
    if (!m_context.document.isOpen() || !hasKubectl())
        return;
    m_applied.clear();
    m_job.start<Result<Comparison>>(
        tr("Comparing with the cluster"), clusterNames(),
        compareTask(m_kubectl, m_context.project(), m_context.clusters(), m_compile(),
                    [this](const kube::ClusterStep& step) { showStep(step); }),
        [this](Result<Comparison> comparison) {
            if (!comparison) {
                m_comparison.reset();
                m_job.fail(comparison.error());
                return;
            }
            m_comparison = std::move(*comparison);
        },
        clusterLimit);
}

bool ClusterController::isStale() const
{
    return m_comparison && !(m_comparison->project == m_context.project());
}

std::size_t ClusterController::changeCount() const
{
    return m_comparison ? m_comparison->plan.objects.size() - m_comparison->plan.count(ObjectState::Unchanged)
                        : 0;
}

bool ClusterController::hasConflicts() const
{
    return m_comparison && m_comparison->plan.count(ObjectState::Conflict) > 0;
}

bool ClusterController::canApply() const
{
    return m_comparison && !isStale() && !m_job.isRunning() && !m_context.document.isReadOnly() &&
           changeCount() > 0 && m_comparison->plan.count(ObjectState::Refused) == 0;
}

Task<kube::ClusterApplyReport> ClusterController::applyTask(const kube::Kubectl& kubectl, Comparison shown,
                                                            kube::ClusterApply::Progress progress,
                                                            kube::ClusterApplyOptions options)
{
    const kube::ClusterApply apply(kubectl, shown.clusters, shown.resources);
    auto applying = apply.apply(shown.plan, std::move(progress), options);
    co_return co_await applying;
}

void ClusterController::apply(bool takeOver)
{
    if (!canApply() || (hasConflicts() && !takeOver))
        return;
    kube::ClusterApplyOptions options;
    options.forceConflicts = takeOver;
    m_job.start<kube::ClusterApplyReport>(
        tr("Applying to the cluster"), clusterNames(),
        applyTask(
            m_kubectl, *m_comparison, [this](const kube::ClusterStep& step) { showStep(step); }, options),
        [this](kube::ClusterApplyReport report) { onApplied(std::move(report)); }, clusterLimit);
}

void ClusterController::onApplied(kube::ClusterApplyReport report)
{
    m_applied = std::move(report.done);
    for (const auto& step : m_applied)
        m_context.activity.note(LogLine::Level::Info,
                                tr("%1: %2").arg(displayable(step.object, 200), backendText(step.what, 80)));
    if (report.error) {
        // What it shows is what the clusters are now like, as far as was seen.
        if (!report.plan.objects.empty() && m_comparison)
            m_comparison->plan = std::move(report.plan);
        m_job.fail(*report.error);
        if (!m_applied.empty())
            m_comparison.reset();
        return;
    }
    for (auto& object : m_comparison->plan.objects) {
        object.state = ObjectState::Unchanged;
        object.diff.clear();
        object.conflicts.clear();
    }
    m_podRounds = 0;
    checkPods();
}

void ClusterController::showStep(const kube::ClusterStep& step)
{
    m_job.setProgress(
        step.isCheck
            ? tr("%1, %2 of %3 checked").arg(displayable(step.object, 120)).arg(step.number).arg(step.total)
            : tr("%1, %2 of %3 written").arg(displayable(step.object, 120)).arg(step.number).arg(step.total),
        static_cast<int>(step.number), static_cast<int>(step.total));
}

Task<Result<std::vector<kube::WorkloadState>>> ClusterController::podsTask(const kube::Kubectl& kubectl,
                                                                           project::Clusters clusters,
                                                                           mesh::ResourceSet resources)
{
    const kube::ClusterApply apply(kubectl, std::move(clusters), std::move(resources));
    auto asking = apply.workloads();
    co_return co_await asking;
}

void ClusterController::checkPods()
{
    if (!m_comparison)
        return;
    m_podsAgain.stop();
    m_podsJob.start<Result<std::vector<kube::WorkloadState>>>(
        tr("Looking at the pods"), clusterNames(),
        podsTask(m_kubectl, m_comparison->clusters, m_comparison->resources),
        [this](Result<std::vector<kube::WorkloadState>> pods) {
            if (!pods) {
                m_podsJob.fail(pods.error());
                return;
            }
            m_pods = std::move(*pods);
            if (!arePodsReady() && ++m_podRounds < maxPodRounds)
                m_podsAgain.start();
        });
}

bool ClusterController::arePodsReady() const
{
    return std::all_of(m_pods.begin(), m_pods.end(), [](const auto& pod) { return pod.isReady(); });
}

void ClusterController::takeSuggestions()
{
    if (!m_comparison)
        return;
    const auto suggestions = m_comparison->check.suggestions;
    m_context.document.endMerge();
    m_context.document.edit(tr("Take values from the cluster"), {}, [&](project::SsoProject& project) {
        kube::takeSuggestions(project, suggestions);
    });
}

} // namespace meshsso::desktop
