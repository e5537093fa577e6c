#include "desktop/views/shell/ActivityPane.h"

#include "desktop/controllers/FindingsModel.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/views/Icons.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/shell/FindingsView.h"
#include "desktop/views/shell/LogView.h"
#include "desktop/views/shell/RequestsView.h"
#include "desktop/views/widgets/ElidedLabel.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

ActivityPane::ActivityPane(ViewContext context, FindingsModel& findings, QWidget* parent)
    : QWidget(parent), m_findings(findings), m_context(context), m_toggle(new QToolButton),
      m_tabs(new QTabBar), m_status(new ElidedLabel(TextRole::Mono, Qt::ElideMiddle)),
      m_stack(new QStackedWidget), m_requests(new RequestsView(context)), m_bar(new QWidget),
      m_latest(context.workspace.activity().latest())
{
    setObjectName(QStringLiteral("activityPane"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar->setProperty("sunken", true);
    m_bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(Theme::grid, 2, Theme::cardPadding, 2);
    row->setSpacing(Theme::grid);
    m_toggle->setText(tr("Activity"));
    m_toggle->setIconSize({22, 16}); // wider than the icon: the room before the text
    m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_toggle->setFocusPolicy(Qt::StrongFocus);
    m_toggle->setObjectName(QStringLiteral("activityToggle"));
    m_tabs->setObjectName(QStringLiteral("activityTabs"));
    m_tabs->setAccessibleName(tr("Activity"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (int tab = 0; tab < 3; ++tab)
        m_tabs->addTab({});
    m_status->setObjectName(QStringLiteral("statusLine"));
    m_status->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_toggle);
    row->addWidget(m_tabs);
    row->addWidget(m_status, 1);
    column->addWidget(m_bar);

    m_stack->addWidget(m_requests);
    m_stack->addWidget(new LogView(context));
    m_stack->addWidget(new FindingsView(context, findings));
    column->addWidget(m_stack, 1);

    connect(m_toggle, &QToolButton::clicked, this, [this] { setOpen(!m_isOpen); });
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::tabBarClicked, this, [this](int tab) {
        if (tab >= 0)
            setOpen(true);
    });
    auto& activity = context.workspace.activity();
    for (auto* model : {static_cast<QAbstractItemModel*>(activity.requests()),
                        static_cast<QAbstractItemModel*>(&findings)}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &ActivityPane::refreshTitles);
        connect(model, &QAbstractItemModel::modelReset, this, &ActivityPane::refreshTitles);
    }
    connect(&activity, &ActivityController::latestChanged, this, [this](const QString& text) {
        m_latest = text;
        refreshStatus();
    });
    m_wordEnds.setSingleShot(true);
    m_wordEnds.setInterval(4000);
    connect(&m_wordEnds, &QTimer::timeout, this, [this] {
        m_word.clear();
        refreshStatus();
    });
    connect(&context.clipboard, &SecretClipboard::copied, this,
            [this](bool isSecret) { say(isSecret ? tr("Copied; cleared in 30 s") : tr("Copied")); });
    connect(&context.workspace.commands(), &ProjectCommands::told, this, &ActivityPane::say);
    m_isOpen = true;
    setOpen(false);
    refreshTitles();
    refreshStatus();
}

void ActivityPane::setOpen(bool open)
{
    if (m_isOpen == open)
        return;
    m_isOpen = open;
    m_stack->setVisible(open);
    m_toggle->setIcon(icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    m_toggle->setToolTip(open ? tr("Close Activity (Ctrl+J)") : tr("Open Activity (Ctrl+J)"));
    setMinimumHeight(open ? 140 : 0);
    setMaximumHeight(open ? QWIDGETSIZE_MAX : m_bar->sizeHint().height());
    emit openChanged(open);
}

void ActivityPane::showTab(Tab tab)
{
    setOpen(true);
    m_tabs->setCurrentIndex(static_cast<int>(tab));
    m_tabs->setFocus(Qt::ShortcutFocusReason);
}

void ActivityPane::say(const QString& word)
{
    m_word = word;
    m_wordEnds.start();
    refreshStatus();
}

QString ActivityPane::statusText() const
{
    return m_status->text();
}

void ActivityPane::refreshTitles()
{
    m_tabs->setTabText(static_cast<int>(Tab::Requests),
                       tr("Requests %1").arg(m_context.workspace.activity().requests()->rowCount()));
    m_tabs->setTabText(static_cast<int>(Tab::Log), tr("Log"));
    m_tabs->setTabText(static_cast<int>(Tab::Findings), tr("Findings %1").arg(m_findings.rowCount()));
}

void ActivityPane::refreshStatus()
{
    m_status->setText(m_word.isEmpty() ? m_latest : m_word);
    m_status->setAccessibleName(m_word.isEmpty() ? tr("Latest request: %1").arg(m_latest) : m_word);
}

} // namespace meshsso::desktop
