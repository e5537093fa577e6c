#include "FakeCluster.h"

#include "kube/Manifest.h"

#include <algorithm>

namespace meshsso::test {
namespace {

using kube::Manifest;

std::string valueOf(const std::vector<std::string>& arguments, const std::string& flag)
{
    for (const auto& argument : arguments) {
        if (argument.starts_with(flag))
            return argument.substr(flag.size());
    }
    return {};
}

bool has(const std::vector<std::string>& arguments, const std::string& argument)
{
    return std::find(arguments.begin(), arguments.end(), argument) != arguments.end();
}

std::vector<std::string> documentsIn(const std::string& text)
{
    std::vector<std::string> documents;
    std::size_t at = 0;
    while ((at = text.find("---\n", at)) != std::string::npos) {
        at += 4;
        documents.push_back(text.substr(at, text.find("\n---", at) - at));
    }
    return documents;
}

std::string keyOf(const std::string& context, const Manifest& manifest)
{
    return context + " " + manifest.title();
}

} // namespace

FakeCluster::FakeCluster() : runner([this](const kube::ProcessRequest& request) { return answer(request); })
{
}

ScriptedRunner::Answer FakeCluster::answer(const kube::ProcessRequest& request)
{
    const auto& arguments = request.arguments;
    if (before)
        before(runner.calls.back());
    const auto context = valueOf(arguments, "--context=");
    if (arguments[0] == "config")
        return ScriptedRunner::says(R"({"contexts": [{"name": "work"}, {"name": "asm"}]})");
    if (arguments[0] == "get")
        return get(context, std::string(request.input.reveal()));
    const std::string manifests(request.input.reveal());
    const bool isDryRun = has(arguments, "--dry-run=server");
    if (!manifests.starts_with("---\n"))
        return apply(context, manifests, isDryRun, has(arguments, "--force-conflicts"));
    json::array items;
    for (const auto& document : documentsIn(manifests)) {
        auto single = apply(context, document, isDryRun, false);
        if (single->exitCode != 0)
            return single;
        items.push_back(json::parse(single->output));
    }
    return ScriptedRunner::says(json::serialize(json::object{{"kind", "List"}, {"items", items}}));
}

ScriptedRunner::Answer FakeCluster::get(const std::string& context, const std::string& documents)
{
    if (const auto failure = failures.find("get"); failure != failures.end())
        return ScriptedRunner::failsWith(failure->second);
    json::array items;
    for (const auto& document : documentsIn(documents)) {
        const auto manifest = Manifest::parse(document, "document");
        if (!manifest)
            return ScriptedRunner::failsWith("error: " + manifest.error().toString());
        const auto failure = failures.find("get " + manifest->kind + " " + manifest->name);
        if (failure != failures.end())
            return ScriptedRunner::failsWith(failure->second);
        const auto found = objects.find(keyOf(context, *manifest));
        if (found != objects.end())
            items.push_back(found->second);
    }
    return ScriptedRunner::says(json::serialize(json::object{{"kind", "List"}, {"items", items}}));
}

ScriptedRunner::Answer FakeCluster::apply(const std::string& context, const std::string& text, bool isDryRun,
                                          bool isForced)
{
    auto manifest = Manifest::parse(text, "manifest");
    if (!manifest)
        return ScriptedRunner::failsWith("error: " + manifest.error().toString());
    const auto name = manifest->kind + " " + manifest->name;
    for (const std::string verb : {"apply ", "write "}) {
        const auto failure = failures.find(verb + name);
        const bool isMeant = verb == "apply " || !isDryRun;
        const bool isOverruled =
            isForced && failure != failures.end() && failure->second.find("conflict") != std::string::npos;
        if (failure != failures.end() && isMeant && !isOverruled)
            return ScriptedRunner::failsWith(failure->second);
    }
    const auto space = context + " Namespace " + manifest->namespaceName;
    if (!manifest->namespaceName.empty() && !objects.contains(space))
        return ScriptedRunner::failsWith("Error from server (NotFound): namespaces \"" +
                                         manifest->namespaceName + "\" not found");
    auto result = manifest->object;
    auto& metadata = result["metadata"].as_object();
    metadata["resourceVersion"] = isDryRun ? "1" : "2";
    metadata["uid"] = "from the server";
    if (!isDryRun) {
        objects[keyOf(context, *manifest)] = result;
        written.push_back(context + " " + name);
    }
    return ScriptedRunner::says(json::serialize(result));
}

} // namespace meshsso::test
