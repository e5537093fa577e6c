#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QCheckBox;
class QPushButton;

namespace meshsso::desktop {

class FactList;

/// Whether Keycloak, the export and the clusters are still as the project says.
class DriftCard final : public QWidget
{
    Q_OBJECT
public:
    explicit DriftCard(ViewContext context, QWidget* parent = nullptr);

private:
    void refresh();

    ViewContext m_context;
    FactList* m_facts;
    QCheckBox* m_withClusters;
    QPushButton* m_check;
};

} // namespace meshsso::desktop
