#pragma once

class QTableView;
class QTreeView;

namespace meshsso::desktop {

/// A table inside a page: whole rows are chosen, Tab leaves it, Enter and a double click edit, texts are cut
/// with a tool tip, and it is as tall as its rows from minRows to maxRows.
void setUpTable(QTableView& table, int minRows, int maxRows);

/// The same for a tree; it opens every branch when its model is reset.
void setUpTree(QTreeView& tree, int minRows, int maxRows);

} // namespace meshsso::desktop
