#include "cli/Consent.h"
#include "cli/KeycloakAccess.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

json::array stepsJson(const keycloak::ApplyReport& report)
{
    json::array steps;
    for (const auto& step : report.done)
        steps.push_back({{"object", step.object}, {"what", step.what}});
    return steps;
}

class ApplyCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(
            parent, "apply", "Make Keycloak what the project says",
            "Nothing undeclared is deleted, and running it again changes nothing. The client's secret is "
            "read back to where\n"
            "the project keeps it. 0: done; 1: stopped half way (run it again); 3: Keycloak is unreachable.",
            "meshssoctl apply --confirm shop-sso     (production projects want their name)");
        app->add_option("--confirm", m_confirm,
                        "The project's name: consent to change a production environment")
            ->type_name("NAME");
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const auto& project = opened->project;
        if (auto consent = askConsent(context, project, m_confirm); !consent)
            co_return context.fail(consent.error());
        auto access = co_await openKeycloak(context, *opened);
        if (!access)
            co_return context.fail(access.error());

        const Console& console = context.console();
        keycloak::Provisioner::Progress progress = [&console](const keycloak::ApplyStep& step) {
            console.print("  " + console.styled(Style::Good, "done") + "  " + printable(step.object) + ": " +
                          printable(step.what));
        };
        const auto report = co_await (*access)->provisioner().apply(std::move(progress));
        co_return conclude(context, project, report);
    }

private:
    static int conclude(const Context& context, const project::SsoProject& project,
                        const keycloak::ApplyReport& report)
    {
        const Console& console = context.console();
        json::object document{{"applied", !report.error.has_value()},
                              {"done", stepsJson(report)},
                              {"secretStored", report.secretStored}};
        if (report.error) {
            console.error(*report.error);
            if (!report.done.empty()) {
                console.print("Stopped half way: the " + std::to_string(report.done.size()) +
                              " steps above are done. Running apply again goes on from there.");
            }
            document["error"] = {{"code", errorCodeName(report.error->code)},
                                 {"message", report.error->message},
                                 {"context", report.error->context}};
            console.document(document);
            return report.done.empty() ? exitCodeOf(*report.error) : ExitCheckFailed;
        }
        console.print(report.done.empty() ? std::string("Nothing to do: Keycloak is what the project says.")
                                          : std::to_string(report.done.size()) + " steps done.");
        if (report.secretStored)
            console.print("The client's secret is in " + project.client.secret.toString() + ".");
        console.document(document);
        return ExitDone;
    }

    std::string m_confirm;
};

} // namespace

std::unique_ptr<Command> makeApplyCommand()
{
    return std::make_unique<ApplyCommand>();
}

} // namespace meshsso::cli
