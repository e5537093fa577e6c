#include "desktop/views/Theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFontDatabase>
#include <QStyleFactory>

namespace meshsso::desktop {

namespace {

constexpr auto portalService = "org.freedesktop.portal.Desktop";
constexpr auto portalPath = "/org/freedesktop/portal/desktop";
constexpr auto settingsInterface = "org.freedesktop.portal.Settings";
constexpr auto appearance = "org.freedesktop.appearance";
constexpr auto colorScheme = "color-scheme";

QPalette paletteOf(const ThemeColors& c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.surface);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.raised);
    palette.setColor(QPalette::AlternateBase, c.sunken);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.muted);
    palette.setColor(QPalette::Button, c.raised);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.bad);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.accentText);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::ToolTipBase, c.raised);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Light, c.raised);
    palette.setColor(QPalette::Midlight, c.sunken);
    palette.setColor(QPalette::Mid, c.border);
    palette.setColor(QPalette::Dark, c.border);
    palette.setColor(QPalette::Shadow, c.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faint = c.muted;
        faint.setAlphaF(0.7F);
        palette.setColor(QPalette::Disabled, role, faint);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    return palette;
}

QString styleSheetOf(const ThemeColors& c)
{
    // Geometry and state colours that a palette cannot say. Names in braces are roles.
    QString sheet = QStringLiteral(R"(
QToolTip { background: {raised}; color: {text}; border: 1px solid {border}; padding: 6px; }
QPushButton { background: {raised}; color: {text}; border: 1px solid {border}; border-radius: 6px; padding: 6px 14px; }
QPushButton:hover { border-color: {accent}; }
QPushButton:pressed { background: {sunken}; }
QPushButton:focus { border: 2px solid {accent}; padding: 5px 13px; }
QPushButton:disabled { color: {disabled}; background: {sunken}; }
QPushButton[primary="true"] { background: {accent}; color: {accentText}; border-color: {accent}; font-weight: 600; }
QPushButton[primary="true"]:hover { background: {accentHover}; }
QPushButton[primary="true"]:focus { border: 2px solid {text}; }
QPushButton[primary="true"]:disabled { background: {sunken}; color: {disabled}; border-color: {border}; }
QPushButton[danger="true"] { color: {bad}; border-color: {bad}; }
QPushButton[flat="true"] { border-color: transparent; background: transparent; }
QPushButton[link="true"] { border-color: transparent; background: transparent; color: {accent}; padding: 2px 4px; text-align: left; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[flat="true"]:focus, QPushButton[link="true"]:focus { border: 2px solid {accent}; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px; background: transparent; }
QToolButton:hover { background: {sunken}; }
QToolButton:focus { border: 2px solid {accent}; padding: 3px; }
QToolButton:checked { background: {sunken}; border-color: {border}; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextEdit, QDateTimeEdit {
    background: {raised}; color: {text}; border: 1px solid {border}; border-radius: 6px; padding: 5px 8px;
    selection-background-color: {accent}; selection-color: {accentText}; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus, QDateTimeEdit:focus {
    border: 2px solid {accent}; padding: 4px 7px; }
QLineEdit[invalid="true"], QComboBox[invalid="true"], QSpinBox[invalid="true"], QPlainTextEdit[invalid="true"] {
    border-color: {bad}; }
QLineEdit:read-only { background: {sunken}; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/drop-{mode}.svg); width: 12px; height: 12px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 16px; height: 16px; border: 1px solid {muted}; border-radius: 4px;
    background: {raised}; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: {accent}; border-color: {accent};
    image: url(:/icons/tick-{mode}.svg); }
QCheckBox::indicator:focus { border: 2px solid {accent}; width: 14px; height: 14px; }
QCheckBox::indicator:disabled { background: {sunken}; border-color: {border}; }
QSpinBox::up-button, QSpinBox::down-button, QDateTimeEdit::up-button, QDateTimeEdit::down-button { width: 0; border: none; }
QComboBox QAbstractItemView { background: {raised}; border: 1px solid {border}; selection-background-color: {accent};
    selection-color: {accentText}; }
QTableView, QTreeView, QListView { background: {raised}; border: 1px solid {border}; border-radius: 6px;
    gridline-color: {border}; selection-background-color: {selection}; selection-color: {text}; outline: none; }
QTableView:focus, QTreeView:focus, QListView:focus { border-color: {accent}; }
QHeaderView::section { background: {sunken}; color: {muted}; border: none; border-bottom: 1px solid {border};
    padding: 6px 4px; font-weight: 600; }
QTabBar::tab { padding: 6px 12px; color: {muted}; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: {text}; border-bottom: 2px solid {accent}; }
QTabBar::tab:focus { color: {accent}; }
QTabWidget::pane { border: none; border-top: 1px solid {border}; }
QWidget[sunken="true"] { background: {sunken}; }
QListView[sunken="true"] { background: {sunken}; border: none; border-right: 1px solid {border}; border-radius: 0; padding: 6px 0; }
QListView[plain="true"], QTableView[plain="true"] { border: none; border-radius: 0; background: transparent; }
QTableView[plain="true"] QHeaderView { background: transparent; }
QTableView[plain="true"] QHeaderView::section { background: transparent; padding: 6px 3px; }
QTabBar { outline: none; }
QScrollArea { border: none; background: transparent; }
QSplitter::handle { background: {border}; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: {border}; border-radius: 4px; min-height: 32px; min-width: 32px; margin: 2px; }
QScrollBar::handle:hover { background: {muted}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: {sunken}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: {accent}; border-radius: 3px; }
QMenu { background: {raised}; border: 1px solid {border}; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: {selection}; color: {text}; }
QMenu::separator { height: 1px; background: {border}; margin: 4px 8px; }
)");
    const auto mix = [](const QColor& a, const QColor& b, qreal share) {
        return QColor::fromRgbF(static_cast<float>(a.redF() * (1 - share) + b.redF() * share),
                                static_cast<float>(a.greenF() * (1 - share) + b.greenF() * share),
                                static_cast<float>(a.blueF() * (1 - share) + b.blueF() * share));
    };
    const std::pair<const char*, QColor> roles[] = {
        {"{surface}", c.surface},
        {"{raised}", c.raised},
        {"{sunken}", c.sunken},
        {"{border}", c.border},
        {"{text}", c.text},
        {"{muted}", c.muted},
        {"{accent}", c.accent},
        {"{accentText}", c.accentText},
        {"{accentHover}", mix(c.accent, c.text, 0.15)},
        {"{bad}", c.bad},
        {"{selection}", mix(c.raised, c.accent, 0.18)},
        {"{disabled}", mix(c.muted, c.sunken, 0.35)},
    };
    sheet.replace(QLatin1String("{mode}"), QLatin1String(c.isDark ? "dark" : "light"));
    for (const auto& [name, color] : roles)
        sheet.replace(QLatin1String(name), color.name());
    return sheet;
}

} // namespace

const ThemeColors& ThemeColors::light()
{
    static const ThemeColors colors{QColor(0xf6f7f9),
                                    QColor(0xffffff),
                                    QColor(0xedeff3),
                                    QColor(0xd3d8e0),
                                    QColor(0x1b2130),
                                    QColor(0x566074),
                                    QColor(0x1f5fd0),
                                    QColor(0xffffff),
                                    QColor(0x167342),
                                    QColor(0x8f5600),
                                    QColor(0xb3261e),
                                    QColor(0x2f5f9e),
                                    false};
    return colors;
}

const ThemeColors& ThemeColors::dark()
{
    static const ThemeColors colors{QColor(0x14171d),
                                    QColor(0x1c2028),
                                    QColor(0x101318),
                                    QColor(0x363c48),
                                    QColor(0xe6e9ef),
                                    QColor(0xa2abba),
                                    QColor(0x7fa8f8),
                                    QColor(0x0c1526),
                                    QColor(0x62c48c),
                                    QColor(0xe5ac4d),
                                    QColor(0xf2857d),
                                    QColor(0x86b4ee),
                                    true};
    return colors;
}

const ThemeColors& ThemeColors::of(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? dark() : light();
}

QColor ThemeColors::status(StepStatus status) const
{
    switch (status) {
    case StepStatus::NotYet:
        return muted;
    case StepStatus::Done:
        return good;
    case StepStatus::Attention:
        return warn;
    case StepStatus::Failed:
        return bad;
    case StepStatus::Stale:
        return info;
    }
    return muted;
}

QColor ThemeColors::severity(Severity severity) const
{
    switch (severity) {
    case Severity::Info:
        return info;
    case Severity::Warning:
        return warn;
    case Severity::Error:
        return bad;
    }
    return text;
}

Theme::Theme(QApplication& application, QObject* parent)
    : QObject(parent), m_application(application), m_systemPalette(application.palette())
{
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QDBusConnection::sessionBus().connect(QLatin1String(portalService), QLatin1String(portalPath),
                                          QLatin1String(settingsInterface), QStringLiteral("SettingChanged"),
                                          this, SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    askPortal();
    apply();
}

void Theme::askPortal()
{
    auto question = QDBusMessage::createMethodCall(QLatin1String(portalService), QLatin1String(portalPath),
                                                   QLatin1String(settingsInterface), QStringLiteral("Read"));
    question << QLatin1String(appearance) << QLatin1String(colorScheme);
    auto* watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(question, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &Theme::onPortalAnswer);
}

void Theme::onPortalAnswer(QDBusPendingCallWatcher* watcher)
{
    watcher->deleteLater();
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    if (!reply.isValid())
        return; // no portal: the palette decides
    // Read wraps its answer in a variant of its own.
    QVariant value = reply.value().variant();
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    takeColorScheme(value.toUInt());
}

void Theme::onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == QLatin1String(appearance) && key == QLatin1String(colorScheme))
        takeColorScheme(value.variant().toUInt());
}

void Theme::takeColorScheme(uint scheme)
{
    // 1 prefers dark, 2 light; 0, and what is not known, no preference.
    if (scheme == 1 || scheme == 2)
        m_portalDark = scheme == 1;
    else
        m_portalDark.reset();
    apply();
}

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    apply();
}

void Theme::apply()
{
    m_isDark = m_mode == Mode::Dark || (m_mode == Mode::System && isSystemDark());
    if (m_applied == m_isDark)
        return; // styling every widget again is the one slow thing here
    m_applied = m_isDark;
    const auto& colors = m_isDark ? ThemeColors::dark() : ThemeColors::light();
    m_application.setPalette(paletteOf(colors));
    m_application.setStyleSheet(styleSheetOf(colors));
    emit changed();
}

bool Theme::isSystemDark() const
{
    return m_portalDark.value_or(m_systemPalette.color(QPalette::Window).lightness() < 128);
}

QFont Theme::font(TextRole role)
{
    QFont font = QApplication::font();
    const qreal size = font.pointSizeF() > 0 ? font.pointSizeF() : 10.0;
    switch (role) {
    case TextRole::Body:
    case TextRole::Muted:
        break;
    case TextRole::Strong:
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Small:
        font.setPointSizeF(size * 0.9);
        break;
    case TextRole::Section:
        font.setPointSizeF(size * 1.25);
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Title:
        font.setPointSizeF(size * 1.6);
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Mono:
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setPointSizeF(size);
        break;
    }
    return font;
}

bool Theme::isMotionAllowed()
{
    return QApplication::isEffectEnabled(Qt::UI_General);
}

} // namespace meshsso::desktop
