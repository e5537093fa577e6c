#include "desktop/views/shell/StepperDelegate.h"

#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"
#include "desktop/views/shell/StepperModel.h"

#include <QPainter>

namespace meshsso::desktop {

namespace {

constexpr int iconSize = 16;
constexpr int sideMargin = 14;

QFont headingFont()
{
    QFont font = Theme::font(TextRole::Small);
    font.setWeight(QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
    return font;
}

void paintHeading(QPainter& painter, const QRect& rect, const QString& text, const ThemeColors& colors)
{
    painter.setFont(headingFont());
    painter.setPen(colors.muted);
    const QRect place = rect.adjusted(sideMargin, 0, -Theme::grid, -4);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
}

} // namespace

void StepperDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const auto& colors = ThemeColors::of(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(StepperModel::IsHeadingRole).toBool()) {
        paintHeading(*painter, option.rect, index.data().toString(), colors);
        painter->restore();
        return;
    }
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    const QRect box = option.rect.adjusted(6, 1, -6, -1);
    if (isSelected || isHovered) {
        painter->setPen(isSelected ? QPen(colors.border, 1) : QPen(Qt::NoPen));
        painter->setBrush(isSelected ? colors.raised : colors.surface);
        painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), Theme::radius, Theme::radius);
    }
    if (isSelected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.accent);
        painter->drawRoundedRect(QRectF(box.left(), box.top() + 8, 3, box.height() - 16), 1.5, 1.5);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(colors.accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), Theme::radius, Theme::radius);
    }

    const auto status = static_cast<StepStatus>(index.data(StepperModel::StatusRole).toInt());
    QFont titleFont = Theme::font(isSelected ? TextRole::Strong : TextRole::Body);
    const QFont factFont = Theme::font(TextRole::Small);
    const QFontMetrics titleMetrics(titleFont);
    const QFontMetrics factMetrics(factFont);
    const QString fact = index.data(StepperModel::FactRole).toString();
    const int textHeight = titleMetrics.height() + (fact.isEmpty() ? 0 : factMetrics.height());
    const int top = box.top() + (box.height() - textHeight) / 2;
    const int left = option.rect.left() + sideMargin;
    const QRect titleRect(left + iconSize + 10, top, box.right() - left - iconSize - 10 - Theme::grid,
                          titleMetrics.height());
    const int iconTop = titleRect.top() + (titleRect.height() - iconSize) / 2;
    painter->drawPixmap(QRect(left, iconTop, iconSize, iconSize),
                        iconPixmap(statusIconName(status), iconColor(statusIconColor(status), colors),
                                   iconSize, painter->device()->devicePixelRatioF()));
    painter->setFont(titleFont);
    painter->setPen(colors.text);
    painter->drawText(titleRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      titleMetrics.elidedText(index.data().toString(), Qt::ElideRight, titleRect.width()));
    if (!fact.isEmpty()) {
        const QRect factRect(titleRect.left(), titleRect.bottom() + 1, titleRect.width(),
                             factMetrics.height());
        painter->setFont(factFont);
        painter->setPen(colors.muted);
        painter->drawText(factRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                          factMetrics.elidedText(fact, Qt::ElideRight, factRect.width()));
    }
    painter->restore();
}

QSize StepperDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    if (index.data(StepperModel::IsHeadingRole).toBool())
        return {0, QFontMetrics(headingFont()).height() + Theme::grid * 2};
    return {0, QFontMetrics(Theme::font(TextRole::Body)).height() +
                   QFontMetrics(Theme::font(TextRole::Small)).height() + 12};
}

} // namespace meshsso::desktop
