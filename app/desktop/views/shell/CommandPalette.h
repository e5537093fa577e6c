#pragma once

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace meshsso::desktop {

class CommandList;

/// A field over the window that finds commands by a few of their letters. Up and down choose, Enter runs,
/// Escape leaves; the keyboard returns to where it was.
class CommandPalette final : public QFrame
{
    Q_OBJECT
public:
    CommandPalette(const CommandList& commands, QWidget* window);

    void open();
    QString chosenId() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void filter(const QString& query);
    void runChosen();
    void leave();
    void move(int rows);

    const CommandList& m_commands;
    QLineEdit* m_query;
    QListView* m_list;
    QStandardItemModel* m_model;
    QPointer<QWidget> m_before;
};

} // namespace meshsso::desktop
