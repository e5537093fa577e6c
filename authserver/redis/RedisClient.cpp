#include "redis/RedisClient.h"

#include "redis/ClusterRouter.h"
#include "redis/PendingResult.h"

#include <boost/asio/post.hpp>
#include <csignal>
#include <optional>

namespace meshsso::redis {
namespace {

std::size_t sizeOf(const std::vector<RedisCommand>& commands)
{
    std::size_t bytes = 0;
    for (const auto& command : commands) {
        for (const auto& word : command.words)
            bytes += word.size();
    }
    return bytes;
}

} // namespace

struct RedisClient::Batch
{
    std::vector<RedisCommand> commands;
    std::size_t count = 0;
    std::size_t bytes = 0;
    std::size_t missing = 0;
    Replies replies;
    std::optional<Error> error;
    std::shared_ptr<PendingResult<Result<Replies>>> pending;
};

RedisClient::RedisClient(std::shared_ptr<RedisSettings> settings, SecureRandom& random, const Log& log)
    : m_settings(std::move(settings)), m_random(random)
{
    const LinkServices services{m_context, m_settings, m_random, log};
    if (m_settings->cluster)
        m_router = std::make_unique<ClusterRouter>(services);
    else
        m_router = std::make_unique<MasterRouter>(services);
    // The thread inherits this mask: signals stay the main thread's business, SIGPIPE included.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    m_thread = std::thread([this] { m_context.run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

RedisClient::~RedisClient()
{
    stop();
}

void RedisClient::stop()
{
    if (!m_thread.joinable())
        return;
    // Locks that were given back a moment ago would otherwise keep other replicas waiting.
    boost::asio::post(m_context, [this] {
        m_isStopping = true;
        if (m_running == 0)
            m_context.stop();
    });
    m_thread.join();
    m_router->close();
}

void RedisClient::use(std::shared_ptr<const RedisAccess> access)
{
    boost::asio::post(
        m_context, [this, access = std::move(access)]() mutable { m_settings->access = std::move(access); });
}

RedisClient::Stats RedisClient::stats() const noexcept
{
    return {m_commands.load(), m_failures.load(), m_waiting.load()};
}

void RedisClient::submit(RedisCommand command, ReplyHandler done)
{
    if (m_isStopping)
        return done(fail(ErrorCode::Unreachable, "the connection to Redis is being closed"));
    const bool isNews = command.blocksFor.count() > 0;
    if (!isNews)
        ++m_running;
    m_router->send(std::move(command), [this, isNews, done = std::move(done)](Result<RedisReply> reply) {
        ++m_commands;
        if (!reply)
            ++m_failures;
        done(std::move(reply));
        if (!isNews && --m_running == 0 && m_isStopping)
            m_context.stop();
    });
}

Task<Result<RedisClient::Replies>> RedisClient::send(Executor& executor, std::vector<RedisCommand> commands)
{
    auto batch = std::make_shared<Batch>();
    batch->count = commands.size();
    batch->bytes = sizeOf(commands);
    batch->commands = std::move(commands);
    // Counted here and not in the thread's queue, so that a thread that cannot keep up holds no more either.
    const auto waiting = m_waiting.fetch_add(batch->count) + batch->count;
    const auto bytes = m_waitingBytes.fetch_add(batch->bytes) + batch->bytes;
    if (waiting > m_settings->maxWaiting || bytes > m_settings->maxWaitingBytes) {
        m_waiting -= batch->count;
        m_waitingBytes -= batch->bytes;
        co_return fail(ErrorCode::Unreachable, "too many commands are waiting for Redis already");
    }
    Completion<Result<Replies>>::Starter starter = [this, &executor, batch](auto done) {
        batch->pending = std::make_shared<PendingResult<Result<Replies>>>(executor, std::move(done));
        auto operation = std::make_unique<PendingOperation<Result<Replies>>>(batch->pending);
        boost::asio::post(m_context, [this, batch] { start(batch); });
        return operation;
    };
    Completion<Result<Replies>> completion(std::move(starter));
    co_return co_await completion;
}

void RedisClient::start(const std::shared_ptr<Batch>& batch)
{
    batch->missing = batch->count;
    batch->replies.resize(batch->count);
    auto commands = std::move(batch->commands);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        submit(std::move(commands[i]), [this, batch, i](Result<RedisReply> reply) {
            if (reply)
                batch->replies[i] = std::move(*reply);
            else if (!batch->error)
                batch->error = std::move(reply).error();
            if (--batch->missing > 0)
                return;
            m_waiting -= batch->count;
            m_waitingBytes -= batch->bytes;
            if (batch->error)
                batch->pending->finish(fail(std::move(*batch->error)));
            else
                batch->pending->finish(std::move(batch->replies));
        });
    }
}

Task<Result<std::int64_t>> RedisClient::sendForInteger(Executor& executor, RedisCommand command)
{
    std::vector<RedisCommand> commands;
    commands.push_back(std::move(command));
    auto replies = co_await send(executor, std::move(commands));
    if (!replies)
        co_return fail(std::move(replies).error());
    if (!replies->front().isInteger())
        co_return fail(unexpectedReply());
    co_return replies->front().integer;
}

} // namespace meshsso::redis
