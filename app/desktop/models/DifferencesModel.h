#pragma once

#include "login/TokenInspection.h"

#include <QAbstractTableModel>

namespace meshsso::desktop {

/// Two tokens' claims beside each other.
class DifferencesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Claim, Left, Right, Comparison, ColumnCount };
    enum Role { ComparisonRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    void show(std::vector<login::ClaimDifference> differences);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<login::ClaimDifference> m_rows;
};

} // namespace meshsso::desktop
