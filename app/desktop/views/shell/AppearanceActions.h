#pragma once

#include <QObject>

namespace meshsso::desktop {

class CommandList;
class Settings;

/// The commands that choose theme and language. "Pseudo" shows only while it is in use.
class AppearanceActions final : public QObject
{
    Q_OBJECT
public:
    AppearanceActions(Settings& settings, CommandList& commands, QObject* parent);

    static constexpr auto themePrefix = "theme.";
    static constexpr auto languagePrefix = "language.";
};

} // namespace meshsso::desktop
