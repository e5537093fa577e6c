#pragma once

#include "core/Log.h"
#include "engine/BackgroundTasks.h"
#include "engine/CheckRequest.h"
#include "engine/RefreshGate.h"
#include "engine/Revoker.h"
#include "engine/SessionFinder.h"
#include "engine/TokenService.h"
#include "session/SessionStore.h"

#include <memory>
#include <string>
#include <vector>

namespace meshsso::engine {

/// What becomes of a session after a decision needed I/O for it: it begins, is loaded, refreshed, noted as
/// used and ended, in the browser's cookie or in the store, as the configuration says. Bound to one executor.
class SessionKeeper
{
public:
    using Opened = std::shared_ptr<const session::OpenedSession>;

    /// store is null where the configuration keeps sessions in cookies.
    SessionKeeper(const SessionFinder& finder, session::SessionStore* store, TokenService& tokens,
                  RefreshGate& gate, Revoker& revoker, Executor& executor, Timers& timers,
                  SecureRandom& random, const Clock& clock, const Log& log);

    struct Begun
    {
        std::vector<std::string> setCookies;
        std::size_t cookieBytes = 0; ///< of all cookie values together
    };
    /// Keeps a new session; whatever the browser had before ends, also a copy of it and on other replicas.
    /// Errors: TooLarge (for cookies), those of SessionStore.
    Task<Result<Begun>> begin(session::Session session, CheckRequest request,
                              std::shared_ptr<const Snapshot> snapshot);

    struct Current
    {
        Opened opened;   ///< null: none; whether it is still alive is for the caller to see
        std::string key; ///< what SessionFinder::remember() knows it by
    };
    /// The session of a request, from wherever it is. Errors: those of SessionStore.
    Task<Result<Current>> find(CheckRequest request, std::shared_ptr<const Snapshot> snapshot);

    /// The session of a ticket, or null if there is none. Errors: those of SessionStore.
    Task<Result<Opened>> load(session::SessionTicket ticket, std::string key,
                              std::shared_ptr<const Snapshot> snapshot);

    /// How one request asks for new tokens.
    struct RefreshWish
    {
        RefreshGate::Urgency urgency = RefreshGate::Urgency::Needed;
        std::chrono::milliseconds maxWait{0};
        std::string traceparent{}; ///< for the token endpoint, if it is this request that refreshes
    };
    /// The session with new tokens. Errors: those of TokenService::renew and SessionStore, Timeout (still
    /// under way after maxWait).
    Task<Result<Opened>> refresh(Opened opened, std::string key, std::shared_ptr<const Snapshot> snapshot,
                                 RefreshWish wish);

    /// Notes in the store that the session is in use. False: the store could not be asked; no harm done yet.
    Task<bool> touch(Opened opened, std::string key, std::shared_ptr<const Snapshot> snapshot);

    /// Removes the session from the store and from the cache.
    Task<Result<bool>> end(Opened opened, std::string key);

private:
    Task<bool> endFormer(FoundSession former, std::string requestId,
                         std::shared_ptr<const Snapshot> snapshot);
    Task<Result<session::Session>> renewInStore(session::SessionTicket ticket, session::Session stale,
                                                std::shared_ptr<const Snapshot> snapshot,
                                                std::string traceparent);
    /// before: as the store has it. Errors: AuthorizationError (it was ended meanwhile). False: the store
    /// could not be told yet; it is told later, and the lock held until then.
    Task<Result<bool>> saveRenewed(session::SessionTicket ticket, session::Session before,
                                   session::Session session, std::shared_ptr<const Snapshot> snapshot,
                                   std::unique_ptr<Operation> lock);
    /// Tries each second for a while, unless the store has another refresh token by then than the one that
    /// was used. True if there is nothing left to save.
    Task<bool> saveLater(session::SessionTicket ticket, std::string used, session::Session session,
                         std::shared_ptr<const Snapshot> snapshot, std::unique_ptr<Operation> lock);
    Opened remember(session::Session session, std::optional<session::SessionTicket> ticket,
                    const std::string& key, const Snapshot& snapshot) const;
    std::chrono::seconds timeToLive(const session::Session& session, const Snapshot& snapshot) const;

    const SessionFinder& m_finder;
    session::SessionStore* m_store;
    TokenService& m_tokens;
    RefreshGate& m_gate;
    Revoker& m_revoker;
    Executor& m_executor;
    Timers& m_timers;
    SecureRandom& m_random;
    const Clock& m_clock;
    const Log& m_log;
    BackgroundTasks m_background; ///< they use the others
};

} // namespace meshsso::engine
