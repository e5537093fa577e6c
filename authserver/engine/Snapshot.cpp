#include "engine/Snapshot.h"

namespace meshsso::engine {
namespace {

std::uint64_t nextVersion() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

} // namespace

SnapshotStore::SnapshotStore(std::shared_ptr<const Settings> settings)
{
    auto first = std::make_shared<Snapshot>();
    first->bearerIssuers.resize(settings->config().bearer.issuers.size());
    first->settings = std::move(settings);
    replace(std::move(first));
}

std::shared_ptr<const Snapshot> SnapshotStore::current() const
{
    const std::lock_guard lock(m_mutex);
    return m_current;
}

void SnapshotStore::replace(std::shared_ptr<Snapshot> snapshot)
{
    snapshot->version = nextVersion();
    m_version.store(snapshot->version, std::memory_order_release);
    m_current = std::move(snapshot);
}

void SnapshotStore::setProvider(std::shared_ptr<const session::ProviderState> provider)
{
    const std::lock_guard lock(m_mutex);
    auto next = std::make_shared<Snapshot>(*m_current);
    next->provider = std::move(provider);
    replace(std::move(next));
}

void SnapshotStore::setBearerIssuer(std::size_t index, std::shared_ptr<const session::ProviderState> issuer)
{
    const std::lock_guard lock(m_mutex);
    if (index >= m_current->bearerIssuers.size())
        return;
    auto next = std::make_shared<Snapshot>(*m_current);
    next->bearerIssuers[index] = std::move(issuer);
    replace(std::move(next));
}

void SnapshotStore::setKeys(std::optional<std::size_t> bearerIssuer, crypto::JwkSet keys, TimePoint fetchedAt)
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_current->issuerState(bearerIssuer);
    if (!known)
        return;
    auto state = std::make_shared<session::ProviderState>(*known);
    state->keys = std::move(keys);
    state->keysFetchedAt = fetchedAt;
    auto next = std::make_shared<Snapshot>(*m_current);
    (bearerIssuer ? next->bearerIssuers[*bearerIssuer] : next->provider) = std::move(state);
    replace(std::move(next));
}

} // namespace meshsso::engine
