#pragma once

#include "Browser.h"
#include "core/RunLoop.h"
#include "core/SecureRandom.h"
#include "mesh/MeshCompiler.h"
#include "net/CurlHttpClient.h"
#include "project/SsoProject.h"
#include "secrets/LocalSecretStores.h"
#include "serverconfig/ServerConfig.h"

#include <QProcess>
#include <QTemporaryDir>
#include <functional>
#include <memory>
#include <vector>

namespace meshsso::test {

/// The reference scenario on this machine: real Keycloak, real Envoy with the generated configuration and
/// certificate, meshsso-authserver with the generated configuration, and an echo application. Everything
/// listens on loopback and ends with this object.
class Sandbox
{
public:
    Sandbox();
    ~Sandbox();

    enum class KeycloakData { InMemory, InFile }; ///< a file outlives a killed Keycloak
    /// Boots Keycloak and writes the project. Throws std::runtime_error with the reason.
    void startKeycloak(KeycloakData data = KeycloakData::InMemory);
    void killKeycloak(); ///< SIGKILL
    void signalKeycloak(int number);
    /// Starts it again after it was killed, and does not wait.
    void launchKeycloak();
    void waitForKeycloak();
    /// Exports and starts gateway, server and application; the project must be provisioned. The gateway's
    /// certificate is also for the further names.
    void startGateway(std::vector<std::string> furtherNames = {});
    /// The gateway asks over the other protocol from now on; sessions and certificate stay.
    void switchProtocol(project::CheckProtocol protocol);
    /// Stops meshsso-authserver (SIGTERM) and returns its exit code.
    int stopAuthServer();
    /// The same where the program started is a wrapper that keeps signals to itself: its child is told.
    int stopWrappedAuthServer();
    /// Changes what the project means for the server.
    using Adjust = std::function<void(serverconfig::ServerConfig&)>;
    /// Returns when it is ready and has reached its identity providers and Redis.
    void startAuthServer(const Adjust& adjust = {});
    /// Returns when it answers, ready or not.
    void launchAuthServer(const Adjust& adjust = {});
    void waitUntilReady(); ///< as startAuthServer() does
    void killAuthServer(); ///< SIGKILL
    void signalAuthServer(int number);
    /// A further meshsso-authserver with the same configuration on ports of its own.
    struct Replica
    {
        int port = 0;
        int grpcPort = -1;
        int metricsPort = 0;
        QProcess* process = nullptr;

        std::string origin() const { return "http://127.0.0.1:" + std::to_string(port); }
        std::string metricsOrigin() const { return "http://127.0.0.1:" + std::to_string(metricsPort); }
    };
    Replica startReplica(const Adjust& adjust = {});
    /// Starts it again, at the same ports, after stop().
    void restartReplica(Replica& replica, const Adjust& adjust = {});
    /// SIGTERM; returns the exit code.
    int stop(const Replica& replica);
    /// From now on the gateway asks the main server and the replica in turn, and leaves out the one whose
    /// /ready says no, as a Service in the cluster does; without a replica the main server alone. Over the
    /// protocol that the project names.
    void shareChecks(const Replica* replica);
    const QProcess* gateway() const { return m_envoy; }
    /// From its next start on the gateway writes an access log, as withAccessLog() has it.
    void logRequests(bool isLogged) { m_logsRequests = isLogged; }
    /// What it has written so far.
    QByteArray requestLog();
    /// What servers find in their environment that are started from now on.
    QProcessEnvironment& serverEnvironment() { return m_serverEnvironment; }
    /// Another program in its place, which must get ready at the same address.
    void startAuthServer(const QString& program, const QStringList& arguments);

    const project::SsoProject& project() const { return m_project; }
    project::SsoProject& project() { return m_project; }
    secrets::SecretStore& secretStore() { return *m_secrets; }
    RunLoop& loop() { return m_loop; }
    /// Trusts the gateway's certificate.
    net::HttpClient& http() { return *m_http; }
    /// The same over HTTP/1.1 only.
    net::HttpClient& http1() { return *m_http1; }
    /// For clients on other threads that trust the gateway's certificate.
    net::HttpClientOptions clientOptions() const;
    const std::shared_ptr<net::CurlThread>& curl() const { return m_curl; }
    std::string adminUrl() const;
    /// A browser in which that user has signed in through the gateway; a warning if it did not come to that.
    Browser signedIn(const std::string& username);
    std::string gatewayOrigin() const { return m_project.gateway.origin(); }
    std::string authServerOrigin() const;
    std::string metricsOrigin() const;
    SecretString adminPassword();
    SecretString password(const std::string& username);
    /// What meshsso-authserver has logged so far.
    QByteArray authServerLog();
    /// True if a token, or a part of one, is in there.
    bool hasLoggedToken();
    /// Prints the end of what each of our parts has logged: the folder goes with this object.
    void showLogs() const;
    QString folder() const { return m_folder.path(); }
    QString projectFile() const { return m_folder.filePath("meshsso.yaml"); }

    template<class T>
    T await(Task<T> task)
    {
        return m_loop.runUntilDone(std::move(task));
    }

private:
    void startEnvoy();
    void launchAuthServer(const QString& program, const QStringList& arguments);
    serverconfig::ServerConfig serverConfig() const;
    void addReplica(const Replica& replica);    ///< to the gateway's configuration
    void addAccessLog();                        ///< the same
    QByteArray read(const QString& name) const; ///< below the folder; empty if there is no such file
    QProcess* start(const QString& name, const QString& program, const QStringList& arguments,
                    const QProcessEnvironment& environment);
    void waitFor(const std::string& url, int expectedStatus, int seconds, QProcess* process,
                 bool (*isGood)(const net::HttpResponse&) = nullptr);
    void writeFile(const std::string& name, std::string_view content); ///< below the folder, 0600
    void writeSecret(const QString& name, const SecretString& value);
    void stop(QProcess* process);

    QTemporaryDir m_folder;
    RunLoop m_loop;
    SystemRandom m_random;
    project::SsoProject m_project;
    std::shared_ptr<secrets::FileSecretStore> m_secrets;
    std::shared_ptr<net::CurlThread> m_curl;
    std::unique_ptr<net::HttpClient> m_http;
    std::unique_ptr<net::HttpClient> m_http1;
    std::vector<std::unique_ptr<QProcess>> m_processes;
    QProcess* m_keycloak = nullptr;
    KeycloakData m_keycloakData = KeycloakData::InMemory;
    QProcess* m_authServer = nullptr;
    QProcess* m_envoy = nullptr;
    mesh::ExportOptions m_export;
    QProcessEnvironment m_serverEnvironment = QProcessEnvironment::systemEnvironment();
    const Replica* m_sharing = nullptr;
    bool m_logsRequests = false;
    int m_keycloakPort = 0;
    int m_echoPort = 0;
};

} // namespace meshsso::test
