#include "RealDesktop.h"

#include "net/qt/QtHttpClient.h"
#include "secrets/LocalSecretStores.h"

#include <QApplication>
#include <QClipboard>

namespace meshsso::test {

namespace {

/// Keychain references, kept in memory.
class MemoryKeychain final : public secrets::SecretStore
{
public:
    Task<Result<SecretString>> read(secrets::SecretRef ref) override
    {
        ref.kind = secrets::SecretRef::Kind::Memory;
        return m_memory.read(std::move(ref));
    }
    Task<Result<void>> write(secrets::SecretRef ref, SecretString value) override
    {
        ref.kind = secrets::SecretRef::Kind::Memory;
        return m_memory.write(std::move(ref), std::move(value));
    }
    Task<Result<void>> remove(secrets::SecretRef ref) override
    {
        ref.kind = secrets::SecretRef::Kind::Memory;
        return m_memory.remove(std::move(ref));
    }

private:
    secrets::MemorySecretStore m_memory;
};

} // namespace

RealDesktop::RealDesktop()
    : services{executor,
               clock,
               random,
               std::make_shared<MemoryKeychain>(),
               [](net::HttpClientOptions options) -> std::unique_ptr<net::HttpClient> {
                   return std::make_unique<net::QtHttpClient>(std::move(options));
               },
               [](const QUrl&) { return false; },
               folder.filePath(QStringLiteral("state")),
               QStringLiteral(MESHSSO_SOURCE_DIR "/packaging/sandbox"),
               QStringLiteral("kubectl")},
      theme(*qApp), settings(folder.filePath(QStringLiteral("meshsso.ini"))),
      clipboard(*QApplication::clipboard()), workspace(services),
      host({workspace, theme, dialogs, clipboard}, settings, language), driver(host, workspace)
{
    dialogs.isConfirming = true;
    dialogs.unsavedAnswer = desktop::UnsavedAnswer::Discard;
    dialogs.path = folder.filePath(QStringLiteral("export"));
}

RealDesktop::~RealDesktop() = default;

} // namespace meshsso::test
