#include "desktop/views/widgets/EmptyState.h"

#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

EmptyState::EmptyState(const QString& iconName, const QString& sentence, const QString& action,
                       QWidget* parent)
    : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::cardPadding, Theme::pageMargin, Theme::cardPadding, Theme::pageMargin);
    column->setSpacing(Theme::grid + Theme::grid / 2);
    column->addWidget(new IconLabel(iconName, 32, IconColor::Muted), 0, Qt::AlignHCenter);
    auto* text = new Label(sentence, TextRole::Muted);
    text->setAlignment(Qt::AlignHCenter);
    column->addWidget(text);
    if (!action.isEmpty()) {
        m_button = new QPushButton(action);
        column->addWidget(m_button, 0, Qt::AlignHCenter);
    }
}

} // namespace meshsso::desktop
