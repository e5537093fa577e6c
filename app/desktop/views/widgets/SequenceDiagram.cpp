#include "desktop/views/widgets/SequenceDiagram.h"

#include "desktop/models/HopsModel.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollArea>

namespace meshsso::desktop {

SequenceDiagram::SequenceDiagram(HopsModel& hops, QWidget* parent) : QWidget(parent), m_hops(hops)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Sequence diagram of the login"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
    m_drawing.setStartValue(0.0);
    m_drawing.setEndValue(1.0);
    m_drawing.setDuration(140);
    connect(&m_drawing, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_hops, &QAbstractItemModel::rowsInserted, this, &SequenceDiagram::onHopAdded);
    connect(&m_hops, &QAbstractItemModel::dataChanged, this, &SequenceDiagram::relayOut);
    connect(&m_hops, &QAbstractItemModel::modelReset, this, [this] {
        m_current = -1;
        relayOut();
    });
    relayOut();
}

void SequenceDiagram::setDirect(bool isDirect)
{
    if (m_sequence.isDirect == isDirect)
        return;
    m_sequence.isDirect = isDirect;
    relayOut();
}

void SequenceDiagram::setWaiting(const QString& text)
{
    m_waiting = text;
    update();
}

void SequenceDiagram::setScrolledAway(int height)
{
    m_scrolledAway = height;
    update();
}

void SequenceDiagram::onHopAdded()
{
    m_drawing.stop();
    if (Theme::isMotionAllowed() && isVisible())
        m_drawing.start();
    relayOut();
}

void SequenceDiagram::relayOut()
{
    m_painter.setRows(&m_hops.rows(), m_sequence);
    m_height = static_cast<int>(std::ceil(m_painter.layOut(std::max(width(), 320), font())));
    updateGeometry();
    describe();
    update();
}

void SequenceDiagram::describe()
{
    const auto& rows = m_hops.rows();
    if (m_current >= 0 && m_current < static_cast<int>(rows.size()))
        setAccessibleDescription(hopSentence(rows[static_cast<std::size_t>(m_current)]));
    else if (rows.empty())
        setAccessibleDescription(tr("No hop yet."));
    else
        setAccessibleDescription(
            tr("%n hop(s). Up and Down choose one. Last: %1", nullptr, static_cast<int>(rows.size()))
                .arg(hopSentence(rows.back())));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void SequenceDiagram::setCurrentRow(int row)
{
    const int last = m_hops.rowCount() - 1;
    row = last < 0 ? -1 : std::clamp(row, -1, last);
    if (row == m_current)
        return;
    m_current = row;
    describe();
    update();
    emit rowChosen(row);
}

QSize SequenceDiagram::exportSize(int width) const
{
    SequencePainter painter;
    painter.setRows(&m_hops.rows(), m_sequence);
    return {width, static_cast<int>(std::ceil(painter.layOut(width, font())))};
}

void SequenceDiagram::exportTo(QPainter& painter, int width, qreal devicePixelRatio) const
{
    SequencePainter drawing;
    drawing.setRows(&m_hops.rows(), m_sequence);
    const auto height = drawing.layOut(width, font());
    const auto& colors = ThemeColors::light();
    painter.fillRect(QRectF(0, 0, width, std::ceil(height)), colors.raised);
    SequencePainter::Look look;
    look.devicePixelRatio = devicePixelRatio;
    drawing.paint(painter, colors, look);
}

QSize SequenceDiagram::sizeHint() const
{
    return {720, m_height};
}

QSize SequenceDiagram::minimumSizeHint() const
{
    return {320, m_height};
}

void SequenceDiagram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    SequencePainter::Look look;
    look.selected = m_current;
    look.hasFocus = hasFocus();
    look.lastShare =
        m_drawing.state() == QAbstractAnimation::Running ? m_drawing.currentValue().toReal() : 1.0;
    look.waiting = m_waiting;
    look.devicePixelRatio = devicePixelRatioF();
    look.headerTop = m_scrolledAway;
    m_painter.paint(painter, ThemeColors::of(palette()), look);
    if (hasFocus() && m_current < 0) {
        painter.setPen(QPen(ThemeColors::of(palette()).accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Theme::radius, Theme::radius);
    }
}

void SequenceDiagram::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    relayOut();
}

void SequenceDiagram::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        relayOut();
    QWidget::changeEvent(event);
}

void SequenceDiagram::keyPressEvent(QKeyEvent* event)
{
    const int last = m_hops.rowCount() - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrentRow(std::max(0, m_current - 1));
        return;
    case Qt::Key_Down:
        setCurrentRow(std::min(last, m_current + 1));
        return;
    case Qt::Key_Home:
        setCurrentRow(0);
        return;
    case Qt::Key_End:
        setCurrentRow(last);
        return;
    case Qt::Key_Escape:
        if (m_current >= 0) {
            setCurrentRow(-1);
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void SequenceDiagram::mousePressEvent(QMouseEvent* event)
{
    if (const int row = m_painter.rowAt(event->position().y()); row >= 0)
        setCurrentRow(row);
}

void SequenceDiagram::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

} // namespace meshsso::desktop
