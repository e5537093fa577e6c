#include "desktop/views/steps/UserForm.h"

#include "desktop/controllers/UsersController.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/RolePicker.h"
#include "desktop/views/widgets/SecretField.h"

#include <QVBoxLayout>

namespace meshsso::desktop {

using project::SsoProject;
using project::User;

namespace {

/// The member of the user of that row. A row that is gone, as between a removal and the next choice, reads as
/// an empty user and takes no value.
template<class T>
auto getter(int row, T User::*member)
{
    return [row, member](const SsoProject& project) {
        const auto at = static_cast<std::size_t>(row);
        return at < project.users.size() ? project.users[at].*member : User().*member;
    };
}

template<class T>
auto setter(int row, T User::*member)
{
    return [row, member](SsoProject& project, T value) {
        const auto at = static_cast<std::size_t>(row);
        if (at < project.users.size())
            project.users[at].*member = std::move(value);
    };
}

} // namespace

UserForm::UserForm(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    connect(&m_workspace.document(), &ProjectDocument::changed, this, &UserForm::refresh);
    connect(&m_workspace.document(), &ProjectDocument::stateChanged, this, &UserForm::refresh);
    hide();
}

const User* UserForm::user() const
{
    const auto& users = m_workspace.document().project().users;
    const auto at = static_cast<std::size_t>(m_row);
    return m_row >= 0 && at < users.size() ? &users[at] : nullptr;
}

QString UserForm::path(const char* field) const
{
    return QStringLiteral("users[%1].%2").arg(m_row).arg(QLatin1String(field));
}

void UserForm::setRow(int row)
{
    if (row != m_row) {
        m_row = row;
        // Whatever was typed about another user is an edit of its own.
        m_workspace.document().endMerge();
        build();
    }
    setVisible(user() != nullptr);
}

void UserForm::build()
{
    if (m_form != nullptr) {
        m_form->hide();
        m_form->deleteLater();
        m_form = nullptr;
        m_roles = nullptr;
        m_password = nullptr;
    }
    if (user() == nullptr)
        return;
    m_form = new Form(m_workspace.document());
    m_column->addWidget(m_form);
    addNames();
    addRoles();
    addPassword();
    refresh();
}

void UserForm::addNames()
{
    const auto add = [this](const char* name, const QString& label, const QString& help,
                            std::string User::*member) {
        auto* field =
            m_form->add(Form::Text{path(name), label, help, getter(m_row, member), setter(m_row, member)});
        field->editor()->setObjectName(QLatin1String("user.") + QLatin1String(name));
    };
    add("username", tr("User name"), tr("Keycloak keeps it in lower case."), &User::username);
    add("email", tr("E-mail"), {}, &User::email);
    add("firstName", tr("First name"), {}, &User::firstName);
    add("lastName", tr("Last name"), {}, &User::lastName);
}

void UserForm::addRoles()
{
    m_roles = new RolePicker;
    m_roles->setObjectName(QStringLiteral("user.roles"));
    connect(m_roles, &RolePicker::chosenChanged, this,
            [this] { m_workspace.users().setUserRoles(m_row, m_roles->chosen()); });
    m_form->addCustom(path("roles"), tr("Roles"), tr("Roles that Keycloak gave the user otherwise stay."),
                      m_roles, false);
}

void UserForm::addPassword()
{
    auto* field = m_form->add(
        Form::Secret{path("password"),
                     tr("Password"),
                     tr("Without one the user must exist already, and only its roles are assigned."),
                     {},
                     getter(m_row, &User::password),
                     setter(m_row, &User::password),
                     true},
        m_workspace.secrets());
    m_password = qobject_cast<SecretField*>(field->editor());
    m_password->setObjectName(QStringLiteral("user.password"));
    auto* verified =
        m_form->add(Form::Toggle{path("emailVerified"), tr("The e-mail address is verified"),
                                 tr("Some servers refuse users whose address is not."),
                                 getter(m_row, &User::emailVerified), setter(m_row, &User::emailVerified)});
    verified->editor()->setObjectName(QStringLiteral("user.emailVerified"));
}

void UserForm::refresh()
{
    const auto* shown = user();
    if (shown == nullptr || m_form == nullptr)
        return;
    std::vector<std::string> declared;
    for (const auto& role : m_workspace.document().project().roles)
        declared.push_back(role.name);
    m_roles->setRoles(declared, shown->roles);
    m_password->setPurpose(m_workspace.users().passwordPurpose(m_row));
}

bool UserForm::reveal(const QString& field)
{
    return m_form != nullptr && (m_form->reveal(field) || m_form->reveal(path("username")));
}

} // namespace meshsso::desktop
