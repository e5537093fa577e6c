#include "desktop/views/steps/ApplicationsPage.h"

#include "desktop/controllers/ApplicationsController.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/steps/AccessTesterPanel.h"
#include "desktop/views/steps/ApplicationForm.h"
#include "desktop/views/steps/RulesPanel.h"
#include "desktop/views/widgets/AccessMatrixView.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/EmptyState.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/RowTable.h"
#include "desktop/views/widgets/TabOrder.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace meshsso::desktop {

ApplicationsPage::ApplicationsPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Applications, tr("Applications and access"),
               tr("What stands behind the gateway, and who may open it."), parent),
      m_controller(context.workspace.applications())
{
    m_empty = new EmptyState(QStringLiteral("app-window"),
                             tr("No application yet: the gateway has nothing to protect."));
    content()->addWidget(m_empty);
    addList();

    m_details = new Card;
    m_heading = new Label({}, TextRole::Section);
    m_details->content()->addWidget(m_heading);
    m_formPlace = new QVBoxLayout;
    m_details->content()->addLayout(m_formPlace);
    content()->addWidget(m_details);

    m_access = new Card(tr("Who may open it"));
    m_rules = new RulesPanel(context, m_controller);
    m_access->content()->addWidget(m_rules);
    content()->addWidget(m_access);

    m_tester = new Card(tr("Would it be let in?"));
    m_tester->content()->addWidget(new AccessTesterPanel(context, m_controller.tester()));
    content()->addWidget(m_tester);
    addMatrix();
    content()->addStretch(1);

    primary()->setText(tr("Add application"));
    primary()->setObjectName(QStringLiteral("primary"));
    connect(primary(), &QPushButton::clicked, this, [this] {
        m_controller.addApplication();
        if (m_form != nullptr)
            m_form->reveal(m_controller.applicationField() + QStringLiteral(".name"));
    });
    connect(&m_controller, &ApplicationsController::changed, this, &ApplicationsPage::refresh);
    connect(&m_controller, &ApplicationsController::selectionChanged, this,
            &ApplicationsPage::followSelection);
    refresh();
}

void ApplicationsPage::addList()
{
    m_list = new Card(tr("Applications"));
    m_table = new RowTable(m_controller.applications(), ApplicationsModel::SeverityRole, tr("Applications"));
    m_table->setObjectName(QStringLiteral("applications"));
    m_table->setStretch({ApplicationsModel::Name, ApplicationsModel::Hosts, ApplicationsModel::Service});
    m_table->setMaxRows(6);
    m_list->content()->addWidget(m_table);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::grid);
    m_duplicate = new QPushButton(icon(QStringLiteral("copy")), tr("Duplicate"));
    m_duplicate->setObjectName(QStringLiteral("duplicateApplication"));
    m_duplicate->setAccessibleName(tr("Duplicate the application"));
    m_remove = new QPushButton(icon(QStringLiteral("trash-2")), tr("Remove"));
    m_remove->setObjectName(QStringLiteral("removeApplication"));
    m_remove->setAccessibleName(tr("Remove the application"));
    buttons->addWidget(m_duplicate);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    m_list->content()->addLayout(buttons);
    content()->addWidget(m_list);
    connect(m_table, &RowTable::rowChosen, &m_controller, &ApplicationsController::selectApplication);
    connect(m_table, &RowTable::deleteAsked, &m_controller, &ApplicationsController::removeApplication);
    connect(m_duplicate, &QPushButton::clicked, &m_controller, &ApplicationsController::duplicateApplication);
    connect(m_remove, &QPushButton::clicked, &m_controller, &ApplicationsController::removeApplication);
}

void ApplicationsPage::addMatrix()
{
    m_matrixCard = new Card(tr("Who gets in where"));
    m_matrixNote = new Label({}, TextRole::Muted);
    m_matrixCard->content()->addWidget(m_matrixNote);
    m_matrix = new AccessMatrixView;
    m_matrix->setObjectName(QStringLiteral("matrix"));
    m_matrixCard->content()->addWidget(m_matrix);
    m_sentence = new Label({}, TextRole::Body);
    // Two lines are kept free, so that nothing below jumps while the mouse moves.
    m_sentence->setMinimumHeight(m_sentence->fontMetrics().lineSpacing() * 2);
    m_sentence->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_matrixCard->content()->addWidget(m_sentence);
    content()->addWidget(m_matrixCard);
    connect(m_matrix, &AccessMatrixView::sentenceChanged, this, [this](const QString& sentence) {
        m_sentence->setText(
            sentence.isEmpty() ? tr("Point at a cell, or move to it, to see the deciding rule.") : sentence);
    });
    connect(m_matrix, &AccessMatrixView::ruleChosen, this, [this](int application, int rule) {
        m_controller.selectApplication(application);
        m_controller.selectRule(rule);
    });
}

void ApplicationsPage::followSelection()
{
    m_table->showRow(m_controller.application());
    const auto field = m_controller.applicationField();
    if (field == m_shownField)
        return;
    m_shownField = field;
    if (m_form != nullptr) {
        m_form->hide();
        m_form->deleteLater();
    }
    m_form = nullptr;
    if (!field.isEmpty()) {
        m_form = new ApplicationForm(context(), m_controller.application());
        m_formPlace->addWidget(m_form);
        placeInTabOrder(m_remove, m_form);
    }
}

void ApplicationsPage::refresh()
{
    followSelection();
    const auto* selected = m_controller.selectedApplication();
    const bool canEdit = context().document().isOpen() && !context().document().isReadOnly();
    m_empty->setVisible(selected == nullptr);
    for (auto* card : {m_list, m_details, m_access, m_tester, m_matrixCard})
        card->setVisible(selected != nullptr);
    if (selected != nullptr)
        m_heading->setText(selected->name.empty() ? tr("Application without a name")
                                                  : displayable(selected->name, 80));
    m_duplicate->setEnabled(canEdit);
    m_remove->setEnabled(canEdit);
    primary()->setEnabled(canEdit);
    Findings own;
    for (const auto& finding : context().document().findings()) {
        const auto field = toUtf8(m_controller.applicationField());
        if (finding.where == "applications" || (!field.empty() && finding.where == field))
            own.push_back(finding);
    }
    showFindings(own);
    m_isMatrixStale = true;
    refreshMatrix();
}

void ApplicationsPage::refreshMatrix()
{
    // The rules may be many and a page out of sight need not keep up.
    if (!m_isMatrixStale || !isVisible())
        return;
    m_isMatrixStale = false;
    auto* matrix = m_controller.matrix();
    m_matrix->setMatrix(matrix);
    const bool hasError = matrix->error().has_value();
    m_matrix->setVisible(!hasError);
    m_sentence->setVisible(!hasError);
    if (hasError)
        m_matrixNote->setText(errorText(*matrix->error(), 600));
    else if (matrix->isCut())
        m_matrixNote->setText(tr("There is more than fits: the first rows and roles are shown."));
    else
        m_matrixNote->setText(tr("Each cell is one request by somebody who has only that role."));
}

void ApplicationsPage::showEvent(QShowEvent* event)
{
    StepPage::showEvent(event);
    refreshMatrix();
}

void ApplicationsPage::reveal(const QString& field)
{
    static const QRegularExpression place(
        QStringLiteral("^applications\\[(\\d+)\\](?:\\.access\\[(\\d+)\\])?"));
    const auto match = place.match(field);
    if (!match.hasMatch())
        return;
    m_controller.selectApplication(match.captured(1).toInt());
    if (match.capturedLength(2) > 0) {
        m_controller.selectRule(match.captured(2).toInt());
        if (!m_rules->reveal(field))
            m_rules->setFocus();
        return;
    }
    if (m_form != nullptr && !m_form->reveal(field))
        m_form->reveal(m_controller.applicationField() + QStringLiteral(".name"));
}

PageHelp ApplicationsPage::help() const
{
    return {tr("Names the applications that the gateway routes to, and for each of them who may open which "
               "paths. The tester and the matrix ask the same evaluator that decides in the cluster."),
            tr("The export's routes and policies, and the authorization service's configuration."),
            {QStringLiteral("applications")}};
}

} // namespace meshsso::desktop
