#include "desktop/views/inspector/InspectorAccessView.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/models/AccessText.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/CalmWheel.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/RowTable.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

enum Column { Rule, Paths, Who, Verdict, ColumnCount };
constexpr int severityRole = Qt::UserRole;

} // namespace

InspectorAccessView::InspectorAccessView(ViewContext context, QWidget* parent)
    : QWidget(parent), m_controller(context.workspace.inspector())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::grid, 0, 0);
    column->setSpacing(Theme::grid);
    column->addWidget(new Label(
        tr("If this token were valid: what the project’s access rules say to a request that carries it."),
        TextRole::Muted));
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    m_method = new QComboBox;
    m_method->setEditable(true);
    m_method->addItems({QStringLiteral("GET"), QStringLiteral("POST"), QStringLiteral("PUT"),
                        QStringLiteral("PATCH"), QStringLiteral("DELETE"), QStringLiteral("HEAD")});
    m_method->setAccessibleName(tr("Method"));
    m_method->setObjectName(QStringLiteral("method"));
    calmWheel(m_method);
    m_path = new QLineEdit(m_controller.request().path);
    m_path->setAccessibleName(tr("Path"));
    m_path->setObjectName(QStringLiteral("path"));
    m_host = new QLineEdit(m_controller.request().host);
    m_host->setAccessibleName(tr("Host"));
    m_host->setObjectName(QStringLiteral("host"));
    row->addWidget(m_method);
    row->addWidget(m_path, 2);
    row->addWidget(new Label(tr("at"), TextRole::Muted));
    row->addWidget(m_host, 1);
    column->addLayout(row);
    auto* verdict = new QHBoxLayout;
    verdict->setSpacing(Theme::grid);
    m_icon = new IconLabel(QStringLiteral("circle-dashed"), 20, IconColor::Muted);
    verdict->addWidget(m_icon, 0, Qt::AlignTop);
    m_answer = new Label({}, TextRole::Strong);
    m_answer->setObjectName(QStringLiteral("answer"));
    verdict->addWidget(m_answer, 1);
    column->addLayout(verdict);
    m_why = new Label({}, TextRole::Muted);
    column->addWidget(m_why);
    column->addWidget(new Label(tr("Each rule by itself"), TextRole::Section));
    m_table = new RowTable(&m_rules, severityRole, tr("Access rules and this token"));
    m_table->setObjectName(QStringLiteral("verdicts"));
    m_table->setMaxRows(10);
    m_table->setStretch({Paths, Who});
    column->addWidget(m_table);
    m_noRules = new Label(tr("The project has no rules: every path needs a signed-in user, whoever that is."),
                          TextRole::Muted);
    column->addWidget(m_noRules);
    column->addStretch(1);

    connect(m_method, &QComboBox::editTextChanged, this, &InspectorAccessView::ask);
    connect(m_path, &QLineEdit::textChanged, this, &InspectorAccessView::ask);
    connect(m_host, &QLineEdit::textChanged, this, &InspectorAccessView::ask);
}

void InspectorAccessView::ask()
{
    m_controller.setRequest(
        {m_method->currentText().trimmed().toUpper(), m_path->text(), m_host->text().trimmed()});
}

void InspectorAccessView::refresh()
{
    m_host->setPlaceholderText(displayable(toUtf8(m_controller.defaultHost()), 80));
    if (m_controller.token().current() == nullptr || m_controller.token().isInspecting())
        return;
    showAnswer();
    showRules();
}

void InspectorAccessView::showAnswer()
{
    const auto answer = m_controller.answer();
    m_answer->clearSeverity();
    if (!answer) {
        m_icon->setIcon(QStringLiteral("circle-dashed"), IconColor::Muted);
        m_answer->setText(tr("Open a project to ask its rules."));
        m_why->clear();
    } else if (!*answer) {
        m_icon->setIcon(QStringLiteral("octagon-x"), IconColor::Bad);
        m_answer->setText(tr("The project’s rules cannot be read."));
        m_answer->setSeverity(Severity::Error);
        m_why->setText(errorText(answer->error(), 400));
    } else {
        const auto& given = **answer;
        const bool isAllowed = given.outcome == access::AccessOutcome::Allow;
        m_icon->setIcon(isAllowed ? QStringLiteral("circle-check") : QStringLiteral("circle-x"),
                        isAllowed ? IconColor::Good : IconColor::Bad);
        m_answer->setText(outcomeText(given.outcome));
        m_why->setText(given.by.isEmpty() ? given.why : tr("Rule: %1. %2").arg(given.by, given.why));
    }
    m_why->setVisible(!m_why->text().isEmpty());
}

void InspectorAccessView::showRules()
{
    m_rules.clear();
    m_rules.setColumnCount(ColumnCount);
    m_rules.setHorizontalHeaderLabels({tr("Rule"), tr("Paths"), tr("Who may"), tr("This token")});
    for (const auto& verdict : m_controller.verdicts()) {
        const QString said = verdict.isAllowed          ? tr("lets it in")
                             : verdict.reason.isEmpty() ? tr("does not")
                                                        : tr("does not: %1").arg(verdict.reason);
        QList<QStandardItem*> items;
        for (const auto& text : {verdict.rule, verdict.paths, verdict.who, said}) {
            auto* item = new QStandardItem(text);
            item->setEditable(false);
            item->setToolTip(text);
            items.append(item);
        }
        items.front()->setData(verdict.isAllowed ? -1 : static_cast<int>(Severity::Info), severityRole);
        m_rules.appendRow(items);
    }
    m_table->setVisible(m_rules.rowCount() > 0);
    m_noRules->setVisible(m_rules.rowCount() == 0);
}

} // namespace meshsso::desktop
