#pragma once

#include "redis/RedisSettings.h"
#include "redis/RedisStream.h"
#include "redis/RespReader.h"

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

namespace meshsso::redis {

/// Asks the sentinels, one after the other, which server is the master. Belongs to the Redis thread.
class MasterFinder : public std::enable_shared_from_this<MasterFinder>
{
public:
    using Done = std::function<void(Result<RedisAddress>)>;

    MasterFinder(boost::asio::io_context& context, std::shared_ptr<const RedisSettings> settings);

    /// Errors: that of the last sentinel: Unreachable, Timeout, TlsError, PeerError (knows no such master).
    void find(Done done);

private:
    struct Question;

    void ask(const std::shared_ptr<Question>& question);
    void write(const std::shared_ptr<Question>& question, bool withPassword);
    void read(const std::shared_ptr<Question>& question);
    void take(const std::shared_ptr<Question>& question, const RedisReply& reply);
    void askNext(const std::shared_ptr<Question>& question, Error error);

    boost::asio::io_context& m_context;
    std::shared_ptr<const RedisSettings> m_settings;
    std::size_t m_first = 0; ///< the sentinel that answered last
};

} // namespace meshsso::redis
