#include "desktop/views/widgets/SegmentedChoice.h"

#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>

namespace meshsso::desktop {

namespace {

/// One segment: a radio button that is drawn otherwise.
class Segment final : public QRadioButton
{
public:
    Segment(QString iconName, const QString& title) : m_icon(std::move(iconName))
    {
        setText(title);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setAccessibleName(title);
    }

    QSize sizeHint() const override
    {
        const auto width = fontMetrics().horizontalAdvance(text()) + iconSide + 4 * Theme::grid;
        return {width, fontMetrics().height() + 2 * Theme::grid};
    }
    QSize minimumSizeHint() const override { return {iconSide + 8 * Theme::grid, sizeHint().height()}; }

protected:
    bool hitButton(const QPoint& position) const override { return rect().contains(position); }

    void paintEvent(QPaintEvent*) override
    {
        const auto& colors = ThemeColors::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(2, 2, -2, -2);
        if (isChecked()) {
            painter.setPen(QPen(colors.border, 1));
            painter.setBrush(colors.raised);
            painter.drawRoundedRect(box, Theme::radius - 1, Theme::radius - 1);
        }
        if (hasFocus()) {
            painter.setPen(QPen(colors.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(box, Theme::radius - 1, Theme::radius - 1);
        }
        QColor ink = isChecked() || underMouse() ? colors.text : colors.muted;
        if (!isEnabled())
            ink.setAlphaF(0.6F);
        QFont face = font();
        if (isChecked())
            face.setWeight(QFont::DemiBold);
        painter.setFont(face);
        const QFontMetrics metrics(face);
        const int room = width() - iconSide - 4 * Theme::grid;
        const QString shown = metrics.elidedText(text(), Qt::ElideRight, room);
        const int textWidth = metrics.horizontalAdvance(shown);
        const int left = (width() - iconSide - Theme::grid - textWidth) / 2;
        painter.drawPixmap(
            QPointF(left, (height() - iconSide) / 2.0),
            iconPixmap(m_icon, isChecked() ? colors.accent : ink, iconSide, devicePixelRatioF()));
        painter.setPen(ink);
        painter.drawText(QRectF(left + iconSide + Theme::grid, 0, textWidth + 4, height()),
                         Qt::AlignLeft | Qt::AlignVCenter, shown);
    }

private:
    static constexpr int iconSide = 16;
    QString m_icon;
};

} // namespace

SegmentedChoice::SegmentedChoice(const QString& name, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this))
{
    setAccessibleName(name);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(0);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedChoice::chosen);
}

void SegmentedChoice::addOption(const QString& iconName, const QString& title, const QString& toolTip)
{
    auto* segment = new Segment(iconName, title);
    segment->setToolTip(toolTip);
    segment->setAccessibleDescription(toolTip);
    segment->setObjectName(objectName() + QString::number(m_group->buttons().size()));
    m_group->addButton(segment, static_cast<int>(m_group->buttons().size()));
    layout()->addWidget(segment);
    if (m_group->buttons().size() == 1)
        segment->setChecked(true);
}

int SegmentedChoice::current() const
{
    return m_group->checkedId();
}

void SegmentedChoice::setCurrent(int option)
{
    if (auto* segment = m_group->button(option))
        segment->setChecked(true);
}

void SegmentedChoice::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.border, 1));
    painter.setBrush(colors.sunken);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::radius, Theme::radius);
}

} // namespace meshsso::desktop
