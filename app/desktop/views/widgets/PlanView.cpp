#include "desktop/views/widgets/PlanView.h"

#include "desktop/controllers/KeycloakPlan.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/FindingView.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/ItemViewSetup.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/MarkDelegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

MarkDelegate::Look lookOf(const QModelIndex& index)
{
    MarkDelegate::Look look;
    if (index.column() != PlanModel::What) {
        look.isMono = true;
        return look;
    }
    look.isStrong = !index.parent().isValid();
    switch (static_cast<PlanModel::Mark>(index.data(PlanModel::markRole).toInt())) {
    case PlanModel::Mark::Add:
        look.color = IconColor::Good;
        look.isTextColored = true;
        break;
    case PlanModel::Mark::Change:
        look.color = IconColor::Warn;
        look.isTextColored = true;
        break;
    case PlanModel::Mark::None:
        break;
    }
    return look;
}

} // namespace

PlanView::PlanView(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_plan(workspace.keycloakPlan())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid + Theme::grid / 2);

    m_lack = new QWidget;
    auto* lackRow = new QHBoxLayout(m_lack);
    lackRow->setContentsMargins(0, 0, 0, 0);
    lackRow->setSpacing(Theme::grid);
    lackRow->addWidget(new IconLabel(QStringLiteral("info"), 20, IconColor::Info), 0, Qt::AlignTop);
    m_lackText = new Label;
    lackRow->addWidget(m_lackText, 1);
    auto* show = new QPushButton(tr("Show where this is set"));
    show->setObjectName(QStringLiteral("plan.lack"));
    connect(show, &QPushButton::clicked, this, [this] { m_workspace.showField(m_plan.lackField()); });
    lackRow->addWidget(show, 0, Qt::AlignTop);
    column->addWidget(m_lack);

    m_summaryRow = new QWidget;
    auto* summaryRow = new QHBoxLayout(m_summaryRow);
    summaryRow->setContentsMargins(0, 0, 0, 0);
    summaryRow->setSpacing(Theme::grid);
    m_icon = new IconLabel(QStringLiteral("circle-dashed"), 20);
    summaryRow->addWidget(m_icon, 0, Qt::AlignTop);
    m_summary = new Label({}, TextRole::Strong);
    m_summary->setObjectName(QStringLiteral("plan.summary"));
    summaryRow->addWidget(m_summary, 1);
    column->addWidget(m_summaryRow);
    m_hint = new Label({}, TextRole::Muted);
    column->addWidget(m_hint);

    m_job = new JobBar(m_plan.job());
    column->addWidget(m_job);

    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("plan.tree"));
    m_tree->setAccessibleName(tr("Planned changes in Keycloak"));
    m_tree->setModel(&m_model);
    m_tree->setItemDelegate(new MarkDelegate(lookOf, m_tree));
    setUpTree(*m_tree, 2, 18);
    column->addWidget(m_tree);

    m_findings = new FindingListView;
    column->addWidget(m_findings);

    m_doneBox = new QWidget;
    auto* doneColumn = new QVBoxLayout(m_doneBox);
    doneColumn->setContentsMargins(0, 0, 0, 0);
    m_doneTitle = new Label({}, TextRole::Strong);
    m_done = new CodeView(CodeView::Language::Plain);
    m_done->setObjectName(QStringLiteral("plan.done"));
    m_done->setAccessibleName(tr("What was done in Keycloak"));
    doneColumn->addWidget(m_doneTitle);
    doneColumn->addWidget(m_done);
    column->addWidget(m_doneBox);

    connect(&m_plan, &KeycloakPlan::changed, this, &PlanView::refresh);
    refresh();
}

void PlanView::refresh()
{
    if (m_shown != m_plan.revision()) {
        m_shown = m_plan.revision();
        m_model.setPlan(m_plan.plan().value_or(keycloak::Plan()));
        m_tree->setColumnHidden(PlanModel::Now, m_model.changes() == 0);
    }
    refreshLack();
    refreshSummary();
    m_tree->setVisible(m_model.rowCount() > 0);
    m_findings->setFindings(
        m_plan.plan() ? m_plan.plan()->findings : Findings(),
        [this](const Finding& finding) -> FindingListView::Action {
            if (Workspace::stepOfField(finding.where) == StepId::Overview)
                return {};
            const QString field = toQString(finding.where);
            return {tr("Show where this is set"), [this, field] { m_workspace.showField(field); }};
        });
    refreshDone();
}

void PlanView::refreshLack()
{
    const bool isLacking = m_plan.lack() != KeycloakPlan::Lack::Nothing;
    m_lack->setVisible(isLacking);
    if (isLacking)
        m_lackText->setText(m_plan.lackText());
}

void PlanView::refreshSummary()
{
    m_hint->setVisible(m_plan.isStale());
    if (!m_plan.plan()) {
        const bool isWaiting =
            m_plan.lack() == KeycloakPlan::Lack::Nothing && m_plan.job().state() == Job::State::Idle;
        m_summaryRow->setVisible(isWaiting);
        m_icon->setStatus(StepStatus::NotYet);
        m_summary->setText(tr("Make the plan to see what would change in Keycloak. Nothing is written yet."));
        return;
    }
    m_summaryRow->show();
    if (m_plan.plan()->empty()) {
        m_icon->setStatus(m_plan.isStale() ? StepStatus::Stale : StepStatus::Done);
        m_summary->setText(m_plan.isStale() ? tr("Keycloak was as the project says")
                                            : tr("Keycloak is as the project says"));
    } else {
        m_icon->setStatus(m_plan.isStale() ? StepStatus::Stale : StepStatus::Attention);
        m_summary->setText(tr("%1 to add, %2 to change").arg(m_model.additions()).arg(m_model.changes()));
    }
    m_hint->setText(tr("The project or Keycloak changed since; make the plan again before you apply it."));
}

void PlanView::refreshDone()
{
    const auto& done = m_plan.done();
    const bool isOver = m_plan.outcome() != KeycloakPlan::Outcome::None;
    m_doneBox->setVisible(isOver && !(done.empty() && m_plan.outcome() == KeycloakPlan::Outcome::Failed));
    if (!isOver)
        return;
    switch (m_plan.outcome()) {
    case KeycloakPlan::Outcome::Applied:
        m_doneTitle->setText(tr("Applied and read back. Done:"));
        break;
    case KeycloakPlan::Outcome::Cancelled:
        m_doneTitle->setText(done.empty() ? tr("Cancelled before anything was written.")
                                          : tr("Cancelled. Done until then; apply again to complete it:"));
        break;
    case KeycloakPlan::Outcome::Failed:
        m_doneTitle->setText(tr("Done until it failed; apply again to complete it:"));
        break;
    case KeycloakPlan::Outcome::None:
        break;
    }
    QStringList lines;
    for (const auto& step : done)
        lines.append(QStringLiteral("%1: %2").arg(planObjectText(step.object), backendText(step.what, 400)));
    m_done->setVisible(!lines.isEmpty());
    m_done->setCode(lines.join(QLatin1Char('\n')));
    m_done->fitHeight(10);
}

} // namespace meshsso::desktop
