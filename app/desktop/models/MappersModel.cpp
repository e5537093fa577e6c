#include "desktop/models/MappersModel.h"

#include "desktop/models/ClaimOriginsModel.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

void MappersModel::setMappers(std::vector<keycloak::EffectiveMapper> mappers)
{
    beginResetModel();
    m_mappers = std::move(mappers);
    endResetModel();
}

int MappersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_mappers.size());
}

int MappersModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant MappersModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const auto& mapper = m_mappers[static_cast<std::size_t>(index.row())];
    const qsizetype length = role == Qt::DisplayRole ? 120 : 2000;
    switch (index.column()) {
    case Mapper:
        return displayable(mapper.name, length);
    case Type:
        return displayable(mapper.type, length);
    case Container:
        return (mapper.isOfClient ? tr("client %1") : tr("client scope %1"))
            .arg(displayable(mapper.container, length));
    case Where:
        return tokenPlaces(mapper.inAccessToken, mapper.inIdToken, mapper.inUserinfo);
    default:
        return {};
    }
}

QVariant MappersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Mapper:
        return tr("Mapper");
    case Type:
        return tr("Kind");
    case Container:
        return tr("Of");
    case Where:
        return tr("Fills");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
