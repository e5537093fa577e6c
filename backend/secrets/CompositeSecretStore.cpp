#include "secrets/LocalSecretStores.h"

namespace meshsso::secrets {
namespace {

tl::unexpected<Error> noStore(const SecretRef& ref)
{
    if (!ref.isSet())
        return fail(ErrorCode::Unsupported,
                    "no secret is named; write keychain:NAME, env:VARIABLE or file:PATH");
    return fail(ErrorCode::Unsupported, "secrets of this kind cannot be reached here", ref.toString());
}

} // namespace

void CompositeSecretStore::add(SecretRef::Kind kind, std::shared_ptr<SecretStore> store)
{
    m_stores.insert_or_assign(kind, std::move(store));
}

SecretStore* CompositeSecretStore::storeFor(const SecretRef& ref) const
{
    const auto found = m_stores.find(ref.kind);
    return found == m_stores.end() ? nullptr : found->second.get();
}

Task<Result<SecretString>> CompositeSecretStore::read(SecretRef ref)
{
    auto* store = storeFor(ref);
    if (!store)
        co_return noStore(ref);
    auto task = store->read(std::move(ref));
    auto result = co_await task;
    co_return result;
}

Task<Result<void>> CompositeSecretStore::write(SecretRef ref, SecretString value)
{
    auto* store = storeFor(ref);
    if (!store)
        co_return noStore(ref);
    auto task = store->write(std::move(ref), std::move(value));
    auto result = co_await task;
    co_return result;
}

Task<Result<void>> CompositeSecretStore::remove(SecretRef ref)
{
    auto* store = storeFor(ref);
    if (!store)
        co_return noStore(ref);
    auto task = store->remove(std::move(ref));
    auto result = co_await task;
    co_return result;
}

} // namespace meshsso::secrets
