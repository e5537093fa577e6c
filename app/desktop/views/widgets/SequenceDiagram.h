#pragma once

#include "desktop/views/widgets/SequencePainter.h"

#include <QVariantAnimation>
#include <QWidget>

namespace meshsso::desktop {

class HopsModel;

/// The hops of a login as a sequence diagram: a lane a party, an arrow a hop, drawn as it happens. Up, Down,
/// Home and End choose a hop; its accessible description says in words what the picture says.
class SequenceDiagram final : public QWidget
{
    Q_OBJECT
public:
    explicit SequenceDiagram(HopsModel& hops, QWidget* parent = nullptr);

    /// Directly at Keycloak, or through the gateway: which parties there are.
    void setDirect(bool isDirect);
    /// Shown below the last hop while the login goes on; empty: nothing.
    void setWaiting(const QString& text);
    /// How much of it is scrolled away above: the parties' names are drawn there.
    void setScrolledAway(int height);
    int currentRow() const { return m_current; }
    void setCurrentRow(int row);
    /// The whole diagram at that width, without selection: for files and tickets. In the light colours.
    void exportTo(QPainter& painter, int width, qreal devicePixelRatio) const;
    /// Where a row is drawn.
    QRect rowRect(int row) const { return m_painter.rowRect(row).toAlignedRect(); }
    int headerHeight() const { return static_cast<int>(m_painter.headerHeight()); }
    QSize exportSize(int width) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void rowChosen(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void relayOut();
    void describe();
    void onHopAdded();

    HopsModel& m_hops;
    HopSequence m_sequence;
    SequencePainter m_painter;
    QVariantAnimation m_drawing;
    QString m_waiting;
    int m_current = -1;
    int m_height = 0;
    int m_scrolledAway = 0;
};

} // namespace meshsso::desktop
