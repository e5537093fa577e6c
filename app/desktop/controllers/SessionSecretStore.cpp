#include "desktop/controllers/SessionSecretStore.h"

namespace meshsso::desktop {

namespace {

secrets::SecretRef inMemory(secrets::SecretRef ref)
{
    ref.kind = secrets::SecretRef::Kind::Memory;
    return ref;
}

} // namespace

SessionSecretStore::SessionSecretStore(std::shared_ptr<secrets::SecretStore> keychain,
                                       std::function<void(const Error&)> failed)
    : m_keychain(std::move(keychain)), m_failed(std::move(failed))
{
}

void SessionSecretStore::noteFailure(const Error& error) const
{
    const bool isKeychain = error.code == ErrorCode::Unsupported || error.code == ErrorCode::Forbidden ||
                            error.code == ErrorCode::Timeout || error.code == ErrorCode::IoError;
    if (isKeychain && m_failed)
        m_failed(error);
}

Task<Result<SecretString>> SessionSecretStore::read(secrets::SecretRef ref)
{
    auto kept = co_await m_memory.read(inMemory(ref));
    if (kept)
        co_return kept;
    if (m_sessionOnly) {
        co_return fail(ErrorCode::NotFound, "not given in this session; enter it again", ref.toString());
    }
    auto stored = co_await m_keychain->read(ref);
    if (!stored)
        noteFailure(stored.error());
    co_return stored;
}

Task<Result<void>> SessionSecretStore::write(secrets::SecretRef ref, SecretString value)
{
    if (m_sessionOnly) {
        auto kept = co_await m_memory.write(inMemory(ref), std::move(value));
        co_return kept;
    }
    auto stored = co_await m_keychain->write(ref, std::move(value));
    if (!stored) {
        noteFailure(stored.error());
        co_return stored;
    }
    // What memory holds of an earlier, session-only time would hide the new value.
    (void)co_await m_memory.remove(inMemory(ref));
    co_return stored;
}

Task<Result<void>> SessionSecretStore::remove(secrets::SecretRef ref)
{
    auto forgotten = co_await m_memory.remove(inMemory(ref));
    if (m_sessionOnly)
        co_return forgotten;
    auto removed = co_await m_keychain->remove(ref);
    if (!removed)
        noteFailure(removed.error());
    co_return removed;
}

} // namespace meshsso::desktop
