#include "core/Encoding.h"
#include "crypto/Digest.h"
#include "mesh/AuthServerParts.h"

namespace meshsso::mesh::authserver {
namespace {

constexpr int userId = 65532; ///< "nonroot" of distroless images
constexpr const char* configDirectory = "/etc/meshsso/config";
constexpr const char* caDirectory = "/etc/meshsso/ca";
constexpr const char* redisCaDirectory = "/etc/meshsso/redis-ca";

json::object mount(std::string_view name, std::string_view path)
{
    json::object object;
    object["name"] = name;
    object["mountPath"] = path;
    object["readOnly"] = true;
    return object;
}

json::object probe(std::string_view path, int periodSeconds, int failureThreshold)
{
    json::object get;
    get["path"] = path;
    get["port"] = "metrics";
    json::object object;
    object["httpGet"] = std::move(get);
    object["periodSeconds"] = periodSeconds;
    object["timeoutSeconds"] = 2;
    object["failureThreshold"] = failureThreshold;
    return object;
}

json::object containerPort(std::string_view name, int port)
{
    json::object object;
    object["name"] = name;
    object["containerPort"] = port;
    object["protocol"] = "TCP";
    return object;
}

/// What the server may come to hold: itself with its connections and keys, its cache of sessions, and gRPC's
/// buffers. The kernel kills whoever passes the limit, so it lies above what the server grants itself.
std::string memoryLimit(const serverconfig::ServerConfig& config)
{
    constexpr int itself = 192;
    const int buffers = config.listen.grpcPort >= 0 ? serverconfig::grpcBufferMegabytes : 0;
    return std::to_string(itself + config.session.cacheMegabytes + buffers) + "Mi";
}

json::object container(const ResourceCollector& collector, const serverconfig::ServerConfig& config)
{
    const auto& authorization = collector.project().authorization;
    json::object security;
    security["allowPrivilegeEscalation"] = false;
    security["readOnlyRootFilesystem"] = true;
    json::object capabilities;
    capabilities["drop"] = json::array{"ALL"};
    security["capabilities"] = std::move(capabilities);

    json::object requests;
    requests["cpu"] = "100m";
    requests["memory"] = "64Mi";
    json::object limits;
    limits["memory"] = memoryLimit(config);
    json::object resources;
    resources["requests"] = std::move(requests);
    resources["limits"] = std::move(limits);

    json::object object;
    object["name"] = "authserver";
    object["image"] = authorization.effectiveImage();
    object["args"] = textArray({"--config", std::string(configDirectory) + "/authserver.yaml"});
    json::array ports;
    for (const auto& [name, port] : portsOf(collector))
        ports.push_back(containerPort(name, port));
    object["ports"] = std::move(ports);
    object["startupProbe"] = probe("/ping", 1, 30);
    object["livenessProbe"] = probe("/ping", 10, 3);
    object["readinessProbe"] = probe("/ready", 5, 3);
    object["resources"] = std::move(resources);
    object["securityContext"] = std::move(security);
    json::array mounts{mount("config", configDirectory), mount("secrets", secretDirectory)};
    if (!config.provider.caFile.empty())
        mounts.push_back(mount("ca", caDirectory));
    if (!config.redis.caFile.empty())
        mounts.push_back(mount("redis-ca", redisCaDirectory));
    if (!config.pages.directory.empty())
        mounts.push_back(mount("pages", config.pages.directory));
    object["volumeMounts"] = std::move(mounts);
    return object;
}

json::object configVolume(std::string_view name, const std::string& configMap)
{
    json::object volume;
    volume["name"] = name;
    volume["configMap"] = json::object{{"name", configMap}};
    return volume;
}

json::array volumes(const Names& names, const serverconfig::ServerConfig& config)
{
    json::object secretSource;
    secretSource["secretName"] = names.app;
    secretSource["defaultMode"] = 0440;
    json::object secret;
    secret["name"] = "secrets";
    secret["secret"] = std::move(secretSource);
    json::array list{configVolume("config", names.config), std::move(secret)};
    if (!config.provider.caFile.empty())
        list.push_back(configVolume("ca", names.ca));
    if (!config.redis.caFile.empty())
        list.push_back(configVolume("redis-ca", names.redisCa));
    if (!config.pages.directory.empty())
        list.push_back(configVolume("pages", names.pages));
    return list;
}

json::object podSpec(const ResourceCollector& collector, const Names& names,
                     const serverconfig::ServerConfig& config)
{
    json::object security;
    security["runAsNonRoot"] = true;
    security["runAsUser"] = userId;
    security["runAsGroup"] = userId;
    security["fsGroup"] = userId;
    json::object seccomp;
    seccomp["type"] = "RuntimeDefault";
    security["seccompProfile"] = std::move(seccomp);

    json::object spread;
    spread["maxSkew"] = 1;
    spread["topologyKey"] = "kubernetes.io/hostname";
    spread["whenUnsatisfiable"] = "ScheduleAnyway";
    spread["labelSelector"] = matchApp(names);

    json::object spec;
    spec["serviceAccountName"] = names.app;
    spec["automountServiceAccountToken"] = false;
    // The server itself stays for drainDelay after SIGTERM, so there is no preStop hook (nor a shell for
    // one).
    spec["terminationGracePeriodSeconds"] = (config.drainDelay + config.drainTimeout).count() + 5;
    spec["securityContext"] = std::move(security);
    spec["topologySpreadConstraints"] = json::array{std::move(spread)};
    spec["containers"] = json::array{container(collector, config)};
    spec["volumes"] = volumes(names, config);
    return spec;
}

} // namespace

void addDeployment(ResourceCollector& collector, const Names& names, const serverconfig::ServerConfig& config,
                   const std::string& configText)
{
    json::object metadata;
    // No sidecar: the gateway's question must not pass a proxy that itself waits for answers.
    metadata["labels"] = labelObject({{"app", names.app}, {"sidecar.istio.io/inject", "false"}});
    // A changed configuration makes new pods.
    metadata["annotations"] = labelObject({{"meshsso/config-sha256", hexEncode(crypto::sha256(configText))}});
    json::object pod;
    pod["metadata"] = std::move(metadata);
    pod["spec"] = podSpec(collector, names, config);

    json::object rolling;
    rolling["maxUnavailable"] = 0;
    rolling["maxSurge"] = 1;
    json::object strategy;
    strategy["type"] = "RollingUpdate";
    strategy["rollingUpdate"] = std::move(rolling);
    json::object spec; // no replicas: they are the autoscaler's
    spec["selector"] = matchApp(names);
    spec["strategy"] = std::move(strategy);
    spec["template"] = std::move(pod);
    auto deployment = object(collector, "apps/v1", "Deployment", names.app, names);
    deployment["spec"] = std::move(spec);
    collector.add(folder, 34, deployment);
}

} // namespace meshsso::mesh::authserver
