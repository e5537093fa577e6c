#include "engine/Revoker.h"

#include <algorithm>

namespace meshsso::engine {

using session::Revocation;

Revoker::Revoker(session::Revocations& revocations, session::RevocationChannel* channel, const Clock& clock,
                 const Log& log)
    : m_revocations(revocations), m_channel(channel), m_clock(clock), m_log(log)
{
}

Revocation Revoker::make(Revocation::Kind kind, std::string value, const Settings& settings) const
{
    const auto now = m_clock.now();
    const auto lifetime = settings.config().session.lifetime;
    Revocation revocation;
    revocation.kind = kind;
    revocation.issuer = settings.config().provider.issuer;
    revocation.value = std::move(value);
    revocation.before = now;
    revocation.until = now + (kind == Revocation::Kind::Session
                                  ? lifetime
                                  : std::max<std::chrono::seconds>(lifetime, Revocation::longestToken));
    return revocation;
}

Task<bool> Revoker::revoke(Revocation revocation, std::string cause, std::string requestId)
{
    m_revocations.add(revocation);
    auto publishing = publish(std::move(revocation), std::move(cause), std::move(requestId));
    const bool isTold = co_await publishing;
    co_return isTold;
}

Task<bool> Revoker::revokeEverywhere(Revocation revocation, std::string cause, std::string requestId)
{
    auto copy = revocation;
    auto publishing = publish(std::move(copy), std::move(cause), std::move(requestId));
    const bool isTold = co_await publishing;
    if (isTold)
        m_revocations.add(std::move(revocation));
    co_return isTold;
}

Task<bool> Revoker::publish(Revocation revocation, std::string cause, std::string requestId)
{
    if (!m_channel)
        co_return true;
    auto published = co_await m_channel->publish(std::move(revocation));
    if (!published)
        m_log.write(LogLevel::Error, "session.revocation_not_published",
                    {{"request_id", requestId},
                     {"cause", cause},
                     {"code", errorCodeName(published.error().code)},
                     {"error", published.error().message}});
    co_return published.has_value();
}

Task<Result<bool>> Revoker::beginOnce(std::string name, TimePoint until)
{
    if (!m_revocations.claimOnce(name, until))
        co_return false;
    if (!m_channel)
        co_return true;
    std::string copy = name;
    auto isClaimed = co_await m_channel->isClaimed(std::move(copy));
    if (!isClaimed) {
        m_revocations.unclaim(name);
        co_return fail(std::move(isClaimed).error());
    }
    co_return !*isClaimed;
}

Task<Result<bool>> Revoker::finishOnce(std::string name, TimePoint until)
{
    if (!m_channel)
        co_return true;
    // Whether or not another replica was as fast: both have done the same.
    auto claimed = co_await m_channel->claimOnce(std::move(name), until);
    co_return claimed;
}

} // namespace meshsso::engine
