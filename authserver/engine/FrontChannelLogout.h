#pragma once

#include "core/Log.h"
#include "engine/AuditLog.h"
#include "engine/CheckRequest.h"
#include "engine/HttpReply.h"
#include "engine/Snapshot.h"
#include "engine/Telemetry.h"
#include "session/OpenedSession.h"

namespace meshsso::engine {

/// What the identity provider's logout page loads in a hidden frame (OIDC Front-Channel Logout 1.0), with
/// iss and sid. Both must be those of the browser's session, so that no other page can sign anybody out. It
/// works only where browsers send the session's cookie into that frame: where provider and applications are
/// of one site.
class FrontChannelLogout
{
public:
    FrontChannelLogout(const Log& log, const AuditLog& audit, Telemetry& telemetry)
        : m_log(log), m_audit(audit), m_telemetry(telemetry)
    {
    }

    struct Outcome
    {
        HttpReply reply;
        bool isSignedOut = false; ///< the session is to be ended
    };
    /// What is to be done, and the answer when it has been. opened: the request's session, or null.
    Outcome handle(const CheckRequest& request, const Snapshot& snapshot,
                   const session::OpenedSession* opened) const;
    /// Notes that it has been done.
    void note(const CheckRequest& request, const session::OpenedSession& opened) const;
    /// The answer where it could not be done: the browser keeps its cookies.
    static HttpReply notDone(const Settings& settings);

private:
    const Log& m_log;
    const AuditLog& m_audit;
    Telemetry& m_telemetry;
};

} // namespace meshsso::engine
