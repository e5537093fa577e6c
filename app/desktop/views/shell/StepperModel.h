#pragma once

#include "desktop/models/StepState.h"

#include <QAbstractListModel>
#include <optional>
#include <vector>

namespace meshsso::desktop {

class Workspace;

/// The stepper's rows: the steps with their state, and the headings between them.
class StepperModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { StatusRole = Qt::UserRole, FactRole, IsHeadingRole };

    explicit StepperModel(Workspace& workspace, QObject* parent = nullptr);

    std::optional<StepId> step(int row) const { return m_rows[static_cast<std::size_t>(row)].step; }
    int rowOf(StepId step) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row
    {
        std::optional<StepId> step; ///< none: a heading
        QString heading;
    };

    Workspace& m_workspace;
    std::vector<Row> m_rows;
};

} // namespace meshsso::desktop
