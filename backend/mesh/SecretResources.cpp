#include "core/Encoding.h"
#include "mesh/Parts.h"

#include <algorithm>

namespace meshsso::mesh {
namespace {

using secrets::SecretRef;

std::string fileOf(const std::string& name, const SecretEntry& entry)
{
    return entry.source.kind == SecretRef::Kind::File ? entry.source.name : "./" + name + "-" + entry.key;
}

/// How to get the files that the command reads, when the project does not keep the secrets in files already.
std::string howToFill(const std::string& name, const std::vector<SecretEntry>& entries)
{
    std::string text;
    for (const auto& entry : entries) {
        if (entry.source.kind == SecretRef::Kind::File)
            continue;
        text += text.empty() ? "put " : ", ";
        text += (entry.source.isSet() ? entry.source.toString() : entry.key) + " into " + fileOf(name, entry);
    }
    return text.empty() ? std::string() : text + " (mode 0600, no line feed at the end), run ";
}

} // namespace

void addSecret(ResourceCollector& collector, int order, const std::string& name,
               const std::string& namespaceName, const std::string& component,
               const std::vector<SecretEntry>& entries)
{
    const auto& handed = collector.options().secrets;
    const auto valueOf = [&](const SecretEntry& entry) {
        return handed ? handed->find(entry.source) : nullptr;
    };
    const bool complete = std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
        const auto* value = valueOf(entry);
        return value && !value->empty();
    });
    if (complete) {
        auto secret = collector.object("v1", "Secret", name, namespaceName, component);
        json::object data;
        for (const auto& entry : entries)
            data[entry.key] = base64Encode(valueOf(entry)->reveal());
        secret["type"] = "Opaque";
        secret["data"] = std::move(data);
        collector.add("workload", order, secret);
        return;
    }
    std::string command = "kubectl -n " + namespaceName + " create secret generic " + name;
    for (const auto& entry : entries)
        command += " --from-file=" + entry.key + "=" + fileOf(name, entry);
    const auto fill = howToFill(name, entries);
    collector.note(
        Severity::Warning, "mesh.secret-left-out", "Secret " + namespaceName + "/" + name,
        "the export does not hold this Secret, and the pods that need it will not start without it",
        (fill.empty() ? "run " : fill) + command + ", or export again with secrets included");
}

} // namespace meshsso::mesh
