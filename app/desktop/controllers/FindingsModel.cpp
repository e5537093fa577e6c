#include "desktop/controllers/FindingsModel.h"

#include "desktop/controllers/Workspace.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/StepText.h"

namespace meshsso::desktop {

namespace {

bool isSame(const Finding& a, const Finding& b)
{
    return a.code == b.code && a.where == b.where && a.why == b.why && a.severity == b.severity;
}

} // namespace

FindingsModel::FindingsModel(Workspace& workspace, QObject* parent)
    : QAbstractTableModel(parent), m_workspace(workspace)
{
    connect(&workspace.document(), &ProjectDocument::changed, this, &FindingsModel::collect);
    for (int id = 0; id < stepCount; ++id)
        connect(&workspace.step(static_cast<StepId>(id)), &StepController::stateChanged, this,
                &FindingsModel::collect);
    collect();
}

void FindingsModel::collect()
{
    std::vector<Row> rows;
    const auto add = [&rows](const Finding& finding, StepId step) {
        const bool isKnown = std::any_of(rows.begin(), rows.end(),
                                         [&](const Row& row) { return isSame(row.finding, finding); });
        if (!isKnown)
            rows.push_back({finding, step});
    };
    if (m_workspace.document().isOpen()) {
        for (const auto& finding : m_workspace.document().findings())
            add(finding, Workspace::stepOfField(finding.where));
    }
    // The overview repeats what the others say, so it comes last.
    for (int id = stepCount - 1; id >= 0; --id) {
        const auto step = static_cast<StepId>(id);
        for (const auto& finding : m_workspace.step(step).state().findings)
            add(finding, step);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.finding.severity != b.finding.severity ? a.finding.severity > b.finding.severity
                                                        : a.step < b.step;
    });
    const bool isUnchanged =
        std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) {
            return a.step == b.step && isSame(a.finding, b.finding);
        });
    if (isUnchanged)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    const auto count = [this](Severity severity) {
        return static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [severity](const Row& row) {
            return row.finding.severity == severity;
        }));
    };
    m_errors = count(Severity::Error);
    m_warnings = count(Severity::Warning);
    emit countsChanged();
}

int FindingsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FindingsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& [finding, step] = m_rows[static_cast<std::size_t>(index.row())];
    const auto text = findingText(finding);
    if (role == Qt::ToolTipRole)
        return text.fix.isEmpty() ? text.title : text.title + QLatin1Char('\n') + text.fix;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case SeverityColumn:
        return severityText(finding.severity);
    case StepColumn:
        return stepTitle(step);
    case WhatColumn:
        return text.title;
    case WhereColumn:
        return text.place;
    default:
        return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SeverityColumn:
        return tr("Severity");
    case StepColumn:
        return tr("Step");
    case WhatColumn:
        return tr("What is wrong");
    case WhereColumn:
        return tr("Where");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
