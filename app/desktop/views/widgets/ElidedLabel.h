#pragma once

#include "desktop/views/Theme.h"

#include <QLabel>

namespace meshsso::desktop {

/// One line of plain text that gives way: cut with an ellipsis where there is no room, whole in the tool tip.
class ElidedLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(TextRole role = TextRole::Body, Qt::TextElideMode mode = Qt::ElideRight,
                         QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    TextRole m_role;
    Qt::TextElideMode m_mode;
};

} // namespace meshsso::desktop
