#pragma once

#include "core/Result.h"
#include "core/SecretString.h"
#include "core/Task.h"
#include "secrets/SecretRef.h"
#include "secrets/SecretStore.h"

#include <QObject>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace meshsso::desktop {

class ProjectDocument;
class SessionSecretStore;
struct Services;

/// What is known of one secret reference.
enum class SecretPresence { Unknown, Asking, Present, Missing, Unavailable };

/// The project's secrets: kept in the keychain (or in memory, on consent), known here by reference only. GUI
/// thread; the keychain answers later, and may never.
class SecretsController final : public QObject
{
    Q_OBJECT
public:
    SecretsController(Services& services, ProjectDocument& document, QObject* parent = nullptr);
    ~SecretsController() override;

    /// For backend calls; relative file references start from the project's folder at the time of the call.
    std::shared_ptr<secrets::SecretStore> store() const { return m_store; }

    /// "keychain:shop-sso/client": where a new secret of this project goes.
    secrets::SecretRef suggestRef(std::string_view purpose) const;

    SecretPresence presence(const secrets::SecretRef& ref) const;
    /// Asks the store again; presenceChanged follows.
    void probe(const secrets::SecretRef& ref);
    /// Stores the value; done gets the result on the event loop. presenceChanged follows.
    void write(const secrets::SecretRef& ref, SecretString value, std::function<void(Result<void>)> done);
    /// Reads the value, to copy or to use it at once.
    void read(const secrets::SecretRef& ref, std::function<void(Result<SecretString>)> done);
    void remove(const secrets::SecretRef& ref, std::function<void(Result<void>)> done);

    /// Why the keychain does not work, if it does not. Cleared by the next success or by setSessionOnly.
    const std::optional<Error>& keychainError() const { return m_keychainError; }
    bool isSessionOnly() const;
    void setSessionOnly(bool on);
    /// Tries the keychain again.
    void retryKeychain();

signals:
    void presenceChanged(const QString& ref);
    void keychainStateChanged();

private:
    template<class T>
    void run(Task<T> task, std::function<void(T)> done);
    void setPresence(const secrets::SecretRef& ref, SecretPresence presence);
    void rebuild();

    struct Running;

    Services& m_services;
    ProjectDocument& m_document;
    std::shared_ptr<SessionSecretStore> m_session;
    std::shared_ptr<secrets::SecretStore> m_store;
    std::map<std::string, SecretPresence> m_presence;
    std::optional<Error> m_keychainError;
    std::map<quint64, std::unique_ptr<Running>> m_running;
    quint64 m_nextRun = 0;
};

} // namespace meshsso::desktop
