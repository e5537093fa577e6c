#include "engine/Snapshot.h"

namespace meshsso::engine {

SnapshotStore::SnapshotStore(std::shared_ptr<const Settings> settings)
    : m_current(std::make_shared<Snapshot>(Snapshot{std::move(settings), nullptr}))
{
}

std::shared_ptr<const Snapshot> SnapshotStore::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_current;
}

void SnapshotStore::replace(std::shared_ptr<const Snapshot> snapshot)
{
    m_current = std::move(snapshot);
    m_version.fetch_add(1, std::memory_order_release);
}

void SnapshotStore::setProvider(std::shared_ptr<const session::ProviderState> provider)
{
    const std::lock_guard lock(m_mutex);
    replace(std::make_shared<Snapshot>(Snapshot{m_current->settings, std::move(provider)}));
}

void SnapshotStore::setKeys(crypto::JwkSet keys, TimePoint fetchedAt)
{
    const std::lock_guard lock(m_mutex);
    if (!m_current->provider)
        return;
    auto provider = std::make_shared<session::ProviderState>(*m_current->provider);
    provider->keys = std::move(keys);
    provider->keysFetchedAt = fetchedAt;
    replace(std::make_shared<Snapshot>(Snapshot{m_current->settings, std::move(provider)}));
}

bool SnapshotStore::mayFetchKeys(TimePoint now, std::chrono::seconds interval)
{
    const std::lock_guard lock(m_mutex);
    if (m_keysAskedAt != TimePoint{} && now < m_keysAskedAt + interval)
        return false;
    m_keysAskedAt = now;
    return true;
}

} // namespace meshsso::engine
