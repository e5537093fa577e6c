#pragma once

#include <QStyledItemDelegate>

namespace meshsso::desktop {

/// A command in the palette: its text with the letters that were found, category and shortcut at the right.
class CommandDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole, CategoryRole, ShortcutRole, PositionsRole };

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace meshsso::desktop
