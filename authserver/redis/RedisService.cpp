#include "redis/RedisService.h"

#include "redis/RedisRevocations.h"
#include "redis/RedisSessionStore.h"

namespace meshsso::redis {

RedisService::RedisService(std::shared_ptr<RedisSettings> settings, Shared shared,
                           std::chrono::seconds longestLifetime)
    : m_clock(shared.clock), m_longestLifetime(longestLifetime),
      m_client(std::move(settings), shared.random, shared.log),
      m_feed(m_client, shared.revocations, shared.clock)
{
}

std::unique_ptr<session::SessionStore> RedisService::makeSessions(Executor& executor, std::string issuer,
                                                                  std::chrono::seconds lifetime)
{
    return std::make_unique<RedisSessionStore>(m_client, executor, m_clock,
                                               RedisSessionStore::Options{std::move(issuer), lifetime});
}

std::unique_ptr<session::RevocationChannel> RedisService::makeRevocations(Executor& executor)
{
    return std::make_unique<RedisRevocations>(m_client, executor, m_clock, m_longestLifetime);
}

RedisService::Status RedisService::status() const
{
    return {m_feed.isAlive(), m_feed.lastHeard(), m_client.stats()};
}

} // namespace meshsso::redis
