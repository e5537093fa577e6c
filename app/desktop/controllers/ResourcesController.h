#pragma once

#include "desktop/controllers/ClusterController.h"
#include "desktop/controllers/ExportController.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"
#include "desktop/models/LineNotes.h"
#include "desktop/models/ResourceTreeModel.h"

namespace meshsso::desktop {

class SandboxController;

/// The step of mesh resources: export, diff, apply; for target envoy the local gateway.
class ResourcesController final : public StepController
{
    Q_OBJECT
public:
    /// What the page's one primary button does.
    enum class Primary { Save, Apply, TakeOver, StartGateway };

    /// sandbox outlives this.
    ResourcesController(StepContext context, SandboxController& sandbox, QObject* parent = nullptr);

    ExportController& files() { return m_files; }
    ClusterController& cluster() { return m_cluster; }
    ResourceTreeModel* tree() { return &m_tree; }

    bool isEnvoy() const { return m_context.project().clusters.target == project::Target::Envoy; }
    Primary primary() const;

    /// The file's text, notes beside its lines, and differences; empty for an unknown path.
    QString content(const QString& path) const;
    std::vector<LineNote> notes(const QString& path) const;
    QString exportDiff(const QString& path) const;
    /// What was found in the clusters for this file, with conflicts and their owners; empty before a
    /// comparison.
    QString clusterDiff(const QString& path) const;
    /// The file that a finding belongs to, or empty.
    QString fileOf(const Finding& finding) const;
    /// Findings of the export and of the clusters.
    Findings findings() const;

    /// What to run where we cannot: one command a line, for a POSIX shell.
    QStringList commands() const;

    /// For target envoy: saves the files with secrets and (re)starts the sandbox's gateway with them.
    void startGateway();
    Job& gatewayJob() { return m_gatewayJob; }
    bool canStartGateway() const;

signals:
    void changed();

protected:
    StepState compute() const override;

private:
    void follow();
    void deploy(const QString& folder);
    const kube::PlannedObject* planned(const QString& path) const;
    Findings planFindings() const;

    StepContext m_context;
    SandboxController& m_sandbox;
    ExportController m_files;
    ClusterController m_cluster;
    ResourceTreeModel m_tree;
    Job m_gatewayJob;
};

} // namespace meshsso::desktop
