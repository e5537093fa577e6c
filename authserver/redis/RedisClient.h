#pragma once

#include "core/Executor.h"
#include "core/SecureRandom.h"
#include "core/Task.h"
#include "redis/RedisRouter.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace meshsso::redis {

/// Redis, from any thread: a thread of its own with two connections a server, one for commands, one for those
/// that wait for news. Connects when first asked and stays connected. Outlives everything that uses it; when
/// it ends, nothing completes any more.
class RedisClient
{
public:
    RedisClient(std::shared_ptr<const RedisSettings> settings, SecureRandom& random);
    ~RedisClient();
    RedisClient(const RedisClient&) = delete;
    RedisClient& operator=(const RedisClient&) = delete;

    using Replies = std::vector<RedisReply>;
    /// Sends the commands in one go and gives the replies in their order; completes on the executor. Errors:
    /// Unreachable (also: too many commands are waiting), Timeout, TlsError, PeerError; the first, where
    /// several fail.
    Task<Result<Replies>> send(Executor& executor, std::vector<RedisCommand> commands);

    const RedisSettings& settings() const noexcept { return *m_settings; }
    SecureRandom& random() noexcept { return m_random; }

    // For this folder's state machines.
    boost::asio::io_context& context() noexcept { return m_context; }
    /// On the Redis thread.
    void submit(RedisCommand command, ReplyHandler done)
    {
        m_router->send(std::move(command), std::move(done));
    }

private:
    struct Batch;
    void start(const std::shared_ptr<Batch>& batch);

    std::shared_ptr<const RedisSettings> m_settings;
    SecureRandom& m_random;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work{m_context.get_executor()};
    std::unique_ptr<RedisRouter> m_router;
    std::atomic<std::size_t> m_waiting{0};
    std::atomic<std::size_t> m_waitingBytes{0};
    std::thread m_thread;
};

} // namespace meshsso::redis
