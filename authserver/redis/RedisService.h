#pragma once

#include "core/Log.h"
#include "redis/RedisClient.h"
#include "redis/RevocationFeed.h"
#include "session/Revocations.h"
#include "session/SessionStore.h"

#include <chrono>
#include <memory>
#include <string>

namespace meshsso::redis {

/// Redis as a whole process uses it: one client, one feed into the process' list of revocations, and for each
/// worker and login a store and a channel. Outlives what it makes and whoever waits for that; what it is made
/// with outlives it.
class RedisService
{
public:
    struct Shared
    {
        session::Revocations& revocations;
        SecureRandom& random;
        const Clock& clock;
        const Log& log;
    };
    /// Begins to follow the revocations at once. longestLifetime: of all logins' sessions.
    RedisService(std::shared_ptr<RedisSettings> settings, Shared shared,
                 std::chrono::seconds longestLifetime);

    /// issuer: whose sid and sub the sessions have; lifetime: no session is older.
    std::unique_ptr<session::SessionStore> makeSessions(Executor& executor, std::string issuer,
                                                        std::chrono::seconds lifetime);
    std::unique_ptr<session::RevocationChannel> makeRevocations(Executor& executor);

    struct Status
    {
        bool isReachable = false; ///< the last question for news was answered
        TimePoint lastHeard;      ///< every revocation published until then is known; the epoch: none yet
        RedisClient::Stats stats;
    };
    /// Any thread.
    Status status() const;

    /// User, password and authorities that were read anew: for the connections from now on. What else differs
    /// in the settings takes a restart. Any thread.
    void renewAccess(const RedisSettings& settings) { m_client.use(settings.access); }
    /// As RedisClient::stop(): before the executors end, after their threads and all tasks on them did.
    void stop() { m_client.stop(); }

private:
    const Clock& m_clock;
    std::chrono::seconds m_longestLifetime;
    RedisClient m_client;
    RevocationFeed m_feed;
};

} // namespace meshsso::redis
