#pragma once

#include "keycloak/Evaluate.h"

#include <QAbstractTableModel>
#include <vector>

namespace meshsso::desktop {

/// Which mapper put each claim into the example tokens.
class ClaimOriginsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Claim, Mapper, Container, Where, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setOrigins(std::vector<keycloak::ClaimOrigin> origins);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<keycloak::ClaimOrigin> m_origins;
};

/// "access token, ID token": the documents that a claim or mapper takes part in.
QString tokenPlaces(bool inAccessToken, bool inIdToken, bool inUserinfo);

} // namespace meshsso::desktop
