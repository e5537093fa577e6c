#pragma once

#include "engine/BackChannelLogout.h"
#include "engine/BackgroundTasks.h"
#include "engine/FrontChannelLogout.h"
#include "engine/LoginFlow.h"
#include "engine/RequestHandler.h"
#include "engine/Revoker.h"
#include "engine/SignOut.h"
#include "engine/Userinfo.h"
#include "engine/WorkerParts.h"

#include <memory>
#include <string>
#include <string_view>

namespace meshsso::engine {

/// Answers a worker's requests for our own pages: those of a login, who is signed in, the ways to sign out,
/// and how we are. Bound to the worker's executor.
class Endpoints
{
public:
    /// The parts outlive this.
    explicit Endpoints(WorkerParts& parts);

    /// Answers as RequestHandler::handle() does. name: the path after the endpoint prefix, such as /start.
    std::optional<Task<bool>> handle(const CheckRequest& request, std::string_view name, ResponseWriter& out);

private:
    Task<Result<SessionKeeper::Current>> sessionOf(CheckRequest request,
                                                   std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishCallback(CheckRequest request, ResponseWriter& out,
                              std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishSignOut(CheckRequest request, ResponseWriter& out,
                             std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishFrontChannelLogout(CheckRequest request, ResponseWriter& out,
                                        std::shared_ptr<const Snapshot> snapshot);
    Task<bool> finishBackChannelLogout(CheckRequest request, ResponseWriter& out,
                                       std::shared_ptr<const Snapshot> snapshot);
    /// False: it is in the store still, and goes on, also here.
    Task<bool> endSession(SessionKeeper::Current current, CheckRequest request,
                          std::shared_ptr<const Snapshot> snapshot, std::string cause);
    /// Ends all sessions of that one's user. False: they go on, also here.
    Task<bool> endEverySession(SessionKeeper::Opened opened, CheckRequest request,
                               std::shared_ptr<const Snapshot> snapshot);
    /// Tells the provider that the refresh token is over (RFC 7009), again where it is away. False: in vain.
    Task<bool> revokeToken(SessionKeeper::Opened opened, std::shared_ptr<const Snapshot> snapshot,
                           std::string requestId);
    Task<bool> finishUserinfo(CheckRequest request, ResponseWriter& out,
                              std::shared_ptr<const Snapshot> snapshot);

    WorkerParts& m_parts;
    LoginFlow m_login;
    SignOut m_signOut;
    BackChannelLogout m_backChannel;
    FrontChannelLogout m_frontChannel;
    Userinfo m_userinfo;
    BackgroundTasks m_background;
};

} // namespace meshsso::engine
