#include "session/SessionCache.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace meshsso::session {
namespace {

/// Beside a session's own bytes: the cache's node with its place in the hash table, the control block, and
/// what allocations are rounded up by (measured by bench_pack).
constexpr std::size_t entryOverhead = 288;

} // namespace

std::size_t SessionCache::KeyHash::operator()(const Key& key) const noexcept
{
    // A digest's bytes are as good as any hash of them. The first one has chosen the shard.
    std::size_t hash = 0;
    std::memcpy(&hash, key.data() + 1, sizeof hash);
    return hash;
}

SessionCache::SessionCache(std::size_t maxBytes) : m_maxBytes(maxBytes) {}

std::optional<SessionCache::Key> SessionCache::read(const std::string& key) noexcept
{
    Key out;
    if (key.size() != out.size())
        return std::nullopt;
    std::copy(key.begin(), key.end(), out.begin());
    return out;
}

SessionCache::Shard& SessionCache::shardOf(const Key& key) noexcept
{
    return m_shards[static_cast<unsigned char>(key[0]) % shardCount];
}

SessionCache::Entries::iterator SessionCache::drop(Shard& shard, Entries::iterator entry)
{
    m_bytes.fetch_sub(entry->bytes, std::memory_order_relaxed);
    return shard.entries.erase(entry);
}

std::shared_ptr<const OpenedSession> SessionCache::find(const std::string& key)
{
    const auto wanted = read(key);
    if (m_maxBytes == 0 || !wanted)
        return nullptr;
    auto& shard = shardOf(*wanted);
    const std::lock_guard lock(shard.mutex);
    const auto& byKey = shard.entries.get<1>();
    const auto found = byKey.find(*wanted);
    if (found == byKey.end()) {
        ++shard.stats.misses;
        return nullptr;
    }
    ++shard.stats.hits;
    shard.entries.relocate(shard.entries.begin(), shard.entries.project<0>(found));
    return found->opened;
}

void SessionCache::insert(const std::string& key, std::shared_ptr<const OpenedSession> opened)
{
    const auto wanted = read(key);
    const auto bytes = opened->bytes() + entryOverhead;
    if (bytes > m_maxBytes || !wanted)
        return;
    auto& shard = shardOf(*wanted);
    const std::lock_guard lock(shard.mutex);
    const auto& byKey = shard.entries.get<1>();
    if (const auto found = byKey.find(*wanted); found != byKey.end())
        drop(shard, shard.entries.project<0>(found));
    // The bound is on all shards together, which are never equally full; only this one's oldest can go.
    m_bytes.fetch_add(bytes, std::memory_order_relaxed);
    while (m_bytes.load(std::memory_order_relaxed) > m_maxBytes) {
        if (shard.entries.empty()) {
            m_bytes.fetch_sub(bytes, std::memory_order_relaxed);
            return;
        }
        drop(shard, std::prev(shard.entries.end()));
        ++shard.stats.evictions;
    }
    shard.entries.push_front({*wanted, std::move(opened), bytes});
}

void SessionCache::erase(const std::string& key)
{
    const auto wanted = read(key);
    if (!wanted)
        return;
    auto& shard = shardOf(*wanted);
    const std::lock_guard lock(shard.mutex);
    const auto& byKey = shard.entries.get<1>();
    if (const auto found = byKey.find(*wanted); found != byKey.end())
        drop(shard, shard.entries.project<0>(found));
}

void SessionCache::eraseIf(const std::function<bool(const OpenedSession&)>& isGone)
{
    for (auto& shard : m_shards) {
        const std::lock_guard lock(shard.mutex);
        for (auto entry = shard.entries.begin(); entry != shard.entries.end();)
            entry = isGone(*entry->opened) ? drop(shard, entry) : std::next(entry);
    }
}

void SessionCache::clear()
{
    eraseIf([](const OpenedSession&) { return true; });
}

SessionCache::Stats SessionCache::stats() const
{
    Stats total;
    for (const auto& shard : m_shards) {
        const std::lock_guard lock(shard.mutex);
        total.hits += shard.stats.hits;
        total.misses += shard.stats.misses;
        total.evictions += shard.stats.evictions;
        total.entries += shard.entries.size();
    }
    total.bytes = m_bytes.load(std::memory_order_relaxed);
    return total;
}

} // namespace meshsso::session
