#include "desktop/views/widgets/AccessMatrixView.h"

#include "desktop/models/AccessMatrix.h"
#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace meshsso::desktop {

namespace {

struct Sign
{
    const char* icon;
    QColor color;
};

Sign signOf(access::AccessOutcome outcome, const ThemeColors& colors)
{
    switch (outcome) {
    case access::AccessOutcome::Allow:
        return {"check", colors.good};
    case access::AccessOutcome::NeedLogin:
        return {"log-in", colors.info};
    case access::AccessOutcome::Deny:
        return {"x", colors.bad};
    case access::AccessOutcome::Refuse:
        return {"octagon-x", colors.warn};
    }
    return {"x", colors.bad};
}

class SignDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& colors = ThemeColors::of(option.palette);
        const auto outcome =
            static_cast<access::AccessOutcome>(index.data(AccessMatrix::OutcomeRole).toInt());
        const auto sign = signOf(outcome, colors);
        QColor ground = sign.color;
        ground.setAlphaF(colors.isDark ? 0.16F : 0.10F);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const auto cell = QRectF(option.rect).adjusted(2, 2, -2, -2);
        painter->setBrush(ground);
        const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
        painter->setPen(hasFocus ? QPen(colors.accent, 2) : QPen(Qt::NoPen));
        painter->drawRoundedRect(cell, 4, 4);
        const qreal ratio = painter->device()->devicePixelRatioF();
        const auto pixmap = iconPixmap(QString::fromLatin1(sign.icon), sign.color, 16, ratio);
        painter->drawPixmap(QPointF(cell.center().x() - 8, cell.center().y() - 8), pixmap);
        painter->restore();
    }
};

} // namespace

AccessMatrixView::AccessMatrixView(QWidget* parent) : QTableView(parent)
{
    setAccessibleName(tr("Who gets in where"));
    setAccessibleDescription(
        tr("Rows are requests, columns are roles. Arrow keys move, Enter goes to the deciding rule."));
    setItemDelegate(new SignDelegate(this));
    setSelectionMode(NoSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setMouseTracking(true);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(ScrollPerPixel);
    horizontalHeader()->setDefaultAlignment(Qt::AlignCenter);
    horizontalHeader()->setHighlightSections(true);
    horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    verticalHeader()->setTextElideMode(Qt::ElideMiddle);
    verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::grid * 2);
    connect(this, &QAbstractItemView::entered, this, &AccessMatrixView::show);
    connect(this, &QAbstractItemView::doubleClicked, this, &AccessMatrixView::choose);
}

void AccessMatrixView::setMatrix(AccessMatrix* matrix)
{
    if (model() != matrix) {
        setModel(matrix);
        connect(matrix, &QAbstractItemModel::modelReset, this, &AccessMatrixView::fit);
    }
    fit();
}

void AccessMatrixView::fit()
{
    const int em = fontMetrics().averageCharWidth();
    // The style sheet's headers are bold and padded.
    auto bold = font();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    for (int i = 0; i < model()->columnCount(); ++i) {
        const auto title = model()->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
        const int wanted = metrics.horizontalAdvance(title) + 3 * Theme::grid;
        horizontalHeader()->resizeSection(i, std::clamp(wanted, em * 10, em * 30));
    }
    int row = em * 12;
    for (int i = 0; i < model()->rowCount(); ++i) {
        const auto title = model()->headerData(i, Qt::Vertical, Qt::DisplayRole).toString();
        row = std::max(row, metrics.horizontalAdvance(title) + 3 * Theme::grid);
    }
    verticalHeader()->setFixedWidth(std::min(row, em * 44));
    const int rows = std::clamp(model()->rowCount(), 1, 12);
    setFixedHeight(horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() +
                   2 * frameWidth() + 14);
    show(currentIndex());
}

void AccessMatrixView::show(const QModelIndex& index)
{
    emit sentenceChanged(index.isValid() ? index.data(Qt::AccessibleTextRole).toString() : QString());
}

void AccessMatrixView::choose(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const int application = index.data(AccessMatrix::ApplicationRole).toInt();
    if (application >= 0)
        emit ruleChosen(application, index.data(AccessMatrix::RuleRole).toInt());
}

void AccessMatrixView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    show(current);
}

void AccessMatrixView::leaveEvent(QEvent* event)
{
    QTableView::leaveEvent(event);
    show(currentIndex());
}

void AccessMatrixView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        choose(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace meshsso::desktop
