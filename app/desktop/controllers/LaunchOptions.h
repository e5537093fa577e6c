#pragma once

#include "core/Result.h"
#include "desktop/controllers/Settings.h"
#include "desktop/models/StepState.h"

#include <QStringList>
#include <optional>

namespace meshsso::desktop {

/// What the command line asked for; it overrules the settings for this run.
struct LaunchOptions
{
    QString project; ///< empty: none
    bool isReadOnly = false;
    bool startsSandbox = false;
    std::optional<Settings::ThemeChoice> theme;
    std::optional<QString> language; ///< "en", "zh_CN", "pseudo", or empty for the system's
    std::optional<StepId> step;
    bool showsHelp = false;
    bool showsVersion = false;
};

/// Reads the arguments, the program's name first. Errors: InvalidArgument that names the option.
Result<LaunchOptions> parseLaunchOptions(const QStringList& arguments);
/// What --help prints.
QString launchHelp();
/// "overview", "gateway", ... as --step takes them.
QString stepName(StepId step);

} // namespace meshsso::desktop
