#pragma once

#include "core/Clock.h"
#include "core/Executor.h"
#include "core/SecureRandom.h"
#include "kube/Subprocess.h"
#include "net/HttpClient.h"
#include "net/HttpClientOptions.h"
#include "secrets/SecretStore.h"

#include <QString>
#include <QUrl>
#include <functional>
#include <memory>

namespace meshsso::desktop {

/// The outside world, handed to the controllers: by AppContext in the program, by the tests otherwise.
/// Everything runs on the GUI thread's event loop.
struct Services
{
    Executor& executor;
    const Clock& clock;
    SecureRandom& random;
    std::shared_ptr<secrets::SecretStore> keychain;
    /// A client of its own for each caller; all requests of one project go through Workspace::httpClient().
    std::function<std::unique_ptr<net::HttpClient>(net::HttpClientOptions)> makeHttpClient;
    /// Opens the system browser. False if there is none.
    std::function<bool(const QUrl&)> openUrl;
    QString stateFolder;    ///< journal, recent projects; made when needed, 0700
    QString sandboxFolder;  ///< the sandbox scripts; empty: not available
    QString kubectlProgram; ///< "kubectl", or a path
    /// Runs kubectl; not set: subprocesses.
    std::function<std::unique_ptr<kube::ProcessRunner>(Executor&)> makeProcessRunner = {};
};

} // namespace meshsso::desktop
