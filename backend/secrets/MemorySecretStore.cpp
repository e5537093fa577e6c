#include "secrets/LocalSecretStores.h"

namespace meshsso::secrets {
namespace {

tl::unexpected<Error> wrongKind(const SecretRef& ref)
{
    return fail(ErrorCode::Unsupported, "this store keeps memory: references only", ref.toString());
}

} // namespace

Task<Result<SecretString>> MemorySecretStore::read(SecretRef ref)
{
    if (ref.kind != SecretRef::Kind::Memory)
        co_return wrongKind(ref);
    const auto found = m_values.find(ref.name);
    if (found == m_values.end())
        co_return fail(ErrorCode::NotFound, "no such secret in this session", ref.toString());
    co_return found->second;
}

Task<Result<void>> MemorySecretStore::write(SecretRef ref, SecretString value)
{
    if (ref.kind != SecretRef::Kind::Memory)
        co_return wrongKind(ref);
    m_values.insert_or_assign(ref.name, std::move(value));
    co_return Result<void>();
}

Task<Result<void>> MemorySecretStore::remove(SecretRef ref)
{
    if (ref.kind != SecretRef::Kind::Memory)
        co_return wrongKind(ref);
    if (m_values.erase(ref.name) == 0)
        co_return fail(ErrorCode::NotFound, "no such secret in this session", ref.toString());
    co_return Result<void>();
}

} // namespace meshsso::secrets
