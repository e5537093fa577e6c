#include "desktop/controllers/ExportSecrets.h"

#include "desktop/controllers/Background.h"
#include "mesh/GatewayCertificate.h"
#include "mesh/PageFiles.h"

namespace meshsso::desktop {

Task<Result<mesh::ResourceSet>> compileExport(Executor& executor, const Clock& clock,
                                              std::shared_ptr<secrets::SecretStore> store,
                                              project::SsoProject project, std::filesystem::path folder,
                                              std::filesystem::path output, bool withSecrets)
{
    mesh::ExportOptions options;
    options.target = project.clusters.target;
    options.outputDirectory = output.string();
    if (withSecrets) {
        std::function<Result<mesh::GatewayCertificate>()> obtain = [project, folder, &clock] {
            return mesh::obtainCertificate(project, folder, clock);
        };
        auto obtaining = inBackground(executor, std::move(obtain));
        auto certificate = co_await obtaining;
        if (!certificate)
            co_return fail(std::move(certificate).error());
        auto reading = mesh::readExportSecrets(store, project);
        auto values = co_await reading;
        if (!values)
            co_return fail(std::move(values).error());
        values->certificate = std::move(certificate->material);
        options.secrets = std::move(*values);
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
