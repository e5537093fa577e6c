#pragma once

#include <QWidget>

class QVBoxLayout;

namespace meshsso::project {
struct User;
}

namespace meshsso::desktop {

class Form;
class RolePicker;
class SecretField;
class Workspace;

/// The fields of one of the project's users.
class UserForm final : public QWidget
{
    Q_OBJECT
public:
    explicit UserForm(Workspace& workspace, QWidget* parent = nullptr);

    /// Shows the user of that row; hides when there is none.
    void setRow(int row);
    int row() const { return m_row; }
    /// Focuses the field of that path; the user name when it is the user's own.
    bool reveal(const QString& field);

private:
    void build();
    void addNames();
    void addRoles();
    void addPassword();
    void refresh();
    const project::User* user() const;
    QString path(const char* field) const;

    Workspace& m_workspace;
    QVBoxLayout* m_column;
    int m_row = -1;
    Form* m_form = nullptr;
    RolePicker* m_roles = nullptr;
    SecretField* m_password = nullptr;
};

} // namespace meshsso::desktop
