#pragma once

#include "desktop/views/Icons.h"

#include <QStyledItemDelegate>
#include <functional>

namespace meshsso::desktop {

/// Draws a cell with a line icon before its text, in the text's colour by state: a finding's severity, an
/// addition or a change. The state must be said by the text, the icon's shape or the tool tip too.
class MarkDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    struct Look
    {
        QString icon; ///< empty: none
        IconColor color = IconColor::Text;
        bool isTextColored = false;
        bool isStrong = false;
        bool isMono = false;
    };
    using LookOf = std::function<Look(const QModelIndex&)>;

    explicit MarkDelegate(LookOf lookOf, QObject* parent = nullptr)
        : QStyledItemDelegate(parent), m_lookOf(std::move(lookOf))
    {
    }
    /// The look of a cell whose role holds a severity as an int, or -1.
    static LookOf bySeverity(int role);
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    LookOf m_lookOf;
};

} // namespace meshsso::desktop
