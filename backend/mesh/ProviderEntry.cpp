#include "mesh/ProviderEntry.h"

#include "mesh/Parts.h"
#include "yaml/YamlValue.h"

namespace meshsso::mesh {
namespace {

json::object meshConfig(const ResourceCollector& collector)
{
    json::object config;
    config["extensionProviders"] = json::array{istioProviderEntry(collector)};
    return config;
}

std::string withComment(std::string_view comment, const json::value& value)
{
    return std::string(comment) + yaml::emitYaml(value);
}

/// What both kinds of provider say: whom to ask, and that nobody passes without an answer.
json::object provider(const ResourceCollector& collector, int port)
{
    json::object object;
    object["service"] = authorizationServiceHost(collector);
    object["port"] = port;
    object["timeout"] = protoDuration(collector.project().authorization.timeout);
    object["failOpen"] = false;
    object["statusOnError"] = "503";
    return object;
}

/// Envoy sends every header to a gRPC server, and takes whatever headers its answer names: nothing to list.
json::object grpcProvider(const ResourceCollector& collector)
{
    return provider(collector, collector.project().authorization.grpcPort);
}

json::object httpProvider(const ResourceCollector& collector)
{
    const auto config = serverconfig::compileServerConfig(collector.project(), {});
    const auto headers = serverconfig::providerHeaders(config);
    auto http = provider(collector, collector.project().authorization.httpPort);
    if (!config.pathPrefix.empty())
        http["pathPrefix"] = config.pathPrefix;
    http["includeRequestHeadersInCheck"] = textArray(checkHeaderPatterns(headers));
    http["headersToUpstreamOnAllow"] = textArray(headers.upstreamOnAllow);
    http["headersToDownstreamOnAllow"] = textArray(headers.downstreamOnAllow);
    http["headersToDownstreamOnDeny"] = textArray(headers.downstreamOnDeny);
    return http;
}

} // namespace

std::vector<std::string> checkHeaderPatterns(const serverconfig::ProviderHeaders& headers)
{
    auto patterns = headers.inCheckExact;
    for (const auto& prefix : headers.inCheckPrefix)
        patterns.push_back(prefix + "*");
    return patterns;
}

json::object istioProviderEntry(const ResourceCollector& collector)
{
    const auto& project = collector.project();
    const bool isGrpc = project.authorization.protocol == project::CheckProtocol::Grpc;
    json::object entry;
    entry["name"] = project.authorization.provider;
    entry[isGrpc ? "envoyExtAuthzGrpc" : "envoyExtAuthzHttp"] =
        isGrpc ? grpcProvider(collector) : httpProvider(collector);
    return entry;
}

void addIstioProvider(ResourceCollector& collector)
{
    const auto& provider = collector.project().authorization.provider;
    json::object spec;
    spec["meshConfig"] = meshConfig(collector);
    json::object istioOperator;
    istioOperator["apiVersion"] = "install.istio.io/v1alpha1";
    istioOperator["kind"] = "IstioOperator";
    istioOperator["spec"] = std::move(spec);
    collector.addFile("provider/istio-operator.yaml",
                      withComment("# For istioctl: istioctl install -f YOUR-CONFIGURATION -f this file.\n"
                                  "# A list replaces a list: copy entries that your mesh has already into "
                                  "extensionProviders below.\n",
                                  istioOperator));
    json::object values;
    values["meshConfig"] = meshConfig(collector);
    collector.addFile(
        "provider/helm-values.yaml",
        withComment("# For Helm: helm upgrade istiod istio/istiod -n istio-system --reuse-values -f this "
                    "file.\n"
                    "# A list replaces a list: copy entries that your mesh has already into "
                    "extensionProviders below.\n",
                    values));
    collector.note(
        Severity::Warning, "mesh.provider-by-hand", "provider",
        "the extension provider " + provider +
            " is part of the mesh's own configuration, which kubectl apply does not reach; until it is "
            "there, the gateway answers \"RBAC: access denied\" to everything",
        "merge provider/istio-operator.yaml with istioctl, or provider/helm-values.yaml with Helm, before "
        "mesh/ is applied");
}

} // namespace meshsso::mesh
