#include "desktop/controllers/ResourcesController.h"

#include "desktop/controllers/SandboxController.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

#include <QPointer>

namespace meshsso::desktop {

using kube::ObjectState;

namespace {

constexpr std::chrono::minutes gatewayLimit{2};

/// In single quotes unless no shell would look at it.
QString shellQuoted(const QString& text)
{
    const auto isPlain = [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || QStringLiteral("/._-:=@").contains(c));
    };
    if (!text.isEmpty() && std::all_of(text.begin(), text.end(), isPlain))
        return text;
    QString quoted = text;
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

QString applyCommand(const project::ClusterContext& context, const QString& folder)
{
    QString command = QStringLiteral("kubectl");
    if (!context.kubeconfig.empty())
        command += QStringLiteral(" --kubeconfig ") + shellQuoted(toQString(context.kubeconfig));
    if (!context.context.empty())
        command += QStringLiteral(" --context ") + shellQuoted(toQString(context.context));
    return command + QStringLiteral(" apply --server-side --field-manager=meshsso -k ") + shellQuoted(folder);
}

/// A coroutine that ends when the callback comes; the operation's end is nobody's to wait for.
Task<Result<void>> deployed(SandboxController& sandbox, QString folder)
{
    struct Nothing final : Operation
    {
        std::shared_ptr<bool> alive = std::make_shared<bool>(true);
        ~Nothing() override { *alive = false; }
    };
    Completion<Result<void>> completion(
        [&sandbox, &folder](Completion<Result<void>>::Done done) -> std::unique_ptr<Operation> {
            auto waiting = std::make_unique<Nothing>();
            sandbox.deploy(folder, [alive = waiting->alive, done = std::move(done)](Result<void> result) {
                if (*alive)
                    done(std::move(result));
            });
            return waiting;
        });
    co_return co_await completion;
}

} // namespace

ResourcesController::ResourcesController(StepContext context, SandboxController& sandbox, QObject* parent)
    : StepController(StepId::Resources, parent), m_context(context), m_sandbox(sandbox), m_files(context),
      m_cluster(context, [this] { return m_files.compile(); })
{
    connect(&m_files, &ExportController::changed, this, &ResourcesController::follow);
    connect(&m_cluster, &ClusterController::changed, this, &ResourcesController::follow);
    connect(&context.document, &ProjectDocument::changed, this, &ResourcesController::follow);
    connect(&context.document, &ProjectDocument::stateChanged, this, &ResourcesController::follow);
    connect(&sandbox, &SandboxController::changed, this, &ResourcesController::follow);
    connect(&m_gatewayJob, &Job::changed, this, &ResourcesController::follow);
    follow();
}

void ResourcesController::follow()
{
    static const ExportPreview nothing;
    const auto& preview = m_files.preview();
    const auto& comparison = m_cluster.comparison();
    m_tree.setPreview(preview ? *preview : nothing, comparison ? &comparison->plan : nullptr);
    refresh();
    emit changed();
}

ResourcesController::Primary ResourcesController::primary() const
{
    if (isEnvoy())
        return m_sandbox.isRunning() ? Primary::StartGateway : Primary::Save;
    if (m_cluster.changeCount() > 0 && !m_cluster.isStale())
        return m_cluster.hasConflicts() ? Primary::TakeOver : Primary::Apply;
    return Primary::Save;
}

const kube::PlannedObject* ResourcesController::planned(const QString& path) const
{
    const auto& comparison = m_cluster.comparison();
    if (!comparison)
        return nullptr;
    for (const auto& object : comparison->plan.objects) {
        if (toQString(object.file) == path)
            return &object;
    }
    return nullptr;
}

QString ResourcesController::content(const QString& path) const
{
    const auto* file = m_files.preview() ? m_files.preview()->find(toUtf8(path)) : nullptr;
    return file == nullptr ? QString() : toQString(file->content);
}

std::vector<LineNote> ResourcesController::notes(const QString& path) const
{
    const auto* file = m_files.preview() ? m_files.preview()->find(toUtf8(path)) : nullptr;
    return file == nullptr ? std::vector<LineNote>() : lineNotes(file->path, file->content, findings());
}

QString ResourcesController::exportDiff(const QString& path) const
{
    const auto* file = m_files.preview() ? m_files.preview()->find(toUtf8(path)) : nullptr;
    return file == nullptr ? QString() : toQString(file->diff);
}

QString ResourcesController::clusterDiff(const QString& path) const
{
    const auto* object = planned(path);
    if (object == nullptr)
        return {};
    QString text;
    if (!object->reason.empty())
        text += QStringLiteral("# ") + backendText(object->reason) + QLatin1Char('\n');
    for (const auto& conflict : object->conflicts)
        text += tr("# %1 is owned by %2")
                    .arg(displayable(conflict.field, 200), displayable(conflict.manager, 120)) +
                QLatin1Char('\n');
    return text + toQString(object->diff);
}

QString ResourcesController::fileOf(const Finding& finding) const
{
    return m_files.preview() ? toQString(fileOfFinding(m_files.preview()->files, finding)) : QString();
}

Findings ResourcesController::planFindings() const
{
    Findings found;
    const auto& comparison = m_cluster.comparison();
    if (!comparison || m_cluster.isStale())
        return found;
    for (const auto& object : comparison->plan.objects) {
        if (object.state == ObjectState::Refused)
            found.push_back({"cluster.refused", Severity::Error, object.file,
                             object.title() + ": the API server would not take it: " + object.reason,
                             "Correct the project, and compare again."});
        for (const auto& conflict : object.conflicts)
            found.push_back({"cluster.conflict", Severity::Warning, object.file + ":" + conflict.field,
                             object.title() + ": " + conflict.field + " is owned by " + conflict.manager,
                             "Leave the field to its owner, or take it over when you apply."});
    }
    return found;
}

Findings ResourcesController::findings() const
{
    Findings all;
    const auto add = [&](Findings more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
    if (m_files.preview())
        add(m_files.preview()->findings);
    add(planFindings());
    if (const auto& comparison = m_cluster.comparison(); comparison && !m_cluster.isStale())
        add(comparison->check.findings);
    return all;
}

QStringList ResourcesController::commands() const
{
    QStringList lines;
    if (isEnvoy() || !m_files.preview())
        return lines;
    const auto clusters = m_context.clusters();
    const auto folder = m_files.folder();
    const auto has = [this](std::string_view part) {
        const auto& files = m_files.preview()->files;
        return std::any_of(files.begin(), files.end(), [part](const PreviewFile& file) {
            return file.state != ExportState::Removed && file.path.starts_with(part);
        });
    };
    // A label must be on the namespace before the pods that want it are made.
    const auto meshContext =
        clusters.mesh.context.empty() && clusters.mesh.kubeconfig.empty() ? clusters.workload : clusters.mesh;
    const std::pair<const char*, project::ClusterContext> parts[] = {
        {"workload/namespaces", clusters.workload},
        {"mesh/namespaces", meshContext},
        {"workload", clusters.workload},
        {"mesh", meshContext}};
    for (const auto& [part, context] : parts) {
        if (has(std::string(part) + "/"))
            lines.append(applyCommand(context, folder + QLatin1Char('/') + QLatin1String(part)));
    }
    return lines;
}

bool ResourcesController::canStartGateway() const
{
    return isEnvoy() && m_sandbox.isRunning() && m_files.preview() && !m_files.preview()->error &&
           !m_gatewayJob.isRunning() && !m_files.job().isRunning();
}

void ResourcesController::startGateway()
{
    if (!canStartGateway())
        return;
    m_files.saveWithSecrets([this](const QString& folder) { deploy(folder); });
}

void ResourcesController::deploy(const QString& folder)
{
    m_gatewayJob.start<Result<void>>(
        tr("Starting the gateway"), tr("this machine"), deployed(m_sandbox, folder),
        [this](const Result<void>& result) {
            if (!result)
                m_gatewayJob.fail(result.error());
        },
        gatewayLimit);
}

StepState ResourcesController::compute() const
{
    StepState state;
    for (const char* field : {"authorization", "clusters", "local"}) {
        auto found = m_context.document.findingsAt(field);
        std::move(found.begin(), found.end(), std::back_inserter(state.findings));
    }
    const auto& preview = m_files.preview();
    if (!m_context.document.isOpen() || !preview) {
        state.fact = tr("nothing compiled yet");
        return state;
    }
    if (preview->error) {
        state.fact = tr("the project has errors");
        state.status = statusOf(state.findings, StepStatus::NotYet);
        return state;
    }
    auto more = findings();
    std::move(more.begin(), more.end(), std::back_inserter(state.findings));
    const auto count = static_cast<int>(preview->fileCount());
    const auto same = static_cast<int>(preview->count(ExportState::Same));
    const auto isNew = static_cast<int>(preview->count(ExportState::New)) == count;
    const auto& comparison = m_cluster.comparison();
    StepStatus status = StepStatus::NotYet;
    if (comparison && m_cluster.isStale()) {
        status = StepStatus::Stale;
        state.fact = tr("changed since the comparison with the cluster");
    } else if (comparison && m_cluster.changeCount() > 0) {
        status = StepStatus::Attention;
        state.fact = tr("%n changes to apply", nullptr, static_cast<int>(m_cluster.changeCount()));
    } else if (comparison) {
        status = StepStatus::Done;
        state.fact = tr("%n objects in sync", nullptr, static_cast<int>(comparison->plan.objects.size()));
    } else if (isNew) {
        state.fact = tr("%n files to save", nullptr, count);
    } else if (same == count && preview->count(ExportState::Removed) == 0) {
        status = StepStatus::Done;
        state.fact = tr("%n files saved", nullptr, count);
    } else {
        status = StepStatus::Stale;
        state.fact = tr("%n files differ from the last export", nullptr,
                        count - same + static_cast<int>(preview->count(ExportState::Removed)));
    }
    // Notes about what is still to be done by hand do not say that nothing was done.
    state.status = hasErrors(state.findings)    ? StepStatus::Failed
                   : status == StepStatus::Done ? statusOf(state.findings, status)
                                                : status;
    return state;
}

} // namespace meshsso::desktop
