#pragma once

#include "core/Clock.h"
#include "redis/RedisClient.h"
#include "redis/RedisKeys.h"
#include "session/SessionStore.h"

#include <chrono>
#include <memory>
#include <string>

namespace meshsso::redis {

/// Sessions in Redis. A record is sealed with its ticket's own key, so that Redis, its dumps and its
/// administrators see none of it; its time to live is the session's. One for each executor and login.
class RedisSessionStore final : public session::SessionStore
{
public:
    struct Options
    {
        std::string issuer;            ///< whose sid and sub the sessions have
        std::chrono::seconds lifetime; ///< no session is older
    };

    RedisSessionStore(RedisClient& client, Executor& executor, const Clock& clock, Options options);

    /// Also asks for the revocations of that session, so that what comes is exact whether or not this process
    /// has heard of them. A record that does not open is none.
    Task<Result<std::optional<session::Session>>> load(session::SessionTicket ticket) override;
    /// False, and nothing written, if the session was signed out a moment ago: a refresh that was under way
    /// does not bring it back.
    Task<Result<bool>> save(session::SessionTicket ticket, session::Session session,
                            std::chrono::seconds timeToLive) override;
    Task<Result<bool>> touch(session::SessionTicket ticket, std::chrono::seconds timeToLive) override;
    /// False: there was none.
    Task<Result<bool>> remove(session::SessionTicket ticket) override;
    Task<Result<std::unique_ptr<Operation>>> lockForRefresh(session::SessionTicket ticket,
                                                            std::chrono::milliseconds maxWait) override;

private:
    void addToIndex(session::Revocation::Kind kind, const std::string& value, const std::string& tag,
                    TimePoint createdAt, std::vector<RedisCommand>& commands) const;
    Task<Result<bool>> isRevoked(session::Session session);

    RedisClient& m_client;
    Executor& m_executor;
    const Clock& m_clock;
    Options m_options;
    RedisKeys m_keys;
};

} // namespace meshsso::redis
