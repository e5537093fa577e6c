#include "desktop/views/widgets/Badge.h"

#include "desktop/views/Theme.h"

#include <QPainter>

namespace meshsso::desktop {

Badge::Badge(QWidget* parent) : QWidget(parent)
{
    QFont font = Theme::font(TextRole::Small);
    font.setWeight(QFont::DemiBold);
    setFont(font);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Badge::show(const QString& text, IconColor color, bool isFilled)
{
    m_text = text;
    m_color = color;
    m_isFilled = isFilled;
    setAccessibleName(text);
    updateGeometry();
    update();
    QWidget::show();
}

QSize Badge::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 2 * Theme::grid, fontMetrics().height() + 6};
}

void Badge::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    const QColor color = iconColor(m_color, colors);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1));
    painter.setBrush(m_isFilled ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(m_isFilled ? colors.accentText : color);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, m_text);
}

} // namespace meshsso::desktop
