#include "desktop/views/widgets/Disclosure.h"

#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

Disclosure::Disclosure(const QString& heading, QWidget* parent)
    : QWidget(parent), m_head(new QToolButton), m_body(new QWidget)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid);
    m_head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_head->setCheckable(true);
    m_head->setFont(Theme::font(TextRole::Strong));
    m_head->setFocusPolicy(Qt::StrongFocus);
    column->addWidget(m_head, 0, Qt::AlignLeft);
    m_content = new QVBoxLayout(m_body);
    m_content->setContentsMargins(Theme::grid * 3, 0, 0, 0);
    m_content->setSpacing(Theme::grid * 2);
    column->addWidget(m_body);
    connect(m_head, &QToolButton::toggled, this, &Disclosure::setOpen);
    setHeading(heading);
    setOpen(false);
}

bool Disclosure::isOpen() const
{
    return m_head->isChecked();
}

void Disclosure::setOpen(bool open)
{
    m_head->setChecked(open);
    m_head->setIcon(icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    m_body->setVisible(open);
}

void Disclosure::setHeading(const QString& heading)
{
    m_head->setText(heading);
    m_head->setAccessibleName(heading);
}

} // namespace meshsso::desktop
