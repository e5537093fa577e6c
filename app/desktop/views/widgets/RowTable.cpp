#include "desktop/views/widgets/RowTable.h"

#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>

namespace meshsso::desktop {

namespace {

/// Puts the severity's icon before the first column's text.
class SeverityDelegate final : public QStyledItemDelegate
{
public:
    SeverityDelegate(int role, QObject* parent) : QStyledItemDelegate(parent), m_role(role) {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        // A row says what it is by one outline around the whole of it, not around a cell.
        option->state &= ~QStyle::State_HasFocus;
        option->displayAlignment = Qt::AlignLeft | Qt::AlignVCenter;
        if (index.column() != 0)
            return;
        const auto value = index.data(m_role);
        if (!value.isValid() || value.toInt() < 0)
            return;
        const auto severity = static_cast<Severity>(value.toInt());
        const auto color = severity == Severity::Error     ? IconColor::Bad
                           : severity == Severity::Warning ? IconColor::Warn
                                                           : IconColor::Info;
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(severityIconName(severity), color);
        option->decorationSize = {16, 16};
    }

private:
    int m_role;
};

} // namespace

RowTable::RowTable(QAbstractItemModel* model, int severityRole, const QString& name, QWidget* parent)
    : QTableView(parent)
{
    setModel(model);
    setAccessibleName(name);
    setItemDelegate(new SeverityDelegate(severityRole, this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + Theme::grid * 2);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    connect(model, &QAbstractItemModel::modelReset, this, &RowTable::fitHeight);
    connect(model, &QAbstractItemModel::rowsInserted, this, &RowTable::fitHeight);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &RowTable::fitHeight);
    fitHeight();
}

void RowTable::setMaxRows(int rows)
{
    m_maxRows = rows;
    fitHeight();
}

void RowTable::setMovable(bool movable)
{
    setDragEnabled(movable);
    setAcceptDrops(movable);
    setDropIndicatorShown(movable);
    setDragDropOverwriteMode(false);
    setDragDropMode(movable ? InternalMove : NoDragDrop);
}

void RowTable::setStretch(std::initializer_list<int> columns)
{
    auto* header = horizontalHeader();
    for (int column = 0; column < model()->columnCount(); ++column) {
        const bool stretches = std::find(columns.begin(), columns.end(), column) != columns.end();
        header->setSectionResizeMode(column,
                                     stretches ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
    }
}

void RowTable::showRow(int row)
{
    const QScopedValueRollback<bool> guard(m_isShowing, true);
    const auto index = model()->index(row, std::max(currentIndex().column(), 0));
    if (index.isValid())
        setCurrentIndex(index);
    else
        clearSelection();
}

void RowTable::keyPressEvent(QKeyEvent* event)
{
    const bool isAlt = event->modifiers() == Qt::AltModifier;
    if (isAlt && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        emit moveAsked(event->key() == Qt::Key_Up ? -1 : 1);
        return;
    }
    if (event->key() == Qt::Key_Delete) {
        emit deleteAsked();
        return;
    }
    QTableView::keyPressEvent(event);
}

void RowTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (!m_isShowing && current.row() != previous.row() && current.isValid())
        emit rowChosen(current.row());
}

void RowTable::fitHeight()
{
    const int rows = std::clamp(model()->rowCount(), 1, m_maxRows);
    const int header = horizontalHeader()->isHidden() ? 0 : horizontalHeader()->sizeHint().height();
    setFixedHeight(header + rows * verticalHeader()->defaultSectionSize() + 2 * frameWidth() + 2);
}

} // namespace meshsso::desktop
