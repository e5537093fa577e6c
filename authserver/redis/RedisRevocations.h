#pragma once

#include "core/Clock.h"
#include "redis/RedisClient.h"
#include "redis/RedisKeys.h"
#include "session/Revocations.h"

#include <chrono>

namespace meshsso::redis {

/// Publishes revocations: a key each, which loading a session asks for, and an entry in a stream that every
/// replica follows (RevocationFeed). One for each executor.
class RedisRevocations final : public session::RevocationChannel
{
public:
    /// longestLifetime: no revocation is needed for longer.
    RedisRevocations(RedisClient& client, Executor& executor, const Clock& clock,
                     std::chrono::seconds longestLifetime);

    Task<Result<bool>> publish(session::Revocation revocation) override;
    Task<Result<bool>> claimOnce(std::string name, TimePoint until) override;
    Task<Result<bool>> isClaimed(std::string name) override;

private:
    std::chrono::milliseconds timeUntil(TimePoint until) const;
    Task<Result<bool>> removeSessions(session::Revocation revocation);

    RedisClient& m_client;
    Executor& m_executor;
    const Clock& m_clock;
    std::chrono::seconds m_longestLifetime;
    RedisKeys m_keys;
};

} // namespace meshsso::redis
