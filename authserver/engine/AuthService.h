#pragma once

#include "core/Log.h"
#include "engine/AuditLog.h"
#include "engine/AuthEngine.h"
#include "engine/BackChannelLogout.h"
#include "engine/BackgroundTasks.h"
#include "engine/DecisionRenderer.h"
#include "engine/FrontChannelLogout.h"
#include "engine/KeyFetcher.h"
#include "engine/LoginFlow.h"
#include "engine/Readiness.h"
#include "engine/RefreshGate.h"
#include "engine/RequestHandler.h"
#include "engine/Revoker.h"
#include "engine/SessionKeeper.h"
#include "engine/SignOut.h"

#include <variant>

namespace meshsso::engine {

/// What all workers share.
struct SharedServices
{
    SnapshotStore& store;
    const SessionFinder& finder;
    session::Revocations& revocations;
    RefreshGate& refreshGate;
    Readiness& readiness;
    SecureRandom& random;
    const Clock& clock;
    const Log& log;
    std::string_view login = "main"; ///< the configuration's name, for the audit log
    const Log* auditLog = nullptr;   ///< null: log
};

/// What belongs to one worker, bound to its executor.
struct WorkerServices
{
    session::IdentityProvider& provider;
    session::SessionStore* sessions;         ///< null: sessions are kept in cookies
    session::RevocationChannel* revocations; ///< null: there are no other replicas to tell
    Executor& executor;
    Timers& timers;
    Telemetry& telemetry;
    std::vector<session::IdentityProvider*> bearerIssuers{}; ///< of config().bearer.issuers, index by index
};

/// One worker's server for one login configuration: routes requests to the engine and to our own pages.
class AuthService final : public RequestHandler
{
public:
    AuthService(SharedServices shared, WorkerServices worker);

    std::optional<Task<bool>> handle(const CheckRequest& request, ResponseWriter& out) override;

    /// The decision on a request, with whatever I/O it takes; counted and logged. What the request views must
    /// outlive the task.
    std::variant<AuthDecision, Task<AuthDecision>> decide(const CheckRequest& request);

    const Settings& settings() { return *m_reader.current()->settings; }

private:
    using Opened = SessionKeeper::Opened;

    std::optional<Task<bool>> check(const CheckRequest& request, CheckProtocol protocol, ResponseWriter& out);
    Task<bool> checkSlowly(CheckRequest request, CheckProtocol protocol, ResponseWriter& out,
                           Task<AuthDecision> deciding);
    std::optional<Task<bool>> endpoint(const CheckRequest& request, std::string_view name,
                                       ResponseWriter& out);
    std::optional<Task<bool>> nginxCheck(const CheckRequest& request, ResponseWriter& out);
    Task<AuthDecision> decideSlowly(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                    AuthDecision decision);
    Task<AuthDecision> fetchKeys(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                 AuthDecision decision);
    Task<AuthDecision> load(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                            AuthDecision decision);
    Task<AuthDecision> refresh(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                               AuthDecision decision);
    Task<AuthDecision> refreshAhead(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                    AuthDecision decision);
    Task<bool> refreshInBackground(Opened opened, std::string key, std::shared_ptr<const Snapshot> snapshot);
    void noteRefresh(const Result<Opened>& outcome, std::string_view requestId, std::string_view subject);
    void note(const AuthDecision& decision, const CheckRequest& request);
    Task<SessionKeeper::Current> sessionOf(CheckRequest request, std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishCallback(CheckRequest request, ResponseWriter& out,
                              std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishSignOut(CheckRequest request, ResponseWriter& out,
                             std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishFrontChannelLogout(CheckRequest request, ResponseWriter& out,
                                        std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishBackChannelLogout(CheckRequest request, ResponseWriter& out,
                                       std::shared_ptr<const Snapshot> snapshot);
    Task<bool> endSession(SessionKeeper::Current current, CheckRequest request,
                          std::shared_ptr<const Snapshot> snapshot, std::string cause);
    Task<bool> revokeToken(Opened opened, std::shared_ptr<const Snapshot> snapshot, std::string requestId);
    Task<bool> finishUserinfo(CheckRequest request, ResponseWriter& out,
                              std::shared_ptr<const Snapshot> snapshot);
    HttpReply userinfo(const CheckRequest& request, const session::OpenedSession* opened) const;
    HttpReply unknownPath(const CheckRequest& request) const;

    SharedServices m_shared;
    WorkerServices m_worker;
    SnapshotReader m_reader;
    AuditLog m_audit;
    AuthEngine m_engine;
    KeyFetcher m_keys;
    TokenService m_tokens;
    SessionKeeper m_keeper;
    LoginFlow m_login;
    SignOut m_signOut;
    Revoker m_revoker;
    BackChannelLogout m_backChannel;
    FrontChannelLogout m_frontChannel;
    BackgroundTasks m_background;
};

} // namespace meshsso::engine
