#include "secrets/LocalSecretStores.h"

#include <cstdlib>

namespace meshsso::secrets {
namespace {

tl::unexpected<Error> readOnly(const SecretRef& ref)
{
    return fail(
        ErrorCode::Unsupported,
        "a secret in the environment cannot be changed from here; set the variable where the program is "
        "started, or use keychain: or file:",
        ref.toString());
}

} // namespace

Task<Result<SecretString>> EnvironmentSecretStore::read(SecretRef ref)
{
    if (ref.kind != SecretRef::Kind::Environment)
        co_return fail(ErrorCode::Unsupported, "this store reads env: references only", ref.toString());
    const char* value = std::getenv(ref.name.c_str());
    if (!value || *value == '\0')
        co_return fail(ErrorCode::NotFound, "the environment variable is not set, or empty", ref.toString());
    co_return SecretString(std::string(value));
}

Task<Result<void>> EnvironmentSecretStore::write(SecretRef ref, SecretString)
{
    co_return readOnly(ref);
}

Task<Result<void>> EnvironmentSecretStore::remove(SecretRef ref)
{
    co_return readOnly(ref);
}

} // namespace meshsso::secrets
