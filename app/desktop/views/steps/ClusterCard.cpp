#include "desktop/views/steps/ClusterCard.h"

#include "desktop/controllers/ResourcesController.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/widgets/CalmWheel.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QComboBox>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using kube::ClusterSide;
using kube::ObjectState;

ClusterCard::ClusterCard(const ViewContext& context, ResourcesController& controller, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(controller)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid + Theme::grid / 2);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::grid * 3);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    m_workload = addPicker(tr("Context for workloads"), tr("Deployments, Services, Secrets."),
                           ClusterSide::Workload, "clusters.workload.context", grid, 0);
    m_mesh = addPicker(tr("Context for the mesh"),
                       tr("Gateways, routes, policies. ASM has an API server of its own for them."),
                       ClusterSide::Mesh, "clusters.mesh.context", grid, 1);
    column->addLayout(grid);
    addKubeconfigs(column);

    m_kubectl = new Label;
    m_kubectl->setSelectable(true);
    column->addWidget(m_kubectl);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid * 2);
    m_compare = new QPushButton(icon(QStringLiteral("git-compare")), tr("Compare with the cluster"));
    m_compare->setObjectName(QStringLiteral("compare"));
    row->addWidget(m_compare, 0, Qt::AlignTop);
    m_consent = new Label({}, TextRole::Small);
    row->addWidget(m_consent, 1);
    column->addLayout(row);
    m_job = new JobBar(controller.cluster().job());
    m_job->setRetry(tr("Compare again"), [this] { m_controller.cluster().compare(); });
    column->addWidget(m_job);
    m_summary = new Label({}, TextRole::Strong);
    m_summary->setObjectName(QStringLiteral("clusterSummary"));
    column->addWidget(m_summary);
    m_take = new QPushButton(icon(QStringLiteral("download")), {});
    m_take->setObjectName(QStringLiteral("takeSuggestions"));
    column->addWidget(m_take, 0, Qt::AlignLeft);

    m_podsBox = new QWidget;
    auto* pods = new QVBoxLayout(m_podsBox);
    pods->setContentsMargins(0, 0, 0, 0);
    pods->setSpacing(4);
    pods->addWidget(new Label(tr("Pods"), TextRole::Strong));
    m_pods = new QVBoxLayout;
    m_pods->setSpacing(4);
    pods->addLayout(m_pods);
    column->addWidget(m_podsBox);
    m_podsJob = new JobBar(controller.cluster().podsJob());
    m_podsJob->setRetry(tr("Look again"), [this] { m_controller.cluster().checkPods(); });
    column->addWidget(m_podsJob);
    addCommands(column);

    connect(m_compare, &QPushButton::clicked, this, [this] { m_controller.cluster().compare(); });
    connect(m_take, &QPushButton::clicked, this, [this] { m_controller.cluster().takeSuggestions(); });
    connect(&controller, &ResourcesController::changed, this, &ClusterCard::refresh);
    refresh();
}

QComboBox* ClusterCard::addPicker(const QString& label, const QString& help, ClusterSide side,
                                  const char* name, QGridLayout* grid, int column)
{
    auto* picker = new QComboBox;
    picker->setObjectName(QLatin1String(name));
    picker->setAccessibleName(label);
    picker->setAccessibleDescription(help);
    picker->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    picker->setMinimumContentsLength(16);
    calmWheel(picker);
    auto* title = new Label(label, TextRole::Strong);
    title->setBuddy(picker);
    grid->addWidget(title, 0, column);
    grid->addWidget(picker, 1, column);
    grid->addWidget(new Label(help, TextRole::Small), 2, column, Qt::AlignTop);
    connect(picker, &QComboBox::activated, this, [this, picker, side] {
        m_controller.cluster().chooseContext(side, picker->currentData().toString());
    });
    return picker;
}

void ClusterCard::addKubeconfigs(QVBoxLayout* column)
{
    m_kubeconfigs = new Form(m_context.document());
    column->addWidget(m_kubeconfigs);
    const auto add = [this](const QString& path, const QString& label, const QString& help,
                            project::ClusterContext project::Clusters::*side) {
        auto* field = m_kubeconfigs->add(
            Form::File{path, label, help, tr("All files (*)"),
                       [side](const project::SsoProject& p) { return (p.clusters.*side).kubeconfig; },
                       [side](project::SsoProject& p, std::string value) {
                           (p.clusters.*side).kubeconfig = std::move(value);
                       }},
            m_context.dialogs);
        field->editor()->setObjectName(path);
        return field;
    };
    add(QStringLiteral("clusters.workload.kubeconfig"), tr("kubeconfig for workloads"),
        tr("Empty: kubectl's own choice."), &project::Clusters::workload);
    m_meshKubeconfig = add(QStringLiteral("clusters.mesh.kubeconfig"), tr("kubeconfig for the mesh"),
                           tr("ASM's console offers one for its API server."), &project::Clusters::mesh);
}

void ClusterCard::addCommands(QVBoxLayout* column)
{
    m_commandsBox = new QWidget;
    auto* box = new QVBoxLayout(m_commandsBox);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(4);
    box->addWidget(new Label(tr("To apply by hand, save the files and run"), TextRole::Strong));
    m_commands = new CodeView;
    m_commands->setObjectName(QStringLiteral("commands"));
    m_commands->setAccessibleName(tr("Commands to run"));
    box->addWidget(m_commands);
    auto* copy = new QPushButton(icon(QStringLiteral("copy")), tr("Copy commands"));
    copy->setObjectName(QStringLiteral("copyCommands"));
    box->addWidget(copy, 0, Qt::AlignLeft);
    column->addWidget(m_commandsBox);
    connect(copy, &QPushButton::clicked, this,
            [this] { m_context.clipboard.copyText(m_controller.commands().join(QLatin1Char('\n'))); });
}

void ClusterCard::refreshPicker(QComboBox* picker, ClusterSide side)
{
    const auto& clusters = m_context.document().project().clusters;
    const auto& own = side == ClusterSide::Mesh ? clusters.mesh : clusters.workload;
    const auto current = toQString(own.context);
    QList<std::array<QString, 3>> items; // text, context, server
    items.append({side == ClusterSide::Mesh && clusters.target != project::Target::Asm
                      ? tr("The same as for workloads")
                      : tr("kubectl's current context"),
                  QString(), QString()});
    bool isKnown = current.isEmpty();
    for (const auto& info : m_controller.cluster().contexts(side)) {
        items.append({displayable(info.name, 80), toQString(info.name), displayable(info.server, 200)});
        isKnown = isKnown || info.name == own.context;
    }
    if (!isKnown)
        items.append(
            {tr("%1 (not in the kubeconfig)").arg(displayable(own.context, 80)), current, QString()});
    bool isSame = items.size() == picker->count();
    for (int i = 0; isSame && i < picker->count(); ++i)
        isSame = picker->itemText(i) == items[i][0] && picker->itemData(i).toString() == items[i][1];
    // An open list stays as it is while a job ticks.
    if (!isSame) {
        picker->clear();
        for (const auto& [text, context, server] : items) {
            picker->addItem(text, context);
            picker->setItemData(picker->count() - 1, server, Qt::ToolTipRole);
        }
    }
    picker->setCurrentIndex(picker->findData(current));
    picker->setEnabled(!m_context.document().isReadOnly());
}

QString ClusterCard::summary() const
{
    const auto& cluster = m_controller.cluster();
    const auto& comparison = cluster.comparison();
    if (!comparison)
        return {};
    if (cluster.isStale())
        return tr("The project changed since the comparison. Compare again before you apply.");
    const auto& plan = comparison->plan;
    if (plan.empty())
        return tr("Everything is in the cluster as the project has it.");
    QStringList parts;
    const auto add = [&](ObjectState state, const QString& text) {
        if (plan.count(state) > 0)
            parts.append(text);
    };
    add(ObjectState::New, tr("%n to create", nullptr, static_cast<int>(plan.count(ObjectState::New))));
    add(ObjectState::Changed,
        tr("%n to change", nullptr, static_cast<int>(plan.count(ObjectState::Changed))));
    add(ObjectState::Conflict,
        tr("%n with fields of other owners", nullptr, static_cast<int>(plan.count(ObjectState::Conflict))));
    add(ObjectState::Refused, tr("%n refused", nullptr, static_cast<int>(plan.count(ObjectState::Refused))));
    add(ObjectState::Unchanged,
        tr("%n unchanged", nullptr, static_cast<int>(plan.count(ObjectState::Unchanged))));
    return tr("Plan: %1").arg(parts.join(QStringLiteral(", ")));
}

void ClusterCard::refresh()
{
    const auto& cluster = m_controller.cluster();
    refreshPicker(m_workload, ClusterSide::Workload);
    refreshPicker(m_mesh, ClusterSide::Mesh);
    const auto& clusters = m_context.document().project().clusters;
    m_meshKubeconfig->setVisible(clusters.target == project::Target::Asm ||
                                 !clusters.mesh.kubeconfig.empty());
    m_kubectl->setVisible(!cluster.hasKubectl());
    if (!cluster.hasKubectl()) {
        m_kubectl->setText(
            tr("There is no kubectl here: save the files, and apply them where there is one."));
        m_kubectl->setToolTip(errorText(*cluster.kubectlError(), 400));
    }
    const auto& preview = m_controller.files().preview();
    const bool isUsable = cluster.hasKubectl() && preview && !preview->error;
    m_compare->setVisible(cluster.hasKubectl());
    m_compare->setEnabled(isUsable && !cluster.job().isRunning());
    m_consent->setVisible(cluster.hasKubectl());
    m_consent->setText(
        tr("Asks %1: reads the objects concerned and lets the API server check ours in a dry run. "
           "Writes nothing.")
            .arg(cluster.clusterNames()));
    m_summary->setText(summary());
    m_summary->setVisible(!m_summary->text().isEmpty());
    const auto& comparison = cluster.comparison();
    const int suggestions = comparison ? static_cast<int>(comparison->check.suggestions.size()) : 0;
    m_take->setVisible(suggestions > 0 && !cluster.isStale());
    m_take->setEnabled(!m_context.document().isReadOnly());
    if (suggestions > 0) {
        m_take->setText(tr("Take %n values from the cluster", nullptr, suggestions));
        QStringList values;
        for (const auto& value : comparison->check.suggestions)
            values.append(tr("%1: %2 instead of %3")
                              .arg(displayable(value.field, 120), displayable(value.suggested, 120),
                                   displayable(value.current, 120)));
        m_take->setToolTip(values.join(QLatin1Char('\n')));
        m_take->setAccessibleDescription(values.join(QLatin1Char('\n')));
    }
    refreshPods();
    const auto commands = m_controller.commands();
    m_commandsBox->setVisible(!commands.isEmpty());
    m_commands->setCode(commands.join(QLatin1Char('\n')));
    m_commands->fitHeight(6);
}

void ClusterCard::refreshPods()
{
    const auto& pods = m_controller.cluster().pods();
    QString digest;
    for (const auto& pod : pods)
        digest +=
            toQString(pod.namespaceName + "/" + pod.workload + "/" + pod.pod + pod.ready() + pod.reason) +
            QLatin1Char('\n');
    m_podsBox->setVisible(!pods.empty());
    if (digest == m_podsShown)
        return;
    m_podsShown = digest;
    while (auto* item = m_pods->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    for (const auto& pod : pods) {
        auto* line = new QWidget;
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(Theme::grid);
        auto* mark = new IconLabel(QStringLiteral("circle"));
        mark->setStatus(pod.isReady()        ? StepStatus::Done
                        : pod.reason.empty() ? StepStatus::NotYet
                                             : StepStatus::Attention);
        mark->setAccessibleName(pod.isReady() ? tr("ready") : tr("not ready"));
        row->addWidget(mark, 0, Qt::AlignTop);
        const auto name =
            displayable(pod.namespaceName + "/" + (pod.pod.empty() ? pod.workload : pod.pod), 120);
        QString text =
            pod.pod.empty()
                ? tr("%1: no pod yet").arg(name)
                : tr("%1: %2 ready, %3").arg(name, displayable(pod.ready(), 20), displayable(pod.phase, 40));
        if (pod.expectsSidecar && !pod.hasSidecar && !pod.pod.empty())
            text += tr(", without its sidecar");
        if (!pod.reason.empty())
            text += QStringLiteral(" - ") + backendText(pod.reason, 300);
        row->addWidget(new Label(text), 1);
        m_pods->addWidget(line);
    }
}

bool ClusterCard::reveal(const QString& field)
{
    const auto path = toUtf8(field);
    if (m_kubeconfigs->reveal(field))
        return true;
    if (ProjectDocument::isAtOrBelow(path, "clusters.workload"))
        m_workload->setFocus(Qt::OtherFocusReason);
    else if (ProjectDocument::isAtOrBelow(path, "clusters.mesh"))
        m_mesh->setFocus(Qt::OtherFocusReason);
    else
        return false;
    return true;
}

} // namespace meshsso::desktop
