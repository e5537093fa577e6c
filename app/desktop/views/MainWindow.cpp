#include "desktop/views/MainWindow.h"

#include "desktop/controllers/FindingsModel.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/Settings.h"
#include "desktop/models/StepText.h"
#include "desktop/views/InspectorWindow.h"
#include "desktop/views/shell/ActivityPane.h"
#include "desktop/views/shell/AppearanceActions.h"
#include "desktop/views/shell/BannerStack.h"
#include "desktop/views/shell/CommandList.h"
#include "desktop/views/shell/CommandPalette.h"
#include "desktop/views/shell/ContextPane.h"
#include "desktop/views/shell/DialogPrompts.h"
#include "desktop/views/shell/PageFactory.h"
#include "desktop/views/shell/PaneFocus.h"
#include "desktop/views/shell/ProjectActions.h"
#include "desktop/views/shell/RequestsView.h"
#include "desktop/views/shell/ShortcutSheet.h"
#include "desktop/views/shell/Stepper.h"
#include "desktop/views/shell/TopBar.h"
#include "desktop/views/shell/UndoRouter.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>

namespace meshsso::desktop {

namespace {

/// Below this the pane beside the page would leave the page too little room.
constexpr int roomForContextPane = 1180;

/// The one project file that is dragged, or nothing.
QString draggedProject(const QMimeData* data)
{
    const auto urls = data->urls();
    if (urls.size() != 1 || !urls.front().isLocalFile())
        return {};
    const QString file = urls.front().toLocalFile();
    const QString suffix = QFileInfo(file).suffix().toLower();
    return suffix == QLatin1String("yaml") || suffix == QLatin1String("yml") ? file : QString();
}

} // namespace

MainWindow::MainWindow(ViewContext context, Settings* settings, QWidget* parent)
    : QMainWindow(parent), m_context(context),
      m_ownSettings(settings != nullptr
                        ? nullptr
                        : std::make_unique<Settings>(context.workspace.services().stateFolder +
                                                     QStringLiteral("/window.ini"))),
      m_settings(settings != nullptr ? *settings : *m_ownSettings),
      m_prompts(std::make_unique<DialogPrompts>(context.dialogs, *this)),
      m_findings(new FindingsModel(context.workspace, this)), m_commands(new CommandList(*this)),
      m_split(new QSplitter(Qt::Vertical))
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setMinimumSize(800, 560);
    m_projectActions = new ProjectActions(context, *m_commands, this);
    addStepCommands();
    addViewCommands();
    new AppearanceActions(m_settings, *m_commands, this);
    auto* undoRouter = new UndoRouter(this);
    qApp->installEventFilter(undoRouter);

    auto* central = new QWidget;
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new TopBar(context, *m_findings, *m_commands, *m_projectActions));
    column->addWidget(new BannerStack(context));
    m_activity = new ActivityPane(context, *m_findings);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(makeBody());
    m_split->addWidget(m_activity);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);
    column->addWidget(m_split, 1);
    setCentralWidget(central);
    m_palette = new CommandPalette(*m_commands, this);

    context.workspace.commands().setPrompts(m_prompts.get());
    connect(&context.workspace, &Workspace::stepRequested, this, &MainWindow::showStep);
    connect(m_stepper, &Stepper::chosen, this, [this](StepId step) { showStep(step); });
    connect(m_split, &QSplitter::splitterMoved, this, [this] {
        if (m_activity->isOpen())
            m_settings.setActivityHeight(m_activity->height());
    });
    connect(m_activity, &ActivityPane::openChanged, this, &MainWindow::openActivity);
    connect(&context.document(), &ProjectDocument::changed, this, &MainWindow::refreshTitle);
    connect(&context.document(), &ProjectDocument::stateChanged, this, &MainWindow::refreshTitle);
    restoreLayout();
    refreshTitle();
    showStep(StepId::Overview);
    m_stepper->setFocus();
}

MainWindow::~MainWindow()
{
    auto& commands = m_context.workspace.commands();
    if (commands.prompts() == m_prompts.get())
        commands.setPrompts(nullptr);
}

QWidget* MainWindow::makeBody()
{
    auto* body = new QWidget;
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_stepper = new Stepper(m_context.workspace);
    m_stack = new QStackedWidget;
    m_contextPane = new ContextPane(m_context);
    for (int step = 0; step < stepCount; ++step) {
        auto* page = makePage(static_cast<StepId>(step), m_context);
        m_pages[static_cast<std::size_t>(step)] = page;
        m_stack->addWidget(page);
    }
    row->addWidget(m_stepper);
    row->addWidget(m_stack, 1);
    row->addWidget(m_contextPane);
    return body;
}

void MainWindow::addStepCommands()
{
    m_commands->begin(tr("Go to"));
    for (int id = 0; id < stepCount; ++id) {
        const auto step = static_cast<StepId>(id);
        m_commands->add(QStringLiteral("step.%1").arg(id + 1), stepTitle(step),
                        {QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + id))}, [this, step] {
                            showStep(step);
                            focusFirstIn(page(step));
                        });
    }
}

void MainWindow::addViewCommands()
{
    m_commands->begin(tr("View"));
    m_commands->add(QStringLiteral("view.palette"), tr("Find a command"),
                    {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)}, [this] { m_palette->open(); });
    m_commands->add(QStringLiteral("view.context"), tr("Show or hide what the step does"),
                    {QKeySequence(Qt::Key_F1)}, [this] { toggleContextPane(); });
    m_commands->add(QStringLiteral("view.activity"), tr("Show or hide Activity"),
                    {QKeySequence(Qt::CTRL | Qt::Key_J)},
                    [this] { m_activity->setOpen(!m_activity->isOpen()); });
    m_commands->add(QStringLiteral("view.requests"), tr("Show the requests"), {},
                    [this] { m_activity->showTab(ActivityPane::Tab::Requests); });
    m_commands->add(QStringLiteral("view.log"), tr("Show the log"), {},
                    [this] { m_activity->showTab(ActivityPane::Tab::Log); });
    m_commands->add(QStringLiteral("view.findings"), tr("Show all findings"),
                    {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)},
                    [this] { m_activity->showTab(ActivityPane::Tab::Findings); });
    m_commands->add(QStringLiteral("view.copyCurl"), tr("Copy the chosen request as curl"), {},
                    [this] { m_activity->requests()->copyAsCurl(); });
    m_commands->add(QStringLiteral("view.inspector"), tr("Open the token inspector in a window"),
                    {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)}, [this] {
                        auto* inspector = new InspectorWindow(m_context, this);
                        inspector->setAttribute(Qt::WA_DeleteOnClose);
                        inspector->show();
                    });
    const auto panes = [this] {
        return QList<QWidget*>{m_stepper, m_stack->currentWidget(), m_contextPane, m_activity};
    };
    m_commands->add(QStringLiteral("view.nextPane"), tr("Next part of the window"),
                    {QKeySequence(Qt::Key_F6)}, [panes] { focusNextPane(panes(), false); });
    m_commands->add(QStringLiteral("view.previousPane"), tr("Previous part of the window"),
                    {QKeySequence(Qt::SHIFT | Qt::Key_F6)}, [panes] { focusNextPane(panes(), true); });
    m_commands->add(QStringLiteral("view.primary"), tr("Do the page's main action"), {},
                    [this] { pressPrimary(); });
    m_commands->add(QStringLiteral("view.shortcuts"), tr("Show all shortcuts"),
                    {QKeySequence(Qt::CTRL | Qt::Key_Slash), QKeySequence(Qt::SHIFT | Qt::Key_F1)},
                    [this] { (new ShortcutSheet(*m_commands, this))->open(); });
    m_commands->add(QStringLiteral("window.quit"), tr("Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)},
                    [this] { close(); });
}

void MainWindow::showStep(StepId step, const QString& field)
{
    m_current = step;
    m_stepper->setCurrent(step);
    m_stack->setCurrentWidget(page(step));
    m_contextPane->showHelp(page(step)->help());
    if (field.isEmpty())
        return;
    page(step)->reveal(field);
    page(step)->scrollToFocus();
}

void MainWindow::pressPrimary()
{
    for (auto* button : page(m_current)->findChildren<QPushButton*>()) {
        if (button->property("primary").toBool() && button->isVisible()) {
            button->click();
            return;
        }
    }
}

void MainWindow::restoreLayout()
{
    resize(1280, 800);
    if (const auto geometry = m_settings.geometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    placeContextPane();
    m_activity->setOpen(m_settings.isActivityOpen());
}

void MainWindow::keepLayout()
{
    m_settings.setGeometry(saveGeometry());
    m_settings.setActivityOpen(m_activity->isOpen());
}

void MainWindow::toggleContextPane()
{
    if (width() < roomForContextPane)
        m_isContextPaneOpenWhenNarrow = !m_isContextPaneOpenWhenNarrow;
    else
        m_settings.setContextPaneOpen(!m_settings.isContextPaneOpen());
    placeContextPane();
}

void MainWindow::placeContextPane()
{
    m_contextPane->setVisible(width() < roomForContextPane ? m_isContextPaneOpenWhenNarrow
                                                           : m_settings.isContextPaneOpen());
}

void MainWindow::openActivity(bool open)
{
    const int height = open ? m_settings.activityHeight() : 0;
    m_split->setSizes({std::max(200, m_split->height() - height), height});
}

void MainWindow::refreshTitle()
{
    auto& document = m_context.document();
    setWindowTitle(document.isOpen() ? tr("%1[*] — MeshSSO").arg(document.title())
                                     : QStringLiteral("MeshSSO"));
    setWindowModified(document.isModified());
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    placeContextPane();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_mayClose && m_context.document().isModified()) {
        event->ignore();
        m_context.workspace.commands().guardUnsaved([this] {
            m_mayClose = true;
            // Not at once: the answer may come from within this very event, and Qt closes a window once only.
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        });
        return;
    }
    keepLayout();
    event->accept();
    emit closed();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!draggedProject(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QString file = draggedProject(event->mimeData());
    if (file.isEmpty())
        return;
    event->acceptProposedAction();
    m_context.workspace.commands().openFile(file);
}

} // namespace meshsso::desktop
