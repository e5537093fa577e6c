#pragma once

#include "core/Finding.h"
#include "desktop/models/StepState.h"

#include <QAbstractTableModel>
#include <vector>

namespace meshsso::desktop {

class Workspace;

/// All findings of the project and of all steps, each once, errors first: the list in Activity and the count
/// in the top bar.
class FindingsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { SeverityColumn, StepColumn, WhatColumn, WhereColumn, ColumnCount };
    struct Row
    {
        Finding finding;
        StepId step; ///< whose page shows it
    };

    explicit FindingsModel(Workspace& workspace, QObject* parent = nullptr);

    const Row& row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int errorCount() const { return m_errors; }
    int warningCount() const { return m_warnings; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void countsChanged();

private:
    void collect();

    Workspace& m_workspace;
    std::vector<Row> m_rows;
    int m_errors = 0;
    int m_warnings = 0;
};

} // namespace meshsso::desktop
