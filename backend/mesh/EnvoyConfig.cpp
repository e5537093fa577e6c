#include "mesh/EnvoyParts.h"
#include "mesh/Parts.h"
#include "yaml/YamlValue.h"

#include <set>

namespace meshsso::mesh {
namespace {

using project::Exposure;

Result<json::array> clusters(const project::SsoProject& project)
{
    json::array list;
    const auto add = [&](const std::string& name, const std::string& endpoint, const std::string& what,
                         bool isHttp2 = false) -> Result<void> {
        auto cluster = envoyCluster(name, endpoint, what, isHttp2);
        if (!cluster)
            return fail(std::move(cluster).error());
        list.push_back(std::move(*cluster));
        return {};
    };
    const auto& local = project.local;
    if (auto added = add(authorizationCluster, local.authorizationService, "the authorization service");
        !added)
        return fail(std::move(added).error());
    if (project.authorization.protocol == project::CheckProtocol::Grpc) {
        if (auto added = add(authorizationGrpcCluster, envoyGrpcEndpoint(project),
                             "the authorization service's gRPC", true);
            !added)
            return fail(std::move(added).error());
    }
    if (project.identityProvider.exposure == Exposure::GuideHttp || !local.keycloak.empty()) {
        if (auto added = add(keycloakCluster, local.keycloak, "Keycloak"); !added)
            return fail(std::move(added).error());
    }
    for (const auto& application : project.applications) {
        const auto endpoint = local.applications.find(application.name);
        const auto text = endpoint == local.applications.end() ? std::string() : endpoint->second;
        auto added = add(envoyApplicationCluster(application.name), text, "application " + application.name);
        if (!added)
            return fail(std::move(added).error());
    }
    return list;
}

void addCertificateFiles(ResourceCollector& collector)
{
    const auto& options = collector.options();
    if (options.secrets && options.secrets->certificate) {
        collector.addFile("tls/tls.crt", options.secrets->certificate->certificatePem);
        collector.addFile("tls/tls.key", std::string(options.secrets->certificate->keyPem.reveal()), true);
        return;
    }
    collector.note(
        Severity::Warning, "mesh.secret-left-out", "tls",
        "the export does not hold the gateway's certificate and key, and Envoy does not start without them",
        "put them into " + options.outputDirectory +
            "/tls as tls.crt and tls.key (mode 0600), or export again with secrets included");
}

} // namespace

Result<void> addEnvoy(ResourceCollector& collector)
{
    const auto& project = collector.project();
    if (!collector.options().outputDirectory.starts_with('/'))
        return fail(ErrorCode::InvalidArgument,
                    "the envoy target needs the absolute path of its output folder");
    auto list = clusters(project);
    if (!list)
        return fail(std::move(list).error());

    json::object resources;
    resources["listeners"] = json::array{envoyHttpsListener(collector), envoyHttpListener(collector)};
    resources["clusters"] = std::move(*list);
    json::object node;
    node["id"] = "meshsso";
    node["cluster"] = dnsLabel(project.metadata.name);
    json::object bootstrap; // without "admin": Envoy then opens no admin port
    bootstrap["node"] = std::move(node);
    bootstrap["static_resources"] = std::move(resources);
    collector.addFile("envoy.yaml", yaml::emitYaml(bootstrap));
    addCertificateFiles(collector);
    if (project.identityProvider.exposure == Exposure::Https && project.local.keycloak.empty())
        collector.note(Severity::Info, "mesh.keycloak-elsewhere", "local.keycloak",
                       "this Envoy has no route to Keycloak; browsers reach it at " +
                           project.identityProvider.issuer(),
                       "set local.keycloak to serve it through this Envoy too");
    return {};
}

} // namespace meshsso::mesh
