#include "desktop/views/shell/CommandDelegate.h"

#include "desktop/views/Theme.h"

#include <QPainter>
#include <QTextLayout>

namespace meshsso::desktop {

void CommandDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const auto& colors = ThemeColors::of(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.sunken);
        painter->drawRoundedRect(option.rect, 4, 4);
        painter->setBrush(colors.accent);
        painter->drawRoundedRect(
            QRect(option.rect.left(), option.rect.top() + 6, 3, option.rect.height() - 12), 1.5, 1.5);
    }
    QRect rect = option.rect.adjusted(12, 0, -12, 0);
    QString side = index.data(CategoryRole).toString();
    if (const QString keys = index.data(ShortcutRole).toString(); !keys.isEmpty())
        side += QStringLiteral("   ") + keys;
    const QFont sideFont = Theme::font(TextRole::Small);
    painter->setFont(sideFont);
    painter->setPen(colors.muted);
    painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, side);
    rect.setRight(rect.right() - QFontMetrics(sideFont).horizontalAdvance(side) - Theme::grid * 2);

    const QFont font = Theme::font(TextRole::Body);
    const QString text = QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, rect.width());
    QTextLayout layout(text, font);
    QList<QTextLayout::FormatRange> formats;
    QTextCharFormat found;
    found.setForeground(colors.accent);
    found.setFontWeight(QFont::DemiBold);
    for (const auto& position : index.data(PositionsRole).toList()) {
        if (position.toInt() < text.size())
            formats.append({position.toInt(), 1, found});
    }
    layout.setFormats(formats);
    layout.beginLayout();
    auto line = layout.createLine();
    line.setLineWidth(rect.width() + 20); // bold letters are a little wider than what was measured
    layout.endLayout();
    painter->setPen(colors.text);
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2));
    painter->restore();
}

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {0, QFontMetrics(Theme::font(TextRole::Body)).height() + Theme::grid + 4};
}

} // namespace meshsso::desktop
