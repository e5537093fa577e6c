#pragma once

#include "keycloak/Provisioner.h"

#include <QAbstractItemModel>
#include <vector>

namespace meshsso::desktop {

/// A plan's object in the operator's language: "client scope meshsso-roles: mapper realm roles". What it does
/// not know stands as it is.
QString planObjectText(std::string_view object);

/// A plan as a tree: the objects, and below each what is added to it or changed in it. Secrets come masked
/// from the plan.
class PlanModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { What, Now, Then, ColumnCount };
    enum class Mark { None, Add, Change };
    /// A Mark as an int, for those who draw it.
    static constexpr int markRole = Qt::UserRole;

    using QAbstractItemModel::QAbstractItemModel;

    void setPlan(const keycloak::Plan& plan);
    void clear() { setPlan({}); }
    int additions() const { return m_additions; }
    int changes() const { return m_changes; }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    /// Display: cut for a table; tool tip: whole, up to 2000 characters; accessible text: the row as a
    /// sentence.
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        Mark mark = Mark::None;
        QString what;
        QString now;
        QString then;
        std::vector<Row> parts;
    };
    const Row& rowAt(const QModelIndex& index) const;
    static QString sentence(const Row& row, const Row* group);

    std::vector<Row> m_rows;
    int m_additions = 0;
    int m_changes = 0;
};

} // namespace meshsso::desktop
