#pragma once

#include "login/TokenInspection.h"

#include <QWidget>

class QGridLayout;

namespace meshsso::desktop {

/// The checks of a token below each other: icon, title, reason.
class CheckListView final : public QWidget
{
    Q_OBJECT
public:
    explicit CheckListView(QWidget* parent = nullptr);
    void show(const std::vector<login::TokenCheck>& checks);

private:
    QGridLayout* m_grid;
    QString m_shown;
};

} // namespace meshsso::desktop
