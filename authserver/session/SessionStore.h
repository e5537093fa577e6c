#pragma once

#include "core/Result.h"
#include "core/Task.h"
#include "session/Session.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace meshsso::session {

/// What the browser holds of a session that is kept elsewhere: its sealed cookie names the record and opens
/// it, so that neither a copy of the store nor a guessed id is worth anything alone.
struct SessionTicket
{
    std::string id;  ///< 16 random bytes
    std::string key; ///< 32 random bytes: seals the record
    bool operator==(const SessionTicket&) const = default;
};

/// Sessions kept outside the browser, for several replicas. Bound to one executor: completions arrive there.
/// Errors of all calls: Unreachable, Timeout, TlsError, PeerError; never one that could be taken for "there
/// is no such session".
class SessionStore
{
public:
    virtual ~SessionStore() = default;

    /// The session; nothing if there is none, or if it has been revoked.
    virtual Task<Result<std::optional<Session>>> load(SessionTicket ticket) = 0;
    /// Writes it whole, with its indexes by the provider's session and by subject. timeToLive is at least 1
    /// s. False, and nothing written: it was removed a moment ago, by a sign-out elsewhere.
    virtual Task<Result<bool>> save(SessionTicket ticket, Session session,
                                    std::chrono::seconds timeToLive) = 0;
    /// Sets the time to live anew without rewriting the session, which another replica may have refreshed
    /// meanwhile. False: there is no such session any more.
    virtual Task<Result<bool>> touch(SessionTicket ticket, std::chrono::seconds timeToLive) = 0;
    virtual Task<Result<bool>> remove(SessionTicket ticket) = 0;

    /// Waits for the right to refresh that session's tokens, over all replicas. The lock is renewed as long
    /// as the operation lives, and given back when it is destroyed; if this process dies it ends by itself
    /// within seconds. Whoever gets it loads the session again: another may have refreshed it. Errors: also
    /// Timeout (somebody else holds it for longer than maxWait).
    virtual Task<Result<std::unique_ptr<Operation>>> lockForRefresh(SessionTicket ticket,
                                                                    std::chrono::milliseconds maxWait) = 0;
};

} // namespace meshsso::session
