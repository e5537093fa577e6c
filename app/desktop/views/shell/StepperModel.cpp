#include "desktop/views/shell/StepperModel.h"

#include "desktop/controllers/Workspace.h"
#include "desktop/models/StepText.h"

namespace meshsso::desktop {

StepperModel::StepperModel(Workspace& workspace, QObject* parent)
    : QAbstractListModel(parent), m_workspace(workspace)
{
    m_rows = {{StepId::Overview, {}}, {{}, tr("Set up")},         {StepId::Gateway, {}},
              {StepId::Keycloak, {}}, {StepId::Realm, {}},        {StepId::Users, {}},
              {{}, tr("Protect")},    {StepId::Applications, {}}, {StepId::Resources, {}},
              {{}, tr("Prove")},      {StepId::LoginTest, {}},    {StepId::Inspector, {}}};
    for (int row = 0; row < rowCount(); ++row) {
        const auto id = step(row);
        if (!id)
            continue;
        connect(&workspace.step(*id), &StepController::stateChanged, this,
                [this, row] { emit dataChanged(index(row), index(row)); });
    }
}

int StepperModel::rowOf(StepId step) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [step](const Row& row) { return row.step == step; });
    return static_cast<int>(std::distance(m_rows.begin(), found));
}

int StepperModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant StepperModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == IsHeadingRole)
        return !row.step.has_value();
    if (!row.step)
        return role == Qt::DisplayRole || role == Qt::AccessibleTextRole ? QVariant(row.heading) : QVariant();
    const auto& state = m_workspace.step(*row.step).state();
    switch (role) {
    case Qt::DisplayRole:
        return stepTitle(*row.step);
    case StatusRole:
        return static_cast<int>(state.status);
    case FactRole:
        return state.fact;
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole: {
        const QString text = tr("%1: %2").arg(stepTitle(*row.step), statusText(state.status));
        return state.fact.isEmpty() ? text : tr("%1, %2").arg(text, state.fact);
    }
    default:
        return {};
    }
}

Qt::ItemFlags StepperModel::flags(const QModelIndex& index) const
{
    const bool isStep = index.isValid() && m_rows[static_cast<std::size_t>(index.row())].step.has_value();
    return isStep ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

} // namespace meshsso::desktop
