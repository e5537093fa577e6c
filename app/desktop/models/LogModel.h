#pragma once

#include <QAbstractListModel>
#include <QDateTime>
#include <vector>

namespace meshsso::desktop {

struct LogLine
{
    enum class Level { Info, Good, Warning, Error };
    QDateTime time;
    Level level = Level::Info;
    QString text;
};

/// The log of this run, newest last; the oldest are dropped beyond two thousand.
class LogModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { LevelRole = Qt::UserRole };
    static constexpr std::size_t capacity = 2000;

    using QAbstractListModel::QAbstractListModel;

    void append(LogLine line);
    void clear();
    const LogLine& line(int row) const { return m_lines[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<LogLine> m_lines;
};

} // namespace meshsso::desktop
