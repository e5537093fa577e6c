#pragma once

#include <QAbstractTableModel>
#include <QDateTime>
#include <vector>

namespace meshsso::desktop {

/// One outgoing request as the Activity pane shows it; secrets are masked before it gets here.
struct RequestEntry
{
    quint64 id = 0;
    QDateTime started;
    QString method;
    QString url;
    int status = 0;        ///< 0: no answer (yet)
    qint64 elapsedUs = -1; ///< -1: under way
    QString error;         ///< why there is no answer
    QString requestText;   ///< request line, headers, body
    QString responseText;
    QString curl; ///< to copy; secrets are $VARS
};

/// The requests made, newest last; the oldest are dropped beyond a thousand.
class RequestsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Method, Url, Status, Duration, ColumnCount };
    static constexpr int capacity = 1000;

    using QAbstractTableModel::QAbstractTableModel;

    /// Adds the entry, or replaces the one with its id.
    void put(RequestEntry entry);
    void clear();
    const RequestEntry& entry(int row) const { return m_entries[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RequestEntry> m_entries;
};

} // namespace meshsso::desktop
