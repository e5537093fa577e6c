#pragma once

#include "core/Log.h"
#include "core/SecureRandom.h"
#include "redis/RedisReply.h"
#include "redis/RedisSettings.h"
#include "redis/RedisStream.h"
#include "redis/RespReader.h"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace meshsso::redis {

using ReplyHandler = std::function<void(Result<RedisReply>)>;

/// What everything on the Redis thread works with.
struct LinkServices
{
    boost::asio::io_context& context;
    std::shared_ptr<const RedisSettings> settings;
    SecureRandom& random;
    const Log& log;
};

/// A formatted command on its way.
struct LinkRequest
{
    std::string bytes;
    std::chrono::steady_clock::time_point deadline;
    ReplyHandler done; ///< called once, unless the link is closed before
};

/// One connection to a server, kept up: commands are pipelined; when it is lost it is made again at once, and
/// after failures with growing, jittered pauses, in which commands fail at once rather than wait. A command
/// that was sent is never sent again. Belongs to the Redis thread.
class RedisLink : public std::enable_shared_from_this<RedisLink>
{
public:
    /// Finds out where the server is; asked before each connection, and while one is idle.
    using Locate = std::function<void(std::function<void(Result<RedisAddress>)>)>;
    enum class Role {
        Master, ///< a replica is refused: it may answer with what has been removed meanwhile
        Any,    ///< a cluster's node redirects by itself
    };

    /// purpose: what the log says this connection is for.
    RedisLink(const LinkServices& services, Locate locate, Role role, std::string_view purpose);

    /// Errors: Unreachable, Timeout, TlsError, PeerError. Redis' own error replies are replies.
    void send(LinkRequest request);
    /// Somebody waits for an answer.
    bool isBusy() const noexcept { return !m_queue.empty() || !m_sent.empty(); }
    /// Forgets everything; no handler is called any more.
    void close();

private:
    enum class State { Idle, Connecting, Ready, Pausing, Closed };
    using Stream = std::shared_ptr<RedisStream>;

    void connect();
    void open(const RedisAddress& address);
    void introduce();
    void checkRole(const Result<RedisReply>& reply);
    void write(std::string bytes);
    void drop(const Error& error);
    void becomeReady();
    void flush();
    void readMore();
    bool takeReplies();
    void answer(const ReplyHandler& done, RedisReply reply);
    void watchDeadlines();
    void expire();
    void keepAlive();
    void push(const std::vector<std::string>& words, ReplyHandler done, std::string& bytes);
    bool isCurrent(const Stream& stream) const noexcept { return stream && stream == m_stream; }

    boost::asio::io_context& m_context;
    std::shared_ptr<const RedisSettings> m_settings;
    SecureRandom& m_random;
    const Log& m_log;
    Locate m_locate;
    Role m_role;
    std::string_view m_purpose;
    State m_state = State::Idle;
    Stream m_stream;
    std::unique_ptr<RespReader> m_reader;
    RedisAddress m_address;
    std::deque<LinkRequest> m_queue; ///< not yet sent
    std::deque<LinkRequest> m_sent;
    bool m_writing = false;
    int m_failures = 0; ///< since the last good answer
    bool m_isLossLogged = false;
    Error m_lastError;
    boost::asio::steady_timer m_deadlineTimer;
    boost::asio::steady_timer m_connectTimer;
    boost::asio::steady_timer m_pauseTimer;
    boost::asio::steady_timer m_keepAliveTimer;
};

} // namespace meshsso::redis
