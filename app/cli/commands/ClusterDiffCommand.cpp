#include "cli/Verb.h"
#include "cli/commands/ClusterAccess.h"
#include "cli/commands/Commands.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

class ClusterDiffCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app =
            addVerb(parent, "diff", "Show what cluster apply would change",
                    "Compares the clusters with the project by a server-side dry run, and changes "
                    "nothing.\n"
                    "0: in sync; 1: there are differences, conflicts or refusals; 3: a cluster is "
                    "unreachable.",
                    "meshssoctl cluster diff --json | jq '.objects[] | select(.state != \"unchanged\")'");
        m_options.describe(*app, true);
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const ClusterAccess access(context, *opened, m_options);
        auto compiling = access.resources();
        auto resources = co_await compiling;
        if (!resources)
            co_return context.fail(resources.error());
        json::array findings = findingsJson(resources->findings);
        const kube::ClusterApply apply(access.kubectl(), access.project().clusters, std::move(*resources));
        auto planning = apply.plan();
        auto plan = co_await planning;
        if (!plan)
            co_return context.fail(plan.error());
        showClusterPlan(context.console(), *plan, access.where());
        context.console().document({{"inSync", plan->empty()},
                                    {"objects", clusterPlanJson(*plan)},
                                    {"findings", std::move(findings)}});
        co_return plan->empty() ? ExitDone : ExitCheckFailed;
    }

private:
    ClusterOptions m_options;
};

} // namespace

std::unique_ptr<Command> makeClusterDiffCommand()
{
    return std::make_unique<ClusterDiffCommand>();
}

} // namespace meshsso::cli
