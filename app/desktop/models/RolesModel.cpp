#include "desktop/models/RolesModel.h"

#include "desktop/models/FindingText.h"
#include "desktop/models/RowSync.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

const Finding* worstFindingOfRow(const Findings& findings, std::string_view list, int row)
{
    const std::string element = std::string(list) + "[" + std::to_string(row) + "]";
    const Finding* worst = nullptr;
    for (const auto& finding : findings) {
        if (finding.where.starts_with(element) && (worst == nullptr || finding.severity > worst->severity))
            worst = &finding;
    }
    return worst;
}

void RolesModel::setRoles(const std::vector<project::Role>& roles, const Findings& findings)
{
    const auto sync = RowSync::of(m_roles, roles);
    if (sync.inserted > 0)
        beginInsertRows({}, sync.first, sync.first + sync.inserted - 1);
    if (sync.removed > 0)
        beginRemoveRows({}, sync.first, sync.first + sync.removed - 1);
    m_roles = roles;
    m_findings = findings;
    if (sync.inserted > 0)
        endInsertRows();
    if (sync.removed > 0)
        endRemoveRows();
    if (!m_roles.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RolesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_roles.size());
}

int RolesModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant RolesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& item = m_roles[static_cast<std::size_t>(index.row())];
    const auto& text = index.column() == Name ? item.name : item.description;
    const auto* finding = worstFindingOfRow(m_findings, "roles", index.row());
    switch (role) {
    case Qt::DisplayRole:
        return displayable(text, 200);
    case Qt::EditRole:
        return toQString(text);
    case Qt::ToolTipRole:
        if (finding != nullptr && index.column() == Name)
            return findingText(*finding).title;
        return displayable(text, 2000);
    case severityRole:
        return finding != nullptr && index.column() == Name ? static_cast<int>(finding->severity) : -1;
    default:
        return {};
    }
}

bool RolesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || role != Qt::EditRole || m_isReadOnly)
        return false;
    return m_edit(index.row(), static_cast<Column>(index.column()), value.toString());
}

Qt::ItemFlags RolesModel::flags(const QModelIndex& index) const
{
    auto flags = QAbstractTableModel::flags(index);
    flags.setFlag(Qt::ItemIsEditable, index.isValid() && !m_isReadOnly);
    return flags;
}

QVariant RolesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Role") : tr("Description");
}

} // namespace meshsso::desktop
