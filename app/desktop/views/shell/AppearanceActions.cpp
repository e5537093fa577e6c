#include "desktop/views/shell/AppearanceActions.h"

#include "desktop/controllers/Settings.h"
#include "desktop/views/shell/CommandList.h"

#include <QActionGroup>

namespace meshsso::desktop {

AppearanceActions::AppearanceActions(Settings& settings, CommandList& commands, QObject* parent)
    : QObject(parent)
{
    commands.begin(tr("Theme"));
    auto* themes = new QActionGroup(this);
    using Choice = Settings::ThemeChoice;
    const std::pair<Choice, QString> choices[] = {{Choice::System, tr("Theme: as the system")},
                                                  {Choice::Light, tr("Theme: light")},
                                                  {Choice::Dark, tr("Theme: dark")}};
    for (const auto& [choice, text] : choices) {
        auto* action = commands.add(QLatin1String(themePrefix) + Settings::themeName(choice), text, {},
                                    [&settings, choice = choice] { settings.setTheme(choice); });
        action->setCheckable(true);
        action->setChecked(settings.theme() == choice);
        themes->addAction(action);
    }
    connect(&settings, &Settings::themeChanged, this, [&settings, &commands] {
        commands.action(QLatin1String(themePrefix) + Settings::themeName(settings.theme()))->setChecked(true);
    });

    commands.begin(tr("Language"));
    auto* languages = new QActionGroup(this);
    // A language is named in itself: who cannot read the present one finds the own.
    std::vector<std::pair<QString, QString>> known = {{QString(), tr("Language: as the system")},
                                                      {QStringLiteral("en"), QStringLiteral("English")},
                                                      {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
    if (settings.language() == QLatin1String("pseudo"))
        known.emplace_back(QStringLiteral("pseudo"), QStringLiteral("Pseudo"));
    for (const auto& [code, text] : known) {
        auto* action =
            commands.add(QLatin1String(languagePrefix) + (code.isEmpty() ? QStringLiteral("system") : code),
                         text, {}, [&settings, code = code] { settings.setLanguage(code); });
        action->setCheckable(true);
        action->setChecked(settings.language() == code);
        languages->addAction(action);
    }
}

} // namespace meshsso::desktop
