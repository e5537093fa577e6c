#include "desktop/views/widgets/Label.h"

#include <QApplication>
#include <QEvent>

namespace meshsso::desktop {

Label::Label(const QString& text, TextRole role, QWidget* parent) : QLabel(parent), m_role(role)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setText(text);
    setRole(role);
}

void Label::setRole(TextRole role)
{
    m_role = role;
    setFont(Theme::font(role));
    applyColors();
}

void Label::setSeverity(Severity severity)
{
    m_severity = static_cast<int>(severity);
    applyColors();
}

void Label::clearSeverity()
{
    m_severity = -1;
    applyColors();
}

void Label::setSelectable(bool selectable)
{
    setTextInteractionFlags(selectable ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                       : Qt::NoTextInteraction);
}

QSize Label::minimumSizeHint() const
{
    const QSize hint = QLabel::minimumSizeHint();
    return {std::min(hint.width(), fontMetrics().averageCharWidth() * 12), hint.height()};
}

void Label::changeEvent(QEvent* event)
{
    // The application's palette reaches a widget that has one of its own as a plain change of palette.
    const auto type = event->type();
    if (type == QEvent::ApplicationPaletteChange || type == QEvent::PaletteChange ||
        type == QEvent::ParentChange)
        applyColors();
    QLabel::changeEvent(event);
}

void Label::applyColors()
{
    if (m_isApplying)
        return;
    m_isApplying = true;
    const auto& colors = ThemeColors::of(QApplication::palette());
    QColor color = colors.text;
    if (m_severity >= 0)
        color = colors.severity(static_cast<Severity>(m_severity));
    else if (m_role == TextRole::Muted || m_role == TextRole::Small)
        color = colors.muted;
    auto own = palette();
    own.setColor(QPalette::WindowText, color);
    setPalette(own);
    m_isApplying = false;
}

} // namespace meshsso::desktop
