#include "desktop/models/DifferencesModel.h"

#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"

namespace meshsso::desktop {

void DifferencesModel::show(std::vector<login::ClaimDifference> differences)
{
    beginResetModel();
    m_rows = std::move(differences);
    endResetModel();
}

int DifferencesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DifferencesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DifferencesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == ComparisonRole)
        return static_cast<int>(row.comparison);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const qsizetype length = role == Qt::DisplayRole ? 200 : 1000;
    switch (index.column()) {
    case Claim:
        return displayable(row.path, length);
    case Left:
        return displayable(row.left, length);
    case Right:
        return displayable(row.right, length);
    case Comparison:
        return comparisonText(row.comparison);
    default:
        return {};
    }
}

QVariant DifferencesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Claim:
        return tr("Claim");
    case Left:
        return tr("First token");
    case Right:
        return tr("Second token");
    case Comparison:
        return tr("Comparison");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
