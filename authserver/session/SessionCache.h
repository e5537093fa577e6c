#pragma once

#include "session/OpenedSession.h"

#include <array>
#include <atomic>
#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace meshsso::session {

/// Opened sessions by the SHA-256 of the cookie they came from, so that the same cookie is not unsealed
/// again. Bounded in bytes; what was not asked for the longest goes first. Whether a session is still alive
/// is for the caller to see, on each hit. Thread-safe: a few locks, each held for a look-up.
class SessionCache
{
public:
    /// maxBytes 0: keeps nothing.
    explicit SessionCache(std::size_t maxBytes);

    /// The session, or null. The key is 32 bytes; nothing is kept under another.
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
    using Key = std::array<char, 32>;
    struct KeyHash
    {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Entry
    {
        Key key;
        std::shared_ptr<const OpenedSession> opened;
        std::size_t bytes = 0;
    };
    /// By use, the latest first; and by key. One allocation an entry.
    using Entries = boost::multi_index_container<
        Entry,
        boost::multi_index::indexed_by<
            boost::multi_index::sequenced<>,
            boost::multi_index::hashed_unique<boost::multi_index::member<Entry, Key, &Entry::key>, KeyHash>>>;
    struct Shard
    {
        mutable std::mutex mutex;
        Entries entries;
        Stats stats;
    };
    static constexpr std::size_t shardCount = 16;

    static std::optional<Key> read(const std::string& key) noexcept;
    Shard& shardOf(const Key& key) noexcept;
    Entries::iterator drop(Shard& shard, Entries::iterator entry);

    const std::size_t m_maxBytes;
    std::atomic<std::size_t> m_bytes{0};
    std::array<Shard, shardCount> m_shards;
};

} // namespace meshsso::session
