#include "redis/RevocationFeed.h"

#include "redis/RevocationEntry.h"

#include <boost/asio/post.hpp>
#include <mutex>
#include <optional>

namespace meshsso::redis {
namespace {

constexpr std::chrono::milliseconds pauseAfterError{200};
constexpr std::size_t entriesAtOnce = 1'000;
const std::string beginning = "0-0";

} // namespace

class RevocationFeed::Private : public std::enable_shared_from_this<Private>
{
public:
    Private(RedisClient& client, session::Revocations& list, const Clock& clock)
        : m_client(client), m_list(&list), m_clock(clock),
          m_stream(RedisKeys(client.settings().keyPrefix).revocations()), m_timer(client.context())
    {
    }

    void read();
    void stop()
    {
        const std::lock_guard lock(m_mutex);
        m_list = nullptr;
    }

    std::atomic<std::int64_t> heardAt{0}; ///< Unix milliseconds
    std::atomic<bool> isAlive{false};

private:
    void take(Result<RedisReply> reply, TimePoint askedAt);
    std::optional<std::size_t> add(const RedisReply& reply);
    void readLater();

    RedisClient& m_client;
    std::mutex m_mutex;
    session::Revocations* m_list; ///< under the mutex; null: stopped
    const Clock& m_clock;
    std::string m_stream;
    std::string m_lastId = beginning;
    bool m_isCaughtUp = false;
    boost::asio::steady_timer m_timer;
};

void RevocationFeed::Private::read()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_list)
            return;
    }
    RedisCommand command;
    command.key = m_stream;
    command.blocksFor = m_client.settings().longPoll;
    command.words = {"XREAD", "COUNT", std::to_string(entriesAtOnce)};
    // What is there already comes at once; only then is there something to wait for.
    if (m_isCaughtUp) {
        command.words.emplace_back("BLOCK");
        command.words.push_back(std::to_string(command.blocksFor.count()));
    }
    for (const auto& word : {std::string("STREAMS"), m_stream, m_lastId})
        command.words.push_back(word);
    m_client.submit(std::move(command),
                    [self = shared_from_this(), askedAt = m_clock.now()](Result<RedisReply> reply) {
                        self->take(std::move(reply), askedAt);
                    });
}

void RevocationFeed::Private::take(Result<RedisReply> reply, TimePoint askedAt)
{
    const std::lock_guard lock(m_mutex);
    if (!m_list)
        return;
    const auto count = reply ? add(*reply) : std::nullopt;
    isAlive = count.has_value();
    if (!count) {
        // Another server may answer next, or one that was emptied and counts anew.
        m_lastId = beginning;
        m_isCaughtUp = false;
        return readLater();
    }
    m_isCaughtUp = *count < entriesAtOnce;
    if (m_isCaughtUp) {
        // What is published after the question may have missed this answer.
        m_list->heard(askedAt);
        heardAt = std::chrono::duration_cast<std::chrono::milliseconds>(askedAt.time_since_epoch()).count();
    }
    boost::asio::post(m_client.context(), [self = shared_from_this()] { self->read(); });
}

/// How many entries there were; nothing if the reply has another shape.
std::optional<std::size_t> RevocationFeed::Private::add(const RedisReply& reply)
{
    if (reply.isNil())
        return 0;
    if (reply.elements.size() != 1 || reply.elements[0].elements.size() != 2)
        return std::nullopt;
    const auto& entries = reply.elements[0].elements[1].elements;
    for (const auto& entry : entries) {
        if (entry.elements.size() != 2)
            return std::nullopt;
        m_lastId = entry.elements[0].text;
        auto revocation = fromEntry(entry.elements[1]);
        if (revocation && revocation->until > m_clock.now())
            m_list->add(std::move(*revocation));
    }
    return entries.size();
}

void RevocationFeed::Private::readLater()
{
    m_timer.expires_after(pauseAfterError);
    m_timer.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
        if (const auto self = weak.lock(); !cancelled && self)
            self->read();
    });
}

RevocationFeed::RevocationFeed(RedisClient& client, session::Revocations& list, const Clock& clock)
    : m_d(std::make_shared<Private>(client, list, clock))
{
    list.expectChannel();
    boost::asio::post(client.context(), [d = m_d] { d->read(); });
}

RevocationFeed::~RevocationFeed()
{
    m_d->stop();
}

bool RevocationFeed::isAlive() const noexcept
{
    return m_d->isAlive;
}

TimePoint RevocationFeed::lastHeard() const noexcept
{
    return TimePoint(std::chrono::milliseconds(m_d->heardAt.load()));
}

} // namespace meshsso::redis
