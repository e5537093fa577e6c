#pragma once

#include "engine/Settings.h"
#include "session/OpenedSession.h"
#include "session/Revocations.h"
#include "session/SessionCache.h"

#include <memory>
#include <optional>
#include <string>

namespace meshsso::engine {

/// What a request's cookies say about its session.
struct FoundSession
{
    enum class Status {
        None,    ///< no session cookie
        Invalid, ///< there is one, but it does not open: tampered with, cut, or sealed with another secret
        Opened,  ///< whether it is still alive is for the caller to see
        InStore, ///< the ticket is good; the session has to be loaded
    };
    Status status = Status::None;
    std::shared_ptr<const session::OpenedSession> opened;
    std::optional<session::SessionTicket> ticket; ///< InStore
    std::string key;                              ///< what remember() knows it by
};

/// Finds the session of a request without waiting for anybody: in the cache, else in the cookie itself.
/// Thread-safe; shared by all workers.
class SessionFinder
{
public:
    SessionFinder(session::SessionCache& cache, const session::Revocations& revocations)
        : m_cache(cache), m_revocations(revocations)
    {
    }

    FoundSession find(const session::CookieList& cookies, const Settings& settings, TimePoint now) const;
    /// What remember() was told under that key, or null.
    std::shared_ptr<const session::OpenedSession> recall(const std::string& key) const;
    /// From now on the same cookie finds this session.
    void remember(const std::string& key, std::shared_ptr<const session::OpenedSession> opened) const;
    void forget(const std::string& key) const;

    const session::Revocations& revocations() const noexcept { return m_revocations; }

private:
    session::SessionCache& m_cache;
    const session::Revocations& m_revocations;
};

} // namespace meshsso::engine
