#include "desktop/views/widgets/IconLabel.h"

#include <QPainter>

namespace meshsso::desktop {

IconLabel::IconLabel(QString name, int size, IconColor color, QWidget* parent)
    : QWidget(parent), m_name(std::move(name)), m_size(size), m_color(color)
{
    setFixedSize(size, size);
}

void IconLabel::setIcon(const QString& name, IconColor color)
{
    m_name = name;
    m_color = color;
    update();
}

void IconLabel::setStatus(StepStatus status)
{
    setIcon(statusIconName(status), statusIconColor(status));
    setAccessibleName(statusText(status));
    setToolTip(statusText(status));
}

void IconLabel::setSeverity(Severity severity)
{
    const auto color = severity == Severity::Error     ? IconColor::Bad
                       : severity == Severity::Warning ? IconColor::Warn
                                                       : IconColor::Info;
    setIcon(severityIconName(severity), color);
}

void IconLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    icon(m_name, m_color).paint(&painter, rect());
}

} // namespace meshsso::desktop
