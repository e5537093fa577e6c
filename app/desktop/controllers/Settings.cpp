#include "desktop/controllers/Settings.h"

#include <algorithm>

namespace meshsso::desktop {

namespace {

constexpr auto themeKey = "theme";
constexpr auto languageKey = "language";
constexpr auto geometryKey = "window/geometry";
constexpr auto contextKey = "window/contextPane";
constexpr auto activityKey = "window/activity";
constexpr auto activityHeightKey = "window/activityHeight";

} // namespace

Settings::Settings(const QString& file, QObject* parent) : QObject(parent), m_file(file, QSettings::IniFormat)
{
}

QString Settings::themeName(ThemeChoice theme)
{
    switch (theme) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

bool Settings::parseTheme(const QString& name, ThemeChoice& theme)
{
    for (const auto choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark}) {
        if (name == themeName(choice)) {
            theme = choice;
            return true;
        }
    }
    return false;
}

bool Settings::isLanguage(const QString& language)
{
    return language.isEmpty() || language == QLatin1String("en") || language == QLatin1String("zh_CN") ||
           language == QLatin1String("pseudo");
}

Settings::ThemeChoice Settings::theme() const
{
    if (m_themeOverride)
        return *m_themeOverride;
    auto theme = ThemeChoice::System;
    parseTheme(m_file.value(QLatin1String(themeKey)).toString(), theme);
    return theme;
}

void Settings::setTheme(ThemeChoice theme)
{
    if (theme == this->theme())
        return;
    m_themeOverride.reset();
    m_file.setValue(QLatin1String(themeKey), themeName(theme));
    emit themeChanged();
}

QString Settings::language() const
{
    if (m_languageOverride)
        return *m_languageOverride;
    const QString language = m_file.value(QLatin1String(languageKey)).toString();
    return isLanguage(language) ? language : QString();
}

void Settings::setLanguage(const QString& language)
{
    if (!isLanguage(language) || language == this->language())
        return;
    m_languageOverride.reset();
    m_file.setValue(QLatin1String(languageKey), language);
    emit languageChanged();
}

QByteArray Settings::geometry() const
{
    return m_file.value(QLatin1String(geometryKey)).toByteArray();
}

void Settings::setGeometry(const QByteArray& geometry)
{
    m_file.setValue(QLatin1String(geometryKey), geometry);
}

bool Settings::isContextPaneOpen() const
{
    return m_file.value(QLatin1String(contextKey), true).toBool();
}

void Settings::setContextPaneOpen(bool open)
{
    m_file.setValue(QLatin1String(contextKey), open);
}

bool Settings::isActivityOpen() const
{
    return m_file.value(QLatin1String(activityKey), false).toBool();
}

void Settings::setActivityOpen(bool open)
{
    m_file.setValue(QLatin1String(activityKey), open);
}

int Settings::activityHeight() const
{
    return std::clamp(m_file.value(QLatin1String(activityHeightKey), 240).toInt(), 120, 2000);
}

void Settings::setActivityHeight(int height)
{
    m_file.setValue(QLatin1String(activityHeightKey), height);
}

} // namespace meshsso::desktop
