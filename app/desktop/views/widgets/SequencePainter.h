#pragma once

#include "desktop/models/HopSequence.h"
#include "desktop/views/Theme.h"

#include <QFont>
#include <QRectF>
#include <vector>

class QPainter;

namespace meshsso::desktop {

/// Draws the sequence diagram onto anything: the widget, a picture, an SVG. Holds no widget.
class SequencePainter
{
public:
    /// The rows must outlive it, or setRows be called again.
    void setRows(const std::vector<HopRow>* rows, HopSequence sequence);
    /// Lays everything out for that width; call it after any change. Returns the height.
    qreal layOut(qreal width, const QFont& font);

    struct Look
    {
        int selected = -1;
        bool hasFocus = false;
        qreal lastShare = 1; ///< how far the last arrow is drawn, 0 to 1
        QString waiting;     ///< what is shown below the last hop while it goes on; empty: nothing
        qreal devicePixelRatio = 1;
        qreal headerTop = 0; ///< where the parties' names stand, so that they stay in sight of who scrolls
    };
    void paint(QPainter& painter, const ThemeColors& colors, const Look& look) const;

    int rowAt(qreal y) const;
    qreal headerHeight() const { return m_header; }
    QRectF rowRect(int row) const;
    qreal width() const { return m_width; }

private:
    struct Row
    {
        qreal top = 0;
        qreal height = 0;
        QString finding; ///< shown below the arrows
    };

    qreal laneX(int lane) const;
    void paintLanes(QPainter& painter, const ThemeColors& colors) const;
    void paintHeader(QPainter& painter, const ThemeColors& colors, qreal top) const;
    void paintRow(QPainter& painter, const ThemeColors& colors, const Look& look, int row) const;
    void paintArrow(QPainter& painter, const QColor& color, qreal from, qreal to, qreal y, bool dashed) const;
    void paintLabel(QPainter& painter, const ThemeColors& colors, const QColor& color, const QString& text,
                    qreal from, qreal to, qreal baseline) const;

    const std::vector<HopRow>* m_rows = nullptr;
    HopSequence m_sequence;
    std::vector<Row> m_layout;
    QFont m_font;
    QFont m_small;
    qreal m_width = 0;
    qreal m_height = 0;
    qreal m_header = 0;
    qreal m_gutter = 0;
    qreal m_line = 0;
};

} // namespace meshsso::desktop
