#pragma once

#include "engine/Settings.h"
#include "session/IdentityProvider.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace meshsso::engine {

/// What a decision rests on, as one immutable whole.
struct Snapshot
{
    std::shared_ptr<const Settings> settings;
    std::shared_ptr<const session::ProviderState> provider; ///< null: not known yet
};

/// The current snapshot, replaced whole. Thread-safe.
class SnapshotStore
{
public:
    explicit SnapshotStore(std::shared_ptr<const Settings> settings);

    std::shared_ptr<const Snapshot> current() const;
    /// Rises with each replacement: readers compare it with what they hold, without a lock.
    std::uint64_t version() const noexcept { return m_version.load(std::memory_order_acquire); }

    void setProvider(std::shared_ptr<const session::ProviderState> provider);
    /// Replaces the keys of the known provider.
    void setKeys(crypto::JwkSet keys, TimePoint fetchedAt);
    /// True if keys may be fetched out of turn now; then nobody else may for the interval (an unknown kid
    /// must not let strangers drive requests to the identity provider).
    bool mayFetchKeys(TimePoint now, std::chrono::seconds interval = std::chrono::seconds(10));

private:
    void replace(std::shared_ptr<const Snapshot> snapshot);

    mutable std::mutex m_mutex;
    std::shared_ptr<const Snapshot> m_current;
    std::atomic<std::uint64_t> m_version{1};
    TimePoint m_keysAskedAt{};
};

/// One thread's view of the store: current() costs one atomic load while nothing changes.
class SnapshotReader
{
public:
    explicit SnapshotReader(const SnapshotStore& store) : m_store(store) {}

    const std::shared_ptr<const Snapshot>& current()
    {
        if (const auto version = m_store.version(); version != m_version) {
            m_snapshot = m_store.current();
            m_version = version;
        }
        return m_snapshot;
    }

private:
    const SnapshotStore& m_store;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::uint64_t m_version = 0;
};

} // namespace meshsso::engine
