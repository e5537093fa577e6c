#include "desktop/views/steps/AccessTesterPanel.h"

#include "desktop/controllers/AccessTester.h"
#include "desktop/models/AccessText.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/ErrorText.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/CalmWheel.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"
#include "project/SsoProject.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace meshsso::desktop {

namespace {

using As = AccessTester::As;

struct Sign
{
    const char* icon;
    IconColor color;
};

Sign signOf(access::AccessOutcome outcome)
{
    switch (outcome) {
    case access::AccessOutcome::Allow:
        return {"circle-check", IconColor::Good};
    case access::AccessOutcome::NeedLogin:
        return {"log-in", IconColor::Info};
    case access::AccessOutcome::Deny:
        return {"circle-x", IconColor::Bad};
    case access::AccessOutcome::Refuse:
        return {"octagon-x", IconColor::Warn};
    }
    return {"circle-x", IconColor::Bad};
}

/// Label above the editor, in the grid's row and column.
void place(QGridLayout* grid, int column, const QString& label, QWidget* editor, const char* name)
{
    auto* title = new Label(label, TextRole::Strong);
    title->setBuddy(editor);
    editor->setAccessibleName(label);
    editor->setObjectName(QLatin1String(name));
    grid->addWidget(title, 0, column);
    grid->addWidget(editor, 1, column);
}

} // namespace

AccessTesterPanel::AccessTesterPanel(const ViewContext& context, AccessTester& tester, QWidget* parent)
    : QWidget(parent), m_context(context), m_tester(tester)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid + Theme::grid / 2);
    const auto& question = tester.question();

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::grid);
    grid->setVerticalSpacing(4);
    m_method = new QComboBox;
    m_method->setEditable(true);
    m_method->addItems({QStringLiteral("GET"), QStringLiteral("HEAD"), QStringLiteral("POST"),
                        QStringLiteral("PUT"), QStringLiteral("PATCH"), QStringLiteral("DELETE"),
                        QStringLiteral("OPTIONS")});
    m_method->setCurrentText(question.method);
    calmWheel(m_method);
    place(grid, 0, tr("Method"), m_method, "tester.method");
    m_host = new QLineEdit(question.host);
    m_host->setCursorPosition(0);
    place(grid, 1, tr("Host"), m_host, "tester.host");
    m_path = new QLineEdit(question.path);
    place(grid, 2, tr("Path"), m_path, "tester.path");
    m_user = new QComboBox;
    m_user->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_user->setMinimumContentsLength(14);
    calmWheel(m_user);
    place(grid, 3, tr("User"), m_user, "tester.user");
    grid->setColumnStretch(1, 2);
    grid->setColumnStretch(2, 3);
    grid->setColumnStretch(3, 2);
    column->addLayout(grid);

    m_claims = new QPlainTextEdit(question.claims);
    m_claims->setObjectName(QStringLiteral("tester.claims"));
    m_claims->setAccessibleName(tr("Claims as JSON"));
    m_claims->setPlaceholderText(tr("Paste an access token's claims, a JSON object. They stay in memory."));
    m_claims->setFont(Theme::font(TextRole::Mono));
    m_claims->setTabChangesFocus(true);
    m_claims->setFixedHeight(m_claims->fontMetrics().lineSpacing() * 7 + 2 * Theme::grid);
    column->addWidget(m_claims);

    auto* answer = new QHBoxLayout;
    answer->setSpacing(Theme::grid);
    m_icon = new IconLabel(QStringLiteral("circle"), 20);
    answer->addWidget(m_icon, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    m_outcome = new Label({}, TextRole::Strong);
    m_outcome->setObjectName(QStringLiteral("tester.outcome"));
    m_by = new Label;
    m_why = new Label({}, TextRole::Muted);
    for (auto* label : {m_outcome, m_by, m_why}) {
        label->setSelectable(true);
        words->addWidget(label);
    }
    answer->addLayout(words, 1);
    column->addLayout(answer);
    m_judged = new CodeView(CodeView::Language::Json);
    m_judged->setAccessibleName(tr("The example claims that were judged"));
    column->addWidget(m_judged);

    refreshUsers();
    connect(m_method, &QComboBox::currentTextChanged, this, &AccessTesterPanel::ask);
    connect(m_host, &QLineEdit::textEdited, this, &AccessTesterPanel::ask);
    connect(m_path, &QLineEdit::textEdited, this, &AccessTesterPanel::ask);
    connect(m_user, &QComboBox::activated, this, &AccessTesterPanel::ask);
    connect(m_claims, &QPlainTextEdit::textChanged, this, &AccessTesterPanel::ask);
    connect(&tester, &AccessTester::changed, this, &AccessTesterPanel::refreshAnswer);
    connect(&m_context.document(), &ProjectDocument::changed, this, &AccessTesterPanel::refreshUsers);
    refreshAnswer();
}

void AccessTesterPanel::ask()
{
    AccessTester::Question question;
    question.method = m_method->currentText().trimmed();
    question.host = m_host->text().trimmed();
    question.path = m_path->text().trimmed();
    question.as = static_cast<As>(m_user->currentData(Qt::UserRole).toInt());
    question.username = m_user->currentData(Qt::UserRole + 1).toString();
    question.claims = m_claims->toPlainText();
    m_tester.setQuestion(std::move(question));
}

void AccessTesterPanel::refreshUsers()
{
    const auto& question = m_tester.question();
    const QSignalBlocker blocker(m_user);
    m_user->clear();
    const auto add = [&](const QString& text, As as, const QString& username = {}) {
        m_user->addItem(text, static_cast<int>(as));
        const int row = m_user->count() - 1;
        m_user->setItemData(row, username, Qt::UserRole + 1);
        if (question.as == as && question.username == username)
            m_user->setCurrentIndex(row);
    };
    add(tr("Nobody signed in"), As::Nobody);
    for (const auto& user : m_context.document().project().users)
        add(displayable(user.username, 60), As::User, toQString(user.username));
    add(tr("Pasted claims"), As::Claims);
    // A user who was removed, while it was asked about, is still what is asked.
    if (question.as == As::User && m_user->currentData(Qt::UserRole + 1).toString() != question.username) {
        add(tr("%1 (no longer declared)").arg(displayable(toUtf8(question.username), 60)), As::User,
            question.username);
    }
    m_host->setPlaceholderText(m_tester.defaultHost());
}

void AccessTesterPanel::refreshAnswer()
{
    const auto& question = m_tester.question();
    m_claims->setVisible(question.as == As::Claims);
    const auto& answer = m_tester.answer();
    if (answer) {
        const auto sign = signOf(answer->outcome);
        m_icon->setIcon(QString::fromLatin1(sign.icon), sign.color);
        m_outcome->setText(outcomeText(answer->outcome));
        m_by->setText(tr("By %1").arg(answer->by));
        m_why->setText(answer->why);
    } else if (const auto& error = m_tester.error()) {
        m_icon->setIcon(QStringLiteral("circle-help"), IconColor::Muted);
        m_outcome->setText(question.as == As::Claims ? tr("The claims cannot be read") : errorTitle(*error));
        m_by->setText(errorText(*error, 600));
        m_why->setText({});
    }
    m_by->setVisible(!m_by->text().isEmpty());
    m_why->setVisible(!m_why->text().isEmpty());
    m_icon->setAccessibleName(m_outcome->text());
    const bool showsClaims = question.as == As::User && !m_tester.judgedClaims().isEmpty();
    m_judged->setVisible(showsClaims);
    m_judged->setCode(m_tester.judgedClaims());
    m_judged->fitHeight(18);
}

} // namespace meshsso::desktop
