#include "desktop/models/RequestsModel.h"

namespace meshsso::desktop {

void RequestsModel::put(RequestEntry entry)
{
    const auto known = std::find_if(m_entries.rbegin(), m_entries.rend(),
                                    [&](const RequestEntry& e) { return e.id == entry.id; });
    if (known != m_entries.rend()) {
        *known = std::move(entry);
        const int row = static_cast<int>(std::distance(known, m_entries.rend())) - 1;
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return;
    }
    if (m_entries.size() >= capacity) {
        beginRemoveRows({}, 0, 0);
        m_entries.erase(m_entries.begin());
        endRemoveRows();
    }
    const int row = static_cast<int>(m_entries.size());
    beginInsertRows({}, row, row);
    m_entries.push_back(std::move(entry));
    endInsertRows();
}

void RequestsModel::clear()
{
    beginResetModel();
    m_entries.clear();
    endResetModel();
}

int RequestsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int RequestsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RequestsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& entry = m_entries[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole && index.column() == Url)
        return entry.error.isEmpty() ? entry.url : entry.error;
    if (role == Qt::TextAlignmentRole && (index.column() == Duration || index.column() == Status))
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return entry.started.toString(QStringLiteral("HH:mm:ss.zzz"));
    case Method:
        return entry.method;
    case Url:
        return entry.url;
    case Status:
        if (entry.status > 0)
            return QString::number(entry.status);
        return entry.error.isEmpty() ? QStringLiteral("…") : tr("no answer");
    case Duration:
        return entry.elapsedUs < 0 ? QString() : tr("%1 ms").arg((entry.elapsedUs + 500) / 1000);
    default:
        return {};
    }
}

QVariant RequestsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Method:
        return tr("Method");
    case Url:
        return tr("URL");
    case Status:
        return tr("Status");
    case Duration:
        return tr("Duration");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
