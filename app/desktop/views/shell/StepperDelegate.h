#pragma once

#include <QStyledItemDelegate>

namespace meshsso::desktop {

/// Paints a stepper row: status icon, title, and the fact below it.
class StepperDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace meshsso::desktop
