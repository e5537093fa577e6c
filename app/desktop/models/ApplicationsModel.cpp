#include "desktop/models/ApplicationsModel.h"

#include "desktop/models/Text.h"

namespace meshsso::desktop {

void ApplicationsModel::setApplications(std::vector<project::Application> applications,
                                        const Findings& findings)
{
    std::vector<int> severities(applications.size(), -1);
    for (std::size_t i = 0; i < applications.size(); ++i) {
        const auto where = "applications[" + std::to_string(i) + "]";
        for (const auto& finding : findings) {
            if (finding.where.starts_with(where))
                severities[i] = std::max(severities[i], static_cast<int>(finding.severity));
        }
    }
    const bool sameCount = applications.size() == m_applications.size();
    if (!sameCount)
        beginResetModel();
    m_applications = std::move(applications);
    m_severities = std::move(severities);
    if (!sameCount)
        endResetModel();
    else if (!m_applications.empty())
        emit dataChanged(index(0, 0), index(static_cast<int>(m_applications.size()) - 1, ColumnCount - 1));
}

int ApplicationsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_applications.size());
}

int ApplicationsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ApplicationsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto& application = m_applications[static_cast<std::size_t>(index.row())];
    if (role == SeverityRole)
        return m_severities[static_cast<std::size_t>(index.row())];
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Name:
        return application.name.empty() ? tr("(no name)") : displayable(application.name, 120);
    case Hosts: {
        if (application.hosts.empty())
            return tr("every host of the gateway");
        QStringList hosts;
        for (const auto& host : application.hosts)
            hosts.append(displayable(host, 120));
        return hosts.join(QStringLiteral(", "));
    }
    case Prefix:
        return displayable(application.pathPrefix, 120);
    case Service: {
        const auto& service = application.serviceName.empty() ? application.name : application.serviceName;
        return QStringLiteral("%1.%2:%3")
            .arg(displayable(service, 80), displayable(application.namespaceName, 80),
                 QString::number(application.port));
    }
    case Rules:
        return application.access.empty()
                   ? tr("any signed-in user")
                   : tr("%n rules", nullptr, static_cast<int>(application.access.size()));
    default:
        return {};
    }
}

QVariant ApplicationsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Application");
    case Hosts:
        return tr("Hosts");
    case Prefix:
        return tr("Path prefix");
    case Service:
        return tr("Service");
    case Rules:
        return tr("Access");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
