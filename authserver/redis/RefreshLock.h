#pragma once

#include "core/Task.h"
#include "redis/PendingResult.h"
#include "redis/RedisClient.h"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace meshsso::redis {

/// The right to refresh one session, over all replicas: a key with a random value that is made only if there
/// is none, renewed while it is held and removed only by its owner. Belongs to the Redis thread, but for
/// what acquire() gives.
class RefreshLock : public std::enable_shared_from_this<RefreshLock>
{
public:
    using Held = Result<std::unique_ptr<Operation>>;

    /// Waits until the lock is ours; destroying what comes gives it back. Completes on the executor. Errors:
    /// RedisClient's; Timeout (another holds it for longer than maxWait).
    static Task<Held> acquire(RedisClient& client, Executor& executor, std::string key,
                              std::chrono::milliseconds maxWait);

    RefreshLock(RedisClient& client, std::string key, std::chrono::milliseconds maxWait);

private:
    class Handle;
    class Waiting;

    void attempt();
    void attemptLater();
    void take();
    void renewLater();
    void release();

    RedisClient& m_client;
    std::string m_key;
    std::string m_token;
    std::chrono::steady_clock::time_point m_giveUpAt;
    boost::asio::steady_timer m_timer;
    std::shared_ptr<PendingResult<Held>> m_pending;
    bool m_isOver = false;
};

} // namespace meshsso::redis
