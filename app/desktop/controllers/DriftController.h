#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/controllers/StepContext.h"
#include "kube/Subprocess.h"
#include "mesh/MeshCompiler.h"

#include <array>
#include <optional>

namespace meshsso::desktop {

/// What a drift check compares the project with.
enum class DriftPlace { Keycloak, Export, Clusters };

/// How the project compared with one of them.
struct DriftResult
{
    enum class State { NotChecked, Checking, InSync, Differs, Failed, Skipped };
    State state = State::NotChecked;
    QString text; ///< what differs, or why it was not compared
    std::optional<TimePoint> when;
};

/// Whether what was applied and exported is still what the project says. Changes nothing. GUI thread.
class DriftController final : public QObject
{
    Q_OBJECT
public:
    DriftController(StepContext context, KeycloakPlan& plan, QObject* parent = nullptr);
    ~DriftController() override;

    const DriftResult& result(DriftPlace place) const { return m_results[static_cast<std::size_t>(place)]; }
    bool isChecking() const;
    /// A context is named, so that clusters can be asked.
    bool hasClusters() const;
    /// Where the last export is looked for: export/TARGET beside the project.
    std::filesystem::path exportFolder() const;

    /// Files and clusters; Keycloak's own job is the plan's.
    Job& job() { return m_job; }

    /// Compares; the clusters only if the operator agreed to have them read. Nothing happens without an open
    /// project, or while a check runs.
    void check(bool withClusters);
    void cancel();

signals:
    void changed();

private:
    /// What the files of an export say.
    struct ExportComparison
    {
        bool exists = false;
        int missing = 0;
        int different = 0;
        std::optional<Error> error;
    };
    struct Comparison
    {
        ExportComparison files;
        mesh::ResourceSet resources;
    };
    static Comparison compareExport(const project::SsoProject& project,
                                    const std::filesystem::path& projectFolder,
                                    const std::filesystem::path& folder);
    void set(DriftPlace place, DriftResult::State state, const QString& text = {});
    void takeExport(const Comparison& comparison);
    void askClusters(mesh::ResourceSet resources);
    void takePlan();
    void forget();

    StepContext m_context;
    KeycloakPlan& m_plan;
    Job m_job;
    std::array<DriftResult, 3> m_results;
    bool m_isPlanOurs = false;
    std::unique_ptr<kube::PosixProcessRunner> m_runner;
};

} // namespace meshsso::desktop
