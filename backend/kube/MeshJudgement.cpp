#include "core/Text.h"
#include "kube/ClusterObjects.h"
#include "kube/ClusterSnapshot.h"
#include "kube/Manifest.h"
#include "mesh/ResourceCollector.h"

#include <algorithm>
#include <set>

namespace meshsso::kube {
namespace {

using project::SsoProject;

constexpr std::string_view rootNamespace = "istio-system";

std::string namespaceOf(const json::object& object)
{
    return textAt(object, {"metadata", "namespace"});
}

std::string qualifiedName(const json::object& object)
{
    return namespaceOf(object) + "/" + nameOf(object);
}

/// The objects that this very project exports, by title: what has their names is overwritten by an apply.
std::set<std::string> exportedTitles(const SsoProject& project)
{
    mesh::ExportOptions options;
    options.target = project.clusters.target;
    std::set<std::string> titles;
    const auto resources = mesh::compileResources(project, options);
    const auto objects = resources ? clusterObjects(*resources) : Result<std::vector<ClusterObject>>();
    if (objects) {
        for (const auto& object : *objects)
            titles.insert(object.manifest.title());
    }
    return titles;
}

bool isOnGateway(const SsoProject& project, const json::object& virtualService)
{
    const auto& gateway = project.gateway;
    const auto names = textsAt(virtualService, {"spec", "gateways"});
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name == gateway.namespaceName + "/" + gateway.name ||
               (name == gateway.name && namespaceOf(virtualService) == gateway.namespaceName);
    });
}

enum class Capture { None, Everything, Endpoints };

/// What of /oauth2 on the HTTPS port a match takes.
Capture captureOf(const SsoProject& project, const json::object& match)
{
    const auto port = numberAt(match, {"port"});
    if (port && *port != project.gateway.https.port)
        return Capture::None;
    const std::string endpoints(SsoProject::endpointPrefix);
    const auto exact = textAt(match, {"uri", "exact"});
    if (!exact.empty())
        return exact == endpoints || exact.starts_with(endpoints + "/") ? Capture::Endpoints : Capture::None;
    const auto prefix = textAt(match, {"uri", "prefix"});
    if (prefix.starts_with(endpoints))
        return prefix.size() == endpoints.size() || prefix[endpoints.size()] == '/' ? Capture::Endpoints
                                                                                    : Capture::None;
    // A shorter prefix, a regular expression, or no condition on the path at all.
    return endpoints.starts_with(prefix) ? Capture::Everything : Capture::None;
}

Capture captureOf(const SsoProject& project, const std::vector<const json::object*>& routes)
{
    Capture strongest = Capture::None;
    for (const auto* route : routes) {
        const auto matches = objectsAt(*route, {"match"});
        if (matches.empty())
            strongest = std::max(strongest, Capture::Everything);
        for (const auto* match : matches)
            strongest = std::max(strongest, captureOf(project, *match));
    }
    return strongest;
}

std::set<std::string> otherCustomProviders(const SsoProject& project, const ClusterSnapshot& snapshot)
{
    std::set<std::string> others;
    const auto pods = selectedPods(project, snapshot);
    for (const auto& policy : *snapshot.policies) {
        const bool isInReach =
            namespaceOf(policy) == project.gateway.namespaceName || namespaceOf(policy) == rootNamespace;
        const auto provider = textAt(policy, {"spec", "provider", "name"});
        if (!isInReach || textAt(policy, {"spec", "action"}) != "CUSTOM" ||
            provider == project.authorization.provider)
            continue;
        const auto selector = labelsAt(policy, {"spec", "selector", "matchLabels"});
        const bool hits = pods.empty() ? carries(project.gateway.policySelector, selector)
                                       : std::any_of(pods.begin(), pods.end(), [&](const json::object* pod) {
                                             return carries(labelsAt(*pod, {"metadata", "labels"}), selector);
                                         });
        if (hits)
            others.insert(provider + " (AuthorizationPolicy " + qualifiedName(policy) + ")");
    }
    return others;
}

void judgeProviderEntry(const SsoProject& project, const json::object& entry, ClusterCheckReport& report)
{
    const bool isGrpc = entry.contains("envoyExtAuthzGrpc");
    const std::string_view kind = isGrpc ? "envoyExtAuthzGrpc" : "envoyExtAuthzHttp";
    const auto& authorization = project.authorization;
    const auto expected = mesh::clusterHost(expectedServiceName(project), authorization.namespaceName);
    const auto service = textAt(entry, {kind, "service"});
    const auto where = "ConfigMap istio-system/istio, provider " + authorization.provider;
    // "namespace/host" is allowed too.
    if (service != expected && !service.ends_with("/" + expected))
        add(report, "cluster.provider-service", Severity::Error, where,
            "it asks " + (service.empty() ? "no service" : service) + ", and the project's is " + expected,
            "enter provider/istio-operator.yaml of the export into the mesh configuration");
    const auto port = numberAt(entry, {kind, "port"});
    const bool wantsGrpc = authorization.protocol == project::CheckProtocol::Grpc;
    const int wanted = wantsGrpc ? authorization.grpcPort : authorization.httpPort;
    if (isGrpc != wantsGrpc)
        add(report, "cluster.provider-port", Severity::Error, where,
            std::string("it asks by ") + (isGrpc ? "gRPC" : "HTTP") + ", and the project says " +
                (wantsGrpc ? "gRPC" : "HTTP"),
            "enter provider/istio-operator.yaml of the export into the mesh configuration");
    else if (port != wanted)
        add(report, "cluster.provider-port", Severity::Error, where,
            "it asks port " + (port ? std::to_string(*port) : std::string("(none)")) +
                ", and the project says " + std::to_string(wanted),
            "enter provider/istio-operator.yaml of the export into the mesh configuration");
    if (textAt(entry, {kind, "timeout"}).empty())
        add(report, "cluster.provider-timeout", Severity::Warning, where,
            "it sets no timeout, and Istio's default keeps a request waiting for 10 minutes",
            "set timeout, as provider/istio-operator.yaml of the export does");
}

} // namespace

void judgeRoutes(const SsoProject& project, const ClusterSnapshot& snapshot, ClusterCheckReport& report)
{
    if (!snapshot.virtualServices)
        return;
    const auto ours = exportedTitles(project);
    for (const auto& service : *snapshot.virtualServices) {
        if (ours.contains(titleOf(service)) || !isOnGateway(project, service))
            continue;
        const auto capture = captureOf(project, objectsAt(service, {"spec", "http"}));
        const auto hosts = textsAt(service, {"spec", "hosts"});
        const auto where = "VirtualService " + qualifiedName(service);
        if (capture == Capture::Endpoints)
            add(report, "cluster.oauth2-captured", Severity::Error, where,
                "it routes /oauth2 of " + join(hosts, ", ") +
                    " on this gateway, so callbacks do not reach the authorization service",
                "remove that route, or the whole object if it is an earlier set-up's");
        else if (capture == Capture::Everything)
            add(report, "cluster.oauth2-captured", Severity::Warning, where,
                "it takes every path of " + join(hosts, ", ") +
                    " on this gateway, /oauth2 included, and which of two routes for one host wins depends "
                    "on their age",
                "declare that application in the project, or narrow its match");
    }
}

void judgeProvider(const SsoProject& project, const ClusterSnapshot& snapshot, ClusterCheckReport& report)
{
    const auto& provider = project.authorization.provider;
    if (snapshot.policies) {
        const auto others = otherCustomProviders(project, snapshot);
        if (!others.empty()) {
            const std::vector<std::string> list(others.begin(), others.end());
            add(report, "cluster.second-provider", Severity::Warning, "authorization.provider",
                "the gateway has CUSTOM policies of other providers too: " + join(list, "; ") +
                    "; before Istio 1.30, or without its flag, two providers on one gateway deny everything",
                "leave one provider on this gateway");
        }
    }
    if (project.clusters.target == project::Target::Asm) {
        add(report, "cluster.asm-association", Severity::Info, "authorization.provider",
            "ASM keeps provider " + provider +
                " in its own control plane; whether it is there and bound to this gateway cannot be seen "
                "with kubectl",
            "look at the provider in ASM's console");
        return;
    }
    if (snapshot.isMeshConfigMissing) {
        add(report, "cluster.mesh-config", Severity::Warning, "ConfigMap istio-system/istio",
            "it is not there, so the provider could not be looked up (a revision of Istio has one of its "
            "own, "
            "named istio-REVISION)",
            "check that its extensionProviders name " + provider);
        return;
    }
    if (!snapshot.meshConfig)
        return;
    const json::object* ours = nullptr;
    for (const auto* entry : objectsAt(*snapshot.meshConfig, {"extensionProviders"})) {
        report.facts.providers.push_back(textAt(*entry, {"name"}));
        if (report.facts.providers.back() == provider)
            ours = entry;
    }
    if (ours != nullptr) {
        judgeProviderEntry(project, *ours, report);
        return;
    }
    add(report, "cluster.provider-missing", Severity::Error, "authorization.provider",
        "the mesh configuration has no extension provider " + provider +
            (report.facts.providers.empty() ? std::string()
                                            : " (it has " + join(report.facts.providers, ", ") + ")") +
            R"(, and a policy that names it denies everything: "RBAC: access denied")",
        "enter provider/istio-operator.yaml of the export into the mesh configuration before mesh/ is "
        "applied");
}

} // namespace meshsso::kube
