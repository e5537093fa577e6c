#pragma once

#include "core/Result.h"
#include "core/SecretString.h"
#include "redis/RedisAddress.h"
#include "serverconfig/ServerConfig.h"

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace meshsso::redis {

/// What opens a connection to Redis. Immutable once made.
struct RedisAccess
{
    std::shared_ptr<boost::asio::ssl::context> tls; ///< null: plain TCP; used by the Redis thread alone
    std::string username;
    SecretString password;
};

/// How to reach Redis, checked and with everything read that it names. Immutable once made, but for access.
struct RedisSettings
{
    std::vector<RedisAddress> addresses; ///< the server, a node of the cluster, or the sentinels
    std::string masterName;              ///< set: the addresses are sentinels
    bool cluster = false;
    /// Once there is a client, its thread's alone.
    std::shared_ptr<const RedisAccess> access = std::make_shared<const RedisAccess>();
    int database = 0;
    std::string keyPrefix;
    std::chrono::milliseconds timeout{500};          ///< of a command, connecting included
    std::chrono::milliseconds connectTimeout{1'000}; ///< a TLS handshake may take longer than a command
    std::chrono::milliseconds keepAlive{5'000};      ///< an idle connection is tried this often
    std::chrono::milliseconds longPoll{3'000};  ///< how long Redis may wait for news before it says "none"
    std::chrono::milliseconds lockLife{15'000}; ///< a dead replica's refresh lock ends after this
    std::size_t maxReplyBytes = std::size_t{4} * 1024 * 1024;
    std::size_t maxWaiting = 4096; ///< commands without an answer, before more are refused
    std::size_t maxWaitingBytes = std::size_t{16} * 1024 * 1024; ///< of those commands

    /// Errors: InvalidArgument and ParseError (naming the field), IoError (caFile).
    static Result<std::shared_ptr<RedisSettings>> create(const serverconfig::RedisConfig& config,
                                                         SecretString password);
};

} // namespace meshsso::redis
