#include "desktop/views/steps/RulesPanel.h"

#include "desktop/controllers/ApplicationsController.h"
#include "desktop/views/Icons.h"
#include "desktop/views/steps/RuleForm.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/RowTable.h"
#include "desktop/views/widgets/TabOrder.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

QToolButton* makeToolButton(const char* iconName, const QString& text)
{
    auto* button = new QToolButton;
    button->setIcon(icon(QString::fromLatin1(iconName)));
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

} // namespace

RulesPanel::RulesPanel(const ViewContext& context, ApplicationsController& controller, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(controller)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid + Theme::grid / 2);
    column->addWidget(
        new Label(tr("Rules are asked from top to bottom, and the first that fits decides. What no "
                     "rule takes needs a signed-in user."),
                  TextRole::Muted));
    m_table = new RowTable(controller.rules(), AccessRulesModel::SeverityRole, tr("Access rules"));
    m_table->setObjectName(QStringLiteral("rules"));
    m_table->setAccessibleDescription(tr("Alt+Up and Alt+Down move the rule."));
    m_table->setStretch({AccessRulesModel::Paths, AccessRulesModel::Who});
    column->addWidget(m_table);
    m_none = new Label(tr("No rule yet: every path needs a signed-in user, whoever it is."));
    column->addWidget(m_none);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::grid);
    m_add = new QPushButton(icon(QStringLiteral("plus")), tr("Add rule"));
    m_add->setObjectName(QStringLiteral("addRule"));
    m_remove = new QPushButton(icon(QStringLiteral("trash-2")), tr("Remove rule"));
    m_remove->setObjectName(QStringLiteral("removeRule"));
    m_up = makeToolButton("arrow-up", tr("Move the rule up (Alt+Up)"));
    m_down = makeToolButton("arrow-down", tr("Move the rule down (Alt+Down)"));
    for (QWidget* button : std::initializer_list<QWidget*>{m_add, m_remove, m_up, m_down})
        buttons->addWidget(button);
    buttons->addStretch(1);
    column->addLayout(buttons);
    m_formPlace = new QVBoxLayout;
    column->addLayout(m_formPlace);

    connect(m_add, &QPushButton::clicked, &controller, &ApplicationsController::addRule);
    connect(m_remove, &QPushButton::clicked, &controller, &ApplicationsController::removeRule);
    connect(m_up, &QToolButton::clicked, this, [this] { m_controller.moveSelectedRule(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { m_controller.moveSelectedRule(1); });
    connect(m_table, &RowTable::moveAsked, this, [this](int by) { m_controller.moveSelectedRule(by); });
    connect(m_table, &RowTable::deleteAsked, &controller, &ApplicationsController::removeRule);
    connect(m_table, &RowTable::rowChosen, &controller, &ApplicationsController::selectRule);
    connect(&controller, &ApplicationsController::selectionChanged, this, &RulesPanel::followSelection);
    connect(&controller, &ApplicationsController::changed, this, &RulesPanel::followSelection);
    followSelection();
}

void RulesPanel::followSelection()
{
    m_table->showRow(m_controller.rule());
    const auto field = m_controller.ruleField();
    if (field != m_shownField) {
        m_shownField = field;
        if (m_form != nullptr) {
            m_form->hide();
            m_form->deleteLater();
        }
        m_form = nullptr;
        if (!field.isEmpty()) {
            m_form = new RuleForm(m_context, m_controller);
            m_formPlace->addWidget(m_form);
            placeInTabOrder(m_down, m_form);
        }
    }
    refresh();
}

void RulesPanel::refresh()
{
    const bool canEdit = !m_context.document().isReadOnly();
    const int count = m_controller.rules()->rowCount();
    m_table->setMovable(canEdit);
    m_table->setVisible(count > 0);
    m_none->setVisible(count == 0);
    m_add->setEnabled(canEdit && m_controller.application() >= 0);
    m_remove->setEnabled(canEdit && m_controller.rule() >= 0);
    m_up->setEnabled(canEdit && m_controller.rule() > 0);
    m_down->setEnabled(canEdit && m_controller.rule() >= 0 && m_controller.rule() + 1 < count);
}

bool RulesPanel::reveal(const QString& field)
{
    return m_form != nullptr && m_form->reveal(field);
}

} // namespace meshsso::desktop
