#include "mesh/ResourceCollector.h"

#include "core/Text.h"
#include "yaml/YamlValue.h"

#include <algorithm>

namespace meshsso::mesh {
namespace {

std::string twoDigits(int number)
{
    return number < 10 ? "0" + std::to_string(number) : std::to_string(number);
}

json::object kustomization(const std::vector<std::string>& resources)
{
    json::object object;
    object["apiVersion"] = "kustomize.config.k8s.io/v1beta1";
    object["kind"] = "Kustomization";
    object["resources"] = textArray(resources);
    return object;
}

} // namespace

ResourceCollector::ResourceCollector(const project::SsoProject& project, const ExportOptions& options)
    : m_project(project), m_options(options)
{
}

std::string ResourceCollector::istioApi(std::string_view group) const
{
    return std::string(group) + ".istio.io/" + m_project.clusters.apiVersion;
}

json::object ResourceCollector::object(std::string_view apiVersion, std::string_view kind,
                                       std::string_view name, std::string_view namespaceName,
                                       std::string_view component) const
{
    json::object labels;
    labels["app.kubernetes.io/name"] = dnsLabel(component);
    labels["app.kubernetes.io/part-of"] = dnsLabel(m_project.metadata.name);
    labels["app.kubernetes.io/managed-by"] = "meshsso";
    json::object metadata;
    metadata["name"] = name;
    if (!namespaceName.empty())
        metadata["namespace"] = namespaceName;
    metadata["labels"] = std::move(labels);
    json::object object;
    object["apiVersion"] = apiVersion;
    object["kind"] = kind;
    object["metadata"] = std::move(metadata);
    return object;
}

void ResourceCollector::add(std::string_view folder, int order, const json::object& object)
{
    const auto kind = toLowerAscii(stringOr(object, "kind"));
    const std::string name(stringOr(object.at("metadata").as_object(), "name"));
    const std::string file = twoDigits(order) + "-" + kind + "-" + name + ".yaml";
    m_kustomized[std::string(folder)].push_back(file);
    addFile(std::string(folder) + "/" + file, yaml::emitYaml(object), kind == "secret");
}

void ResourceCollector::addFile(std::string path, std::string content, bool secret)
{
    m_set.files.push_back({std::move(path), std::move(content), secret});
}

void ResourceCollector::note(Severity severity, std::string code, std::string where, std::string why,
                             std::string fix)
{
    m_set.findings.push_back({std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
}

void ResourceCollector::notes(const Findings& findings)
{
    m_set.findings.insert(m_set.findings.end(), findings.begin(), findings.end());
}

ResourceSet ResourceCollector::take()
{
    for (auto& [folder, files] : m_kustomized) {
        std::sort(files.begin(), files.end());
        addFile(folder + "/kustomization.yaml", yaml::emitYaml(kustomization(files)));
    }
    if (m_options.target == project::Target::Istio)
        addFile("kustomization.yaml", yaml::emitYaml(kustomization({"workload", "mesh"})));
    std::sort(m_set.files.begin(), m_set.files.end(),
              [](const ResourceFile& a, const ResourceFile& b) { return a.path < b.path; });
    return std::move(m_set);
}

json::array textArray(const std::vector<std::string>& texts)
{
    json::array array;
    for (const auto& text : texts)
        array.emplace_back(text);
    return array;
}

json::object labelObject(const std::map<std::string, std::string>& labels)
{
    json::object object;
    for (const auto& [key, value] : labels)
        object[key] = value;
    return object;
}

std::string dnsLabel(std::string_view text)
{
    std::string label;
    for (const char c : toLowerAscii(text)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            label += c;
        else if (!label.empty() && label.back() != '-')
            label += '-';
    }
    label.resize(std::min<std::size_t>(label.size(), 63));
    while (!label.empty() && label.back() == '-')
        label.pop_back();
    return label.empty() ? "x" : label;
}

std::string clusterHost(std::string_view service, std::string_view namespaceName)
{
    return std::string(service) + "." + std::string(namespaceName) + ".svc.cluster.local";
}

std::string protoDuration(std::chrono::milliseconds duration)
{
    const auto whole = duration.count() / 1000;
    const auto rest = duration.count() % 1000;
    std::string text = std::to_string(whole);
    if (rest != 0) {
        auto digits = std::to_string(1000 + rest).substr(1);
        while (digits.back() == '0')
            digits.pop_back();
        text += "." + digits;
    }
    return text + "s";
}

} // namespace meshsso::mesh
