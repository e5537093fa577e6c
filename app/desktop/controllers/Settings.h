#pragma once

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <optional>

namespace meshsso::desktop {

/// What the program remembers about its window between runs, in an INI file. Never a project's content and
/// never a secret. Setters write through; a file that cannot be written is no reason to disturb anybody.
class Settings final : public QObject
{
    Q_OBJECT
public:
    enum class ThemeChoice { System, Light, Dark };

    explicit Settings(const QString& file, QObject* parent = nullptr);

    ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);
    /// Empty: as the system; "en", "zh_CN" or "pseudo".
    QString language() const;
    void setLanguage(const QString& language);
    /// What the command line asked for: in force until set otherwise, and not kept.
    void overrideTheme(ThemeChoice theme) { m_themeOverride = theme; }
    void overrideLanguage(const QString& language) { m_languageOverride = language; }

    /// QWidget::saveGeometry; empty at the first run.
    QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    bool isContextPaneOpen() const;
    void setContextPaneOpen(bool open);
    bool isActivityOpen() const;
    void setActivityOpen(bool open);
    /// Logical pixels.
    int activityHeight() const;
    void setActivityHeight(int height);

    /// The names in settings file and command line: "system", "light", "dark".
    static QString themeName(ThemeChoice theme);
    /// False for any other name; theme is left alone then.
    static bool parseTheme(const QString& name, ThemeChoice& theme);
    static bool isLanguage(const QString& language);

signals:
    void themeChanged();
    void languageChanged();

private:
    QSettings m_file;
    std::optional<ThemeChoice> m_themeOverride;
    std::optional<QString> m_languageOverride;
};

} // namespace meshsso::desktop
