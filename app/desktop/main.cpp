#include "desktop/AppContext.h"
#include "desktop/TerminationSignals.h"
#include "desktop/controllers/LaunchOptions.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/ProjectJournal.h"
#include "desktop/controllers/SandboxController.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/models/Text.h"
#include "desktop/views/Language.h"
#include "desktop/views/MainWindow.h"
#include "desktop/views/QtDialogs.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/Theme.h"
#include "desktop/views/shell/WindowHost.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QIcon>
#include <QStandardPaths>
#include <cstdio>

using namespace meshsso::desktop;

namespace {

Theme::Mode modeOf(Settings::ThemeChoice theme)
{
    switch (theme) {
    case Settings::ThemeChoice::Light:
        return Theme::Mode::Light;
    case Settings::ThemeChoice::Dark:
        return Theme::Mode::Dark;
    case Settings::ThemeChoice::System:
        break;
    }
    return Theme::Mode::System;
}

/// Without a display, so that --help and --version work everywhere. Returns the exit code, or nothing to go
/// on.
std::optional<int> answerOnTerminal(const meshsso::Result<LaunchOptions>& options)
{
    if (!options) {
        std::fprintf(stderr, "meshsso: %s\n", options.error().toString().c_str());
        return 2;
    }
    if (options->showsHelp)
        std::fputs(launchHelp().toUtf8().constData(), stdout);
    else if (options->showsVersion)
        std::puts("meshsso " MESHSSO_VERSION);
    else
        return std::nullopt;
    return 0;
}

meshsso::Result<LaunchOptions> readOptions(int argc, char** argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("meshsso"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MESHSSO_VERSION));
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return parseLaunchOptions(arguments);
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = readOptions(argc, argv);
    if (const auto code = answerOnTerminal(options))
        return *code;

    QApplication application(argc, argv);
    QGuiApplication::setDesktopFileName(QStringLiteral("meshsso"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/meshsso.svg")));
    QApplication::setQuitOnLastWindowClosed(
        false); // a change of language closes one window and opens another
    TerminationSignals signals_;

    AppContext context;
    Settings settings(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) +
                      QStringLiteral("/meshsso.ini"));
    if (options->theme)
        settings.overrideTheme(*options->theme);
    if (options->language)
        settings.overrideLanguage(*options->language);
    Theme theme(application);
    theme.setMode(modeOf(settings.theme()));
    QObject::connect(&settings, &Settings::themeChanged, &theme,
                     [&] { theme.setMode(modeOf(settings.theme())); });
    Language language;
    Workspace workspace(context.services());
    QtDialogs dialogs;
    SecretClipboard clipboard(*QApplication::clipboard());
    WindowHost host({workspace, theme, dialogs, clipboard}, settings, language);

    QObject::connect(&host, &WindowHost::closed, &application, [] { QApplication::exit(0); });
    QObject::connect(&signals_, &TerminationSignals::terminated, &application, [&] {
        workspace.journal().keep();
        host.window().keepLayout();
        QApplication::exit(0);
    });
    // The session ends: a later prompt may never be answered, so the work is on disk first.
    QObject::connect(&application, &QGuiApplication::commitDataRequest, &workspace.journal(),
                     [&workspace] { workspace.journal().flush(); });

    host.window().show();
    if (!options->project.isEmpty())
        workspace.commands().openFile(options->project);
    if (options->isReadOnly)
        workspace.commands().setReadOnly(true);
    if (options->step)
        host.window().showStep(*options->step);
    if (options->startsSandbox)
        workspace.sandbox().start();
    return QApplication::exec();
}
