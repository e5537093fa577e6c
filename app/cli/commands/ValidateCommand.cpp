#include "cli/Verb.h"
#include "cli/commands/Commands.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

class ValidateCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        return addVerb(parent, "validate",
                       "Say everything that is wrong with the project, with line and column",
                       "Reads the project file and talks to nobody. 0: it may be used (warnings allowed); 2: "
                       "it has errors.",
                       "meshssoctl validate --project sso/meshsso.yaml");
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject(true);
        if (!opened)
            co_return context.fail(opened.error());
        const auto& project = opened->project;
        const Console& console = context.console();
        console.print(console.styled(Style::Good, "Valid: ") + printable(project.metadata.name) +
                      ", gateway " + printable(project.gateway.origin()) + ", issuer " +
                      printable(project.identityProvider.issuer()) + ", " +
                      std::to_string(project.applications.size()) +
                      (project.applications.size() == 1 ? " application, " : " applications, ") +
                      std::to_string(project.accessPolicy().rules.size()) + " access rules.");
        console.document({{"valid", true},
                          {"project", project.metadata.name},
                          {"issuer", project.identityProvider.issuer()},
                          {"findings", findingsJson(opened->findings)}});
        co_return ExitDone;
    }
};

} // namespace

std::unique_ptr<Command> makeValidateCommand()
{
    return std::make_unique<ValidateCommand>();
}

} // namespace meshsso::cli
