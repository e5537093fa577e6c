#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "keycloak/ClientImport.h"

#include <QObject>
#include <memory>
#include <optional>

namespace meshsso::desktop {

/// Who administers the Keycloak that a client is imported from.
struct ImportAccess
{
    std::string url; ///< Keycloak's base URL, without /realms
    std::string adminRealm = "master";
    std::string username;
    SecretString password;
    std::string caFile;        ///< absolute; may be empty
    bool keepPassword = false; ///< in the keychain, for the project that is made
};

/// Makes a project of a client that exists in Keycloak: sign in, list realms and clients, read one. Changes
/// nothing there. GUI thread.
class ClientImportController final : public QObject
{
    Q_OBJECT
public:
    explicit ClientImportController(StepContext context, QObject* parent = nullptr);
    ~ClientImportController() override;

    Job& job() { return m_job; }
    const std::vector<std::string>& realms() const { return m_realms; }
    const std::string& realm() const { return m_realm; }
    const std::vector<keycloak::ClientChoice>& clients() const { return m_clients; }
    /// What the last import could not take over; until another project is opened by other means.
    const Findings& findings() const { return m_findings; }

    /// Signs in and lists the realms.
    void connectTo(ImportAccess access);
    /// Lists the realm's clients; connectTo() came before.
    void chooseRealm(const std::string& realm);
    /// Reads the client; imported() follows.
    void import(const std::string& clientId);
    /// Forgets account and lists.
    void reset();

signals:
    /// Anything of the above.
    void changed();
    /// The project to open.
    void imported(const meshsso::project::SsoProject& project);

private:
    struct Session;
    static Task<Result<std::vector<std::string>>> realmsOf(std::shared_ptr<Session> session);
    static Task<Result<std::vector<keycloak::ClientChoice>>> clientsOf(std::shared_ptr<Session> session,
                                                                       std::string realm);
    static Task<Result<keycloak::ImportedProject>> projectOf(std::shared_ptr<Session> session,
                                                             std::string realm, std::string clientId,
                                                             project::SsoProject base);
    void take(keycloak::ImportedProject imported);
    QString host() const;

    StepContext m_context;
    Job m_job;
    std::shared_ptr<Session> m_session;
    std::vector<std::string> m_realms;
    std::string m_realm;
    std::vector<keycloak::ClientChoice> m_clients;
    Findings m_findings;
};

} // namespace meshsso::desktop
