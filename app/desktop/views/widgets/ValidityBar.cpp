#include "desktop/views/widgets/ValidityBar.h"

#include "desktop/views/Theme.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>

namespace meshsso::desktop {

namespace {

constexpr std::chrono::days soon{30};
constexpr int barHeight = 6;
constexpr int markHeight = 14;

int daysBetween(TimePoint from, TimePoint to)
{
    return static_cast<int>(std::chrono::floor<std::chrono::days>(to - from).count());
}

QString dayText(TimePoint time)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(toUnixSeconds(time)).date(),
                              QLocale::ShortFormat);
}

} // namespace

ValidityBar::ValidityBar(TimePoint begin, TimePoint end, TimePoint now, QWidget* parent)
    : QWidget(parent), m_begin(begin), m_end(end), m_now(now), m_issued(tr("Issued %1").arg(dayText(begin))),
      m_expires(tr("Expires %1").arg(dayText(end))), m_left(leftText(begin, end, now)),
      m_severity(now >= end || now < begin ? Severity::Error
                 : end - now < soon        ? Severity::Warning
                                           : Severity::Info)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("%1, %2, %3").arg(m_issued, m_expires, m_left));
    setToolTip(accessibleName());
}

QString ValidityBar::leftText(TimePoint begin, TimePoint end, TimePoint now)
{
    if (now < begin)
        return tr("valid only in %n days", nullptr, daysBetween(now, begin) + 1);
    if (now >= end)
        return tr("expired %n days ago", nullptr, daysBetween(end, now));
    return tr("%n days left", nullptr, daysBetween(now, end));
}

QSize ValidityBar::sizeHint() const
{
    const QFontMetrics metrics(Theme::font(TextRole::Small));
    return {320, markHeight + 4 + metrics.height()};
}

QSize ValidityBar::minimumSizeHint() const
{
    return {160, sizeHint().height()};
}

void ValidityBar::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = m_severity == Severity::Info ? colors.good : colors.severity(m_severity);
    const double whole = std::max(1.0, static_cast<double>((m_end - m_begin).count()));
    const double share = std::clamp(static_cast<double>((m_now - m_begin).count()) / whole, 0.0, 1.0);
    const double top = (markHeight - barHeight) / 2.0;
    const double x = share * (width() - 4) + 2;

    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(0, top, width(), barHeight), barHeight / 2.0, barHeight / 2.0);
    // What is spent is hollow: the remaining life is what counts.
    painter.setBrush(colors.border);
    painter.drawRoundedRect(QRectF(0, top, x, barHeight), barHeight / 2.0, barHeight / 2.0);
    painter.setBrush(colors.text);
    painter.drawRoundedRect(QRectF(x - 1.5, 0, 3, markHeight), 1.5, 1.5);

    painter.setFont(Theme::font(TextRole::Small));
    const QFontMetrics metrics(painter.font());
    const QRect line(0, markHeight + 4, width(), metrics.height());
    painter.setPen(colors.muted);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, m_issued);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, m_expires);
    // Under the mark where there is room, else in the middle between its neighbours.
    const int leftEdge = metrics.horizontalAdvance(m_issued) + Theme::grid * 2;
    const int rightEdge = width() - metrics.horizontalAdvance(m_expires) - Theme::grid * 2;
    const int own = metrics.horizontalAdvance(m_left);
    if (own <= rightEdge - leftEdge) {
        const int at = std::clamp(static_cast<int>(x) - own / 2, leftEdge, rightEdge - own);
        painter.setPen(color);
        painter.drawText(QRect(at, line.y(), own + 1, line.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         m_left);
    }
}

} // namespace meshsso::desktop
