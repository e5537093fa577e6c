#pragma once

#include "core/Log.h"
#include "engine/AuditLog.h"
#include "engine/CheckRequest.h"
#include "engine/HttpReply.h"
#include "engine/Snapshot.h"
#include "engine/Telemetry.h"
#include "session/OpenedSession.h"

namespace meshsso::engine {

/// Signs out: removes the session's cookies and hands the browser to the identity provider's end-session
/// endpoint (OIDC RP-Initiated Logout 1.0) with id_token_hint, client_id and post_logout_redirect_uri. POST,
/// or GET unless the browser says that it came from another site (over plain http, browsers say nothing):
/// that is asked to confirm, so that no foreign page signs a user out, and a POST from another site is
/// refused. With everywhere=true all sessions of the user here end; that a browser must say to come from this
/// very origin, or it is asked to confirm.
class SignOut
{
public:
    SignOut(const Log& log, const AuditLog& audit, Telemetry& telemetry)
        : m_log(log), m_audit(audit), m_telemetry(telemetry)
    {
    }

    struct Outcome
    {
        HttpReply reply;
        bool isSignedOut = false;  ///< the session, if there is one, is to be ended
        bool isEverywhere = false; ///< and with it all of its user
        /// The refresh token is to be revoked (RFC 7009), because nothing else ends it. Not where the browser
        /// goes to the end-session endpoint: older Keycloaks take a revocation for all of the user's
        /// sessions.
        bool isTokenLeft = false;
        bool hadCookies = false; ///< of a session
    };
    /// What is to be done, and the answer when it has been. opened: the request's session, or null.
    Outcome handle(const CheckRequest& request, const Snapshot& snapshot,
                   const session::OpenedSession* opened) const;
    /// Notes that it has been done.
    void note(const CheckRequest& request, const Outcome& outcome,
              const session::OpenedSession* opened) const;
    /// The answer where it could not be done: the browser keeps its cookies, and may try again.
    static HttpReply notDone(const CheckRequest& request, const Settings& settings);

private:
    const Log& m_log;
    const AuditLog& m_audit;
    Telemetry& m_telemetry;
};

} // namespace meshsso::engine
