#pragma once

#include "core/Executor.h"
#include "core/SecureRandom.h"
#include "core/Task.h"
#include "redis/RedisRouter.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace meshsso::redis {

/// Redis, from any thread: a thread of its own with two connections a server, one for commands, one for those
/// that wait for news. Connects when first asked and stays connected. Outlives everything that uses it.
class RedisClient
{
public:
    RedisClient(std::shared_ptr<RedisSettings> settings, SecureRandom& random, const Log& log);
    ~RedisClient();
    RedisClient(const RedisClient&) = delete;
    RedisClient& operator=(const RedisClient&) = delete;

    using Replies = std::vector<RedisReply>;
    /// Sends the commands in one go and gives the replies in their order; completes on the executor. Errors:
    /// Unreachable (also: too many commands are waiting), Timeout, TlsError, PeerError; the first, where
    /// several fail.
    Task<Result<Replies>> send(Executor& executor, std::vector<RedisCommand> commands);

    /// The number that a single command is answered with. Errors: those of send(), PeerError (another reply).
    Task<Result<std::int64_t>> sendForInteger(Executor& executor, RedisCommand command);

    /// New connections are opened with this. Any thread.
    void use(std::shared_ptr<const RedisAccess> access);
    /// Ends the thread, once what was sent before is answered (nothing takes longer than the time-out). From
    /// then on nothing completes any more. Not from an executor's thread; once is enough.
    void stop();

    struct Stats
    {
        std::uint64_t commands = 0; ///< answered or failed
        std::uint64_t failures = 0; ///< no answer, or an error
        std::size_t waiting = 0;    ///< commands without an answer
    };
    Stats stats() const noexcept;

    const RedisSettings& settings() const noexcept { return *m_settings; }
    SecureRandom& random() noexcept { return m_random; }

    // For this folder's state machines.
    boost::asio::io_context& context() noexcept { return m_context; }
    /// On the Redis thread.
    void submit(RedisCommand command, ReplyHandler done);

private:
    struct Batch;
    void start(const std::shared_ptr<Batch>& batch);

    std::shared_ptr<RedisSettings> m_settings;
    SecureRandom& m_random;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work{m_context.get_executor()};
    std::unique_ptr<RedisRouter> m_router;
    std::atomic<std::size_t> m_waiting{0};
    std::atomic<std::size_t> m_waitingBytes{0};
    std::atomic<std::uint64_t> m_commands{0};
    std::atomic<std::uint64_t> m_failures{0};
    std::size_t m_running = 0; ///< commands that do not wait for news; the Redis thread's, as the next
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace meshsso::redis
