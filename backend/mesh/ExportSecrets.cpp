#include "mesh/ExportSecrets.h"

namespace meshsso::mesh {

using secrets::SecretRef;

const SecretString* ExportSecrets::find(const SecretRef& ref) const
{
    const auto found = values.find(ref.toString());
    return found == values.end() ? nullptr : &found->second;
}

void ExportSecrets::set(const SecretRef& ref, SecretString value)
{
    if (ref.isSet())
        values.insert_or_assign(ref.toString(), std::move(value));
}

std::vector<SecretRef> exportedSecrets(const project::SsoProject& project)
{
    const auto& session = project.authorization.session;
    const auto& keycloak = project.identityProvider.workload;
    std::vector<SecretRef> refs{project.client.secret, session.cookieSecret, session.redis.password,
                                keycloak.adminPassword, keycloak.databasePassword};
    refs.insert(refs.end(), session.previousCookieSecrets.begin(), session.previousCookieSecrets.end());
    for (const auto& login : project.authorization.logins)
        refs.push_back(login.clientSecret);
    std::erase_if(refs, [](const SecretRef& ref) { return !ref.isSet(); });
    return refs;
}

Task<Result<ExportSecrets>> readExportSecrets(std::shared_ptr<secrets::SecretStore> store,
                                              project::SsoProject project)
{
    ExportSecrets secrets;
    for (const auto& ref : exportedSecrets(project)) {
        auto copy = ref;
        auto value = co_await store->read(std::move(copy));
        if (value)
            secrets.set(ref, std::move(*value));
        else if (value.error().code != ErrorCode::NotFound)
            co_return fail(std::move(value).error());
    }
    co_return secrets;
}

} // namespace meshsso::mesh
