#include "desktop/models/UsersModel.h"

#include "core/Text.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/RolesModel.h"
#include "desktop/models/RowSync.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

void UsersModel::setUsers(const std::vector<project::User>& users, const Findings& findings)
{
    const auto sync = RowSync::of(m_users, users);
    if (sync.inserted > 0)
        beginInsertRows({}, sync.first, sync.first + sync.inserted - 1);
    if (sync.removed > 0)
        beginRemoveRows({}, sync.first, sync.first + sync.removed - 1);
    m_users = users;
    m_findings = findings;
    if (sync.inserted > 0)
        endInsertRows();
    if (sync.removed > 0)
        endRemoveRows();
    if (!m_users.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int UsersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_users.size());
}

int UsersModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QString UsersModel::text(const project::User& user, int column, qsizetype length) const
{
    switch (column) {
    case Username:
        return displayable(user.username, length);
    case Name:
        return tr("%1 %2", "first and last name")
            .arg(displayable(user.firstName, length), displayable(user.lastName, length))
            .trimmed();
    case Email:
        if (user.email.empty())
            return {};
        return user.emailVerified ? displayable(user.email, length)
                                  : tr("%1 (not verified)").arg(displayable(user.email, length));
    case Roles:
        return displayable(join(user.roles, ", "), length);
    case Password:
        return user.password.isSet() ? displayable(user.password.toString(), length)
                                     : tr("none: exists already");
    default:
        return {};
    }
}

QVariant UsersModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& user = m_users[static_cast<std::size_t>(index.row())];
    const auto* finding = worstFindingOfRow(m_findings, "users", index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(user, index.column(), 200);
    case Qt::ToolTipRole:
        if (finding != nullptr && index.column() == Username)
            return findingText(*finding).title;
        return text(user, index.column(), 2000);
    case severityRole:
        return finding != nullptr && index.column() == Username ? static_cast<int>(finding->severity) : -1;
    default:
        return {};
    }
}

QVariant UsersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Username:
        return tr("User name");
    case Name:
        return tr("Name");
    case Email:
        return tr("E-mail");
    case Roles:
        return tr("Roles");
    case Password:
        return tr("Password");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
