#pragma once

#include "desktop/models/RolesModel.h"

#include <QWidget>

class QPushButton;
class QTableView;

namespace meshsso::desktop {

class Workspace;

/// The realm roles, edited in place: Enter or typing edits a cell, Delete removes a row.
class RolesEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit RolesEditor(Workspace& workspace, QWidget* parent = nullptr);
    /// Shows the role that a field path such as "roles[2].name" names. False for another path.
    bool reveal(const QString& field);

private:
    void refresh();
    void add();
    void remove();

    Workspace& m_workspace;
    RolesModel m_model;
    QTableView* m_table;
    QPushButton* m_add;
    QPushButton* m_remove;
};

/// The row in a field path: 2 for ("users[2].email", "users"); 0 for the list itself, -1 for another path.
int rowOfField(const QString& field, const QString& list);

} // namespace meshsso::desktop
