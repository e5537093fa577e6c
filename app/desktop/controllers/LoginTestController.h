#pragma once

#include "core/SecretString.h"
#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"
#include "desktop/models/HopsModel.h"
#include "login/BrowserLogin.h"
#include "login/LoginTest.h"

#include <deque>
#include <memory>
#include <variant>

namespace meshsso::net {
struct RecordedExchange;
}

namespace meshsso::desktop {

class TestClientLease;

/// The ways to test a login.
enum class LoginWay {
    AtKeycloak,     ///< directly, in the system browser, through a client made for it
    ThroughGateway, ///< as a browser would, by ourselves, as a user whose password we know
    Watched,        ///< through the gateway, in the system browser; the operator looks on
};

/// How the last test ended.
struct LoginResult
{
    LoginWay way = LoginWay::ThroughGateway;
    bool signedIn = false;
    bool isVerified = false; ///< the access token's signature and claims passed
    QString who;             ///< the user name the token has, or the one that was tried
    int hops = 0;
    std::chrono::microseconds took{0}; ///< of all hops together
    Findings findings;

    bool works() const { return signedIn && !hasErrors(findings); }
};

/// Something the project lacks for a way, and the field where it goes.
struct LoginLack
{
    QString text;
    QString field;
};

/// The step of the live login test.
class LoginTestController final : public StepController
{
    Q_OBJECT
public:
    explicit LoginTestController(StepContext context, QObject* parent = nullptr);
    ~LoginTestController() override;

    LoginWay way() const { return m_way; }
    void setWay(LoginWay way);
    QStringList users() const;
    /// Who signs in; the project's first user until another one is chosen.
    QString user() const;
    void setUser(const QString& user);
    /// True if the project says nowhere what the user's password is.
    bool needsPassword() const;
    /// For the next run; kept in memory until the program ends.
    void setPassword(SecretString password);
    /// "ADDRESS" or "ADDRESS:PORT" of a gateway that DNS does not know yet; empty: as DNS says.
    const QString& connectTo() const { return m_connectTo; }
    void setConnectTo(const QString& text);
    std::vector<LoginLack> lacks() const;
    QString gatewayUrl() const;

    /// Starts a test of the chosen way. AtKeycloak makes a client in the realm and removes it afterwards: it
    /// does nothing without consent. False if something is lacking, or another test or clean-up is under way.
    bool start(bool consent = false);
    /// The client that could not be removed; empty: none.
    QString leftoverClient() const;
    void removeLeftover();
    void forgetLeftover();

    HopsModel* hops() { return &m_hops; }
    Job& job() { return m_job; }
    /// Removes the test client after the login, however that ended.
    Job& cleanup() { return m_cleanup; }
    bool isBusy() const { return m_job.isRunning() || m_cleanup.isRunning(); }
    /// Whether the browser was opened and the operator is to judge.
    bool isWatching() const { return m_isWatching; }
    const std::optional<LoginResult>& result() const { return m_result; }
    /// The tokens of the last test; empty: none.
    const SecretString& accessToken() const { return m_accessToken; }
    const SecretString& idToken() const { return m_idToken; }
    /// The last test as text for a ticket; no secrets. Empty before the first.
    QString ticketText() const;

signals:
    void changed();
    /// accessToken() and idToken() are new.
    void tokensReceived();

protected:
    StepState compute() const override;

private:
    struct DirectOutcome;
    using Progress = login::LoginTest::Progress;

    bool startAtKeycloak();
    bool startThroughGateway();
    bool watch();
    void begin();
    void concludeDirect(login::BrowserLoginReport report);
    void concludeGateway(login::LoginTestReport report);
    void conclude(LoginResult result, const std::optional<oidc::ValidatedToken>& token);
    void afterJob();
    void notify();
    Progress progress();
    std::shared_ptr<net::HttpClient> makeHttp();
    void record(const net::RecordedExchange& exchange);
    const project::User* chosenUser() const;
    std::vector<net::ConnectTo> connectToEntries() const;

    StepContext m_context;
    LoginWay m_way = LoginWay::ThroughGateway;
    QString m_user;
    QString m_connectTo;
    SecretString m_password;
    HopsModel m_hops;
    std::deque<net::RecordedExchange> m_exchanges; ///< of this run, not yet given to a hop
    std::optional<LoginResult> m_result;
    std::variant<std::monostate, login::LoginTestReport, login::BrowserLoginReport> m_report;
    project::SsoProject m_tested;
    std::optional<Error> m_error;
    SecretString m_accessToken;
    SecretString m_idToken;
    bool m_isWatching = false;
    // Destroyed after the jobs, whose tasks work on it.
    std::shared_ptr<TestClientLease> m_lease;
    Job m_job;
    Job m_cleanup;
};

} // namespace meshsso::desktop
