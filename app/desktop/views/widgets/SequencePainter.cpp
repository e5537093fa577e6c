#include "desktop/views/widgets/SequencePainter.h"

#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "net/HttpClient.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

namespace meshsso::desktop {

namespace {

constexpr qreal pad = 8;
constexpr int iconSize = 16;
constexpr qreal arrowHead = 6;

QString requestLabel(const HopRow& row)
{
    return displayable(row.hop.method, 16) + QLatin1Char(' ') + shortUrl(net::urlWithoutQuery(row.hop.url));
}

QString answerLabel(const HopRow& row)
{
    QString label = hopStatusText(row.hop);
    if (row.hop.elapsed.count() > 0)
        label += QStringLiteral("  ·  ") + durationText(row.hop.elapsed);
    std::size_t bytes = 0;
    for (const auto& cookie : row.hop.cookies)
        bytes += cookie.removed ? 0 : cookie.bytes;
    if (bytes > 0)
        label +=
            QStringLiteral("  ·  ") + QCoreApplication::translate("Hop", "cookies %1").arg(sizeText(bytes));
    return label;
}

QColor outcomeColor(const ThemeColors& colors, HopOutcome outcome)
{
    switch (outcome) {
    case HopOutcome::Good:
        return colors.accent;
    case HopOutcome::Warning:
        return colors.warn;
    case HopOutcome::Failed:
        return colors.bad;
    }
    return colors.text;
}

} // namespace

void SequencePainter::setRows(const std::vector<HopRow>* rows, HopSequence sequence)
{
    m_rows = rows;
    m_sequence = sequence;
}

qreal SequencePainter::layOut(qreal width, const QFont& font)
{
    m_width = width;
    m_font = font;
    m_small = font;
    if (font.pointSizeF() > 0)
        m_small.setPointSizeF(font.pointSizeF() * 0.9);
    const QFontMetricsF metrics(m_font);
    const QFontMetricsF small(m_small);
    m_line = metrics.height();
    // Names of parties may take two lines where lanes are narrow.
    m_header = 2 * m_line + 2 * pad;
    m_gutter = metrics.horizontalAdvance(QStringLiteral("00")) + iconSize + 3 * pad;
    m_layout.clear();
    qreal y = m_header + pad;
    if (m_rows != nullptr) {
        for (const auto& hop : *m_rows) {
            Row row;
            row.top = y;
            row.height = 2 * m_line + 3 * pad + pad / 2;
            if (hop.outcome != HopOutcome::Good && !hop.findings.empty()) {
                row.finding = findingText(hop.findings.front()).title;
                const QRectF room(0, 0, m_width - m_gutter - 2 * pad, 1e5);
                row.height += small.boundingRect(room, Qt::TextWordWrap, row.finding).height() + pad;
            }
            y += row.height;
            m_layout.push_back(row);
        }
    }
    m_height = y + m_line + 2 * pad;
    return m_height;
}

qreal SequencePainter::laneX(int lane) const
{
    const auto count = m_sequence.lanes().size();
    const qreal room = (m_width - m_gutter) / static_cast<qreal>(count);
    return m_gutter + room * (lane + 0.5);
}

int SequencePainter::rowAt(qreal y) const
{
    for (std::size_t i = 0; i < m_layout.size(); ++i) {
        if (y >= m_layout[i].top && y < m_layout[i].top + m_layout[i].height)
            return static_cast<int>(i);
    }
    return -1;
}

QRectF SequencePainter::rowRect(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    if (row < 0 || index >= m_layout.size())
        return {};
    return {0, m_layout[index].top, m_width, m_layout[index].height};
}

void SequencePainter::paint(QPainter& painter, const ThemeColors& colors, const Look& look) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_font);
    if (look.selected >= 0 && look.selected < static_cast<int>(m_layout.size())) {
        const auto rect = rowRect(look.selected).adjusted(1, 1, -1, -1);
        QColor fill = colors.accent;
        fill.setAlphaF(0.10F);
        painter.setBrush(fill);
        painter.setPen(look.hasFocus ? QPen(colors.accent, 2) : QPen(Qt::NoPen));
        painter.drawRoundedRect(rect, Theme::radius, Theme::radius);
    }
    paintLanes(painter, colors);
    for (int row = 0; row < static_cast<int>(m_layout.size()); ++row)
        paintRow(painter, colors, look, row);
    if (!look.waiting.isEmpty()) {
        painter.setPen(colors.muted);
        painter.setFont(m_small);
        const qreal top = m_height - m_line - 2 * pad;
        painter.drawText(QRectF(m_gutter, top, m_width - m_gutter - pad, m_line + pad),
                         Qt::AlignHCenter | Qt::AlignVCenter, look.waiting);
    }
    paintHeader(painter, colors, look.headerTop);
}

void SequencePainter::paintLanes(QPainter& painter, const ThemeColors& colors) const
{
    painter.setPen(QPen(colors.border, 1));
    const auto count = static_cast<int>(m_sequence.lanes().size());
    for (int lane = 0; lane < count; ++lane)
        painter.drawLine(QPointF(laneX(lane), m_header), QPointF(laneX(lane), m_height - pad));
}

void SequencePainter::paintHeader(QPainter& painter, const ThemeColors& colors, qreal top) const
{
    const auto names = m_sequence.lanes();
    const qreal room = (m_width - m_gutter) / static_cast<qreal>(names.size());
    QFont bold = m_small;
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    if (top > 0)
        painter.fillRect(QRectF(0, top, m_width, m_header + pad / 2), colors.raised);
    for (int lane = 0; lane < names.size(); ++lane) {
        const QRectF box(laneX(lane) - room / 2 + pad / 2, top + 1, room - pad, m_header - 1);
        painter.setPen(QPen(colors.border, 1));
        painter.setBrush(colors.sunken);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), Theme::radius, Theme::radius);
        painter.setPen(colors.text);
        painter.drawText(box.adjusted(pad / 2, 2, -pad / 2, -2), Qt::AlignCenter | Qt::TextWordWrap,
                         names[lane]);
    }
    painter.setFont(m_font);
}

void SequencePainter::paintArrow(QPainter& painter, const QColor& color, qreal from, qreal to, qreal y,
                                 bool dashed) const
{
    QPen pen(color, dashed ? 1.2 : 1.8);
    if (dashed)
        pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(from, y), QPointF(to, y));
    const qreal back = to > from ? -arrowHead : arrowHead;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(
        QPolygonF{{to, y}, {to + back, y - arrowHead / 1.6}, {to + back, y + arrowHead / 1.6}});
}

void SequencePainter::paintLabel(QPainter& painter, const ThemeColors& colors, const QColor& color,
                                 const QString& text, qreal from, qreal to, qreal baseline) const
{
    const QFontMetricsF metrics(m_small);
    // A short arrow's label may run over the lanes beside it.
    qreal left = std::min(from, to);
    qreal right = std::max(from, to);
    const qreal wanted = metrics.horizontalAdvance(text) + 2 * pad;
    if (right - left < wanted) {
        const qreal centre = (left + right) / 2;
        left = std::max(m_gutter, centre - wanted / 2);
        right = std::min(m_width - pad / 2, left + wanted);
        left = std::max(m_gutter, right - wanted);
    }
    const QString shown = metrics.elidedText(text, Qt::ElideMiddle, right - left - pad);
    const qreal width = metrics.horizontalAdvance(shown);
    const qreal x = (left + right - width) / 2;
    // Lifelines must not run through letters.
    QColor ground = colors.raised;
    painter.fillRect(QRectF(x - 3, baseline - metrics.ascent(), width + 6, metrics.height()), ground);
    painter.setFont(m_small);
    painter.setPen(color);
    painter.drawText(QPointF(x, baseline), shown);
}

void SequencePainter::paintRow(QPainter& painter, const ThemeColors& colors, const Look& look, int row) const
{
    const auto& hop = (*m_rows)[static_cast<std::size_t>(row)];
    const auto& place = m_layout[static_cast<std::size_t>(row)];
    const auto ends = m_sequence.endsOf(hop);
    const QColor color = outcomeColor(colors, hop.outcome);
    const bool isLast = row + 1 == static_cast<int>(m_layout.size());
    const qreal share = isLast ? look.lastShare : 1;

    painter.setFont(m_small);
    painter.setPen(colors.muted);
    const qreal middle = place.top + pad + m_line;
    painter.drawText(QRectF(pad / 2, middle - m_line, m_gutter - iconSize - 2 * pad, 2 * m_line),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(hop.number));
    const QString name = hop.outcome == HopOutcome::Failed    ? QStringLiteral("octagon-x")
                         : hop.outcome == HopOutcome::Warning ? QStringLiteral("triangle-alert")
                                                              : QStringLiteral("check");
    painter.drawPixmap(QPointF(m_gutter - iconSize - pad, middle - iconSize / 2.0),
                       iconPixmap(name, hop.outcome == HopOutcome::Good ? colors.good : color, iconSize,
                                  look.devicePixelRatio));

    const qreal from = laneX(ends.from);
    const qreal to = laneX(ends.to);
    const qreal y1 = place.top + pad + m_line;
    const qreal y2 = y1 + m_line + pad;
    paintLabel(painter, colors, hop.outcome == HopOutcome::Failed ? colors.bad : colors.text,
               requestLabel(hop), from, to, y1 - pad / 2);
    paintArrow(painter, color, from, from + (to - from) * std::min<qreal>(1, share * 2), y1, false);
    if (ends.via >= 0) {
        painter.setBrush(color);
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(QPointF(laneX(ends.via), y1), 3, 3);
    }
    if (share > 0.5) {
        paintLabel(painter, colors, hop.outcome == HopOutcome::Good ? colors.muted : color, answerLabel(hop),
                   from, to, y2 - pad / 2);
        paintArrow(painter, color, to, to + (from - to) * std::min<qreal>(1, share * 2 - 1), y2, true);
    }
    if (!place.finding.isEmpty()) {
        painter.setFont(m_small);
        painter.setPen(color);
        const QRectF room(m_gutter, y2 + pad, m_width - m_gutter - 2 * pad, place.height);
        const auto size = QFontMetricsF(m_small).boundingRect(room, Qt::TextWordWrap, place.finding);
        painter.fillRect(size.adjusted(-2, 0, 2, 0), colors.raised);
        painter.drawText(room, Qt::TextWordWrap, place.finding);
    }
    painter.setFont(m_font);
}

} // namespace meshsso::desktop
