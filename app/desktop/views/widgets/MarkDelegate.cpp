#include "desktop/views/widgets/MarkDelegate.h"

#include "desktop/views/Theme.h"

namespace meshsso::desktop {

namespace {

QColor colorOf(IconColor color, const ThemeColors& colors)
{
    switch (color) {
    case IconColor::Muted:
        return colors.muted;
    case IconColor::Good:
        return colors.good;
    case IconColor::Warn:
        return colors.warn;
    case IconColor::Bad:
        return colors.bad;
    case IconColor::Info:
        return colors.info;
    case IconColor::Accent:
        return colors.accent;
    case IconColor::AccentText:
    case IconColor::Text:
        break;
    }
    return colors.text;
}

} // namespace

MarkDelegate::LookOf MarkDelegate::bySeverity(int role)
{
    return [role](const QModelIndex& index) {
        Look look;
        const int value = index.data(role).toInt();
        if (value < 0)
            return look;
        const auto severity = static_cast<Severity>(value);
        look.icon = severityIconName(severity);
        look.color = severity == Severity::Error     ? IconColor::Bad
                     : severity == Severity::Warning ? IconColor::Warn
                                                     : IconColor::Info;
        return look;
    };
}

QSize MarkDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), option.fontMetrics.height() + Theme::grid));
    return size;
}

void MarkDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto look = m_lookOf(index);
    if (look.isMono)
        option->font = Theme::font(TextRole::Mono);
    if (look.isStrong)
        option->font.setWeight(QFont::DemiBold);
    if (!look.icon.isEmpty()) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(look.icon, look.color);
        option->decorationSize = QSize(16, 16);
    }
    if (look.isTextColored) {
        const auto color = colorOf(look.color, ThemeColors::of(option->palette));
        option->palette.setColor(QPalette::Text, color);
        option->palette.setColor(QPalette::HighlightedText, color);
    }
}

} // namespace meshsso::desktop
