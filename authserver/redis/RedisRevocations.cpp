#include "redis/RedisRevocations.h"

#include "redis/RevocationEntry.h"

#include <algorithm>

namespace meshsso::redis {
namespace {

using session::Revocation;
using std::chrono::milliseconds;

/// How far the clocks of Redis and the replicas may be apart before the stream loses an entry too early.
constexpr std::chrono::hours clockMargin{1};
constexpr int removedAtOnce = 500;

// Redis without memory lets a script go on that has written before, and removing is always allowed: so each
// of these begins with a removal, even of nothing, and users can be signed out also then.

// Told twice, the later times hold.
const std::string revokeScript = "local was=redis.call('GET',KEYS[1]) "
                                 "local before=ARGV[1] "
                                 "if was and tonumber(was)>tonumber(before) then before=was end "
                                 "local life=math.max(redis.call('PTTL',KEYS[1]),tonumber(ARGV[2])) "
                                 "redis.call('DEL',KEYS[1]) "
                                 "redis.call('SET',KEYS[1],before,'PX',life) return 1";
const std::string listScript = "local life=math.max(redis.call('PTTL',KEYS[1]),tonumber(ARGV[1])) "
                               "redis.call('PEXPIRE',KEYS[1],life) "
                               "redis.call('XADD',KEYS[1],'MINID','~',ARGV[2],'*',unpack(ARGV,3)) "
                               "return redis.call('PEXPIRE',KEYS[1],life)";
const std::string claimScript = "if redis.call('EXISTS',KEYS[1])==1 then return 0 end "
                                "redis.call('DEL',KEYS[1]) "
                                "redis.call('SET',KEYS[1],'1','PX',ARGV[1]) return 1";

std::int64_t unixMillis(TimePoint time)
{
    return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

} // namespace

RedisRevocations::RedisRevocations(RedisClient& client, Executor& executor, const Clock& clock,
                                   std::chrono::seconds longestLifetime)
    : m_client(client), m_executor(executor), m_clock(clock), m_longestLifetime(longestLifetime),
      m_keys(client.settings().keyPrefix)
{
}

milliseconds RedisRevocations::timeUntil(TimePoint until) const
{
    return std::max(std::chrono::ceil<milliseconds>(until - m_clock.now()), milliseconds(1));
}

Task<Result<bool>> RedisRevocations::publish(Revocation revocation)
{
    const auto key = m_keys.revoked(revocation.kind, revocation.issuer, revocation.value);
    const auto stream = m_keys.revocations();
    // The same for all kinds: each entry decides about those before it, too.
    const auto kept =
        std::max<milliseconds>({m_longestLifetime, Revocation::longestToken, timeUntil(revocation.until)}) +
        clockMargin;
    std::vector<std::string> add{"EVAL",
                                 listScript,
                                 "1",
                                 stream,
                                 std::to_string(kept.count()),
                                 std::to_string(unixMillis(m_clock.now() - kept))};
    for (auto& word : toEntry(revocation))
        add.push_back(std::move(word));
    std::vector<RedisCommand> commands;
    commands.push_back({key,
                        {"EVAL", revokeScript, "1", key, std::to_string(unixMillis(revocation.before)),
                         std::to_string(timeUntil(revocation.until).count())}});
    commands.push_back({stream, std::move(add)});
    auto replies = co_await m_client.send(m_executor, std::move(commands));
    if (!replies)
        co_return fail(std::move(replies).error());
    for (const auto& reply : *replies) {
        if (!reply.isInteger())
            co_return fail(unexpectedReply());
    }
    // From here on no session that it ends can be loaded; that they are removed is for tidiness.
    auto removed = co_await removeSessions(std::move(revocation));
    co_return removed;
}

Task<Result<bool>> RedisRevocations::removeSessions(Revocation revocation)
{
    if (revocation.kind == Revocation::Kind::Session)
        co_return true; // its own ticket removes it
    const auto index = m_keys.index(revocation.kind, revocation.issuer, revocation.value);
    const auto last = revocation.kind == Revocation::Kind::Subject
                          ? std::to_string(unixMillis(revocation.before))
                          : std::string("+inf");
    for (;;) {
        std::vector<RedisCommand> question{
            {index, {"ZRANGEBYSCORE", index, "-inf", last, "LIMIT", "0", std::to_string(removedAtOnce)}}};
        auto found = co_await m_client.send(m_executor, std::move(question));
        if (!found)
            co_return fail(std::move(found).error());
        if (found->front().type != RedisReply::Type::Array)
            co_return fail(unexpectedReply());
        const auto& tags = found->front().elements;
        if (tags.empty())
            co_return true;
        std::vector<RedisCommand> commands;
        std::vector<std::string> forget{"ZREM", index};
        for (const auto& tag : tags) {
            const auto key = m_keys.session(tag.text);
            commands.push_back({key, {"DEL", key}});
            forget.push_back(tag.text);
        }
        commands.push_back({index, std::move(forget)});
        auto removed = co_await m_client.send(m_executor, std::move(commands));
        if (!removed)
            co_return fail(std::move(removed).error());
    }
}

Task<Result<bool>> RedisRevocations::claimOnce(std::string name, TimePoint until)
{
    const auto key = m_keys.once(name);
    RedisCommand command{key, {"EVAL", claimScript, "1", key, std::to_string(timeUntil(until).count())}};
    auto reply = co_await m_client.sendForInteger(m_executor, std::move(command));
    if (!reply)
        co_return fail(std::move(reply).error());
    co_return *reply == 1;
}

Task<Result<bool>> RedisRevocations::isClaimed(std::string name)
{
    const auto key = m_keys.once(name);
    RedisCommand command{key, {"EXISTS", key}};
    auto reply = co_await m_client.sendForInteger(m_executor, std::move(command));
    if (!reply)
        co_return fail(std::move(reply).error());
    co_return *reply == 1;
}

} // namespace meshsso::redis
