#include "redis/RedisRouter.h"

#include "redis/MasterFinder.h"

namespace meshsso::redis {

Result<RedisReply> toResult(Result<RedisReply> reply)
{
    if (reply && reply->isError())
        return fail(ErrorCode::PeerError, "Redis answered " + std::string(reply->errorWord()));
    return reply;
}

Error unexpectedReply()
{
    return {ErrorCode::PeerError, "Redis answered something else than it was asked for", {}};
}

MasterRouter::MasterRouter(const LinkServices& services) : m_settings(services.settings)
{
    RedisLink::Locate locate;
    if (m_settings->masterName.empty()) {
        locate = [address = m_settings->addresses.front()](
                     const std::function<void(Result<RedisAddress>)>& done) { done(address); };
    } else {
        locate = [finder = std::make_shared<MasterFinder>(services.context, m_settings)](
                     std::function<void(Result<RedisAddress>)> done) { finder->find(std::move(done)); };
    }
    m_commands = std::make_shared<RedisLink>(services, locate, RedisLink::Role::Master, "commands");
    m_blocking = std::make_shared<RedisLink>(services, locate, RedisLink::Role::Master, "news");
}

void MasterRouter::send(RedisCommand command, ReplyHandler done)
{
    auto& link = command.blocksFor.count() > 0 ? m_blocking : m_commands;
    link->send({formatCommand(command.words),
                std::chrono::steady_clock::now() + m_settings->timeout + command.blocksFor,
                [done = std::move(done)](Result<RedisReply> reply) { done(toResult(std::move(reply))); }});
}

void MasterRouter::close()
{
    m_commands->close();
    m_blocking->close();
}

} // namespace meshsso::redis
