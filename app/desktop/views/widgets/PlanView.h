#pragma once

#include "desktop/models/PlanModel.h"

#include <QWidget>

class QTreeView;

namespace meshsso::desktop {

class CodeView;
class EmptyState;
class FindingListView;
class IconLabel;
class JobBar;
class KeycloakPlan;
class Label;
class Workspace;

/// The plan as its pages show it: how many changes, each with current and desired value, what was found on
/// the way, and after an apply what was done. Before there is one it says what a plan needs.
class PlanView final : public QWidget
{
    Q_OBJECT
public:
    explicit PlanView(Workspace& workspace, QWidget* parent = nullptr);

private:
    void refresh();
    void refreshLack();
    void refreshSummary();
    void refreshDone();

    Workspace& m_workspace;
    KeycloakPlan& m_plan;
    PlanModel m_model;
    quint64 m_shown = 0; ///< the revision that the model holds
    QWidget* m_lack;
    Label* m_lackText;
    QWidget* m_summaryRow;
    IconLabel* m_icon;
    Label* m_summary;
    Label* m_hint;
    JobBar* m_job;
    QTreeView* m_tree;
    FindingListView* m_findings;
    QWidget* m_doneBox;
    Label* m_doneTitle;
    CodeView* m_done;
};

} // namespace meshsso::desktop
