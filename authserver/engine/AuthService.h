#pragma once

#include "core/Log.h"
#include "engine/AuthEngine.h"
#include "engine/DecisionRenderer.h"
#include "engine/LoginFlow.h"
#include "engine/Readiness.h"
#include "engine/RefreshGate.h"
#include "engine/RequestHandler.h"
#include "engine/SignOut.h"

namespace meshsso::engine {

/// What all workers share.
struct SharedServices
{
    SnapshotStore& store;
    RefreshGate& refreshGate;
    Readiness& readiness;
    SecureRandom& random;
    const Clock& clock;
    const Log& log;
};

/// One worker's server: routes requests to the engine and to our own pages. Bound to the worker's executor,
/// as is the provider.
class AuthService final : public RequestHandler
{
public:
    AuthService(SharedServices shared, session::IdentityProvider& provider, Executor& executor,
                Telemetry& telemetry);

    std::optional<Task<bool>> handle(const CheckRequest& request, ResponseWriter& out) override;

private:
    std::optional<Task<bool>> check(const CheckRequest& request, CheckProtocol protocol, ResponseWriter& out);
    std::optional<Task<bool>> endpoint(const CheckRequest& request, std::string_view name,
                                       ResponseWriter& out);
    std::optional<Task<bool>> nginxCheck(const CheckRequest& request, ResponseWriter& out);
    Task<bool> refreshAndDecide(CheckRequest request, CheckProtocol protocol, ResponseWriter& out,
                                std::shared_ptr<const Snapshot> snapshot, session::Session session);
    Task<bool> finishCallback(CheckRequest request, ResponseWriter& out,
                              std::shared_ptr<const Snapshot> snapshot);
    void answer(const AuthDecision& decision, const CheckRequest& request, const Snapshot& snapshot,
                CheckProtocol protocol, ResponseWriter& out);
    HttpReply userinfo(const CheckRequest& request, const Snapshot& snapshot) const;
    HttpReply unknownPath(const CheckRequest& request) const;

    SharedServices m_shared;
    Executor& m_executor;
    Telemetry& m_telemetry;
    SnapshotReader m_reader;
    AuthEngine m_engine;
    TokenService m_tokens;
    LoginFlow m_login;
    SignOut m_signOut;
};

} // namespace meshsso::engine
