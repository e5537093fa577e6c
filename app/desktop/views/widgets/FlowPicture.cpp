#include "desktop/views/widgets/FlowPicture.h"

#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <cmath>

namespace meshsso::desktop {

namespace {

constexpr int iconSize = 20;
constexpr int markSize = 16;
constexpr int headSize = 7;
constexpr int padding = 10;

QString partIcon(FlowPlace place)
{
    switch (place) {
    case FlowPlace::Browser:
        return QStringLiteral("globe");
    case FlowPlace::Gateway:
        return QStringLiteral("network");
    case FlowPlace::Authorization:
        return QStringLiteral("shield-check");
    case FlowPlace::Keycloak:
        return QStringLiteral("key-round");
    case FlowPlace::Application:
        return QStringLiteral("app-window");
    }
    return {};
}

/// Column and row of the picture.
QPoint cellOf(FlowPlace place)
{
    switch (place) {
    case FlowPlace::Browser:
        return {0, 1};
    case FlowPlace::Gateway:
        return {1, 1};
    case FlowPlace::Keycloak:
        return {2, 0};
    case FlowPlace::Authorization:
        return {2, 1};
    case FlowPlace::Application:
        return {2, 2};
    }
    return {};
}

int boxHeight()
{
    return QFontMetrics(Theme::font(TextRole::Strong)).height() +
           QFontMetrics(Theme::font(TextRole::Small)).height() + 2 * padding + 2;
}

int rowGap()
{
    return QFontMetrics(Theme::font(TextRole::Small)).height() + 3 * Theme::grid;
}

} // namespace

FlowPicture::FlowPicture(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("How a request travels"));
}

void FlowPicture::setFlow(const Flow& flow)
{
    if (flow == m_flow)
        return;
    m_flow = flow;
    m_current = std::clamp(m_current, 0, std::max(0, count() - 1));
    m_hovered = -1;
    describe();
    update();
}

void FlowPicture::describe()
{
    QStringList lines;
    if (hasFocus() && count() > 0)
        lines.append(tr("Chosen: %1").arg(textOf(m_current)));
    for (int i = 0; i < count(); ++i)
        lines.append(textOf(i));
    setAccessibleDescription(lines.join(QLatin1Char('\n')));
}

QString FlowPicture::textOf(int index) const
{
    const int parts = static_cast<int>(m_flow.parts.size());
    if (index < parts) {
        const auto& part = m_flow.parts[static_cast<std::size_t>(index)];
        return tr("%1, %2: %3").arg(part.title, part.detail, statusText(part.status));
    }
    const auto& arrow = m_flow.arrows[static_cast<std::size_t>(index - parts)];
    const auto* from = partAt(arrow.from);
    const auto* to = partAt(arrow.to);
    return tr("%1 to %2, %3: %4")
        .arg(from == nullptr ? QString() : from->title, to == nullptr ? QString() : to->title, arrow.text,
             statusText(arrow.status));
}

QSize FlowPicture::sizeHint() const
{
    return {720, 3 * boxHeight() + 2 * rowGap() + 8};
}

QSize FlowPicture::minimumSizeHint() const
{
    return {400, sizeHint().height()};
}

const FlowPart* FlowPicture::partAt(FlowPlace place) const
{
    for (const auto& part : m_flow.parts) {
        if (part.place == place)
            return &part;
    }
    return nullptr;
}

QRectF FlowPicture::boxOf(FlowPlace place) const
{
    const double gap = std::clamp(width() * 0.1, 76.0, 130.0);
    const double boxWidth = std::min(240.0, (width() - 2 * gap - 8) / 3);
    const double start = (width() - 3 * boxWidth - 2 * gap) / 2;
    const auto cell = cellOf(place);
    return {start + cell.x() * (boxWidth + gap), 4.0 + cell.y() * (boxHeight() + rowGap()), boxWidth,
            static_cast<double>(boxHeight())};
}

FlowPicture::Way FlowPicture::wayOf(const FlowArrow& arrow) const
{
    const QRectF from = boxOf(arrow.from);
    const QRectF to = boxOf(arrow.to);
    const QFontMetrics metrics(Theme::font(TextRole::Small));
    const double line = metrics.height();
    const double text = metrics.horizontalAdvance(arrow.text) + markSize + 8;
    Way way;
    if (qFuzzyCompare(from.center().y(), to.center().y())) {
        way.points = {{from.right() + 4, from.center().y()}, {to.left() - 4, to.center().y()}};
        const double room = to.left() - from.right() - 8;
        const double labelWidth = std::min(text, room);
        way.label = {from.right() + 4 + (room - labelWidth) / 2, from.center().y() - line - 4, labelWidth,
                     line};
    } else if (qFuzzyCompare(from.center().x(), to.center().x())) {
        way.points = {{from.center().x(), from.top() - 4}, {to.center().x(), to.bottom() + 4}};
        // Left of the line, where the picture is empty: a whole word fits in any language.
        const double labelWidth = std::min(text, from.center().x() - boxOf(FlowPlace::Gateway).center().x());
        way.label = {from.center().x() - 8 - labelWidth, (to.bottom() + from.top() - line) / 2, labelWidth,
                     line};
    } else {
        // Up or down first, then across: the ways of browser and gateway do not cross a box.
        const bool isUp = to.center().y() < from.center().y();
        way.points = {{from.center().x(), isUp ? from.top() - 4 : from.bottom() + 4},
                      {from.center().x(), to.center().y()},
                      {to.left() - 4, to.center().y()}};
        const double room = to.left() - from.center().x() - 16;
        way.label = {from.center().x() + 8, to.center().y() - line - 4, std::min(text, room), line};
    }
    return way;
}

QRect FlowPicture::areaOf(int index) const
{
    const int parts = static_cast<int>(m_flow.parts.size());
    if (index < parts)
        return boxOf(m_flow.parts[static_cast<std::size_t>(index)].place).toAlignedRect();
    return wayOf(m_flow.arrows[static_cast<std::size_t>(index - parts)]).label.toAlignedRect();
}

int FlowPicture::indexAt(const QPointF& position) const
{
    for (int i = 0; i < count(); ++i) {
        if (QRectF(areaOf(i)).adjusted(-2, -2, 2, 2).contains(position))
            return i;
    }
    // Beside the label the line itself counts, a finger's width around it.
    const int parts = static_cast<int>(m_flow.parts.size());
    for (std::size_t i = 0; i < m_flow.arrows.size(); ++i) {
        const auto way = wayOf(m_flow.arrows[i]);
        for (std::size_t p = 1; p < way.points.size(); ++p) {
            const QRectF along = QRectF(way.points[p - 1], way.points[p]).normalized();
            if (along.adjusted(-6, -6, 6, 6).contains(position))
                return parts + static_cast<int>(i);
        }
    }
    return -1;
}

StepId FlowPicture::stepOf(int index) const
{
    const int parts = static_cast<int>(m_flow.parts.size());
    return index < parts ? m_flow.parts[static_cast<std::size_t>(index)].step
                         : m_flow.arrows[static_cast<std::size_t>(index - parts)].step;
}

void FlowPicture::setCurrent(int index)
{
    m_current = index;
    describe();
    update();
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void FlowPicture::keyPressEvent(QKeyEvent* event)
{
    if (count() == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        setCurrent((m_current + 1) % count());
        break;
    case Qt::Key_Left:
    case Qt::Key_Up:
        setCurrent((m_current + count() - 1) % count());
        break;
    case Qt::Key_Home:
        setCurrent(0);
        break;
    case Qt::Key_End:
        setCurrent(count() - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (event->modifiers().testFlag(Qt::ControlModifier))
            QWidget::keyPressEvent(event); // the page's primary action
        else
            emit stepActivated(stepOf(m_current));
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void FlowPicture::mousePressEvent(QMouseEvent* event)
{
    const int index = indexAt(event->position());
    if (event->button() != Qt::LeftButton || index < 0)
        return;
    setCurrent(index);
    emit stepActivated(stepOf(index));
}

void FlowPicture::mouseMoveEvent(QMouseEvent* event)
{
    const int index = indexAt(event->position());
    if (index == m_hovered)
        return;
    m_hovered = index;
    setCursor(index < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void FlowPicture::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

void FlowPicture::focusInEvent(QFocusEvent* event)
{
    describe();
    QWidget::focusInEvent(event);
}

bool FlowPicture::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = indexAt(help->pos());
        if (index < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), textOf(index).toHtmlEscaped(), this);
        return true;
    }
    return QWidget::event(event);
}

void FlowPicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int index = static_cast<int>(m_flow.parts.size());
    for (const auto& arrow : m_flow.arrows) {
        paintArrow(painter, arrow, index == m_hovered || (hasFocus() && index == m_current));
        ++index;
    }
    index = 0;
    for (const auto& part : m_flow.parts) {
        paintPart(painter, part, index == m_hovered || (hasFocus() && index == m_current));
        ++index;
    }
}

void FlowPicture::paintPart(QPainter& painter, const FlowPart& part, bool isHot) const
{
    const auto& colors = ThemeColors::of(palette());
    const QRectF box = boxOf(part.place);
    const qreal ratio = devicePixelRatioF();
    painter.setBrush(colors.raised);
    painter.setPen(QPen(isHot ? colors.accent : colors.border, isHot ? 2 : 1));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), Theme::radius, Theme::radius);
    // The state's colour on the edge; its icon says the same.
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.status(part.status));
    painter.drawRoundedRect(QRectF(box.left() + 4, box.top() + 8, 3, box.height() - 16), 1.5, 1.5);

    const double left = box.left() + padding + 4;
    painter.drawPixmap(QPointF(left, box.center().y() - iconSize / 2.0),
                       iconPixmap(partIcon(part.place), colors.muted, iconSize, ratio));
    painter.drawPixmap(QPointF(box.right() - padding - markSize, box.center().y() - markSize / 2.0),
                       iconPixmap(statusIconName(part.status), colors.status(part.status), markSize, ratio));
    const QRectF text(left + iconSize + 8, box.top() + padding,
                      box.right() - padding - markSize - 6 - (left + iconSize + 8),
                      box.height() - 2 * padding);
    const QFont strong = Theme::font(TextRole::Strong);
    const QFontMetrics metrics(strong);
    painter.setFont(strong);
    painter.setPen(colors.text);
    painter.drawText(QRectF(text.left(), text.top(), text.width(), metrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(part.title, Qt::ElideRight, static_cast<int>(text.width())));
    painter.setFont(Theme::font(TextRole::Small));
    painter.setPen(colors.muted);
    const QFontMetrics small(painter.font());
    painter.drawText(QRectF(text.left(), text.bottom() - small.height(), text.width(), small.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     small.elidedText(part.detail, Qt::ElideMiddle, static_cast<int>(text.width())));
}

void FlowPicture::paintArrow(QPainter& painter, const FlowArrow& arrow, bool isHot) const
{
    const auto& colors = ThemeColors::of(palette());
    const auto way = wayOf(arrow);
    const QColor color = colors.status(arrow.status);
    QPen pen(isHot ? colors.accent : color, isHot ? 2.5 : 1.5);
    // What was not done yet is a promise.
    if (arrow.status == StepStatus::NotYet)
        pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    QPainterPath path(way.points.front());
    for (std::size_t i = 1; i < way.points.size(); ++i)
        path.lineTo(way.points[i]);
    painter.drawPath(path);
    const QPointF tip = way.points.back();
    const QPointF before = way.points[way.points.size() - 2];
    const double angle = std::atan2(tip.y() - before.y(), tip.x() - before.x());
    QPolygonF head;
    for (const double turn : {0.0, 2.6, -2.6})
        head << tip + QPointF(std::cos(angle + turn), std::sin(angle + turn)) * (turn == 0.0 ? 0 : headSize);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isHot ? colors.accent : color);
    painter.drawPolygon(head);

    painter.drawPixmap(QPointF(way.label.left(), way.label.center().y() - markSize / 2.0),
                       iconPixmap(statusIconName(arrow.status), color, markSize, devicePixelRatioF()));
    painter.setFont(Theme::font(TextRole::Small));
    painter.setPen(isHot ? colors.text : colors.muted);
    const QRectF text = way.label.adjusted(markSize + 4, 0, 0, 0);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(painter.font())
                         .elidedText(arrow.text, Qt::ElideRight, static_cast<int>(text.width()) + 1));
}

} // namespace meshsso::desktop
