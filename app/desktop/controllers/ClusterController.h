#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "kube/ClusterApply.h"
#include "kube/ClusterCheck.h"

#include <QTimer>
#include <functional>

namespace meshsso::desktop {

/// The clusters as kubectl reaches them: contexts, comparison, apply, pods. GUI thread. No API server is
/// asked anything before compare() or checkPods(), which the operator presses; nothing is written but by
/// apply().
class ClusterController final : public QObject
{
    Q_OBJECT
public:
    using Compile = std::function<Task<Result<mesh::ResourceSet>>()>;

    /// What one comparison found, of the project and the files as they were.
    struct Comparison
    {
        kube::ClusterPlan plan;
        kube::ClusterCheckReport check;
        mesh::ResourceSet resources;
        project::SsoProject project;
        project::Clusters clusters; ///< the project's, as kubectl was given them
    };

    /// compile makes the set that is compared and applied.
    ClusterController(StepContext context, Compile compile, QObject* parent = nullptr);

    /// Why kubectl cannot be used; nothing if it can.
    const std::optional<Error>& kubectlError() const { return m_kubectlError; }
    bool hasKubectl() const { return !m_kubectlError; }
    /// Looks for kubectl and reads the contexts of both kubeconfigs; asks no API server.
    void loadContexts();
    const std::vector<kube::ContextInfo>& contexts(kube::ClusterSide side) const
    {
        return side == kube::ClusterSide::Mesh ? m_meshContexts : m_workloadContexts;
    }
    /// Sets the project's context for a side, as an undoable edit.
    void chooseContext(kube::ClusterSide side, const QString& context);
    /// "ack, asm": the clusters that are asked, for buttons and jobs.
    QString clusterNames() const;

    Job& job() { return m_job; }
    const Job& job() const { return m_job; }
    /// Reads both clusters and dry-runs the files there; writes nothing.
    void compare();
    /// Nothing before the first comparison, or after the contexts changed.
    const std::optional<Comparison>& comparison() const { return m_comparison; }
    /// The project changed since the comparison.
    bool isStale() const;
    /// Objects that apply would write.
    std::size_t changeCount() const;
    bool hasConflicts() const;
    /// Why apply would not be tried: nothing compared, stale, refused objects, read-only.
    bool canApply() const;

    /// Dry-runs again, then writes; takeOver: fields that others own as well.
    void apply(bool takeOver);
    /// What the last apply wrote, complete or not.
    const std::vector<kube::ClusterStep>& applied() const { return m_applied; }

    /// Pods of the project's workloads, asked for again until they are ready, after an apply.
    const std::vector<kube::WorkloadState>& pods() const { return m_pods; }
    bool arePodsReady() const;
    Job& podsJob() { return m_podsJob; }
    void checkPods();

    /// Takes the values found in the clusters into the project as one undoable edit.
    void takeSuggestions();

signals:
    void changed();

private:
    using Contexts = std::vector<kube::ContextInfo>;
    static Task<Result<std::pair<Contexts, Contexts>>> contextsTask(const kube::Kubectl& kubectl,
                                                                    project::Clusters clusters);
    static Task<Result<Comparison>> compareTask(const kube::Kubectl& kubectl, project::SsoProject project,
                                                project::Clusters clusters,
                                                Task<Result<mesh::ResourceSet>> compiling,
                                                kube::ClusterApply::Progress progress);
    static Task<kube::ClusterApplyReport> applyTask(const kube::Kubectl& kubectl, Comparison shown,
                                                    kube::ClusterApply::Progress progress,
                                                    kube::ClusterApplyOptions options);
    static Task<Result<std::vector<kube::WorkloadState>>>
    podsTask(const kube::Kubectl& kubectl, project::Clusters clusters, mesh::ResourceSet resources);
    std::pair<std::string, std::string> kubeconfigs() const;
    void forget();
    void onProjectChanged();
    void onApplied(kube::ClusterApplyReport report);
    void showStep(const kube::ClusterStep& step);

    StepContext m_context;
    Compile m_compile;
    std::unique_ptr<kube::ProcessRunner> m_runner;
    kube::Kubectl m_kubectl;
    std::optional<Error> m_kubectlError;
    Contexts m_workloadContexts;
    Contexts m_meshContexts;
    project::Clusters m_clusters;                                     ///< what is known here belongs to these
    std::optional<std::pair<std::string, std::string>> m_kubeconfigs; ///< whose contexts were asked for
    std::optional<Comparison> m_comparison;
    std::vector<kube::ClusterStep> m_applied;
    std::vector<kube::WorkloadState> m_pods;
    QTimer m_podsAgain;
    int m_podRounds = 0;
    Job m_contextsJob;
    Job m_job;
    Job m_podsJob;
};

} // namespace meshsso::desktop
