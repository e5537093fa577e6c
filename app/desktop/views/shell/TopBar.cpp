#include "desktop/views/shell/TopBar.h"

#include "desktop/controllers/FindingsModel.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/Theme.h"
#include "desktop/views/shell/AppearanceActions.h"
#include "desktop/views/shell/CommandList.h"
#include "desktop/views/shell/ProjectActions.h"
#include "desktop/views/widgets/Badge.h"
#include "desktop/views/widgets/ElidedLabel.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace meshsso::desktop {

namespace {

/// Wider than the icon, which is drawn in the middle: the room between icon and text.
constexpr int iconWidth = 22;

} // namespace

TopBar::TopBar(ViewContext context, const FindingsModel& findings, const CommandList& commands,
               ProjectActions& projectActions, QWidget* parent)
    : QWidget(parent), m_context(context), m_findingsModel(findings), m_commands(commands),
      m_title(new ElidedLabel(TextRole::Section)), m_environment(new Badge),
      m_url(new ElidedLabel(TextRole::Muted, Qt::ElideMiddle)), m_readOnly(new Badge)
{
    setObjectName(QStringLiteral("topBar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::cardPadding, 6, Theme::grid, 9);
    row->setSpacing(Theme::grid);
    m_title->setObjectName(QStringLiteral("projectTitle"));
    m_environment->setObjectName(QStringLiteral("environment"));
    m_url->setObjectName(QStringLiteral("gatewayUrl"));
    m_readOnly->setObjectName(QStringLiteral("readOnlyBadge"));
    row->addWidget(m_title);
    row->addWidget(m_environment);
    row->addSpacing(Theme::grid);
    row->addWidget(m_url, 1);
    row->addWidget(m_readOnly);

    m_findings = makeButton(QStringLiteral("findingsButton"), QStringLiteral("circle-check"), tr("Findings"));
    m_findings->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_findings, &QToolButton::clicked, m_commands.action(QStringLiteral("view.findings")),
            &QAction::trigger);
    row->addWidget(m_findings);

    auto* palette =
        makeButton(QStringLiteral("paletteButton"), QStringLiteral("search"), tr("Find a command"));
    palette->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    palette->setText(
        m_commands.action(QStringLiteral("view.palette"))->shortcut().toString(QKeySequence::NativeText));
    connect(palette, &QToolButton::clicked, m_commands.action(QStringLiteral("view.palette")),
            &QAction::trigger);
    row->addWidget(palette);

    auto* theme = makeButton(QStringLiteral("themeButton"), QStringLiteral("sun-moon"), tr("Theme"));
    theme->setPopupMode(QToolButton::InstantPopup);
    theme->setMenu(menuOf(QLatin1String(AppearanceActions::themePrefix)));
    row->addWidget(theme);
    auto* language =
        makeButton(QStringLiteral("languageButton"), QStringLiteral("languages"), tr("Language"));
    language->setPopupMode(QToolButton::InstantPopup);
    language->setMenu(menuOf(QLatin1String(AppearanceActions::languagePrefix)));
    row->addWidget(language);
    auto* menu = makeButton(QStringLiteral("menuButton"), QStringLiteral("menu"), tr("All commands"));
    menu->setPopupMode(QToolButton::InstantPopup);
    menu->setMenu(makeMenu(projectActions));
    row->addWidget(menu);

    connect(&m_context.document(), &ProjectDocument::changed, this, &TopBar::refresh);
    connect(&m_context.document(), &ProjectDocument::stateChanged, this, &TopBar::refresh);
    connect(&findings, &FindingsModel::countsChanged, this, &TopBar::refreshFindings);
    refresh();
}

QToolButton* TopBar::makeButton(const QString& name, const QString& iconName, const QString& what)
{
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setIcon(icon(iconName));
    button->setIconSize({iconWidth, 16});
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(what);
    button->setToolTip(what);
    return button;
}

QMenu* TopBar::menuOf(const QString& idPrefix)
{
    auto* menu = new QMenu(this);
    for (const auto& command : m_commands.all()) {
        if (command.id.startsWith(idPrefix))
            menu->addAction(command.action);
    }
    return menu;
}

QMenu* TopBar::makeMenu(ProjectActions& projectActions)
{
    auto* menu = new QMenu(this);
    QMenu* sub = nullptr;
    for (const auto& command : m_commands.all()) {
        if (sub == nullptr || sub->title() != command.category) {
            sub = menu->addMenu(command.category);
        }
        sub->addAction(command.action);
        if (command.id == QLatin1String("project.open")) {
            auto* recent = sub->addMenu(QString());
            projectActions.followRecent(recent);
        }
    }
    return menu;
}

void TopBar::refresh()
{
    auto& document = m_context.document();
    if (!document.isOpen()) {
        m_title->setText(QStringLiteral("MeshSSO"));
        m_url->setText({});
        m_environment->hide();
    } else {
        m_title->setText(document.isModified() ? tr("%1 •").arg(document.title()) : document.title());
        m_title->setAccessibleName(document.isModified() ? tr("%1, not saved").arg(document.title())
                                                         : document.title());
        m_url->setText(displayable(document.project().gateway.origin(), 300));
        switch (document.project().metadata.environment) {
        case project::Environment::Development:
            m_environment->show(tr("DEVELOPMENT"), IconColor::Info, false);
            break;
        case project::Environment::Staging:
            m_environment->show(tr("STAGING"), IconColor::Warn, false);
            break;
        case project::Environment::Production:
            m_environment->show(tr("PRODUCTION"), IconColor::Bad, true);
            break;
        }
    }
    if (document.isOpen() && document.isReadOnly())
        m_readOnly->show(tr("READ-ONLY"), IconColor::Muted, false);
    else
        m_readOnly->hide();
    m_title->updateGeometry();
    refreshFindings();
    update();
}

void TopBar::refreshFindings()
{
    const int errors = m_findingsModel.errorCount();
    const int warnings = m_findingsModel.warningCount();
    m_findings->setVisible(m_context.document().isOpen());
    if (errors > 0) {
        m_findings->setIcon(icon(QStringLiteral("octagon-x"), IconColor::Bad));
        m_findings->setText(tr("%n error(s)", nullptr, errors));
    } else if (warnings > 0) {
        m_findings->setIcon(icon(QStringLiteral("triangle-alert"), IconColor::Warn));
        m_findings->setText(tr("%n warning(s)", nullptr, warnings));
    } else {
        m_findings->setIcon(icon(QStringLiteral("circle-check"), IconColor::Good));
        m_findings->setText(tr("No findings"));
    }
    const QString both =
        tr("%1, %2").arg(tr("%n error(s)", nullptr, errors), tr("%n warning(s)", nullptr, warnings));
    m_findings->setToolTip(both);
    m_findings->setAccessibleName(both);
}

void TopBar::paintEvent(QPaintEvent*)
{
    const auto& colors = ThemeColors::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colors.raised);
    const bool warns = m_context.document().isOpen() && m_context.document().isProduction();
    const int line = warns ? 3 : 1;
    painter.fillRect(QRect(0, height() - line, width(), line), warns ? colors.bad : colors.border);
}

} // namespace meshsso::desktop
