#pragma once

#include "engine/AuthDecision.h"
#include "engine/BearerJudge.h"
#include "engine/CheckRequest.h"
#include "engine/SessionFinder.h"
#include "engine/Snapshot.h"

namespace meshsso::engine {

/// Decides on requests. Synchronous and without I/O; whatever protocol asks. Thread-safe.
class AuthEngine
{
public:
    explicit AuthEngine(const SessionFinder& finder) : m_finder(finder), m_bearer(finder) {}

    /// What is to happen with the request. Load, Refresh and FetchKeys mean: do that, then ask again with
    /// what came of it.
    AuthDecision decide(const CheckRequest& request, const Snapshot& snapshot, TimePoint now) const;

    /// The decision after FetchKeys, with the snapshot of now. A token whose key is still not known is bad
    /// where the keys have been fetched; where they could not be, and it may be signed with a newer one, the
    /// decision is Unavailable.
    AuthDecision decideWithKeys(const CheckRequest& request, const Snapshot& snapshot, bool haveBeenFetched,
                                TimePoint now) const;

    /// The decision with a session that was loaded or refreshed just now. isNew: the browser's cookie no
    /// longer holds what the session is, so it is set again.
    AuthDecision decideWith(const CheckRequest& request, const Snapshot& snapshot,
                            std::shared_ptr<const session::OpenedSession> opened, std::string sessionKey,
                            bool isNew, TimePoint now) const;

    /// The decision without a session, and why there is none: RefreshRefused and SessionUnknown end it and
    /// ask for a login, RefreshUnavailable, StoreUnavailable and ProviderUnknown are Unavailable, and
    /// anonymous where that will do.
    AuthDecision decideWithoutSession(const CheckRequest& request, const Snapshot& snapshot,
                                      DecisionReason reason) const;

    /// The decision after Refresh while the provider cannot be reached: the session passes with what it said
    /// last if its access token has not expired for longer than session.outageGrace, and if nothing else is
    /// against it. Otherwise Unavailable, or whatever is.
    AuthDecision decideInOutage(const CheckRequest& request, const Snapshot& snapshot,
                                std::shared_ptr<const session::OpenedSession> opened, std::string sessionKey,
                                TimePoint now) const;
    /// session.outageGrace covers the session's access token.
    static bool isWithinOutageGrace(const session::OpenedSession& opened, const Snapshot& snapshot,
                                    TimePoint now);

    /// The session may answer for its user: not ended, not revoked, its access token not expired.
    bool isFresh(const session::OpenedSession& opened, const Snapshot& snapshot, TimePoint now) const;

    /// The session may answer for its user while the provider cannot be reached: as isFresh(), but its access
    /// token may have expired as long ago as session.outageGrace says.
    bool isToleratedInOutage(const session::OpenedSession& opened, const Snapshot& snapshot,
                             TimePoint now) const;

    /// Not ended and not revoked; its tokens may have expired.
    bool isAlive(const session::OpenedSession& opened, const Snapshot& snapshot, TimePoint now) const;

    const SessionFinder& finder() const noexcept { return m_finder; }

    /// The request's cookies. With settings also where a gateway joined its Cookie lines with commas.
    static session::CookieList cookies(const CheckRequest& request, const Settings& settings);
    /// The cookies of a session that is kept in them, as it is now seen. Errors: those of
    /// SessionCookies::seal.
    static Result<session::SessionCookies::Sealed> seal(session::Session session, const Settings& settings,
                                                        const session::CookieList& cookies, TimePoint now);
    /// A session that is used is noted as used once in this time.
    static std::chrono::seconds seenStep(const serverconfig::SessionConfig& config)
    {
        return config.idleTimeout / 4;
    }

private:
    /// It may be relied on that nobody has revoked it.
    bool isConfirmed(const session::OpenedSession& opened, TimePoint now) const;
    AuthDecision judge(const CheckRequest& request, const Snapshot& snapshot,
                       const access::AccessDecision& match, const session::CookieList& cookies,
                       FoundSession found, bool isNew, TimePoint now) const;
    AuthDecision allow(const CheckRequest& request, const Snapshot& snapshot,
                       const session::CookieList& cookies, FoundSession found, const access::AccessRule* rule,
                       bool isNew, TimePoint now) const;

    const SessionFinder& m_finder;
    BearerJudge m_bearer;
};

} // namespace meshsso::engine
