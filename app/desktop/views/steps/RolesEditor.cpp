#include "desktop/views/steps/RolesEditor.h"

#include "desktop/controllers/UsersController.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/ItemViewSetup.h"
#include "desktop/views/widgets/MarkDelegate.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

namespace meshsso::desktop {

int rowOfField(const QString& field, const QString& list)
{
    if (field == list)
        return 0;
    if (!field.startsWith(list + QLatin1Char('[')))
        return -1;
    const auto end = field.indexOf(QLatin1Char(']'));
    return end < 0 ? -1 : field.mid(list.size() + 1, end - list.size() - 1).toInt();
}

RolesEditor::RolesEditor(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace),
      m_model([this](int row, RolesModel::Column column, const QString& text) {
          auto& users = m_workspace.users();
          return column == RolesModel::Name ? users.renameRole(row, text) : users.describeRole(row, text);
      })
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("roles"));
    m_table->setAccessibleName(tr("Realm roles"));
    m_table->setAccessibleDescription(tr("Enter edits a cell, Delete removes the role."));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new MarkDelegate(MarkDelegate::bySeverity(RolesModel::severityRole), m_table));
    setUpTable(*m_table, 2, 6);
    column->addWidget(m_table);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::grid);
    m_add = new QPushButton(tr("Add a role"));
    m_add->setObjectName(QStringLiteral("roles.add"));
    m_remove = new QPushButton(tr("Remove the role"));
    m_remove->setObjectName(QStringLiteral("roles.remove"));
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    column->addLayout(buttons);

    connect(m_add, &QPushButton::clicked, this, &RolesEditor::add);
    connect(m_remove, &QPushButton::clicked, this, &RolesEditor::remove);
    auto* shortcut = new QShortcut(QKeySequence(Qt::Key_Delete), m_table);
    shortcut->setContext(Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, &RolesEditor::remove);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &RolesEditor::refresh);
    auto& document = m_workspace.document();
    connect(&document, &ProjectDocument::changed, this, &RolesEditor::refresh);
    connect(&document, &ProjectDocument::stateChanged, this, &RolesEditor::refresh);
    refresh();
}

void RolesEditor::refresh()
{
    const auto& document = m_workspace.document();
    m_model.setReadOnly(document.isReadOnly());
    m_model.setRoles(document.project().roles, document.findingsAt("roles"));
    if (!m_table->currentIndex().isValid() && m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, RolesModel::Name));
    m_add->setEnabled(document.isOpen() && !document.isReadOnly());
    m_remove->setEnabled(!document.isReadOnly() && m_table->currentIndex().isValid());
}

void RolesEditor::add()
{
    const int row = m_workspace.users().addRole();
    if (row < 0)
        return;
    const auto index = m_model.index(row, RolesModel::Name);
    m_table->setFocus();
    m_table->setCurrentIndex(index);
    m_table->edit(index);
}

void RolesEditor::remove()
{
    m_workspace.users().removeRole(m_table->currentIndex().row());
    m_table->setFocus();
}

bool RolesEditor::reveal(const QString& field)
{
    const int row = rowOfField(field, QStringLiteral("roles"));
    if (row < 0)
        return false;
    m_table->setCurrentIndex(m_model.index(
        row, field.endsWith(QLatin1String(".description")) ? RolesModel::Description : RolesModel::Name));
    m_table->setFocus(Qt::OtherFocusReason);
    return true;
}

} // namespace meshsso::desktop
