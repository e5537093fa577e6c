#pragma once

#include "secrets/LocalSecretStores.h"

#include <functional>
#include <memory>

namespace meshsso::desktop {

/// The operator's keychain, with memory beside it for those who have none: keychain references keep their
/// names, and what is kept in memory is gone when the program ends. Nothing is ever written in the clear.
class SessionSecretStore final : public secrets::SecretStore
{
public:
    /// failed is told of each error that means the keychain itself does not work (locked, absent, silent).
    SessionSecretStore(std::shared_ptr<secrets::SecretStore> keychain,
                       std::function<void(const Error&)> failed);

    /// With it on, new secrets stay in memory, and only secrets of this session are found.
    void setSessionOnly(bool on) { m_sessionOnly = on; }
    bool isSessionOnly() const { return m_sessionOnly; }

    /// Memory first, then the keychain.
    Task<Result<SecretString>> read(secrets::SecretRef ref) override;
    Task<Result<void>> write(secrets::SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(secrets::SecretRef ref) override;

private:
    void noteFailure(const Error& error) const;

    std::shared_ptr<secrets::SecretStore> m_keychain;
    std::function<void(const Error&)> m_failed;
    secrets::MemorySecretStore m_memory;
    bool m_sessionOnly = false;
};

} // namespace meshsso::desktop
