#pragma once

#include "core/Finding.h"
#include "project/SsoProject.h"

#include <QAbstractTableModel>
#include <functional>
#include <vector>

namespace meshsso::desktop {

/// The realm roles that the project declares, as a table whose cells are edited in place.
class RolesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Description, ColumnCount };
    /// The worst severity among the row's findings as an int, or -1.
    static constexpr int severityRole = Qt::UserRole;
    /// Does an edit; false if nothing changed.
    using Edit = std::function<bool(int row, Column column, const QString& text)>;

    explicit RolesModel(Edit edit, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_edit(std::move(edit))
    {
    }
    /// findings: those at "roles" and below.
    void setRoles(const std::vector<project::Role>& roles, const Findings& findings);
    void setReadOnly(bool readOnly) { m_isReadOnly = readOnly; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Edit m_edit;
    std::vector<project::Role> m_roles;
    Findings m_findings;
    bool m_isReadOnly = false;
};

/// The finding about an element of a list ("roles[2]", "roles[2].name") that weighs most, or null.
const Finding* worstFindingOfRow(const Findings& findings, std::string_view list, int row);

} // namespace meshsso::desktop
