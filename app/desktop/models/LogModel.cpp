#include "desktop/models/LogModel.h"

namespace meshsso::desktop {

void LogModel::append(LogLine line)
{
    if (m_lines.size() >= capacity) {
        beginRemoveRows({}, 0, 0);
        m_lines.erase(m_lines.begin());
        endRemoveRows();
    }
    const int row = static_cast<int>(m_lines.size());
    beginInsertRows({}, row, row);
    m_lines.push_back(std::move(line));
    endInsertRows();
}

void LogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& line = m_lines[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return line.time.toString(QStringLiteral("HH:mm:ss  ")) + line.text;
    if (role == LevelRole)
        return static_cast<int>(line.level);
    return {};
}

} // namespace meshsso::desktop
