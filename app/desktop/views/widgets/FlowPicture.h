#pragma once

#include "desktop/models/FlowModel.h"

#include <QWidget>

namespace meshsso::desktop {

/// How a request travels: the parties as boxes, what passes between them as arrows, each with its state by
/// icon and colour. A click or Enter opens the step that sets it up; the arrow keys go from one to the next.
class FlowPicture final : public QWidget
{
    Q_OBJECT
public:
    explicit FlowPicture(QWidget* parent = nullptr);
    void setFlow(const Flow& flow);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Parts first, then arrows, as the arrow keys go through them.
    int currentIndex() const { return m_current; }
    int count() const { return static_cast<int>(m_flow.parts.size() + m_flow.arrows.size()); }
    /// Where an element is, for the pointer.
    QRect areaOf(int index) const;
    /// "Gateway, sso.example.com: done"
    QString textOf(int index) const;

signals:
    void stepActivated(meshsso::desktop::StepId step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Way
    {
        std::vector<QPointF> points; ///< of the line; the last one has the arrow's head
        QRectF label;
    };
    QRectF boxOf(FlowPlace place) const;
    Way wayOf(const FlowArrow& arrow) const;
    const FlowPart* partAt(FlowPlace place) const;
    StepId stepOf(int index) const;
    int indexAt(const QPointF& position) const;
    void setCurrent(int index);
    void describe();
    void paintPart(QPainter& painter, const FlowPart& part, bool isHot) const;
    void paintArrow(QPainter& painter, const FlowArrow& arrow, bool isHot) const;

    Flow m_flow;
    int m_current = 0;
    int m_hovered = -1;
};

} // namespace meshsso::desktop
