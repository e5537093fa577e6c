#include "session/Revocations.h"

#include <algorithm>
#include <mutex>

namespace meshsso::session {
namespace {

constexpr std::chrono::seconds sweepInterval{1};

std::int64_t toMillis(TimePoint time) noexcept
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

} // namespace

Revocations::Revocations(const Clock& clock) : m_clock(clock) {}

std::string Revocations::keyOf(Revocation::Kind kind, std::string_view issuer, std::string_view value)
{
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    key.reserve(issuer.size() + value.size() + 2);
    return key.append(issuer).append(1, '\n').append(value);
}

void Revocations::add(Revocation revocation)
{
    const auto now = m_clock.now();
    {
        const std::unique_lock lock(m_mutex);
        // Now and then: a whole list may come at once, while requests wait for the lock.
        if (now >= m_sweepAt) {
            std::erase_if(m_byKey, [&](const auto& entry) { return entry.second.until <= now; });
            m_sweepAt = now + sweepInterval;
        }
        auto& entry = m_byKey[keyOf(revocation.kind, revocation.issuer, revocation.value)];
        // Told twice, or again for a later login: the later times hold.
        revocation.before = std::max(revocation.before, entry.before);
        revocation.until = std::max(revocation.until, entry.until);
        entry = revocation;
        m_count.store(m_byKey.size(), std::memory_order_release);
    }
    if (m_listener)
        m_listener(revocation);
}

bool Revocations::isRevoked(std::string_view issuer, const Session& session) const
{
    if (m_count.load(std::memory_order_acquire) == 0)
        return false;
    const std::shared_lock lock(m_mutex);
    const auto find = [&](Revocation::Kind kind, std::string_view value) -> const Revocation* {
        const auto found = m_byKey.find(keyOf(kind, issuer, value));
        return found == m_byKey.end() ? nullptr : &found->second;
    };
    if (!session.id.empty() && find(Revocation::Kind::Session, session.id))
        return true;
    if (!session.providerSession.empty() && find(Revocation::Kind::ProviderSession, session.providerSession))
        return true;
    const auto* bySubject = find(Revocation::Kind::Subject, session.subject);
    return bySubject && session.createdAt <= bySubject->before;
}

TimePoint Revocations::firstSecondAfter(std::string_view issuer, std::string_view subject) const
{
    if (m_count.load(std::memory_order_acquire) == 0)
        return {};
    const std::shared_lock lock(m_mutex);
    const auto found = m_byKey.find(keyOf(Revocation::Kind::Subject, issuer, subject));
    if (found == m_byKey.end())
        return {};
    return std::chrono::floor<std::chrono::seconds>(found->second.before) + std::chrono::seconds(1);
}

bool Revocations::isConfirmed(TimePoint loadedAt, TimePoint now) const noexcept
{
    if (!m_hasChannel.load(std::memory_order_acquire))
        return true;
    const auto isRecent = [now = toMillis(now)](std::int64_t then) {
        constexpr auto silence = std::chrono::milliseconds(maxSilence).count();
        // Later than now by more than a turn of the feed takes: the clock has been put back, for who knows
        // how long.
        return now < then + silence && then < now + silence;
    };
    return isRecent(m_heardAt.load(std::memory_order_acquire)) || isRecent(toMillis(loadedAt));
}

void Revocations::heard(TimePoint at) noexcept
{
    const auto millis = toMillis(at);
    constexpr auto silence = std::chrono::milliseconds(maxSilence).count();
    auto known = m_heardAt.load(std::memory_order_relaxed);
    while ((known < millis || known >= millis + silence) &&
           !m_heardAt.compare_exchange_weak(known, millis, std::memory_order_release))
        ;
}

bool Revocations::claimOnce(std::string name, TimePoint until)
{
    const auto now = m_clock.now();
    const std::unique_lock lock(m_mutex);
    std::erase_if(m_claimed, [&](const auto& entry) { return entry.second <= now; });
    return m_claimed.try_emplace(std::move(name), until).second;
}

void Revocations::unclaim(const std::string& name)
{
    const std::unique_lock lock(m_mutex);
    m_claimed.erase(name);
}

std::size_t Revocations::count() const
{
    return m_count.load(std::memory_order_acquire);
}

} // namespace meshsso::session
