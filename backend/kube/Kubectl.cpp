#include "kube/Kubectl.h"

#include "kube/KubectlErrors.h"
#include "kube/Manifest.h"

#include <algorithm>
#include <filesystem>

namespace meshsso::kube {
namespace {

using namespace std::chrono_literals;
using project::ClusterContext;

constexpr std::size_t maxAnswer = std::size_t{16} * 1024 * 1024;
/// Kubernetes itself goes no deeper than 10000; nothing we read comes near this.
constexpr int maxDepth = 100;

/// kubectl's answer as JSON; its text, which may hold a Secret, is wiped.
Result<json::object> readAnswer(std::string& text, const std::string& where)
{
    auto parsed = parseJsonObject(text, maxAnswer, maxDepth);
    wipe(text);
    if (!parsed)
        return fail(ErrorCode::ProtocolError,
                    "kubectl's answer is no JSON object (" + std::move(parsed).error().message + ")", where);
    return parsed;
}

/// The objects of a List, or the one object itself.
std::vector<json::object> itemsOf(json::object answer)
{
    std::vector<json::object> items;
    const auto* list = answer.if_contains("items");
    if (list == nullptr) {
        items.push_back(std::move(answer));
        return items;
    }
    if (const auto* array = list->if_array()) {
        for (const auto& item : *array) {
            if (const auto* object = item.if_object())
                items.push_back(*object);
        }
    }
    return items;
}

/// Adds a flag whose value is somebody's text, in the form that no value can turn into another flag.
void addFlag(std::vector<std::string>& arguments, std::string_view name, const std::string& value)
{
    arguments.push_back("--" + std::string(name) + "=" + value);
}

/// Names that go where kubectl expects an argument must not look like a flag.
Result<void> checkName(const std::string& name)
{
    if (name.empty() || name.front() == '-')
        return fail(ErrorCode::InvalidArgument, "this cannot be the name of a Kubernetes object or resource",
                    name);
    return {};
}

std::vector<std::string> applyArguments()
{
    std::vector<std::string> arguments{"apply", "--server-side", "--filename=-", "--validate=true",
                                       "--output=json"};
    addFlag(arguments, "field-manager", std::string(Kubectl::fieldManager));
    return arguments;
}

ContextInfo readContext(const json::object& entry, const json::object& config)
{
    ContextInfo info;
    info.name = textAt(entry, {"name"});
    info.cluster = textAt(entry, {"context", "cluster"});
    info.user = textAt(entry, {"context", "user"});
    info.namespaceName = textAt(entry, {"context", "namespace"});
    info.current = info.name == textAt(config, {"current-context"});
    const auto* clusters = config.if_contains("clusters");
    const auto* list = clusters != nullptr ? clusters->if_array() : nullptr;
    if (list == nullptr)
        return info;
    for (const auto& cluster : *list) {
        const auto* object = cluster.if_object();
        if (object != nullptr && textAt(*object, {"name"}) == info.cluster)
            info.server = textAt(*object, {"cluster", "server"});
    }
    return info;
}

} // namespace

std::string contextName(const ClusterContext& context)
{
    if (!context.context.empty())
        return "context " + context.context;
    return context.kubeconfig.empty() ? "kubectl's current context"
                                      : "current context of " + context.kubeconfig;
}

Kubectl::Kubectl(ProcessRunner& runner, std::string program) : m_runner(runner), m_program(std::move(program))
{
}

Result<std::string> Kubectl::locate() const
{
    auto path = findProgram(m_program);
    if (!path)
        return fail(ErrorCode::NotFound,
                    "kubectl is not here. Fix: install kubectl, or save the files and apply them where it is",
                    m_program);
    return path;
}

Task<Result<ProcessOutput>> Kubectl::call(ClusterContext context, std::vector<std::string> arguments,
                                          SecretString input, std::size_t requests) const
{
    auto program = locate();
    if (!program)
        co_return fail(std::move(program).error());
    ProcessRequest request;
    request.program = std::move(*program);
    request.arguments = std::move(arguments);
    if (!context.kubeconfig.empty())
        addFlag(request.arguments, "kubeconfig", context.kubeconfig);
    if (!context.context.empty())
        addFlag(request.arguments, "context", context.context);
    addFlag(request.arguments, "request-timeout", std::to_string(m_requestTimeout.count()) + "s");
    request.input = std::move(input);
    request.timeLimit = m_requestTimeout + 10s + 2s * (requests - 1);
    request.outputLimit = maxAnswer;
    auto task = m_runner.run(std::move(request));
    auto output = co_await task;
    if (!output) {
        auto error = std::move(output).error();
        error.message = "kubectl: " + error.message;
        error.context = contextName(context);
        co_return fail(std::move(error));
    }
    co_return output;
}

Task<Result<std::string>> Kubectl::ask(ClusterContext context, std::vector<std::string> arguments,
                                       std::string where, SecretString input) const
{
    auto task = call(std::move(context), std::move(arguments), std::move(input));
    auto output = co_await task;
    if (!output)
        co_return fail(std::move(output).error());
    if (output->exitCode != 0)
        co_return fail(kubectlError(*output, where));
    co_return std::move(output->output);
}

Task<Result<std::string>> Kubectl::version() const
{
    auto task = ask({}, {"version", "--client", "--output=json"}, m_program);
    auto output = co_await task;
    if (!output)
        co_return fail(std::move(output).error());
    auto answer = readAnswer(*output, m_program);
    if (!answer)
        co_return fail(std::move(answer).error());
    auto version = textAt(*answer, {"clientVersion", "gitVersion"});
    if (version.empty())
        co_return fail(ErrorCode::ProtocolError, "kubectl does not say its version", m_program);
    co_return version;
}

Task<Result<std::vector<ContextInfo>>> Kubectl::contexts(std::string kubeconfig) const
{
    std::error_code ignored;
    if (!kubeconfig.empty() && !std::filesystem::exists(kubeconfig, ignored))
        co_return fail(ErrorCode::NotFound, "there is no such kubeconfig file", kubeconfig);
    ClusterContext context{kubeconfig, {}};
    // Without --raw, which would print the credentials.
    auto task = ask(std::move(context), {"config", "view", "--output=json"}, kubeconfig);
    auto output = co_await task;
    if (!output)
        co_return fail(std::move(output).error());
    auto config = readAnswer(*output, kubeconfig);
    if (!config)
        co_return fail(std::move(config).error());
    std::vector<ContextInfo> result;
    const auto* entries = config->if_contains("contexts");
    if (const auto* list = entries != nullptr ? entries->if_array() : nullptr) {
        for (const auto& entry : *list) {
            if (const auto* object = entry.if_object())
                result.push_back(readContext(*object, *config));
        }
    }
    std::sort(result.begin(), result.end(),
              [](const ContextInfo& a, const ContextInfo& b) { return a.name < b.name; });
    co_return result;
}

Task<Result<std::string>> Kubectl::getText(ClusterContext context, std::string resource, std::string name,
                                           std::string namespaceName, std::string format) const
{
    for (const auto* text : {&resource, &name}) {
        if (auto checked = checkName(*text); !checked)
            co_return fail(std::move(checked).error());
    }
    std::vector<std::string> arguments{"get", resource, name};
    addFlag(arguments, "output", format);
    if (!namespaceName.empty())
        addFlag(arguments, "namespace", namespaceName);
    const std::string where = contextName(context);
    auto task = ask(std::move(context), std::move(arguments), where);
    co_return co_await task;
}

Task<Result<json::object>> Kubectl::get(ClusterContext context, std::string resource, std::string name,
                                        std::string namespaceName) const
{
    const std::string where = contextName(context);
    auto task =
        getText(std::move(context), std::move(resource), std::move(name), std::move(namespaceName), "json");
    auto text = co_await task;
    if (!text)
        co_return fail(std::move(text).error());
    co_return readAnswer(*text, where);
}

Task<Result<std::string>> Kubectl::getField(ClusterContext context, std::string resource, std::string name,
                                            std::string namespaceName, std::string jsonPath) const
{
    return getText(std::move(context), std::move(resource), std::move(name), std::move(namespaceName),
                   "jsonpath=" + jsonPath);
}

Task<Result<std::vector<json::object>>> Kubectl::list(ClusterContext context, std::string resource,
                                                      std::string namespaceName,
                                                      std::string labelSelector) const
{
    if (auto checked = checkName(resource); !checked)
        co_return fail(std::move(checked).error());
    std::vector<std::string> arguments{"get", resource, "--output=json"};
    if (namespaceName.empty())
        arguments.emplace_back("--all-namespaces");
    else
        addFlag(arguments, "namespace", namespaceName);
    if (!labelSelector.empty())
        addFlag(arguments, "selector", labelSelector);
    const std::string where = contextName(context);
    auto task = ask(std::move(context), std::move(arguments), where);
    auto output = co_await task;
    if (!output)
        co_return fail(std::move(output).error());
    auto answer = readAnswer(*output, where);
    if (!answer)
        co_return fail(std::move(answer).error());
    if (!answer->contains("items"))
        co_return fail(ErrorCode::ProtocolError, "kubectl's answer is no list", where);
    co_return itemsOf(std::move(*answer));
}

Task<Result<std::vector<json::object>>> Kubectl::getExisting(ClusterContext context, std::string names) const
{
    const std::string where = contextName(context);
    auto task = ask(std::move(context), {"get", "--filename=-", "--ignore-not-found", "--output=json"}, where,
                    SecretString(std::move(names)));
    auto output = co_await task;
    if (!output)
        co_return fail(std::move(output).error());
    if (output->empty())
        co_return std::vector<json::object>{};
    auto answer = readAnswer(*output, where);
    if (!answer)
        co_return fail(std::move(answer).error());
    co_return itemsOf(std::move(*answer));
}

Task<Result<ApplyAnswer>> Kubectl::apply(ClusterContext context, ApplyRequest request) const
{
    auto manifest = Manifest::parse(request.manifest.reveal(), "manifest");
    if (!manifest)
        co_return fail(std::move(manifest).error());
    std::vector<std::string> arguments{"apply", "--server-side", "--filename=-", "--validate=true",
                                       "--output=json"};
    addFlag(arguments, "field-manager", std::string(fieldManager));
    if (request.mode == ApplyMode::DryRun)
        arguments.emplace_back("--dry-run=server");
    if (request.forceConflicts)
        arguments.emplace_back("--force-conflicts");
    const std::string where = manifest->title() + " in " + contextName(context);
    auto task = call(std::move(context), std::move(arguments), std::move(request.manifest));
    auto output = co_await task;
    if (!output)
        co_return fail(std::move(output).error());
    if (manifest->isSecret())
        output->errors = withoutSecrets(std::move(output->errors), *manifest);
    if (output->exitCode != 0) {
        ApplyAnswer refused;
        refused.conflicts = readConflicts(output->errors);
        if (!refused.conflicts.empty())
            co_return refused;
        co_return fail(kubectlError(*output, where));
    }
    auto answer = readAnswer(output->output, where);
    if (!answer)
        co_return fail(std::move(answer).error());
    ApplyAnswer applied;
    applied.object = std::move(*answer);
    co_return applied;
}

Task<Result<ApplyAnswer>> Kubectl::serverDryRun(ClusterContext context, SecretString manifest) const
{
    ApplyRequest request;
    request.manifest = std::move(manifest);
    auto task = apply(std::move(context), std::move(request));
    co_return co_await task;
}

Task<Result<std::vector<json::object>>>
Kubectl::serverDryRunAll(ClusterContext context, SecretString manifests, std::size_t count) const
{
    auto arguments = applyArguments();
    arguments.emplace_back("--dry-run=server");
    const std::string where = contextName(context);
    auto task =
        call(std::move(context), std::move(arguments), std::move(manifests), std::max<std::size_t>(count, 1));
    auto output = co_await task;
    if (!output)
        co_return fail(std::move(output).error());
    if (output->exitCode != 0) {
        auto error = kubectlError(*output, where);
        // Which object it was is not known here, so neither is what of it must not be repeated.
        if (!concernsWholeCluster(error.code))
            error.message = "one of the objects is not taken";
        co_return fail(std::move(error));
    }
    auto answer = readAnswer(output->output, where);
    if (!answer)
        co_return fail(std::move(answer).error());
    co_return itemsOf(std::move(*answer));
}

} // namespace meshsso::kube
