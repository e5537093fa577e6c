#include "cli/Verb.h"
#include "cli/commands/ClusterAccess.h"
#include "cli/commands/Commands.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

class ClusterContextsCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(parent, "contexts", "List the contexts of a kubeconfig",
                            "What may be named in clusters.workload.context and clusters.mesh.context. No "
                            "cluster is asked.",
                            "meshssoctl cluster contexts --kubeconfig ~/.kube/asm");
        app->add_option("--kubeconfig", m_kubeconfig, "The kubeconfig file (default: kubectl's own)")
            ->type_name("FILE");
        return app;
    }

    Task<int> run(Context& context) override
    {
        kube::PosixProcessRunner runner(context.environment().executor);
        const kube::Kubectl kubectl(runner);
        auto listing = kubectl.contexts(m_kubeconfig);
        auto contexts = co_await listing;
        if (!contexts)
            co_return context.fail(contexts.error());
        show(context.console(), *contexts);
        co_return ExitDone;
    }

private:
    static void show(const Console& console, const std::vector<kube::ContextInfo>& contexts)
    {
        std::vector<Console::Row> rows;
        json::array entries;
        for (const auto& info : contexts) {
            rows.push_back({info.current ? "*" : "", printable(info.name), printable(info.cluster),
                            printable(info.user), printable(info.namespaceName), printable(info.server)});
            entries.push_back({{"name", info.name},
                               {"cluster", info.cluster},
                               {"server", info.server},
                               {"user", info.user},
                               {"namespace", info.namespaceName},
                               {"current", info.current}});
        }
        if (rows.empty())
            console.print("The kubeconfig has no contexts.");
        else
            console.table({"", "context", "cluster", "user", "namespace", "server"}, rows);
        console.document({{"contexts", std::move(entries)}});
    }

    std::string m_kubeconfig;
};

} // namespace

std::unique_ptr<Command> makeClusterContextsCommand()
{
    return std::make_unique<ClusterContextsCommand>();
}

} // namespace meshsso::cli
