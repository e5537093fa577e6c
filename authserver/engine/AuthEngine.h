#pragma once

#include "engine/AuthDecision.h"
#include "engine/CheckRequest.h"
#include "engine/Snapshot.h"

namespace meshsso::engine {

/// Decides on requests. Pure and synchronous: no lock, no I/O, no state; whatever protocol asks.
class AuthEngine
{
public:
    /// What is to happen with the request. Refresh means: refresh the session's tokens, then ask
    /// decideRefreshed().
    AuthDecision decide(const CheckRequest& request, const Snapshot& snapshot, TimePoint now) const;

    /// The decision for a request whose session was refreshed just now; its new cookies are set.
    AuthDecision decideRefreshed(const CheckRequest& request, const Snapshot& snapshot,
                                 session::Session session, TimePoint now) const;

    /// The decision for a request whose session could not be refreshed: RefreshRefused ends it and asks for a
    /// login, RefreshUnavailable is Unavailable.
    AuthDecision decideWithoutSession(const CheckRequest& request, const Snapshot& snapshot,
                                      DecisionReason reason) const;

    /// The session that the request's cookies hold, if it is alive and its access token has not expired.
    std::optional<session::Session> freshSession(const CheckRequest& request, const Snapshot& snapshot,
                                                 TimePoint now) const;

    /// The request's cookies.
    static session::CookieList cookies(const CheckRequest& request);

private:
    AuthDecision allow(const CheckRequest& request, const Snapshot& snapshot,
                       const session::CookieList& cookies, session::Session session,
                       const access::AccessRule* rule, bool reissue, TimePoint now) const;
};

} // namespace meshsso::engine
