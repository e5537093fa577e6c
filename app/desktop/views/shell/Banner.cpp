#include "desktop/views/shell/Banner.h"

#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace meshsso::desktop {

Banner::Banner(const QString& name, const QString& iconName, Severity severity, QWidget* parent)
    : QFrame(parent), m_severity(severity), m_text(new Label), m_row(new QHBoxLayout(this))
{
    setObjectName(name);
    m_row->setContentsMargins(Theme::cardPadding, 6, Theme::cardPadding, 6);
    m_row->setSpacing(Theme::grid);
    const auto color = severity == Severity::Error     ? IconColor::Bad
                       : severity == Severity::Warning ? IconColor::Warn
                                                       : IconColor::Info;
    auto* mark = new IconLabel(iconName, 16, color);
    mark->setAccessibleName(severityText(severity));
    m_row->addWidget(mark);
    m_row->addWidget(m_text, 1);
}

void Banner::setText(const QString& text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

QString Banner::text() const
{
    return m_text->text();
}

QPushButton* Banner::addButton(const QString& name, const QString& text)
{
    auto* button = new QPushButton(text);
    button->setObjectName(name);
    m_row->addWidget(button);
    return button;
}

void Banner::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors.raised);
    painter.fillRect(QRect(0, 0, 4, height()), colors.severity(m_severity));
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors.border);
}

} // namespace meshsso::desktop
