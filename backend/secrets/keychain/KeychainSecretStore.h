#pragma once

#include "secrets/SecretStore.h"

#include <chrono>

namespace meshsso::secrets {

/// "keychain:NAME", in the desktop's keychain (Secret Service, KWallet) under the service "meshsso"; never
/// falls back to a clear file. Needs a running Qt event loop on the calling thread. Keeps text only. Errors:
/// NotFound; Unsupported when there is no keychain; Forbidden when it is locked or the user declined; Timeout
/// when it does not answer, as one that waits for its password; InvalidArgument; IoError.
class KeychainSecretStore final : public SecretStore
{
public:
    static constexpr const char* service = "meshsso";

    explicit KeychainSecretStore(std::chrono::milliseconds timeout = std::chrono::seconds(20));
    Task<Result<SecretString>> read(SecretRef ref) override;
    Task<Result<void>> write(SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(SecretRef ref) override;

private:
    std::chrono::milliseconds m_timeout;
};

} // namespace meshsso::secrets
