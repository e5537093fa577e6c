#pragma once

#include "desktop/models/UsersModel.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QTableView;

namespace meshsso::desktop {

class UserForm;
class Workspace;

/// The users that the project declares: a table to choose from, the chosen one's fields below, and who the
/// login test signs in.
class UsersEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit UsersEditor(Workspace& workspace, QWidget* parent = nullptr);
    /// Shows the user and field that a path such as "users[2].email" names. False for another path.
    bool reveal(const QString& field);

private:
    QWidget* makeTestUser();
    void refresh();
    void refreshTestUser();
    void add();
    void remove();

    Workspace& m_workspace;
    UsersModel m_model;
    QTableView* m_table;
    QPushButton* m_add;
    QPushButton* m_remove;
    UserForm* m_form;
    QComboBox* m_testUser;
};

} // namespace meshsso::desktop
