#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"
#include "project/ProjectNames.h"

#include <algorithm>

namespace meshsso::project {
namespace {

/// "host:port"
bool isEndpoint(const std::string& text)
{
    const auto url = Url::parse("http://" + text);
    const auto colon = text.rfind(':');
    return url && url->path == "/" && !url->hasQuery && url->fragment.empty() && !text.ends_with('/') &&
           colon != std::string::npos && text.find(']', colon) == std::string::npos;
}

void checkEndpoint(const std::string& text, std::string where, CheckReport& report)
{
    if (!text.empty() && !isEndpoint(text))
        report.error("project.local-address", std::move(where), "this is not an address with a port",
                     "Write it like 127.0.0.1:8080.");
}

void checkLocal(const SsoProject& project, CheckReport& report)
{
    const auto& local = project.local;
    checkEndpoint(local.keycloak, "local.keycloak", report);
    checkEndpoint(local.authorizationService, "local.authorizationService", report);
    if (!isIpAddress(local.listenAddress))
        report.error("project.local-address", "local.listenAddress", "this is not an IP address",
                     "Use 127.0.0.1, or 0.0.0.0 for every interface.");
    std::vector<std::string_view> known;
    for (const auto& application : project.applications)
        known.emplace_back(application.name);
    for (const auto& [name, address] : local.applications) {
        const auto where = "local.applications." + name;
        checkEndpoint(address, where, report);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const auto nearest = nearestOf(name, known);
            report.error("project.local-application", where, "there is no application of that name",
                         nearest.empty() ? "Declare it under applications, or remove the line."
                                         : "Did you mean '" + std::string(nearest) + "'?");
        }
    }
}

/// The static Envoy has no cluster in which to look names up.
void checkEnvoy(const SsoProject& project, CheckReport& report)
{
    const auto need = [&](bool present, std::string where) {
        if (!present)
            report.error("project.local-missing", where,
                         "the envoy target needs to know where this part listens", "Add it: 127.0.0.1:PORT.");
    };
    need(!project.local.authorizationService.empty(), "local.authorizationService");
    need(project.identityProvider.exposure == Exposure::Https || !project.local.keycloak.empty(),
         "local.keycloak");
    for (const auto& application : project.applications)
        need(project.local.applications.contains(application.name), "local.applications." + application.name);
}

} // namespace

void checkTargets(const SsoProject& project, CheckReport& report)
{
    const auto& clusters = project.clusters;
    if (std::find(names::istioVersion.begin(), names::istioVersion.end(), clusters.apiVersion) ==
        names::istioVersion.end())
        report.error("project.istio-version", "clusters.apiVersion",
                     "Istio objects are written as v1 or v1beta1",
                     "Use v1; v1beta1 is for Istio before 1.22.");
    if (clusters.target == Target::Asm && clusters.mesh.context.empty())
        report.info(
            "project.mesh-context", "clusters.mesh.context",
            "ASM has an API server of its own for Istio objects; without its context they can be exported, "
            "not applied",
            "Name the kube context of the ASM instance, and clusters.workload.context for the cluster.");
    checkLocal(project, report);
    if (clusters.target == Target::Envoy)
        checkEnvoy(project, report);
}

} // namespace meshsso::project
