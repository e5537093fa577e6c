#pragma once

#include "core/Finding.h"
#include "project/SsoProject.h"

#include <QAbstractTableModel>
#include <vector>

namespace meshsso::desktop {

/// The users that the project declares, for choosing one; a form edits it.
class UsersModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Username, Name, Email, Roles, Password, ColumnCount };
    /// The worst severity among the row's findings as an int, or -1.
    static constexpr int severityRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;
    /// findings: those at "users" and below.
    void setUsers(const std::vector<project::User>& users, const Findings& findings);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const project::User& user, int column, qsizetype length) const;

    std::vector<project::User> m_users;
    Findings m_findings;
};

} // namespace meshsso::desktop
