#include "desktop/views/steps/TokenPreviewView.h"

#include "core/Json.h"
#include "core/Text.h"
#include "desktop/controllers/UsersController.h"
#include "desktop/models/ErrorText.h"
#include "desktop/models/NeedsChecklist.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/ItemViewSetup.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/NeedsView.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QGridLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QStringListModel>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

constexpr int shownLines = 16;
constexpr qsizetype longestDocument = 200'000;

QString documentText(const json::object& document)
{
    return displayable(prettyJson(document), longestDocument);
}

std::vector<std::string> words(const QString& text)
{
    std::vector<std::string> words;
    for (const auto& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        words.push_back(toUtf8(word));
    return words;
}

} // namespace

TokenPreviewView::TokenPreviewView(ViewContext context, QWidget* parent)
    : QWidget(parent), m_context(context), m_preview(context.workspace.users().preview())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid + Theme::grid / 2);
    column->addWidget(new Label(tr("Keycloak shows what it would put into the tokens of a user. Nothing is "
                                   "issued and nobody is signed in."),
                                TextRole::Muted));
    column->addWidget(makeQuestion());
    column->addWidget(new JobBar(m_preview.job()));
    m_title = new Label({}, TextRole::Strong);
    column->addWidget(m_title);
    m_stale =
        new Label(tr("The project or Keycloak changed since; preview the token again."), TextRole::Muted);
    column->addWidget(m_stale);
    m_needs = new NeedsView;
    connect(m_needs, &NeedsView::addAsked, this, &TokenPreviewView::askToAdd);
    column->addWidget(m_needs);
    column->addWidget(makeTabs());

    connect(&m_preview, &TokenPreview::changed, this, &TokenPreviewView::refresh);
    connect(&m_preview, &TokenPreview::choicesChanged, this, &TokenPreviewView::refreshChoices);
    connect(&m_context.workspace.keycloakPlan(), &KeycloakPlan::changed, this, &TokenPreviewView::refresh);
    connect(&m_context.document(), &ProjectDocument::opened, this, [this] {
        m_user->clear();
        m_scopes->clear();
        m_scopes->setModified(false);
    });
    refresh();
    refreshChoices();
}

QWidget* TokenPreviewView::makeQuestion()
{
    auto* widget = new QWidget;
    auto* grid = new QGridLayout(widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(Theme::grid * 2);
    grid->setVerticalSpacing(4);
    auto* userLabel = new Label(tr("User"), TextRole::Strong);
    auto* scopesLabel = new Label(tr("Scopes"), TextRole::Strong);
    grid->addWidget(userLabel, 0, 0);
    grid->addWidget(scopesLabel, 0, 1);
    grid->addWidget(makeUserSearch(), 1, 0);
    m_scopes = new QLineEdit;
    m_scopes->setObjectName(QStringLiteral("preview.scopes"));
    m_scopes->setAccessibleName(scopesLabel->text());
    grid->addWidget(m_scopes, 1, 1);
    m_start = new QPushButton(tr("Preview the token"));
    m_start->setObjectName(QStringLiteral("preview.start"));
    grid->addWidget(m_start, 1, 2);
    m_searchHint = new Label({}, TextRole::Small);
    grid->addWidget(m_searchHint, 2, 0, Qt::AlignTop);
    grid->addWidget(new Label(tr("As a login would ask for them, with blanks between."), TextRole::Small), 2,
                    1, Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    userLabel->setBuddy(m_user);
    scopesLabel->setBuddy(m_scopes);
    connect(m_start, &QPushButton::clicked, this, &TokenPreviewView::start);
    connect(m_scopes, &QLineEdit::returnPressed, this, &TokenPreviewView::start);
    return widget;
}

QWidget* TokenPreviewView::makeUserSearch()
{
    m_user = new QLineEdit;
    m_user->setObjectName(QStringLiteral("preview.user"));
    m_user->setAccessibleName(tr("User"));
    m_user->setAccessibleDescription(tr("Type a part of the name or e-mail; arrow down chooses."));
    m_choices = new QStringListModel(this);
    auto* completer = new QCompleter(m_choices, m_user);
    completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    completer->setMaxVisibleItems(10);
    completer->popup()->setAccessibleName(tr("Users found"));
    completer->popup()->setTextElideMode(Qt::ElideMiddle);
    m_user->setCompleter(completer);
    connect(m_user, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_preview.search(text);
        refresh();
    });
    connect(m_user, &QLineEdit::returnPressed, this, [this, completer] {
        if (!completer->popup()->isVisible())
            start();
    });
    return m_user;
}

QWidget* TokenPreviewView::makeTabs()
{
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("preview.tabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Preview"));
    const auto addDocument = [this](const QString& title, const char* name) {
        auto* view = new CodeView(CodeView::Language::Json);
        view->setObjectName(QLatin1String(name));
        view->setAccessibleName(title);
        m_tabs->addTab(view, title);
        return view;
    };
    m_accessToken = addDocument(tr("Access token"), "preview.accessToken");
    m_idToken = addDocument(tr("ID token"), "preview.idToken");
    m_userinfo = addDocument(tr("Userinfo"), "preview.userinfo");
    const auto addTable = [this](const QString& title, QAbstractItemModel& model, const char* name) {
        auto* table = new QTableView;
        table->setObjectName(QLatin1String(name));
        table->setAccessibleName(title);
        table->setModel(&model);
        setUpTable(*table, 4, 12);
        m_tabs->addTab(table, title);
    };
    addTable(tr("Where claims come from"), m_origins, "preview.origins");
    addTable(tr("Mappers"), m_mappers, "preview.mappers");
    return m_tabs;
}

void TokenPreviewView::refresh()
{
    const auto& plan = m_context.workspace.keycloakPlan();
    const auto& project = m_context.document().project();
    if (m_user->text().isEmpty() && !m_user->hasFocus())
        m_user->setText(toQString(m_context.workspace.users().testUser()));
    if (!m_scopes->isModified() && !m_scopes->hasFocus())
        m_scopes->setText(toQString(join(project.client.scopes, " ")));
    const bool isLacking = plan.lack() != KeycloakPlan::Lack::Nothing;
    const QString reason = isLacking                            ? plan.lackText()
                           : m_user->text().trimmed().isEmpty() ? tr("Name a user first.")
                                                                : QString();
    m_start->setEnabled(reason.isEmpty() && !m_preview.job().isRunning());
    m_start->setToolTip(reason);
    m_start->setAccessibleDescription(reason);

    const auto& evaluation = m_preview.evaluation();
    for (QWidget* part : std::initializer_list<QWidget*>{m_title, m_needs, m_tabs})
        part->setVisible(evaluation.has_value());
    m_stale->setVisible(m_preview.isStale());
    if (!evaluation)
        return;
    m_title->setText(
        m_preview.comparison().inOrder()
            ? tr("The tokens of %1 hold what the project needs").arg(displayable(evaluation->username, 60))
            : tr("The tokens of %1 lack something that the project needs")
                  .arg(displayable(evaluation->username, 60)));
    m_needs->setLines(needsChecklist(*evaluation, m_preview.comparison(), project),
                      !m_context.document().isReadOnly() && !m_preview.job().isRunning());
    m_accessToken->setCode(documentText(evaluation->accessToken));
    m_idToken->setCode(documentText(evaluation->idToken));
    m_userinfo->setCode(documentText(evaluation->userinfo));
    for (auto* view : {m_accessToken, m_idToken, m_userinfo})
        view->fitHeight(shownLines);
    m_origins.setOrigins(evaluation->origins);
    m_mappers.setMappers(evaluation->mappers);
}

void TokenPreviewView::refreshChoices()
{
    const auto& job = m_preview.searchJob();
    const auto& choices = m_preview.choices();
    if (job.state() == Job::State::Failed && job.error()) {
        m_searchHint->setText(errorTitle(*job.error()));
        return;
    }
    if (job.state() != Job::State::Succeeded) {
        m_searchHint->setText(tr("Type a part of the name or e-mail."));
        return;
    }
    QStringList names;
    for (const auto& user : choices.users)
        names.append(toQString(user.username));
    if (names != m_choices->stringList())
        m_choices->setStringList(names);
    const int count = static_cast<int>(names.size());
    if (names.isEmpty())
        m_searchHint->setText(tr("No user of the realm matches."));
    else if (choices.isComplete)
        m_searchHint->setText(tr("%n user(s) match.", nullptr, count));
    else
        m_searchHint->setText(tr("The first %n user(s); type more to narrow it down.", nullptr, count));
    if (m_user->hasFocus() && !names.isEmpty() && names != QStringList{m_user->text()})
        m_user->completer()->complete();
}

void TokenPreviewView::start()
{
    m_preview.preview(toUtf8(m_user->text().trimmed()), words(m_scopes->text()));
}

void TokenPreviewView::askToAdd(int index, const QString& what)
{
    const QPointer<TokenPreview> preview(&m_preview);
    const auto add = [preview, index] {
        if (preview)
            preview->addMissing(static_cast<std::size_t>(index));
    };
    const auto& document = m_context.document();
    if (!document.isProduction()) {
        add();
        return;
    }
    Confirmation confirmation;
    confirmation.title = tr("Write to production?");
    confirmation.text = tr("The project's Keycloak is in production. This will be added to it: %1").arg(what);
    confirmation.action = tr("Add to Keycloak");
    const auto& name = document.project().metadata.name;
    confirmation.typedWord = name.empty() ? tr("production") : toQString(name);
    confirmation.isDangerous = true;
    m_context.dialogs.confirm(this, confirmation, add);
}

} // namespace meshsso::desktop
