#include "desktop/views/steps/UsersEditor.h"

#include "desktop/controllers/UsersController.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/models/Text.h"
#include "desktop/views/TabOrder.h"
#include "desktop/views/Theme.h"
#include "desktop/views/steps/RolesEditor.h"
#include "desktop/views/steps/UserForm.h"
#include "desktop/views/widgets/ItemViewSetup.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/MarkDelegate.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

namespace meshsso::desktop {

UsersEditor::UsersEditor(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("users"));
    m_table->setAccessibleName(tr("Users"));
    m_table->setAccessibleDescription(tr("The fields of the chosen user stand below. Delete removes it."));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new MarkDelegate(MarkDelegate::bySeverity(UsersModel::severityRole), m_table));
    setUpTable(*m_table, 2, 8);
    column->addWidget(m_table);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::grid);
    m_add = new QPushButton(tr("Add a user"));
    m_add->setObjectName(QStringLiteral("users.add"));
    m_remove = new QPushButton(tr("Remove the user"));
    m_remove->setObjectName(QStringLiteral("users.remove"));
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    column->addLayout(buttons);
    m_form = new UserForm(workspace);
    column->addSpacing(Theme::grid);
    column->addWidget(m_form);
    column->addSpacing(Theme::grid);
    column->addWidget(makeTestUser());

    connect(m_add, &QPushButton::clicked, this, &UsersEditor::add);
    connect(m_remove, &QPushButton::clicked, this, &UsersEditor::remove);
    auto* shortcut = new QShortcut(QKeySequence(Qt::Key_Delete), m_table);
    shortcut->setContext(Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, &UsersEditor::remove);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &UsersEditor::refresh);
    connect(m_table, &QTableView::activated, this, [this] { m_form->reveal({}); });
    auto& document = m_workspace.document();
    connect(&document, &ProjectDocument::changed, this, &UsersEditor::refresh);
    connect(&document, &ProjectDocument::stateChanged, this, &UsersEditor::refresh);
    connect(&m_workspace.users(), &UsersController::testUserChanged, this, &UsersEditor::refreshTestUser);
    refresh();
}

QWidget* UsersEditor::makeTestUser()
{
    auto* widget = new QWidget;
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid);
    auto* label = new Label(tr("The login test signs in"));
    label->setWordWrap(false);
    m_testUser = new QComboBox;
    m_testUser->setObjectName(QStringLiteral("users.test"));
    m_testUser->setAccessibleName(label->text());
    m_testUser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_testUser->setMinimumContentsLength(24);
    m_testUser->setFocusPolicy(Qt::StrongFocus);
    label->setBuddy(m_testUser);
    row->addWidget(label);
    row->addWidget(m_testUser);
    row->addStretch(1);
    connect(m_testUser, &QComboBox::activated, this, [this](int index) {
        m_workspace.users().setTestUser(toUtf8(m_testUser->itemData(index).toString()));
    });
    return widget;
}

void UsersEditor::refresh()
{
    const auto& document = m_workspace.document();
    m_model.setUsers(document.project().users, document.findingsAt("users"));
    if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, 0));
    const auto current = m_table->currentIndex();
    m_form->setRow(current.isValid() ? current.row() : -1);
    m_add->setEnabled(document.isOpen() && !document.isReadOnly());
    m_remove->setEnabled(!document.isReadOnly() && current.isValid());
    refreshTestUser();
    // The form makes its fields anew for another user.
    QWidget::setTabOrder(chainAfter(m_remove, m_form), m_testUser);
}

void UsersEditor::refreshTestUser()
{
    const auto& users = m_workspace.document().project().users;
    const QString chosen = toQString(m_workspace.users().testUser());
    QStringList names;
    for (const auto& user : users) {
        if (user.password.isSet())
            names.append(toQString(user.username));
    }
    const QSignalBlocker blocker(m_testUser);
    m_testUser->clear();
    for (const auto& name : names)
        m_testUser->addItem(displayable(toUtf8(name), 60), name);
    if (names.isEmpty())
        m_testUser->addItem(tr("nobody: no user has a password here"), QString());
    m_testUser->setCurrentIndex(static_cast<int>(std::max<qsizetype>(names.indexOf(chosen), 0)));
    m_testUser->setEnabled(!names.isEmpty());
}

void UsersEditor::add()
{
    const int row = m_workspace.users().addUser();
    if (row < 0)
        return;
    m_table->setCurrentIndex(m_model.index(row, 0));
    m_form->reveal({});
    if (auto* name = m_form->findChild<QLineEdit*>(QStringLiteral("user.username")))
        name->selectAll();
}

void UsersEditor::remove()
{
    m_workspace.users().removeUser(m_table->currentIndex().row());
    m_table->setFocus();
}

bool UsersEditor::reveal(const QString& field)
{
    const int row = rowOfField(field, QStringLiteral("users"));
    if (row < 0)
        return false;
    if (m_model.rowCount() == 0) {
        m_add->setFocus(Qt::OtherFocusReason);
        return true;
    }
    m_table->setCurrentIndex(m_model.index(row, 0));
    if (!field.contains(QLatin1Char('.')) || !m_form->reveal(field))
        m_table->setFocus(Qt::OtherFocusReason);
    return true;
}

} // namespace meshsso::desktop
