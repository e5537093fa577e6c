#include "cli/KeycloakAccess.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

class PlanCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        return addVerb(parent, "plan", "Show what apply would change in Keycloak",
                       "Compares Keycloak with the project and changes nothing.\n"
                       "0: in sync; 1: there are differences; 3: Keycloak is unreachable.",
                       "meshssoctl plan --json | jq '.changes[].object'");
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        auto access = co_await openKeycloak(context, *opened);
        if (!access)
            co_return context.fail(access.error());
        auto plan = co_await (*access)->provisioner().plan();
        if (!plan)
            co_return context.fail(plan.error());
        showPlan(context.console(), *plan, opened->project.identityProvider.realm, (*access)->url());
        context.console().document({{"inSync", plan->empty()},
                                    {"changes", planJson(*plan)},
                                    {"findings", findingsJson(plan->findings)}});
        co_return plan->empty() ? ExitDone : ExitCheckFailed;
    }
};

} // namespace

std::unique_ptr<Command> makePlanCommand()
{
    return std::make_unique<PlanCommand>();
}

} // namespace meshsso::cli
