#include "redis/RedisLink.h"

#include "core/SecretString.h"

#include <algorithm>
#include <utility>

namespace meshsso::redis {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds firstPause{20};
constexpr milliseconds longestPause{1'000};
constexpr std::size_t batchBytes = std::size_t{256} * 1024;

/// Half of it to all of it, so that replicas do not come back at the same moment.
milliseconds jittered(milliseconds pause, SecureRandom& random)
{
    unsigned char byte = 0;
    random.fill({&byte, 1});
    return pause / 2 + pause * byte / 510;
}

Error timedOut(const RedisAddress& address)
{
    return {ErrorCode::Timeout, "Redis did not answer in time", address.toString()};
}

Error refused(const RedisReply& reply, const RedisAddress& address)
{
    return {ErrorCode::PeerError, "Redis answered " + std::string(reply.errorWord()), address.toString()};
}

/// Errors that say that this connection is of no use any more.
bool endsConnection(std::string_view word)
{
    constexpr std::string_view words[] = {"READONLY",  "LOADING", "MASTERDOWN",
                                          "UNBLOCKED", "NOAUTH",  "WRONGPASS"};
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

} // namespace

RedisLink::RedisLink(const LinkServices& services, Locate locate, Role role, std::string_view purpose)
    : m_context(services.context), m_settings(services.settings), m_random(services.random),
      m_log(services.log), m_locate(std::move(locate)), m_role(role), m_purpose(purpose),
      m_deadlineTimer(m_context), m_connectTimer(m_context), m_pauseTimer(m_context),
      m_keepAliveTimer(m_context)
{
}

void RedisLink::send(LinkRequest request)
{
    if (m_state == State::Closed)
        return;
    // After two failures in a row whoever asks is told at once, instead of each waiting for the time-out.
    if (m_failures > 1 && m_state != State::Ready) {
        request.done(fail(m_lastError));
        return;
    }
    m_queue.push_back(std::move(request));
    if (m_state == State::Idle)
        connect();
    else if (m_state == State::Ready)
        flush();
    watchDeadlines();
}

void RedisLink::close()
{
    m_state = State::Closed;
    if (m_stream)
        m_stream->close();
    m_stream.reset();
    m_queue.clear();
    m_sent.clear();
    for (auto* timer : {&m_deadlineTimer, &m_connectTimer, &m_pauseTimer, &m_keepAliveTimer})
        timer->cancel();
}

void RedisLink::connect()
{
    m_state = State::Connecting;
    m_stream = std::make_shared<RedisStream>(m_context, m_settings->access->tls);
    const std::weak_ptr weak = weak_from_this();
    m_connectTimer.expires_after(std::max(m_settings->timeout, m_settings->connectTimeout));
    m_connectTimer.async_wait([weak, stream = m_stream](boost::system::error_code cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self && self->isCurrent(stream) && self->m_state == State::Connecting)
            self->drop(timedOut(self->m_address));
    });
    m_locate([weak, stream = m_stream](Result<RedisAddress> found) {
        const auto self = weak.lock();
        if (!self || !self->isCurrent(stream))
            return;
        if (!found)
            return self->drop(std::move(found).error());
        self->open(*found);
    });
}

void RedisLink::open(const RedisAddress& address)
{
    m_address = address;
    m_reader = std::make_unique<RespReader>(m_settings->maxReplyBytes);
    m_stream->connect(address, [weak = weak_from_this(), stream = m_stream](Result<void> connected) {
        const auto self = weak.lock();
        if (!self || !self->isCurrent(stream))
            return;
        if (!connected)
            return self->drop(std::move(connected).error());
        self->introduce();
        self->readMore();
    });
}

void RedisLink::push(const std::vector<std::string>& words, ReplyHandler done, std::string& bytes)
{
    auto command = formatCommand(words);
    bytes += command;
    wipe(command);
    m_sent.push_back({{}, Clock::time_point::max(), std::move(done)});
}

void RedisLink::introduce()
{
    // Sent together. The handlers live in m_sent, so this object does while they are called.
    const auto mustSucceed = [this](Result<RedisReply> reply) {
        if (reply && reply->isError())
            drop(refused(*reply, m_address));
    };
    std::string bytes;
    if (!m_settings->access->password.empty()) {
        std::vector<std::string> words{"AUTH"};
        if (!m_settings->access->username.empty())
            words.push_back(m_settings->access->username);
        words.emplace_back(m_settings->access->password.reveal());
        bytes.reserve(1024); // growing would leave copies of the password
        push(words, mustSucceed, bytes);
        wipe(words.back());
    }
    if (m_settings->database != 0)
        push({"SELECT", std::to_string(m_settings->database)}, mustSucceed, bytes);
    // A name is for the operator's CLIENT LIST; a user who may not set one is good enough.
    push(
        {"CLIENT", "SETNAME", "meshsso-authserver"}, [](const Result<RedisReply>&) {}, bytes);
    push(
        {"ROLE"}, [this](const Result<RedisReply>& reply) { checkRole(reply); }, bytes);
    write(std::move(bytes));
}

void RedisLink::write(std::string bytes)
{
    m_writing = true;
    m_stream->write(std::move(bytes), [weak = weak_from_this(), stream = m_stream](Result<void> written) {
        const auto self = weak.lock();
        if (!self || !self->isCurrent(stream))
            return;
        if (!written)
            return self->drop(std::move(written).error());
        self->m_writing = false;
        self->flush();
    });
}

void RedisLink::checkRole(const Result<RedisReply>& reply)
{
    if (!reply)
        return;
    // Who may not ask for it has to do without.
    if (reply->isError() && reply->errorWord() != "NOPERM")
        return drop(refused(*reply, m_address));
    if (!reply->isError()) {
        if (reply->elements.empty())
            return drop({ErrorCode::PeerError, "the peer does not speak Redis", m_address.toString()});
        if (m_role == Role::Master && reply->elements[0].text != "master")
            return drop({ErrorCode::PeerError, "Redis answered READONLY: this server is a replica",
                         m_address.toString()});
    }
    if (m_state != State::Connecting)
        return;
    becomeReady();
}

void RedisLink::becomeReady()
{
    m_connectTimer.cancel();
    m_state = State::Ready;
    m_isLossLogged = false;
    m_log.write(LogLevel::Info, "redis.connected", {{"address", m_address.toString()}, {"for", m_purpose}});
    keepAlive();
    flush();
}

void RedisLink::drop(const Error& error)
{
    if (m_state == State::Closed)
        return;
    m_stream->close();
    m_stream.reset();
    m_writing = false;
    m_connectTimer.cancel();
    m_keepAliveTimer.cancel();
    ++m_failures;
    m_lastError = error;
    // Once, and not again for each attempt to come back.
    if (!std::exchange(m_isLossLogged, true))
        m_log.write(LogLevel::Warning, "redis.lost",
                    {{"code", errorCodeName(error.code)}, {"error", error.toString()}, {"for", m_purpose}});
    m_state = State::Pausing;
    auto pause = firstPause * (1 << std::min(m_failures - 1, 10));
    m_pauseTimer.expires_after(jittered(std::min(pause, longestPause), m_random));
    m_pauseTimer.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self && self->m_state == State::Pausing)
            self->connect();
    });
    // Last, as a handler may send again.
    const auto keep = shared_from_this();
    auto lost = std::exchange(m_sent, {});
    if (m_failures > 1) {
        auto waiting = std::exchange(m_queue, {});
        std::move(waiting.begin(), waiting.end(), std::back_inserter(lost));
    }
    for (auto& request : lost) {
        if (request.done)
            request.done(fail(error));
    }
}

void RedisLink::flush()
{
    if (m_state != State::Ready || m_writing || m_queue.empty())
        return;
    std::string bytes;
    while (!m_queue.empty() && bytes.size() < batchBytes) {
        auto& request = m_queue.front();
        if (bytes.empty())
            bytes = std::move(request.bytes);
        else
            bytes += request.bytes;
        request.bytes.clear();
        m_sent.push_back(std::move(request));
        m_queue.pop_front();
    }
    write(std::move(bytes));
}

void RedisLink::readMore()
{
    m_stream->read([weak = weak_from_this(), stream = m_stream](Result<std::string_view> bytes) {
        const auto self = weak.lock();
        if (!self || !self->isCurrent(stream))
            return;
        if (!bytes)
            return self->drop(std::move(bytes).error());
        self->m_reader->feed(*bytes);
        if (self->takeReplies())
            self->readMore();
    });
}

bool RedisLink::takeReplies()
{
    const auto stream = m_stream;
    while (isCurrent(stream)) {
        auto reply = m_reader->next();
        if (!reply) {
            auto error = std::move(reply).error();
            error.context = m_address.toString();
            drop(error);
            return false;
        }
        if (!*reply)
            break;
        if (m_sent.empty()) {
            drop({ErrorCode::PeerError, "Redis sent an answer that nobody asked for", m_address.toString()});
            return false;
        }
        auto request = std::move(m_sent.front());
        m_sent.pop_front();
        answer(request.done, std::move(**reply));
    }
    if (!isCurrent(stream))
        return false;
    watchDeadlines();
    return true;
}

void RedisLink::answer(const ReplyHandler& done, RedisReply reply)
{
    const bool isOver = m_state == State::Ready && reply.isError() && endsConnection(reply.errorWord());
    const auto error = isOver ? refused(reply, m_address) : Error{};
    if (m_state == State::Ready && !reply.isError())
        m_failures = 0;
    const auto stream = m_stream;
    if (done)
        done(std::move(reply));
    if (isOver && isCurrent(stream))
        drop(error);
}

void RedisLink::watchDeadlines()
{
    auto earliest = Clock::time_point::max();
    if (!m_queue.empty())
        earliest = m_queue.front().deadline;
    if (!m_sent.empty())
        earliest = std::min(earliest, m_sent.front().deadline);
    if (earliest == Clock::time_point::max() || earliest == m_deadlineTimer.expiry())
        return;
    m_deadlineTimer.expires_at(earliest);
    m_deadlineTimer.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
        if (const auto self = weak.lock(); !cancelled && self)
            self->expire();
    });
}

void RedisLink::expire()
{
    const auto now = Clock::now();
    // What was sent is answered in order: if the first answer is late, none can come.
    if (!m_sent.empty() && m_sent.front().deadline <= now)
        drop(timedOut(m_address));
    while (!m_queue.empty() && m_queue.front().deadline <= now) {
        auto late = std::move(m_queue.front());
        m_queue.pop_front();
        late.done(fail(timedOut(m_address)));
    }
    m_deadlineTimer.expires_at(Clock::time_point::min());
    watchDeadlines();
}

void RedisLink::keepAlive()
{
    m_keepAliveTimer.expires_after(m_settings->keepAlive);
    m_keepAliveTimer.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
        const auto self = weak.lock();
        if (cancelled || !self || self->m_state != State::Ready)
            return;
        self->keepAlive();
        // A failover that left our server running, but cut off from the others.
        self->m_locate([weak, stream = self->m_stream](Result<RedisAddress> found) {
            const auto link = weak.lock();
            if (link && link->isCurrent(stream) && found && *found != link->m_address)
                link->drop({ErrorCode::Unreachable, "Redis has another master now", found->toString()});
        });
        if (!self->m_sent.empty() || !self->m_queue.empty() || self->m_state != State::Ready)
            return;
        self->m_queue.push_back(
            {formatCommand({"ROLE"}), Clock::now() + self->m_settings->timeout,
             [link = self.get()](const Result<RedisReply>& reply) { link->checkRole(reply); }});
        self->flush();
        self->watchDeadlines();
    });
}

} // namespace meshsso::redis
