#include "kube/ClusterObjects.h"

#include "core/Text.h"
#include "kube/LiveObject.h"
#include "kube/UnifiedDiff.h"

#include <algorithm>
#include <tuple>

namespace meshsso::kube {
namespace {

constexpr std::string_view workloadFolder = "workload/";
constexpr std::string_view meshFolder = "mesh/";

bool isObjectFile(std::string_view path)
{
    return (path.starts_with(workloadFolder) || path.starts_with(meshFolder)) && path.ends_with(".yaml") &&
           !path.ends_with("/kustomization.yaml");
}

} // namespace

Result<std::vector<ClusterObject>> clusterObjects(const mesh::ResourceSet& resources)
{
    std::vector<ClusterObject> objects;
    for (const auto& file : resources.files) {
        if (!isObjectFile(file.path))
            continue;
        auto manifest = Manifest::parse(file.content, file.path);
        if (!manifest)
            return fail(std::move(manifest).error());
        const bool isMesh = file.path.starts_with(meshFolder);
        objects.push_back({file.path, isMesh ? ClusterSide::Mesh : ClusterSide::Workload,
                           SecretString(file.content), std::move(*manifest)});
    }
    const auto rank = [](const ClusterObject& object) {
        return std::tuple(object.manifest.kind != "Namespace", object.side, object.file);
    };
    std::sort(objects.begin(), objects.end(),
              [&](const ClusterObject& a, const ClusterObject& b) { return rank(a) < rank(b); });
    return objects;
}

Result<project::ClusterContext> contextOf(const project::Clusters& clusters, ClusterSide side)
{
    const auto& mesh = clusters.mesh;
    const bool isNamed = !mesh.context.empty() || !mesh.kubeconfig.empty();
    if (side == ClusterSide::Workload)
        return clusters.workload;
    if (isNamed)
        return mesh;
    if (clusters.target == project::Target::Asm)
        return fail(ErrorCode::InvalidArgument,
                    "ASM keeps Istio's objects on an API server of their own, and the project does not name "
                    "its context. Fix: set clusters.mesh.context",
                    "clusters.mesh");
    return clusters.workload;
}

std::string identityDocuments(const std::vector<const ClusterObject*>& objects)
{
    std::string documents;
    for (const auto* object : objects)
        documents.append("---\n").append(json::serialize(object->manifest.identity())).append("\n");
    return documents;
}

std::string resourceOf(const Manifest& manifest)
{
    std::string resource = toLowerAscii(manifest.kind);
    const auto slash = manifest.apiVersion.find('/');
    if (slash != std::string::npos)
        resource.append(".")
            .append(manifest.apiVersion, slash + 1)
            .append(".")
            .append(manifest.apiVersion, 0, slash);
    return resource;
}

std::string titleOf(const json::object& object)
{
    Manifest manifest;
    manifest.kind = textAt(object, {"kind"});
    manifest.name = textAt(object, {"metadata", "name"});
    manifest.namespaceName = textAt(object, {"metadata", "namespace"});
    return manifest.title();
}

PlannedObject plannedObject(const ClusterObject& object)
{
    PlannedObject planned;
    planned.file = object.file;
    planned.apiVersion = object.manifest.apiVersion;
    planned.kind = object.manifest.kind;
    planned.namespaceName = object.manifest.namespaceName;
    planned.name = object.manifest.name;
    planned.side = object.side;
    return planned;
}

PlannedObject comparedObject(const ClusterObject& object, const json::object* live,
                             const json::object& desired)
{
    auto planned = plannedObject(object);
    const auto after = withoutServerFields(desired);
    if (live == nullptr) {
        const auto shown = showPair(nullptr, after);
        planned.state = ObjectState::New;
        planned.diff = unifiedDiff(shown.before, shown.after, "/dev/null", planned.title());
        return planned;
    }
    const auto before = withoutServerFields(*live);
    if (before == after) {
        planned.state = ObjectState::Unchanged;
        return planned;
    }
    const auto shown = showPair(&before, after);
    planned.state = ObjectState::Changed;
    planned.diff = unifiedDiff(shown.before, shown.after, planned.title() + " (cluster)",
                               planned.title() + " (project)");
    return planned;
}

} // namespace meshsso::kube
