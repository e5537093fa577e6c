#include "cli/ExportSecrets.h"

#include "mesh/GatewayCertificate.h"

namespace meshsso::cli {

Task<Result<mesh::ExportSecrets>> collectExportSecrets(const Context& context, const OpenProject& project)
{
    auto certificate = mesh::obtainCertificate(project.project, project.folder, context.environment().clock);
    if (!certificate)
        co_return fail(std::move(certificate).error());
    if (!certificate->note.empty())
        context.console().progress(certificate->note + " (" + certificate->certificateFile.string() + ")");
    context.console().findings(certificate->findings);
    auto store = context.secretStore(project.folder);
    auto copy = project.project;
    auto secrets = co_await mesh::readExportSecrets(std::move(store), std::move(copy));
    if (secrets)
        secrets->certificate = std::move(certificate->material);
    co_return secrets;
}

} // namespace meshsso::cli
