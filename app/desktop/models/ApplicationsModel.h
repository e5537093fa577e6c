#pragma once

#include "core/Finding.h"
#include "project/SsoProject.h"

#include <QAbstractTableModel>
#include <vector>

namespace meshsso::desktop {

/// The project's applications in the file's order.
class ApplicationsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Hosts, Prefix, Service, Rules, ColumnCount };
    enum Role { SeverityRole = Qt::UserRole }; ///< the worst finding of the row, or -1

    using QAbstractTableModel::QAbstractTableModel;

    void setApplications(std::vector<project::Application> applications, const Findings& findings);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<project::Application> m_applications;
    std::vector<int> m_severities;
};

} // namespace meshsso::desktop
