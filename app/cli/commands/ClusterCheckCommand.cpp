#include "cli/Verb.h"
#include "cli/commands/ClusterAccess.h"
#include "cli/commands/Commands.h"
#include "kube/ClusterCheck.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

template<class T>
json::value orNull(const std::optional<T>& value)
{
    return value ? json::value(*value) : json::value();
}

json::object factsJson(const kube::ClusterFacts& facts)
{
    json::array providers;
    for (const auto& name : facts.providers)
        providers.push_back(json::string(name));
    return {{"serviceName", orNull(facts.serviceName)},
            {"serviceNamespace", orNull(facts.serviceNamespace)},
            {"servicePort", orNull(facts.servicePort)},
            {"gatewayService", orNull(facts.gatewayService)},
            {"gatewayAddress", orNull(facts.gatewayAddress)},
            {"httpsTargetPort", orNull(facts.httpsTargetPort)},
            {"httpTargetPort", orNull(facts.httpTargetPort)},
            {"gatewayPods", facts.gatewayLabels.size()},
            {"providers", std::move(providers)}};
}

class ClusterCheckCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app =
            addVerb(parent, "check", "Compare what the project assumes with what the clusters have",
                    "Ports, labels, the provider, the certificate's Secret, other routes; reads only.\n"
                    "0: no errors (warnings are shown); 1: errors; 3: a cluster is unreachable.",
                    "meshssoctl cluster check --json | jq '.suggestions'");
        m_options.describe(*app, false);
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const ClusterAccess access(context, *opened, m_options);
        const kube::ClusterCheck check(access.kubectl(), access.project());
        auto checking = check.run();
        auto report = co_await checking;
        if (!report)
            co_return context.fail(report.error());
        show(context.console(), *report, access.where());
        co_return hasErrors(report->findings) ? ExitCheckFailed : ExitDone;
    }

private:
    static void show(const Console& console, const kube::ClusterCheckReport& report, const std::string& where)
    {
        console.findings(report.findings);
        json::array suggestions;
        for (const auto& value : report.suggestions) {
            console.print("  " + printable(value.field) + ": " + printable(value.current) + " -> " +
                          console.styled(Style::Good, printable(value.suggested)));
            suggestions.push_back(
                {{"field", value.field}, {"current", value.current}, {"suggested", value.suggested}});
        }
        if (report.findings.empty())
            console.print(console.styled(Style::Good, "All well: ") + printable(where) +
                          " is as the project assumes.");
        console.document({{"findings", findingsJson(report.findings)},
                          {"suggestions", std::move(suggestions)},
                          {"facts", factsJson(report.facts)}});
    }

    ClusterOptions m_options;
};

} // namespace

std::unique_ptr<Command> makeClusterCheckCommand()
{
    return std::make_unique<ClusterCheckCommand>();
}

} // namespace meshsso::cli
