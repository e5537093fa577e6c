#pragma once

#include "ScriptedDialogs.h"
#include "core/SecureRandom.h"
#include "desktop/controllers/Services.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/Theme.h"
#include "desktop/views/ViewContext.h"
#include "net/qt/QtExecutor.h"
#include "support/FixedClock.h"

#include <QTemporaryDir>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace meshsso::test {

/// A keychain in memory that can be told to fail or to be silent.
class FakeKeychain final : public secrets::SecretStore
{
public:
    std::map<std::string, std::string> values;
    std::optional<Error> failure; ///< what every call answers instead
    bool isSilent = false;        ///< calls never end

    explicit FakeKeychain(Executor& executor) : m_executor(executor) {}
    Task<Result<SecretString>> read(secrets::SecretRef ref) override;
    Task<Result<void>> write(secrets::SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(secrets::SecretRef ref) override;

private:
    Task<bool> pause();
    Executor& m_executor;
};

/// The desktop's outside world on fakes, and a workspace in it. HTTP answers come from answer(), later, on
/// the event loop; without one every request is refused as unreachable.
class DesktopFixture
{
public:
    using Answer = std::function<Result<net::HttpResponse>(const net::HttpRequest&)>;

    DesktopFixture();
    ~DesktopFixture();

    FixedClock clock;
    SystemRandom random;
    net::QtExecutor executor;
    QTemporaryDir folder;
    std::shared_ptr<FakeKeychain> keychain;
    Answer answer;
    bool isHttpSilent = false; ///< requests never end, until they are dropped
    std::vector<net::HttpRequest> requests;
    int openRequests = 0; ///< begun, neither answered nor dropped
    std::vector<QUrl> openedUrls;
    desktop::Services services;
    ScriptedDialogs dialogs;

    /// Made at first use; workspace() lives as long as the fixture or until resetWorkspace().
    desktop::Workspace& workspace();
    void resetWorkspace() { m_workspace.reset(); }
    /// For views: needs a QApplication.
    desktop::ViewContext viewContext();

    /// tests/data/project/NAME.yaml
    static project::SsoProject sampleProject(const QString& name = QStringLiteral("reference"));
    /// Opens a copy of it in the fixture's folder.
    void openSample(const QString& name = QStringLiteral("reference"));

private:
    std::unique_ptr<desktop::Theme> m_theme;
    std::unique_ptr<desktop::SecretClipboard> m_clipboard;
    std::unique_ptr<desktop::Workspace> m_workspace;
};

} // namespace meshsso::test
