#include "redis/RedisSessionStore.h"

#include "core/Encoding.h"
#include "crypto/Sealer.h"
#include "redis/RefreshLock.h"
#include "session/SessionCodec.h"

#include <charconv>

namespace meshsso::redis {
namespace {

using session::Revocation;
using session::Session;
using session::SessionTicket;

constexpr std::string_view sealPurpose = "meshsso session record 1";
/// No refresh is under way for longer.
constexpr std::chrono::minutes endedFor{10};

// Redis without memory lets a script go on that has removed something. So a session that is there can be
// written again, and one that has ended be noted; a new one is refused.
// A session that is in it stays where it is: the index lives as long as its youngest session can. Sessions
// that ended by themselves leave their tags behind.
const std::string indexScript = "if redis.call('ZSCORE',KEYS[1],ARGV[2]) then return 0 end "
                                "redis.call('ZADD',KEYS[1],ARGV[1],ARGV[2]) "
                                "redis.call('ZREMRANGEBYSCORE',KEYS[1],'-inf',ARGV[3]) "
                                "return redis.call('PEXPIRE',KEYS[1],ARGV[4])";
const std::string saveScript = "if redis.call('EXISTS',KEYS[2])==1 then return 0 end "
                               "if redis.call('EXISTS',KEYS[1])==1 then redis.call('DEL',KEYS[1]) end "
                               "redis.call('SET',KEYS[1],ARGV[1],'PX',ARGV[2]) return 1";
const std::string removeScript = "local count=redis.call('DEL',KEYS[1]) "
                                 "redis.call('SET',KEYS[2],'1','PX',ARGV[1]) return count";

std::string millis(std::chrono::milliseconds duration)
{
    return std::to_string(duration.count());
}

std::string unixMillis(TimePoint time)
{
    return millis(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()));
}

Result<crypto::Sealer> sealerOf(const SessionTicket& ticket)
{
    // It seals one record at a time, and each seal has a nonce of its own from the kernel.
    return crypto::Sealer::create({SecretString(base64UrlEncode(ticket.key))}, sealPurpose,
                                  std::make_shared<SystemRandom>());
}

} // namespace

RedisSessionStore::RedisSessionStore(RedisClient& client, Executor& executor, const Clock& clock,
                                     Options options)
    : m_client(client), m_executor(executor), m_clock(clock), m_options(std::move(options)),
      m_keys(client.settings().keyPrefix)
{
}

Task<Result<std::optional<Session>>> RedisSessionStore::load(SessionTicket ticket)
{
    const auto key = m_keys.session(RedisKeys::tagOf(ticket.id));
    std::vector<RedisCommand> commands{{key, {"GET", key}}};
    auto replies = co_await m_client.send(m_executor, std::move(commands));
    if (!replies)
        co_return fail(std::move(replies).error());
    if (replies->front().isNil())
        co_return std::optional<Session>{};
    if (!replies->front().isText())
        co_return fail(unexpectedReply());
    auto sealer = sealerOf(ticket);
    if (!sealer)
        co_return std::optional<Session>{};
    const auto plain = sealer->open(replies->front().text, key);
    if (!plain)
        co_return std::optional<Session>{};
    auto session = session::unpackSession(*plain);
    if (!session)
        co_return std::optional<Session>{};
    auto copy = *session;
    auto revoked = co_await isRevoked(std::move(copy));
    if (!revoked)
        co_return fail(std::move(revoked).error());
    if (*revoked)
        co_return std::optional<Session>{};
    co_return std::optional<Session>(std::move(*session));
}

Task<Result<bool>> RedisSessionStore::isRevoked(Session session)
{
    std::vector<RedisCommand> commands;
    const auto ask = [&](Revocation::Kind kind, const std::string& value) {
        auto key = m_keys.revoked(kind, m_options.issuer, value);
        commands.push_back({key, {"GET", key}});
    };
    ask(Revocation::Kind::Session, session.id);
    ask(Revocation::Kind::Subject, session.subject);
    if (!session.providerSession.empty())
        ask(Revocation::Kind::ProviderSession, session.providerSession);
    auto replies = co_await m_client.send(m_executor, std::move(commands));
    if (!replies)
        co_return fail(std::move(replies).error());
    for (const auto& reply : *replies) {
        if (!reply.isNil() && !reply.isText())
            co_return fail(unexpectedReply());
    }
    const auto& bySubject = (*replies)[1];
    if (!bySubject.isNil()) {
        std::int64_t before = 0;
        std::from_chars(bySubject.text.data(), bySubject.text.data() + bySubject.text.size(), before);
        if (session.createdAt <= TimePoint(std::chrono::milliseconds(before)))
            co_return true;
    }
    const bool isProviderSessionRevoked = replies->size() > 2 && !(*replies)[2].isNil();
    co_return !replies->front().isNil() || isProviderSessionRevoked;
}

void RedisSessionStore::addToIndex(Revocation::Kind kind, const std::string& value, const std::string& tag,
                                   TimePoint createdAt, std::vector<RedisCommand>& commands) const
{
    if (value.empty())
        return;
    const auto key = m_keys.index(kind, m_options.issuer, value);
    const auto tooOld = m_clock.now() - m_options.lifetime;
    commands.push_back({key,
                        {"EVAL", indexScript, "1", key, unixMillis(createdAt), tag, "(" + unixMillis(tooOld),
                         millis(m_options.lifetime)}});
}

Task<Result<bool>> RedisSessionStore::save(SessionTicket ticket, Session session,
                                           std::chrono::seconds timeToLive)
{
    auto sealer = sealerOf(ticket);
    if (!sealer)
        co_return fail(ErrorCode::Internal, "the ticket's key has another length");
    const auto tag = RedisKeys::tagOf(ticket.id);
    const auto key = m_keys.session(tag);
    // The indexes first: a connection that breaks must not leave a session that sign-out cannot find.
    std::vector<RedisCommand> commands;
    addToIndex(Revocation::Kind::ProviderSession, session.providerSession, tag, session.createdAt, commands);
    addToIndex(Revocation::Kind::Subject, session.subject, tag, session.createdAt, commands);
    commands.push_back({key,
                        {"EVAL", saveScript, "2", key, m_keys.ended(tag),
                         sealer->seal(session::packSession(session), key), millis(timeToLive)}});
    auto replies = co_await m_client.send(m_executor, std::move(commands));
    if (!replies)
        co_return fail(std::move(replies).error());
    if (!replies->back().isInteger())
        co_return fail(unexpectedReply());
    co_return replies->back().integer == 1;
}

Task<Result<bool>> RedisSessionStore::touch(SessionTicket ticket, std::chrono::seconds timeToLive)
{
    const auto key = m_keys.session(RedisKeys::tagOf(ticket.id));
    RedisCommand command{key, {"PEXPIRE", key, millis(timeToLive)}};
    auto reply = co_await m_client.sendForInteger(m_executor, std::move(command));
    if (!reply)
        co_return fail(std::move(reply).error());
    co_return *reply == 1;
}

Task<Result<bool>> RedisSessionStore::remove(SessionTicket ticket)
{
    const auto tag = RedisKeys::tagOf(ticket.id);
    const auto key = m_keys.session(tag);
    RedisCommand command{key, {"EVAL", removeScript, "2", key, m_keys.ended(tag), millis(endedFor)}};
    auto reply = co_await m_client.sendForInteger(m_executor, std::move(command));
    if (!reply)
        co_return fail(std::move(reply).error());
    co_return *reply == 1;
}

Task<Result<std::unique_ptr<Operation>>> RedisSessionStore::lockForRefresh(SessionTicket ticket,
                                                                           std::chrono::milliseconds maxWait)
{
    auto key = m_keys.refreshLock(RedisKeys::tagOf(ticket.id));
    auto held = co_await RefreshLock::acquire(m_client, m_executor, std::move(key), maxWait);
    co_return held;
}

} // namespace meshsso::redis
