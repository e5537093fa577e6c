#pragma once

#include "desktop/models/StepState.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <optional>

class QApplication;
class QDBusPendingCallWatcher;
class QDBusVariant;

namespace meshsso::desktop {

/// The colours by role. Text roles keep 4.5:1 on surface and raised (WCAG 2.1, 1.4.3).
struct ThemeColors
{
    QColor surface; ///< the window
    QColor raised;  ///< cards, fields
    QColor sunken;  ///< code, the stepper, panes
    QColor border;  ///< hairlines
    QColor text;
    QColor muted;      ///< secondary text
    QColor accent;     ///< primary actions, links, focus
    QColor accentText; ///< on accent
    QColor good;
    QColor warn;
    QColor bad;
    QColor info;
    bool isDark = false;

    static const ThemeColors& light();
    static const ThemeColors& dark();
    /// The set that fits a palette: what a widget paints with, palette().
    static const ThemeColors& of(const QPalette& palette);
    /// The colour of one of the five states.
    QColor status(StepStatus status) const;
    QColor severity(Severity severity) const;
};

enum class TextRole { Body, Strong, Muted, Small, Section, Title, Mono };

/// The application's look in one place: palette, style sheet, fonts and spacing. ui.md is its brief. The
/// system's light or dark comes from the settings portal (org.freedesktop.appearance color-scheme), which is
/// asked without waiting and followed as it changes; before it answers, and without one, from the palette.
class Theme final : public QObject
{
    Q_OBJECT
public:
    enum class Mode { System, Light, Dark };

    // The 8 px grid.
    static constexpr int grid = 8;
    static constexpr int pageMargin = 24;
    static constexpr int cardPadding = 16;
    static constexpr int radius = 6;

    explicit Theme(QApplication& application, QObject* parent = nullptr);

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    bool isDark() const { return m_isDark; }

    /// The application's font for a role.
    static QFont font(TextRole role);
    /// False when the system asks for no motion.
    static bool isMotionAllowed();

signals:
    void changed();

private slots:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);
    void onPortalAnswer(QDBusPendingCallWatcher* watcher);

private:
    void askPortal();
    void takeColorScheme(uint scheme);
    void apply();
    bool isSystemDark() const;

    QApplication& m_application;
    QPalette m_systemPalette;
    Mode m_mode = Mode::System;
    std::optional<bool> m_portalDark;
    std::optional<bool> m_applied;
    bool m_isDark = false;
};

} // namespace meshsso::desktop
