#include "desktop/views/widgets/Card.h"

#include "desktop/views/Theme.h"
#include "desktop/views/widgets/Label.h"

#include <QPainter>
#include <QVBoxLayout>

namespace meshsso::desktop {

Card::Card(const QString& heading, QWidget* parent) : QFrame(parent), m_content(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_StyledBackground, false);
    m_content->setContentsMargins(Theme::cardPadding, Theme::cardPadding, Theme::cardPadding,
                                  Theme::cardPadding);
    m_content->setSpacing(Theme::grid + Theme::grid / 2);
    if (!heading.isEmpty())
        m_content->addWidget(new Label(heading, TextRole::Section));
}

void Card::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.border, 1));
    painter.setBrush(colors.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::radius, Theme::radius);
}

} // namespace meshsso::desktop
