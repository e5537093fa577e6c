#include "cli/KeycloakAccess.h"
#include "cli/TokenView.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "mesh/GatewayCertificate.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

class CheckCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        return addVerb(parent, "check", "For a nightly job: drift of Keycloak, expiry of the certificate",
                       "0: all well (warnings are shown); 1: drift, or a certificate that is no good; 3: "
                       "Keycloak is unreachable.",
                       "meshssoctl check --json > report.json");
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const Console& console = context.console();
        json::object document;
        const bool certificateGood = checkCertificate(context, *opened, document);

        auto access = co_await openKeycloak(context, *opened);
        if (!access)
            co_return context.fail(access.error());
        auto plan = co_await (*access)->provisioner().plan();
        if (!plan)
            co_return context.fail(plan.error());
        showPlan(console, *plan, opened->project.identityProvider.realm, (*access)->url());
        document["inSync"] = plan->empty();
        document["changes"] = planJson(*plan);
        document["findings"] = findingsJson(plan->findings);
        console.document(document);
        co_return plan->empty() && !hasErrors(plan->findings) && certificateGood ? ExitDone : ExitCheckFailed;
    }

private:
    static bool checkCertificate(const Context& context, const OpenProject& project, json::object& document)
    {
        const Console& console = context.console();
        auto certificate =
            mesh::existingCertificate(project.project, project.folder, context.environment().clock);
        if (!certificate) {
            // None was made yet: nothing that could have expired, unless the operator promised files.
            const bool isPromised = project.project.gateway.tls.source == project::TlsSource::Files ||
                                    certificate.error().code != ErrorCode::NotFound;
            document["certificate"] = nullptr;
            if (isPromised)
                console.error(certificate.error());
            return !isPromised;
        }
        console.findings(certificate->findings);
        json::object entry{{"file", certificate->certificateFile.string()},
                           {"findings", findingsJson(certificate->findings)}};
        if (const auto info = crypto::readCertificate(certificate->material.certificatePem)) {
            const std::string expiry =
                localTime(info->notAfter) + " (" + relativeTime(info->notAfter, context.now()) + ")";
            console.print("Certificate " + certificate->certificateFile.filename().string() +
                          ": valid until " + expiry);
            entry["notAfter"] = localTime(info->notAfter);
            entry["fingerprint"] = info->sha256Fingerprint;
        }
        document["certificate"] = std::move(entry);
        return !hasErrors(certificate->findings);
    }
};

} // namespace

std::unique_ptr<Command> makeCheckCommand()
{
    return std::make_unique<CheckCommand>();
}

} // namespace meshsso::cli
