#include "desktop/AppContext.h"

#include "net/qt/QtHttpClient.h"
#include "secrets/keychain/KeychainSecretStore.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace meshsso::desktop {

namespace {

/// The sandbox's scripts: named by the environment, installed beside us, or in the checkout we were built in.
QString findSandbox()
{
    const QString beside = QCoreApplication::applicationDirPath();
    const QStringList places{qEnvironmentVariable("MESHSSO_SANDBOX"), beside + "/../share/meshsso/sandbox",
                             beside + "/../../../../packaging/sandbox"};
    for (const auto& place : places) {
        if (!place.isEmpty() && QFileInfo::exists(place + "/sandbox.sh"))
            return QDir::cleanPath(place);
    }
    return {};
}

} // namespace

AppContext::AppContext()
    : m_services{m_executor,
                 m_clock,
                 m_random,
                 std::make_shared<secrets::KeychainSecretStore>(),
                 [](net::HttpClientOptions options) -> std::unique_ptr<net::HttpClient> {
                     return std::make_unique<net::QtHttpClient>(std::move(options));
                 },
                 [](const QUrl& url) { return QDesktopServices::openUrl(url); },
                 QStandardPaths::writableLocation(QStandardPaths::AppDataLocation),
                 findSandbox(),
                 QStringLiteral("kubectl")}
{
}

} // namespace meshsso::desktop
