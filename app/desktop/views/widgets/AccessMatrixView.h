#pragma once

#include <QTableView>

namespace meshsso::desktop {

class AccessMatrix;

/// The matrix of who gets in where: a shape and a colour a cell, the sentence of the cell under mouse or
/// focus for a line below it. Arrows move, Enter goes to the deciding rule.
class AccessMatrixView final : public QTableView
{
    Q_OBJECT
public:
    explicit AccessMatrixView(QWidget* parent = nullptr);
    /// Shows the matrix as it is now.
    void setMatrix(AccessMatrix* matrix);

signals:
    /// What the cell under the mouse or the focus says; empty for none.
    void sentenceChanged(const QString& sentence);
    /// Enter or a double click on a cell that a rule decides.
    void ruleChosen(int application, int rule);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fit();
    void show(const QModelIndex& index);
    void choose(const QModelIndex& index);
};

} // namespace meshsso::desktop
