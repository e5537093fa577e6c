#include "cli/Consent.h"
#include "cli/Verb.h"
#include "cli/commands/ClusterAccess.h"
#include "cli/commands/Commands.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

json::array stepsJson(const kube::ClusterApplyReport& report)
{
    json::array steps;
    for (const auto& step : report.done)
        steps.push_back({{"object", step.object},
                         {"file", step.file},
                         {"cluster", kube::clusterSideName(step.side)},
                         {"what", step.what}});
    return steps;
}

json::array workloadsJson(const std::vector<kube::WorkloadState>& workloads)
{
    json::array result;
    for (const auto& state : workloads)
        result.push_back({{"workload", state.workload},
                          {"namespace", state.namespaceName},
                          {"pod", state.pod},
                          {"ready", state.ready()},
                          {"isReady", state.isReady()},
                          {"sidecar", state.hasSidecar},
                          {"phase", state.phase},
                          {"reason", state.reason}});
    return result;
}

class ClusterApplyCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(
            parent, "apply", "Make the clusters what the project says",
            "Dry-runs every object first and writes none if one is refused, or somebody else owns a field.\n"
            "Nothing is deleted, and running it again changes nothing. 0: done; 1: refused, in conflict, or "
            "stopped half way\n(run it again); 3: a cluster is unreachable.",
            "meshssoctl cluster apply --with-secrets --confirm shop-sso");
        m_options.describe(*app, true);
        app->add_option("--confirm", m_confirm,
                        "The project's name: consent to change a production environment")
            ->type_name("NAME");
        app->add_flag("--force-conflicts", m_forceConflicts, "Take over fields that somebody else owns");
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
        const kube::ClusterApply apply(access.kubectl(), access.project().clusters, std::move(*resources));
        auto planning = apply.plan();
        auto plan = co_await planning;
        if (!plan)
            co_return context.fail(plan.error());
        const Console& console = context.console();
        showClusterPlan(console, *plan, access.where());
        if (!plan->empty()) {
            if (auto consent = askConsent(context, access.project(), m_confirm, "cluster"); !consent)
                co_return context.fail(consent.error());
        }

        kube::ClusterApply::Progress progress = [&console](const kube::ClusterStep& step) {
            if (!step.isCheck)
                console.print("  " + console.styled(Style::Good, "done") + "  " + printable(step.object) +
                              ": " + printable(step.what));
        };
        kube::ClusterApplyOptions options;
        options.forceConflicts = m_forceConflicts;
        auto applying = apply.apply(std::move(*plan), std::move(progress), options);
        const auto report = co_await applying;
        std::vector<kube::WorkloadState> workloads;
        if (!report.error) {
            auto asking = apply.workloads();
            auto states = co_await asking;
            if (states)
                workloads = std::move(*states);
            else
                console.error(states.error());
        }
        co_return conclude(console, report, workloads);
    }

private:
    static void showWorkloads(const Console& console, const std::vector<kube::WorkloadState>& workloads)
    {
        std::vector<Console::Row> rows;
        for (const auto& state : workloads)
            rows.push_back({printable(state.namespaceName), printable(state.workload), printable(state.pod),
                            state.ready(), state.hasSidecar ? "yes" : "no", printable(state.phase),
                            printable(state.reason)});
        if (!rows.empty())
            console.table({"namespace", "workload", "pod", "ready", "sidecar", "phase", "reason"}, rows);
    }

    static int conclude(const Console& console, const kube::ClusterApplyReport& report,
                        const std::vector<kube::WorkloadState>& workloads)
    {
        json::object document{{"applied", !report.error.has_value()},
                              {"done", stepsJson(report)},
                              {"objects", clusterPlanJson(report.plan)},
                              {"workloads", workloadsJson(workloads)}};
        if (report.error) {
            console.error(*report.error);
            if (!report.done.empty())
                console.print("Stopped half way: the " + std::to_string(report.done.size()) +
                              " objects above are written. Running apply again goes on from there.");
            document["error"] = {{"code", errorCodeName(report.error->code)},
                                 {"message", report.error->message},
                                 {"context", report.error->context}};
            console.document(document);
            // A plan was made, so the input is good: the cluster would not have it.
            const int code = exitCodeOf(*report.error);
            return report.done.empty() && code == ExitUnreachable ? code : ExitCheckFailed;
        }
        console.print(report.done.empty()
                          ? std::string("Nothing to do: the clusters are what the project says.")
                          : std::to_string(report.done.size()) + " objects written.");
        showWorkloads(console, workloads);
        console.document(document);
        return ExitDone;
    }

    ClusterOptions m_options;
    std::string m_confirm;
    bool m_forceConflicts = false;
};

} // namespace

std::unique_ptr<Command> makeClusterApplyCommand()
{
    return std::make_unique<ClusterApplyCommand>();
}

} // namespace meshsso::cli
