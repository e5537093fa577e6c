#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"

#include <QObject>
#include <functional>

namespace meshsso::desktop {

class SandboxProcess;

/// "Try it in a local sandbox": real Keycloak, Envoy, our server and an echo application on this machine, in
/// a process of its own (packaging/sandbox/desktop.sh) that ends with us. GUI thread. Only the echo
/// application and an empty Keycloak run at first; what the operator provisions and exports is picked up by
/// deploy().
class SandboxController final : public QObject
{
    Q_OBJECT
public:
    enum class State { Stopped, Starting, Running, Stopping };

    /// How far the sandbox goes by itself.
    enum class Extent {
        Empty,    ///< provisioning, export and login test are left to the operator
        Complete, ///< Keycloak is provisioned and the gateway runs
    };

    explicit SandboxController(StepContext context, QObject* parent = nullptr);
    ~SandboxController() override;

    /// The scripts are there. Otherwise whyNot() says what is missing.
    bool isAvailable() const;
    QString whyNot() const;

    State state() const { return m_state; }
    bool isRunning() const { return m_state == State::Running; }
    /// True if the open project is the running sandbox's own.
    bool isProjectOpen() const;
    /// Envoy and the authorization server run with what deploy() was last given.
    bool isDeployed() const { return m_isDeployed; }
    /// Absolute; empty unless running.
    const QString& projectFile() const { return m_projectFile; }
    const QString& gatewayUrl() const { return m_gatewayUrl; }
    const QString& keycloakUrl() const { return m_keycloakUrl; }

    /// The start, with Cancel; and a later failure of one of the parts.
    Job& job() { return m_job; }

    /// Starts it; ready() follows, or the job fails. Nothing happens while it runs or starts.
    void start(Extent extent = Extent::Empty);
    /// Ends all of its parts. Nothing happens when it is stopped.
    void stop();
    /// How long the script may take to stop before it is killed with all that it started. Default 20 s.
    void setGrace(std::chrono::milliseconds grace) { m_grace = grace; }
    /// Starts Envoy from the folder's envoy.yaml (an export for target envoy, with secrets) and the
    /// authorization server from the open project, or restarts them. done comes on the event loop. Errors:
    /// InvalidArgument (not running, an unfit path), NotFound (no envoy.yaml), Unsupported (a secret kept in
    /// the keychain, which the server does not read), IoError, PeerError (a part did not start, and why),
    /// Timeout.
    void deploy(const QString& exportFolder, std::function<void(Result<void>)> done);

signals:
    /// Anything of the above.
    void changed();
    /// It runs; the project is in that file.
    void ready(const QString& projectFile);

private:
    void onEvent(const QByteArray& line);
    void onEnded(const QString& reason);
    void setState(State state);
    void answerDeploy(const Result<void>& result);
    Result<QString> writeServerConfig() const;

    StepContext m_context;
    State m_state = State::Stopped;
    Job m_job;
    std::unique_ptr<SandboxProcess> m_process;
    QString m_projectFile;
    QString m_gatewayUrl;
    QString m_keycloakUrl;
    QString m_runFolder; ///< of this run, under the state folder
    bool m_isDeployed = false;
    std::chrono::milliseconds m_grace{20'000};
    std::optional<Error> m_told; ///< the script's own last error
    std::function<void(Result<void>)> m_started;
    std::function<void(Result<void>)> m_deployed;
    QTimer m_deployLimit;
};

} // namespace meshsso::desktop
