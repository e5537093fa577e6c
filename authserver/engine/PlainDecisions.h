#pragma once

#include "engine/AuthDecision.h"
#include "engine/CheckRequest.h"
#include "engine/Snapshot.h"
#include "session/Cookies.h"

#include <string>

namespace meshsso::engine {

// The decisions that rest on no session, and what others share with them.

/// The rule that matched, or the default, lets everybody through.
inline bool isPublic(const access::AccessDecision& match)
{
    return match.outcome == access::AccessOutcome::Allow;
}

/// A request that must not reach an application. detail is for the operator's log.
AuthDecision refuse(DecisionReason reason, std::string detail, const CheckRequest& request);
/// Nobody is signed in, and somebody must be.
AuthDecision needLogin(const CheckRequest& request, const Snapshot& snapshot, const access::AccessRule* rule,
                       DecisionReason reason);
/// Somebody must be signed in, and it cannot be found out whether anybody is.
AuthDecision unavailable(const CheckRequest& request, const access::AccessRule* rule, DecisionReason reason);
/// Let through as nobody.
AuthDecision anonymous(const CheckRequest& request, const Settings& settings,
                       const session::CookieList& cookies, const access::AccessRule* rule,
                       DecisionReason reason);

/// Cookie without our own: applications never hold a session. Nor do they get what no response header can
/// say, because a header that is not set anew reaches them as it came, our own cookies in it.
void rewriteCookie(const session::CookieList& cookies, const session::OurCookies& ours,
                   AuthDecision& decision);

} // namespace meshsso::engine
