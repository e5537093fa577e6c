#pragma once

#include "engine/KeyTurns.h"
#include "engine/Settings.h"
#include "session/IdentityProvider.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace meshsso::engine {

/// What a decision rests on, as one immutable whole.
struct Snapshot
{
    /// Of no other snapshot in the process: what was found out under one never counts under another.
    std::uint64_t version = 0;
    std::shared_ptr<const Settings> settings;
    std::shared_ptr<const session::ProviderState> provider; ///< null: not known yet
    /// Those of config().bearer.issuers, index by index; null, or none at that index: not known yet.
    std::vector<std::shared_ptr<const session::ProviderState>> bearerIssuers;

    /// What is known of an issuer of access tokens: nothing named is the provider itself. May be null.
    std::shared_ptr<const session::ProviderState> issuerState(std::optional<std::size_t> bearerIssuer) const
    {
        if (!bearerIssuer)
            return provider;
        return *bearerIssuer < bearerIssuers.size() ? bearerIssuers[*bearerIssuer] : nullptr;
    }
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
    /// The index is that of config().bearer.issuers; one beyond it is ignored.
    void setBearerIssuer(std::size_t index, std::shared_ptr<const session::ProviderState> issuer);
    /// Replaces the keys of an issuer that is known; nothing named is the provider itself.
    void setKeys(std::optional<std::size_t> bearerIssuer, crypto::JwkSet keys, TimePoint fetchedAt);
    /// Whose turn it is to fetch keys out of turn.
    KeyTurns& keyTurns() noexcept { return m_keyTurns; }

private:
    void replace(std::shared_ptr<Snapshot> snapshot);

    mutable std::mutex m_mutex;
    std::shared_ptr<const Snapshot> m_current;
    std::atomic<std::uint64_t> m_version{0};
    KeyTurns m_keyTurns;
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
