#include "desktop/models/ClaimOriginsModel.h"

#include "desktop/models/Text.h"

namespace meshsso::desktop {

namespace {

constexpr qsizetype shownLength = 120;
constexpr qsizetype wholeLength = 2000;

} // namespace

QString tokenPlaces(bool inAccessToken, bool inIdToken, bool inUserinfo)
{
    QStringList places;
    if (inAccessToken)
        places.append(ClaimOriginsModel::tr("access token"));
    if (inIdToken)
        places.append(ClaimOriginsModel::tr("ID token"));
    if (inUserinfo)
        places.append(ClaimOriginsModel::tr("userinfo"));
    return places.isEmpty() ? ClaimOriginsModel::tr("none") : places.join(QStringLiteral(", "));
}

void ClaimOriginsModel::setOrigins(std::vector<keycloak::ClaimOrigin> origins)
{
    beginResetModel();
    m_origins = std::move(origins);
    endResetModel();
}

int ClaimOriginsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_origins.size());
}

int ClaimOriginsModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant ClaimOriginsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const auto& origin = m_origins[static_cast<std::size_t>(index.row())];
    const auto length = role == Qt::DisplayRole ? shownLength : wholeLength;
    switch (index.column()) {
    case Claim:
        return displayable(origin.claim, length);
    case Mapper:
        if (origin.mapper.empty())
            return tr("Keycloak itself");
        return role == Qt::ToolTipRole ? displayable(origin.mapper + " (" + origin.mapperType + ")", length)
                                       : displayable(origin.mapper, length);
    case Container:
        if (origin.mapper.empty())
            return {};
        return (origin.isOfClient ? tr("client %1") : tr("client scope %1"))
            .arg(displayable(origin.container, length));
    case Where:
        return tokenPlaces(origin.inAccessToken, origin.inIdToken, origin.inUserinfo);
    default:
        return {};
    }
}

QVariant ClaimOriginsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Claim:
        return tr("Claim");
    case Mapper:
        return tr("Mapper");
    case Container:
        return tr("Of");
    case Where:
        return tr("Stands in");
    default:
        return {};
    }
}

} // namespace meshsso::desktop
