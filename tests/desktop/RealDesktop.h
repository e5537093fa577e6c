#pragma once

#include "ScriptedDialogs.h"
#include "WizardDriver.h"
#include "core/SecureRandom.h"
#include "desktop/controllers/Services.h"
#include "desktop/controllers/Settings.h"
#include "desktop/views/Language.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/Theme.h"
#include "net/qt/QtExecutor.h"

#include <QTemporaryDir>
#include <memory>

namespace meshsso::test {

/// The whole desktop as the program builds it, on the real network, with its state in a temporary folder,
/// secrets in memory instead of a keychain, and questions answered by script.
class RealDesktop
{
public:
    RealDesktop();
    ~RealDesktop();

    SystemClock clock;
    SystemRandom random;
    net::QtExecutor executor;
    QTemporaryDir folder;
    ScriptedDialogs dialogs;
    desktop::Services services;
    desktop::Theme theme;
    desktop::Settings settings;
    desktop::Language language;
    desktop::SecretClipboard clipboard;
    desktop::Workspace workspace;
    desktop::WindowHost host;
    WizardDriver driver;
};

} // namespace meshsso::test
