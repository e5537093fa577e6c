#pragma once

#include "keycloak/Evaluate.h"

#include <QAbstractTableModel>
#include <vector>

namespace meshsso::desktop {

/// The mappers that take part for the client and the asked scopes.
class MappersModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Mapper, Type, Container, Where, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setMappers(std::vector<keycloak::EffectiveMapper> mappers);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<keycloak::EffectiveMapper> m_mappers;
};

} // namespace meshsso::desktop
