#pragma once

#include "redis/RedisLink.h"

#include <string>
#include <vector>

namespace meshsso::redis {

struct RedisCommand
{
    std::string key; ///< what it is about: a cluster's node is chosen by it
    std::vector<std::string> words;
    /// How long Redis may hold it back by itself; such commands have a connection of their own.
    std::chrono::milliseconds blocksFor{0};
};

/// Takes each command to the server that holds its key. Belongs to the Redis thread.
class RedisRouter
{
public:
    virtual ~RedisRouter() = default;
    /// Errors: Unreachable, Timeout, TlsError, PeerError (also Redis' error replies).
    virtual void send(RedisCommand command, ReplyHandler done) = 0;
    virtual void close() = 0;
};

/// The reply, or its error word as PeerError.
Result<RedisReply> toResult(Result<RedisReply> reply);
/// What a reply is that is not of the kind that its command gives: it must not be taken for an answer.
Error unexpectedReply();

/// One server, or the master that sentinels name.
class MasterRouter final : public RedisRouter
{
public:
    explicit MasterRouter(const LinkServices& services);
    void send(RedisCommand command, ReplyHandler done) override;
    void close() override;

private:
    std::shared_ptr<const RedisSettings> m_settings;
    std::shared_ptr<RedisLink> m_commands;
    std::shared_ptr<RedisLink> m_blocking;
};

} // namespace meshsso::redis
