#include "session/SessionCache.h"

#include <iterator>

namespace meshsso::session {
namespace {

/// Key, list node, hash node and control block, about.
constexpr std::size_t entryOverhead = 256;

} // namespace

SessionCache::SessionCache(std::size_t maxBytes) : m_maxBytes(maxBytes / shardCount) {}

SessionCache::Shard& SessionCache::shardOf(const std::string& key) noexcept
{
    return m_shards[key.empty() ? 0 : static_cast<unsigned char>(key[0]) % shardCount];
}

void SessionCache::drop(Shard& shard, std::list<Entry>::iterator entry)
{
    shard.stats.bytes -= entry->bytes;
    --shard.stats.entries;
    shard.byKey.erase(entry->key);
    shard.byUse.erase(entry);
}

std::shared_ptr<const OpenedSession> SessionCache::find(const std::string& key)
{
    if (m_maxBytes == 0)
        return nullptr;
    auto& shard = shardOf(key);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.byKey.find(key);
    if (found == shard.byKey.end()) {
        ++shard.stats.misses;
        return nullptr;
    }
    ++shard.stats.hits;
    shard.byUse.splice(shard.byUse.begin(), shard.byUse, found->second);
    return found->second->opened;
}

void SessionCache::insert(const std::string& key, std::shared_ptr<const OpenedSession> opened)
{
    const auto bytes = opened->bytes() + entryOverhead;
    if (bytes > m_maxBytes)
        return;
    auto& shard = shardOf(key);
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.byKey.find(key); found != shard.byKey.end())
        drop(shard, found->second);
    while (shard.stats.bytes + bytes > m_maxBytes) {
        drop(shard, std::prev(shard.byUse.end()));
        ++shard.stats.evictions;
    }
    shard.byUse.push_front({key, std::move(opened), bytes});
    shard.byKey.emplace(key, shard.byUse.begin());
    shard.stats.bytes += bytes;
    ++shard.stats.entries;
}

void SessionCache::erase(const std::string& key)
{
    auto& shard = shardOf(key);
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.byKey.find(key); found != shard.byKey.end())
        drop(shard, found->second);
}

void SessionCache::eraseIf(const std::function<bool(const OpenedSession&)>& isGone)
{
    for (auto& shard : m_shards) {
        const std::lock_guard lock(shard.mutex);
        for (auto entry = shard.byUse.begin(); entry != shard.byUse.end();) {
            const auto current = entry++;
            if (isGone(*current->opened))
                drop(shard, current);
        }
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
        total.entries += shard.stats.entries;
        total.bytes += shard.stats.bytes;
    }
    return total;
}

} // namespace meshsso::session
