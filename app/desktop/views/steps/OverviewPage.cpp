#include "desktop/views/steps/OverviewPage.h"

#include "desktop/controllers/OverviewController.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/RecentProjects.h"
#include "desktop/controllers/SandboxController.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/steps/DriftCard.h"
#include "desktop/views/steps/ImportCard.h"
#include "desktop/views/steps/NewProjectCard.h"
#include "desktop/views/steps/SandboxCard.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/FlowPicture.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using project::SsoProject;

OverviewPage::OverviewPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Overview, tr("Overview"),
               tr("Single sign-on for the applications behind your mesh gateway."), parent)
{
    primary()->setObjectName(QStringLiteral("primary"));
    connect(primary(), &QPushButton::clicked, this, &OverviewPage::goOn);
    m_start = makeStart();
    m_open = makeOpen();
    content()->addWidget(m_start);
    content()->addWidget(m_open);
    content()->addWidget(new SandboxCard(context));
    content()->addStretch(1);

    auto& overview = context.workspace.overview();
    connect(&overview, &OverviewController::changed, this, &OverviewPage::refresh);
    connect(&overview.clientImport(), &ClientImportController::changed, this, &OverviewPage::refresh);
    connect(&overview.clientImport(), &ClientImportController::imported, this,
            [this](const SsoProject& project) { this->context().workspace.commands().create(project); });
    connect(&context.workspace.recent(), &RecentProjects::changed, this, &OverviewPage::refreshRecent);
    connect(&context.document(), &ProjectDocument::stateChanged, this, &OverviewPage::refresh);
    connect(&context.workspace.sandbox(), &SandboxController::ready, this,
            [this](const QString& file) { this->context().workspace.commands().openFile(file); });
    refreshRecent();
    refresh();
}

PageHelp OverviewPage::help() const
{
    return {
        tr("The picture shows how a request travels, and how each part stands. Choose a part to set it up. A "
           "project is one file: everything else is made from it."),
        tr("The project's name stands in labels and in the names of its secrets. The environment decides how "
           "strictly the project is judged, and whether you are asked before production is written to."),
        {QStringLiteral("metadata")}};
}

void OverviewPage::reveal(const QString& field)
{
    if (m_start->isVisible())
        m_newProject->setFocus(Qt::OtherFocusReason);
    else
        StepPage::reveal(field);
}

QWidget* OverviewPage::makeStart()
{
    auto* start = new QWidget;
    auto* column = new QVBoxLayout(start);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid * 2);
    m_newProject = new NewProjectCard;
    connect(m_newProject, &NewProjectCard::edited, this, &OverviewPage::refresh);
    connect(m_newProject, &NewProjectCard::submitted, primary(), &QPushButton::click);
    column->addWidget(m_newProject);
    column->addWidget(makeWays());
    m_import = new ImportCard(context());
    m_import->hide();
    column->addWidget(m_import);
    auto* recentCard = new Card(tr("Recent projects"));
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    recentCard->content()->addLayout(m_recent);
    m_recentCard = recentCard;
    column->addWidget(m_recentCard);
    return start;
}

QWidget* OverviewPage::makeWays()
{
    auto* card = new Card(tr("Or begin with something"));
    auto& commands = context().workspace.commands();
    const auto add = [&](const QString& name, const QString& icon, const QString& label, const QString& help,
                         std::function<void()> run) {
        auto* row = new QHBoxLayout;
        row->setSpacing(Theme::grid * 2);
        auto* button = new QPushButton(desktop::icon(icon), label);
        button->setObjectName(name);
        button->setAccessibleDescription(help);
        connect(button, &QPushButton::clicked, this, [run = std::move(run)] { run(); });
        row->addWidget(button);
        row->addWidget(new Label(help, TextRole::Muted), 1);
        card->content()->addLayout(row);
        return button;
    };
    std::vector<QPushButton*> buttons{
        add(QStringLiteral("start.open"), QStringLiteral("folder-open"), tr("Open a project"),
            tr("A project file that you or a colleague made."), [&commands] { commands.open(); }),
        add(QStringLiteral("start.sample"), QStringLiteral("flask-conical"), tr("Sample project"),
            tr("The application httpbin, a role and a test user, to look around in."),
            [&commands] { commands.create(ProjectTemplate::Reference); }),
        add(QStringLiteral("start.import"), QStringLiteral("download"), tr("Import a Keycloak client"),
            tr("A project made of a client that exists."),
            [this] {
                m_import->setVisible(!m_import->isVisible());
                if (m_import->isVisible())
                    m_import->findChild<QWidget*>(QStringLiteral("import.url"))->setFocus();
            }),
        add(QStringLiteral("start.export"), QStringLiteral("file-text"), tr("Find an export's project"),
            tr("The project that exported YAML was made from, looked for near its folder."),
            [this] { readExport(); }),
    };
    // One width, so that the sentences begin in one line.
    int width = 0;
    for (const auto* button : buttons)
        width = std::max(width, button->sizeHint().width());
    for (auto* button : buttons)
        button->setMinimumWidth(width);
    return card;
}

QWidget* OverviewPage::makeOpen()
{
    auto* open = new QWidget;
    auto* column = new QVBoxLayout(open);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid * 2);
    m_flow = new FlowPicture;
    m_flow->setObjectName(QStringLiteral("flow"));
    connect(m_flow, &FlowPicture::stepActivated, this,
            [this](StepId step) { emit context().workspace.stepRequested(step, {}); });
    column->addWidget(m_flow);

    auto* next = new Card(tr("What to do next"));
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    m_nextIcon = new IconLabel(QStringLiteral("circle"), 20, IconColor::Accent);
    m_nextSentence = new Label;
    m_nextSentence->setObjectName(QStringLiteral("next"));
    row->addWidget(m_nextIcon);
    row->addWidget(m_nextSentence, 1);
    next->content()->addLayout(row);
    column->addWidget(next);
    addProjectForm(column);
    column->addWidget(new DriftCard(context()));
    return open;
}

void OverviewPage::addProjectForm(QVBoxLayout* where)
{
    auto* card = new Card(tr("Project"));
    where->addWidget(card);
    auto* form = addForm(card->content());
    form->add(Form::Text{QStringLiteral("metadata.name"), tr("Name"),
                         tr("Stands in labels and in the names of its secrets."),
                         [](const SsoProject& p) { return p.metadata.name; },
                         [](SsoProject& p, std::string value) { p.metadata.name = std::move(value); }})
        ->editor()
        ->setObjectName(QStringLiteral("metadata.name"));
    form->add(Form::Choice{QStringLiteral("metadata.environment"),
                           tr("Environment"),
                           tr("Production is judged strictly, and asks before it is written to."),
                           {tr("Development"), tr("Staging"), tr("Production")},
                           [](const SsoProject& p) { return static_cast<int>(p.metadata.environment); },
                           [](SsoProject& p, int value) {
                               p.metadata.environment = static_cast<project::Environment>(value);
                           }})
        ->editor()
        ->setObjectName(QStringLiteral("metadata.environment"));
    auto* readOnly = new QCheckBox(tr("Read only"));
    readOnly->setObjectName(QStringLiteral("readOnly"));
    readOnly->setAccessibleName(readOnly->text());
    // Not a field of the form: that would lock it with the others.
    card->content()->addWidget(readOnly);
    card->content()->addWidget(
        new Label(tr("Nothing can be edited or applied until you switch it off again."), TextRole::Small));
    connect(readOnly, &QCheckBox::clicked, &context().workspace.commands(), &ProjectCommands::setReadOnly);
    const auto update = [this, readOnly] { readOnly->setChecked(context().document().isReadOnly()); };
    connect(&context().document(), &ProjectDocument::stateChanged, readOnly, update);
    update();
}

void OverviewPage::refresh()
{
    auto& overview = context().workspace.overview();
    const bool isOpen = context().document().isOpen();
    m_start->setVisible(!isOpen);
    m_open->setVisible(isOpen);
    showFindings(isOpen ? overview.clientImport().findings() : Findings());
    if (!isOpen) {
        primary()->setText(tr("Create the project"));
        primary()->setEnabled(m_newProject->isComplete());
        primary()->show();
        return;
    }
    m_flow->setFlow(overview.flow());
    const auto next = overview.nextThing();
    m_nextSentence->setText(next ? next->sentence : tr("Everything is in order."));
    m_nextIcon->setIcon(next ? QStringLiteral("arrow-right") : QStringLiteral("circle-check"),
                        next ? IconColor::Accent : IconColor::Good);
    primary()->setVisible(next.has_value());
    primary()->setEnabled(true);
    if (next)
        primary()->setText(next->action);
}

void OverviewPage::refreshRecent()
{
    while (auto* item = m_recent->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    const auto files = context().workspace.recent().files();
    m_recentCard->setVisible(!files.isEmpty());
    for (const auto& file : files) {
        const QFileInfo info(file);
        auto* line = new QWidget;
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        const QString name = displayable(toUtf8(info.fileName()), 60);
        auto* button = new QPushButton(QString(name).replace(QLatin1Char('&'), QLatin1String("&&")));
        button->setProperty("link", true);
        button->setAccessibleName(tr("Open %1").arg(name));
        connect(button, &QPushButton::clicked, this,
                [this, file] { context().workspace.commands().openFile(file); });
        row->addWidget(button);
        row->addWidget(new Label(displayable(toUtf8(info.absolutePath()), 120), TextRole::Muted), 1);
        m_recent->addWidget(line);
    }
}

void OverviewPage::goOn()
{
    auto& workspace = context().workspace;
    if (!context().document().isOpen()) {
        if (!m_newProject->isComplete())
            return;
        workspace.commands().create(OverviewController::projectOf(m_newProject->answers()));
        return;
    }
    if (const auto next = workspace.overview().nextThing())
        emit workspace.stepRequested(next->step, {});
}

void OverviewPage::readExport()
{
    context().dialogs.chooseFolder(
        this, tr("Folder of the exported YAML"), QDir::homePath(), [this](const QString& folder) {
            if (folder.isEmpty())
                return;
            context().workspace.overview().findProject(folder, [this](const std::optional<QString>& file) {
                if (file) {
                    context().workspace.commands().openFile(*file);
                    return;
                }
                context().dialogs.tell(this, tr("No project was found near this folder"),
                                       tr("Exported YAML holds compiled objects, from which the project "
                                          "cannot be read back. Open the "
                                          "project file, or import the client from Keycloak."),
                                       {});
            });
        });
}

} // namespace meshsso::desktop
