#include "cli/ExportSecrets.h"

#include "mesh/GatewayCertificate.h"

#include <array>
#include <optional>
#include <utility>

namespace meshsso::cli {
namespace {

/// A secret that may be missing: its object is then left out, and the findings say how to make it.
Task<Result<std::optional<SecretString>>> readOptional(std::shared_ptr<secrets::SecretStore> store,
                                                       secrets::SecretRef ref)
{
    std::optional<SecretString> value;
    if (ref.isSet()) {
        auto read = co_await store->read(ref);
        if (read)
            value = std::move(*read);
        else if (read.error().code != ErrorCode::NotFound)
            co_return fail(std::move(read).error());
    }
    co_return value;
}

} // namespace

Task<Result<mesh::ExportSecrets>> collectExportSecrets(const Context& context, const OpenProject& project)
{
    mesh::ExportSecrets secrets;
    auto certificate = mesh::obtainCertificate(project.project, project.folder, context.environment().clock);
    if (!certificate)
        co_return fail(std::move(certificate).error());
    if (!certificate->note.empty())
        context.console().progress(certificate->note + " (" + certificate->certificateFile.string() + ")");
    context.console().findings(certificate->findings);
    secrets.certificate = std::move(certificate->material);

    const auto store = context.secretStore(project.folder);
    const auto& p = project.project;
    const std::array<std::pair<secrets::SecretRef, std::optional<SecretString>*>, 5> wanted{{
        {p.client.secret, &secrets.clientSecret},
        {p.authorization.session.cookieSecret, &secrets.cookieSecret},
        {p.authorization.session.redis.password, &secrets.redisPassword},
        {p.identityProvider.workload.adminPassword, &secrets.keycloakAdminPassword},
        {p.identityProvider.workload.databasePassword, &secrets.databasePassword},
    }};
    for (const auto& [ref, out] : wanted) {
        auto copy = ref;
        auto value = co_await readOptional(store, std::move(copy));
        if (!value)
            co_return fail(std::move(value).error());
        *out = std::move(*value);
    }
    for (const auto& login : p.authorization.logins) {
        auto copy = login.clientSecret;
        auto value = co_await readOptional(store, std::move(copy));
        if (!value)
            co_return fail(std::move(value).error());
        if (*value)
            secrets.loginClientSecrets.emplace(login.name, std::move(**value));
    }
    co_return secrets;
}

} // namespace meshsso::cli
