#pragma once

#include "desktop/views/Icons.h"

#include <QWidget>

namespace meshsso::desktop {

/// A short word in a rounded frame, in a theme colour: outlined, or filled where it must not be overlooked.
class Badge final : public QWidget
{
    Q_OBJECT
public:
    explicit Badge(QWidget* parent = nullptr);
    void show(const QString& text, IconColor color, bool isFilled);
    const QString& text() const { return m_text; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    IconColor m_color = IconColor::Text;
    bool m_isFilled = false;
};

} // namespace meshsso::desktop
