#include "redis/RefreshLock.h"

#include <boost/asio/post.hpp>

namespace meshsso::redis {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortestTurn{40}; ///< between two attempts: this, and up to as much again
constexpr std::size_t tokenBytes = 16;

// Begins with a removal, of nothing: after that, Redis without memory lets the script go on. Sessions are
// refreshed then, too.
const std::string takeScript = "if redis.call('EXISTS',KEYS[1])==1 then return 0 end "
                               "redis.call('DEL',KEYS[1]) "
                               "redis.call('SET',KEYS[1],ARGV[1],'PX',ARGV[2]) return 1";
const std::string renewScript = "if redis.call('GET',KEYS[1])==ARGV[1] then "
                                "return redis.call('PEXPIRE',KEYS[1],ARGV[2]) end return 0";
const std::string releaseScript = "if redis.call('GET',KEYS[1])==ARGV[1] then "
                                  "return redis.call('DEL',KEYS[1]) end return 0";

} // namespace

/// The lock, held.
class RefreshLock::Handle final : public Operation
{
public:
    explicit Handle(std::shared_ptr<RefreshLock> lock) : m_lock(std::move(lock)) {}
    ~Handle() override
    {
        auto& context = m_lock->m_client.context();
        boost::asio::post(context, [lock = std::move(m_lock)] { lock->release(); });
    }

private:
    std::shared_ptr<RefreshLock> m_lock;
};

/// Somebody's wait for it; ends with it, whether or not the lock was given out.
class RefreshLock::Waiting final : public Operation
{
public:
    explicit Waiting(std::shared_ptr<RefreshLock> lock, std::shared_ptr<PendingResult<Held>> pending)
        : m_lock(std::move(lock)), m_pending(std::move(pending))
    {
    }
    ~Waiting() override
    {
        m_pending->cancel();
        auto& context = m_lock->m_client.context();
        boost::asio::post(context, [lock = std::move(m_lock)] {
            // Given out already: then its handle decides.
            if (lock->m_pending)
                lock->release();
        });
    }

private:
    std::shared_ptr<RefreshLock> m_lock;
    std::shared_ptr<PendingResult<Held>> m_pending;
};

Task<RefreshLock::Held> RefreshLock::acquire(RedisClient& client, Executor& executor, std::string key,
                                             milliseconds maxWait)
{
    const auto lock = std::make_shared<RefreshLock>(client, std::move(key), maxWait);
    Completion<Held>::Starter starter = [lock, &client, &executor](auto done) {
        lock->m_pending = std::make_shared<PendingResult<Held>>(executor, std::move(done));
        auto waiting = std::make_unique<Waiting>(lock, lock->m_pending);
        boost::asio::post(client.context(), [lock] { lock->attempt(); });
        return waiting;
    };
    Completion<Held> completion(std::move(starter));
    co_return co_await completion;
}

RefreshLock::RefreshLock(RedisClient& client, std::string key, milliseconds maxWait)
    : m_client(client), m_key(std::move(key)), m_token(client.random().token(tokenBytes)),
      m_giveUpAt(std::chrono::steady_clock::now() + maxWait), m_timer(client.context())
{
}

void RefreshLock::attempt()
{
    if (m_isOver)
        return;
    RedisCommand command{
        m_key,
        {"EVAL", takeScript, "1", m_key, m_token, std::to_string(m_client.settings().lockLife.count())}};
    m_client.submit(std::move(command), [self = shared_from_this()](Result<RedisReply> reply) {
        if (!reply) {
            // It may have been made all the same.
            const auto pending = self->m_pending;
            self->release();
            if (pending)
                pending->finish(fail(std::move(reply).error()));
        } else if (self->m_isOver) {
            self->m_isOver = false;
            self->release();
        } else if (reply->isInteger() && reply->integer == 1) {
            self->take();
        } else {
            self->attemptLater();
        }
    });
}

void RefreshLock::attemptLater()
{
    if (std::chrono::steady_clock::now() >= m_giveUpAt) {
        m_isOver = true;
        const auto pending = std::move(m_pending);
        pending->finish(fail(ErrorCode::Timeout, "another replica is refreshing this session still"));
        return;
    }
    unsigned char byte = 0;
    m_client.random().fill({&byte, 1});
    m_timer.expires_after(shortestTurn + shortestTurn * byte / 255);
    m_timer.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
        if (!cancelled)
            self->attempt();
    });
}

void RefreshLock::take()
{
    const auto pending = std::move(m_pending);
    renewLater();
    pending->finish(std::make_unique<Handle>(shared_from_this()));
}

void RefreshLock::renewLater()
{
    m_timer.expires_after(m_client.settings().lockLife / 4);
    m_timer.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
        if (cancelled || self->m_isOver)
            return;
        RedisCommand command{self->m_key,
                             {"EVAL", renewScript, "1", self->m_key, self->m_token,
                              std::to_string(self->m_client.settings().lockLife.count())}};
        // Whatever comes of it: the next turn tries again, and the refresh itself cannot be called back.
        self->m_client.submit(std::move(command), [](const Result<RedisReply>&) {});
        self->renewLater();
    });
}

void RefreshLock::release()
{
    if (m_isOver)
        return;
    m_isOver = true;
    m_pending.reset();
    m_timer.cancel();
    RedisCommand command{m_key, {"EVAL", releaseScript, "1", m_key, m_token}};
    m_client.submit(std::move(command), [](const Result<RedisReply>&) {});
}

} // namespace meshsso::redis
