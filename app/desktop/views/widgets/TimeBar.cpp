#include "desktop/views/widgets/TimeBar.h"

#include "desktop/models/TokenText.h"
#include "desktop/views/Theme.h"

#include <QPainter>

namespace meshsso::desktop {

namespace {

constexpr int barHeight = 8;

} // namespace

TimeBar::TimeBar(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TimeBar::show(std::optional<TimePoint> issued, std::optional<TimePoint> expires, TimePoint now)
{
    m_issued = issued;
    m_expires = expires;
    m_now = now;
    if (!expires)
        m_state = tr("The token does not say when it expires.");
    else if (now >= *expires)
        m_state = tr("Expired %1").arg(relativeTimeText(*expires, now));
    else
        m_state = tr("Expires %1").arg(relativeTimeText(*expires, now));
    QString text = m_state;
    if (issued)
        text +=
            QLatin1Char(' ') + tr("Issued %1, %2.").arg(relativeTimeText(*issued, now), localTime(*issued));
    if (expires)
        text += QLatin1Char(' ') + tr("Expiry %1.").arg(localTime(*expires));
    setAccessibleName(tr("Life of the token"));
    setAccessibleDescription(text);
    setToolTip(text);
    update();
}

QSize TimeBar::sizeHint() const
{
    return {320, 2 * fontMetrics().height() + barHeight + 2 * Theme::grid};
}

void TimeBar::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int line = fontMetrics().height();
    const bool isOver = m_expires && m_now >= *m_expires;
    painter.setPen(isOver ? colors.bad : colors.text);
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.drawText(QRect(0, 0, width(), line), Qt::AlignLeft | Qt::AlignVCenter, m_state);
    painter.setFont(font());
    if (!m_issued || !m_expires || *m_expires <= *m_issued)
        return;

    const QRectF bar(0.5, line + Theme::grid / 2.0, width() - 1, barHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.sunken);
    painter.drawRoundedRect(bar, barHeight / 2.0, barHeight / 2.0);
    const double life = std::chrono::duration<double>(*m_expires - *m_issued).count();
    const double share =
        std::clamp(std::chrono::duration<double>(m_now - *m_issued).count() / life, 0.0, 1.0);
    const bool isLate = share > 0.9;
    painter.setBrush(isOver ? colors.bad : isLate ? colors.warn : colors.accent);
    if (share > 0) {
        painter.drawRoundedRect(
            QRectF(bar.x(), bar.y(), std::max<qreal>(bar.width() * share, barHeight), barHeight),
            barHeight / 2.0, barHeight / 2.0);
    }
    if (!isOver) {
        const qreal x = bar.x() + bar.width() * share;
        painter.setBrush(colors.text);
        painter.drawRoundedRect(QRectF(x - 1.5, bar.y() - 3, 3, barHeight + 6), 1.5, 1.5);
    }
    painter.setPen(colors.muted);
    const QRect below(0, line + barHeight + Theme::grid, width(), line);
    const QString left = tr("issued %1").arg(localTime(*m_issued));
    const QString right = tr("expires %1").arg(localTime(*m_expires));
    const int half = width() / 2 - Theme::grid;
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(left, Qt::ElideRight, half));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter,
                     fontMetrics().elidedText(right, Qt::ElideRight, half));
}

} // namespace meshsso::desktop
