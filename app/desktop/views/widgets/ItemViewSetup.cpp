#include "desktop/views/widgets/ItemViewSetup.h"

#include "desktop/views/Theme.h"

#include <QHeaderView>
#include <QTableView>
#include <QTreeView>

namespace meshsso::desktop {

namespace {

constexpr int cellPadding = Theme::grid;

int rowHeightOf(const QWidget& view)
{
    return view.fontMetrics().height() + cellPadding;
}

int heightFor(const QAbstractItemView& view, const QHeaderView& header, int rows)
{
    return rowHeightOf(view) * rows + header.sizeHint().height() + 2 * view.frameWidth() + 4;
}

int countRows(const QAbstractItemModel& model, const QModelIndex& parent, int limit)
{
    int rows = model.rowCount(parent);
    for (int row = 0; row < model.rowCount(parent) && rows < limit; ++row)
        rows += countRows(model, model.index(row, 0, parent), limit - rows);
    return rows;
}

void setUpView(QAbstractItemView& view)
{
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
    view.setTextElideMode(Qt::ElideRight);
    view.setTabKeyNavigation(false);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void onRowsChanged(QAbstractItemView& view, const std::function<void()>& done)
{
    auto* model = view.model();
    QObject::connect(model, &QAbstractItemModel::modelReset, &view, done);
    QObject::connect(model, &QAbstractItemModel::rowsInserted, &view, done);
    QObject::connect(model, &QAbstractItemModel::rowsRemoved, &view, done);
    done();
}

} // namespace

void setUpTable(QTableView& table, int minRows, int maxRows)
{
    setUpView(table);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(rowHeightOf(table));
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table.horizontalHeader()->setHighlightSections(false);
    table.setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    QObject::connect(&table, &QTableView::activated, &table, [&table](const QModelIndex& index) {
        if (index.flags().testFlag(Qt::ItemIsEditable))
            table.edit(index);
    });
    onRowsChanged(table, [&table, minRows, maxRows] {
        const int rows = std::clamp(table.model()->rowCount(), minRows, maxRows);
        table.setFixedHeight(heightFor(table, *table.horizontalHeader(), rows));
    });
}

void setUpTree(QTreeView& tree, int minRows, int maxRows)
{
    setUpView(tree);
    tree.setUniformRowHeights(true);
    tree.setEditTriggers(QAbstractItemView::NoEditTriggers);
    tree.header()->setSectionResizeMode(QHeaderView::Stretch);
    tree.header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    onRowsChanged(tree, [&tree, minRows, maxRows] {
        tree.expandAll();
        const int rows = std::clamp(countRows(*tree.model(), {}, maxRows), minRows, maxRows);
        tree.setFixedHeight(heightFor(tree, *tree.header(), rows));
    });
}

} // namespace meshsso::desktop
