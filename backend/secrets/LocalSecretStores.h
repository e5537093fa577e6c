#pragma once

#include "secrets/SecretStore.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace meshsso::secrets {

/// "env:NAME", read only. An unset or empty variable is NotFound.
class EnvironmentSecretStore final : public SecretStore
{
public:
    Task<Result<SecretString>> read(SecretRef ref) override;
    Task<Result<void>> write(SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(SecretRef ref) override;
};

/// "file:PATH": one secret a file, one trailing line feed ignored. Written whole or not at all (temporary
/// file, fsync, rename) with mode 0600; reading a file that group or others may read is Forbidden, unless the
/// file lies on a read-only mounted Secret volume (lenient = true, for the server in a container).
class FileSecretStore final : public SecretStore
{
public:
    explicit FileSecretStore(std::filesystem::path baseDirectory, bool lenient = false);
    Task<Result<SecretString>> read(SecretRef ref) override;
    Task<Result<void>> write(SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(SecretRef ref) override;

private:
    std::filesystem::path m_base;
    bool m_lenient;
};

/// "memory:NAME", for the session only: tests, and the desktop without a keychain.
class MemorySecretStore final : public SecretStore
{
public:
    Task<Result<SecretString>> read(SecretRef ref) override;
    Task<Result<void>> write(SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(SecretRef ref) override;

private:
    std::map<std::string, SecretString> m_values;
};

/// Hands each reference to the store for its kind; a kind without a store is Unsupported.
class CompositeSecretStore final : public SecretStore
{
public:
    void add(SecretRef::Kind kind, std::shared_ptr<SecretStore> store);
    Task<Result<SecretString>> read(SecretRef ref) override;
    Task<Result<void>> write(SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(SecretRef ref) override;

private:
    SecretStore* storeFor(const SecretRef& ref) const;
    std::map<SecretRef::Kind, std::shared_ptr<SecretStore>> m_stores;
};

/// Reads one file secret synchronously (the server at its start, before it has an event loop).
Result<SecretString> readSecretFile(const std::filesystem::path& path, bool lenient);

} // namespace meshsso::secrets
