#pragma once

#include "core/Result.h"
#include "core/SecretString.h"
#include "core/Task.h"
#include "secrets/SecretRef.h"

namespace meshsso::secrets {

/// Reads and writes secrets by reference. Errors: NotFound, Unsupported (a kind the store does not serve, or
/// writing to the environment), IoError, Forbidden (a file others can read, a locked keychain), Timeout,
/// Cancelled. Errors name the reference, never a value.
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    virtual Task<Result<SecretString>> read(SecretRef ref) = 0;
    virtual Task<Result<void>> write(SecretRef ref, SecretString value) = 0;
    virtual Task<Result<void>> remove(SecretRef ref) = 0;
};

} // namespace meshsso::secrets
