#pragma once

#include <QTableView>

namespace meshsso::desktop {

/// A table of whole rows in a page: as tall as its rows up to a limit, elided with tool tips, findings marked
/// in the first column, and rows that move with Alt+Up and Alt+Down or by dragging where that is wanted.
class RowTable final : public QTableView
{
    Q_OBJECT
public:
    /// severityRole: the model's role for a row's worst finding (-1: none).
    RowTable(QAbstractItemModel* model, int severityRole, const QString& name, QWidget* parent = nullptr);

    void setMaxRows(int rows);
    void setMovable(bool movable);
    /// Columns that take the room that is left, in equal parts; the others fit their contents.
    void setStretch(std::initializer_list<int> columns);
    int currentRow() const { return currentIndex().row(); }
    void showRow(int row);

signals:
    /// Another row became the current one; -1: none.
    void rowChosen(int row);
    /// Alt+Up: -1, Alt+Down: 1.
    void moveAsked(int by);
    void deleteAsked();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void fitHeight();

    int m_maxRows = 8;
    bool m_isShowing = false;
};

} // namespace meshsso::desktop
