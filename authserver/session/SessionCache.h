#pragma once

#include "session/OpenedSession.h"

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace meshsso::session {

/// Opened sessions by the SHA-256 of the cookie they came from, so that the same cookie is not unsealed
/// again. Bounded in bytes; what was not asked for the longest goes first. Whether a session is still alive
/// is for the caller to see, on each hit. Thread-safe: a few locks, each held for a look-up.
class SessionCache
{
public:
    /// maxBytes 0: keeps nothing.
    explicit SessionCache(std::size_t maxBytes);

    /// The session, or null. The key is 32 bytes.
    std::shared_ptr<const OpenedSession> find(const std::string& key);
    void insert(const std::string& key, std::shared_ptr<const OpenedSession> opened);
    void erase(const std::string& key);
    void eraseIf(const std::function<bool(const OpenedSession&)>& isGone);
    void clear();

    struct Stats
    {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;
        std::uint64_t evictions = 0;
        std::size_t entries = 0;
        std::size_t bytes = 0;
    };
    Stats stats() const;

private:
    struct Entry
    {
        std::string key;
        std::shared_ptr<const OpenedSession> opened;
        std::size_t bytes = 0;
    };
    struct Shard
    {
        mutable std::mutex mutex;
        std::list<Entry> byUse; ///< the latest first
        std::unordered_map<std::string, std::list<Entry>::iterator> byKey;
        Stats stats;
    };
    static constexpr std::size_t shardCount = 16;

    Shard& shardOf(const std::string& key) noexcept;
    static void drop(Shard& shard, std::list<Entry>::iterator entry);

    std::size_t m_maxBytes; ///< of one shard
    std::array<Shard, shardCount> m_shards;
};

} // namespace meshsso::session
