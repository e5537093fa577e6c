#include "cli/commands/ClusterAccess.h"

#include "cli/ExportSecrets.h"
#include "core/Text.h"
#include "mesh/PageFiles.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {
namespace {

project::SsoProject aimed(const OpenProject& opened, const ClusterOptions& options)
{
    auto project = opened.project;
    auto& clusters = project.clusters;
    for (auto* context : {&clusters.workload, &clusters.mesh})
        context->kubeconfig = opened.resolve(context->kubeconfig).string();
    if (!options.workloadContext.empty())
        clusters.workload.context = options.workloadContext;
    if (!options.meshContext.empty())
        clusters.mesh.context = options.meshContext;
    return project;
}

Style styleOf(kube::ObjectState state)
{
    switch (state) {
    case kube::ObjectState::New:
    case kube::ObjectState::Unchanged:
        return Style::Good;
    case kube::ObjectState::Changed:
        return Style::Warn;
    default:
        return Style::Bad;
    }
}

void showDiff(const Console& console, const std::string& diff)
{
    for (const auto line : split(diff, '\n')) {
        if (line.empty())
            continue;
        const Style style = line.front() == '+'   ? Style::Good
                            : line.front() == '-' ? Style::Bad
                            : line.front() == '@' ? Style::Dim
                                                  : Style::Plain;
        console.print("    " + console.styled(style, printable(line)));
    }
}

} // namespace

void ClusterOptions::describe(CLI::App& app, bool withResources)
{
    app.add_option("--workload-context", workloadContext,
                   "The kube context of the workloads (default: the project's)")
        ->type_name("NAME");
    app.add_option("--mesh-context", meshContext,
                   "The kube context of Istio's objects (default: the project's; ASM has one of its own)")
        ->type_name("NAME");
    if (withResources)
        app.add_flag("--with-secrets", withSecrets, "Secret objects and the certificate as well");
}

ClusterAccess::ClusterAccess(const Context& context, const OpenProject& project,
                             const ClusterOptions& options)
    : m_context(context), m_opened(project), m_options(options), m_project(aimed(project, options)),
      m_runner(context.environment().executor), m_kubectl(m_runner)
{
}

std::string ClusterAccess::where() const
{
    const auto& clusters = m_project.clusters;
    auto text = kube::contextName(clusters.workload);
    if (!clusters.mesh.context.empty() || !clusters.mesh.kubeconfig.empty())
        text += ", mesh: " + kube::contextName(clusters.mesh);
    return text;
}

Task<Result<mesh::ResourceSet>> ClusterAccess::resources() const
{
    if (m_project.clusters.target == project::Target::Envoy)
        co_return fail(ErrorCode::Unsupported,
                       "target envoy is one machine's configuration, and has nothing for a cluster. Fix: set "
                       "clusters.target to istio or asm",
                       "clusters.target");
    mesh::ExportOptions options;
    options.target = m_project.clusters.target;
    if (m_options.withSecrets) {
        auto collecting = collectExportSecrets(m_context, m_opened);
        auto secrets = co_await collecting;
        if (!secrets)
            co_return fail(std::move(secrets).error());
        options.secrets = std::move(*secrets);
    }
    auto pageFiles = mesh::readPageFiles(m_project, m_opened.folder);
    if (!pageFiles)
        co_return fail(std::move(pageFiles).error());
    options.pageFiles = std::move(*pageFiles);
    auto set = mesh::compileResources(m_project, options);
    if (!set)
        co_return fail(std::move(set).error());
    if (m_context.options().verbose || hasErrors(set->findings))
        m_context.console().findings(set->findings);
    co_return set;
}

json::array clusterPlanJson(const kube::ClusterPlan& plan)
{
    json::array objects;
    for (const auto& object : plan.objects) {
        json::array conflicts;
        for (const auto& conflict : object.conflicts)
            conflicts.push_back({{"field", conflict.field}, {"manager", conflict.manager}});
        objects.push_back({{"cluster", kube::clusterSideName(object.side)},
                           {"file", object.file},
                           {"kind", object.kind},
                           {"namespace", object.namespaceName},
                           {"name", object.name},
                           {"state", kube::objectStateName(object.state)},
                           {"reason", object.reason},
                           {"diff", object.diff},
                           {"conflicts", std::move(conflicts)}});
    }
    return objects;
}

void showClusterPlan(const Console& console, const kube::ClusterPlan& plan, const std::string& where)
{
    if (plan.empty()) {
        console.print(console.styled(Style::Good, "In sync: ") + printable(where) + " has all " +
                      std::to_string(plan.objects.size()) + " objects as the project says.");
        return;
    }
    for (const auto& object : plan.objects) {
        if (object.state == kube::ObjectState::Unchanged)
            continue;
        std::string line = "  " + console.styled(styleOf(object.state), kube::objectStateName(object.state));
        line.append("  ").append(printable(object.title()));
        if (object.side == kube::ClusterSide::Mesh)
            line += console.styled(Style::Dim, "  (mesh)");
        console.print(line);
        if (!object.reason.empty())
            console.print("    " + printable(object.reason));
        for (const auto& conflict : object.conflicts)
            console.print("    " + printable(conflict.field) + " is owned by " + printable(conflict.manager));
        if (object.state != kube::ObjectState::New)
            showDiff(console, object.diff);
    }
    const auto count = [&](kube::ObjectState state) { return std::to_string(plan.count(state)); };
    console.print("Plan for " + printable(where) + ": " + count(kube::ObjectState::New) + " new, " +
                  count(kube::ObjectState::Changed) + " changed, " + count(kube::ObjectState::Conflict) +
                  " in conflict, " + count(kube::ObjectState::Refused) + " refused, " +
                  count(kube::ObjectState::Unchanged) + " unchanged; nothing is ever deleted.");
}

} // namespace meshsso::cli
