#pragma once

#include "access/AccessRule.h"
#include "core/Finding.h"

#include <QAbstractTableModel>
#include <vector>

namespace meshsso::desktop {

/// One application's rules in their order. Dragging asks for a move; who owns the project does it.
class AccessRulesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Paths, Methods, Who, ColumnCount };
    enum Role { SeverityRole = Qt::UserRole }; ///< the worst finding of the row, or -1

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows these rules; findings are the project's, of which those at "field[i]" mark row i.
    void setRules(std::vector<access::AccessRule> rules, const Findings& findings, const std::string& field);
    void setReadOnly(bool readOnly) { m_isReadOnly = readOnly; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

signals:
    /// The rule at from is to stand at to, counted without it.
    void moveRequested(int from, int to);

private:
    std::vector<access::AccessRule> m_rules;
    std::vector<Findings> m_findings;
    bool m_isReadOnly = false;
};

} // namespace meshsso::desktop
