#include "desktop/controllers/ExportSecrets.h"

#include "desktop/controllers/Background.h"
#include "mesh/GatewayCertificate.h"
#include "mesh/PageFiles.h"

#include <array>

namespace meshsso::desktop {

namespace {

using Secret = std::optional<SecretString>;

Task<Result<Secret>> readOptional(std::shared_ptr<secrets::SecretStore> store, secrets::SecretRef ref)
{
    if (!ref.isSet())
        co_return Result<Secret>(Secret());
    auto reading = store->read(ref);
    auto value = co_await reading;
    if (value)
        co_return Result<Secret>(Secret(std::move(*value)));
    if (value.error().code == ErrorCode::NotFound)
        co_return Result<Secret>(Secret());
    co_return fail(std::move(value).error());
}

} // namespace

Task<Result<mesh::ResourceSet>> compileExport(Executor& executor, const Clock& clock,
                                              std::shared_ptr<secrets::SecretStore> store,
                                              project::SsoProject project, std::filesystem::path folder,
                                              std::filesystem::path output, bool withSecrets)
{
    mesh::ExportOptions options;
    options.target = project.clusters.target;
    options.outputDirectory = output.string();
    if (withSecrets) {
        mesh::ExportSecrets values;
        std::function<Result<mesh::GatewayCertificate>()> obtain = [project, folder, &clock] {
            return mesh::obtainCertificate(project, folder, clock);
        };
        auto obtaining = inBackground(executor, std::move(obtain));
        auto certificate = co_await obtaining;
        if (!certificate)
            co_return fail(std::move(certificate).error());
        values.certificate = std::move(certificate->material);
        const std::array<std::pair<secrets::SecretRef, Secret*>, 5> wanted{{
            {project.client.secret, &values.clientSecret},
            {project.authorization.session.cookieSecret, &values.cookieSecret},
            {project.authorization.session.redis.password, &values.redisPassword},
            {project.identityProvider.workload.adminPassword, &values.keycloakAdminPassword},
            {project.identityProvider.workload.databasePassword, &values.databasePassword},
        }};
        for (const auto& [ref, out] : wanted) {
            auto reading = readOptional(store, ref);
            auto value = co_await reading;
            if (!value)
                co_return fail(std::move(value).error());
            *out = std::move(*value);
        }
        for (const auto& login : project.authorization.logins) {
            auto reading = readOptional(store, login.clientSecret);
            auto value = co_await reading;
            if (!value)
                co_return fail(std::move(value).error());
            if (*value)
                values.loginClientSecrets.emplace(login.name, std::move(**value));
        }
        options.secrets = std::move(values);
    }
    std::function<Result<mesh::ResourceSet>()> compile = [project, options,
                                                          folder]() mutable -> Result<mesh::ResourceSet> {
        auto pageFiles = mesh::readPageFiles(project, folder);
        if (!pageFiles)
            return fail(std::move(pageFiles).error());
        options.pageFiles = std::move(*pageFiles);
        return mesh::compileResources(project, options);
    };
    auto compiling = inBackground(executor, std::move(compile));
    co_return co_await compiling;
}

} // namespace meshsso::desktop
