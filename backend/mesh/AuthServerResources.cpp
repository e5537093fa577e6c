#include "core/Encoding.h"
#include "crypto/Digest.h"
#include "mesh/Parts.h"
#include "serverconfig/ServerConfigFile.h"

#include <algorithm>

namespace meshsso::mesh {
namespace {

constexpr const char* folder = "workload";
constexpr int userId = 65532; ///< "nonroot" of distroless images
constexpr const char* configDirectory = "/etc/meshsso/config";
constexpr const char* secretDirectory = "/etc/meshsso/secrets";
constexpr const char* caDirectory = "/etc/meshsso/ca";
constexpr const char* redisCaDirectory = "/etc/meshsso/redis-ca";

struct Names
{
    std::string app;
    std::string namespaceName;
    std::string config;
    std::string ca;
    std::string redisCa;
};

Names namesOf(const ResourceCollector& collector)
{
    const auto app = authorizationServiceName(collector);
    return {app, collector.project().authorization.namespaceName, app + "-config", app + "-ca",
            app + "-redis-ca"};
}

json::object matchApp(const Names& names)
{
    json::object object;
    object["matchLabels"] = labelObject({{"app", names.app}});
    return object;
}

json::object object(const ResourceCollector& collector, std::string_view api, std::string_view kind,
                    std::string_view name, const Names& names)
{
    auto made = collector.object(api, kind, name, names.namespaceName, names.app);
    made["metadata"].as_object()["labels"].as_object()["app"] = names.app;
    return made;
}

void addSecrets(ResourceCollector& collector, const Names& names)
{
    const auto& project = collector.project();
    const auto& handed = collector.options().secrets;
    const auto value = [](const std::optional<SecretString>& secret) { return secret ? &*secret : nullptr; };
    const auto& session = project.authorization.session;
    std::vector<SecretEntry> entries{
        {"client-secret", handed ? value(handed->clientSecret) : nullptr, project.client.secret},
        {"cookie-secret", handed ? value(handed->cookieSecret) : nullptr, session.cookieSecret}};
    for (std::size_t i = 0; i < session.previousCookieSecrets.size(); ++i)
        entries.push_back(
            {"previous-cookie-secret-" + std::to_string(i + 1), nullptr, session.previousCookieSecrets[i]});
    if (session.redis.password.isSet())
        entries.push_back(
            {"redis-password", handed ? value(handed->redisPassword) : nullptr, session.redis.password});
    addSecret(collector, 32, names.app, names.namespaceName, names.app, entries);
}

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

bool isGrpc(const ResourceCollector& collector)
{
    return collector.project().authorization.protocol == project::CheckProtocol::Grpc;
}

/// The ports by their names, which Service, probes and policy refer to. "grpc" also tells Istio to speak
/// HTTP/2 to it.
std::vector<std::pair<std::string_view, int>> portsOf(const ResourceCollector& collector)
{
    const auto& authorization = collector.project().authorization;
    std::vector<std::pair<std::string_view, int>> ports{{"http", authorization.httpPort}};
    if (isGrpc(collector))
        ports.emplace_back("grpc", authorization.grpcPort);
    ports.emplace_back("metrics", authorization.metricsPort);
    return ports;
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

json::object servicePort(std::string_view name, int port)
{
    json::object object;
    object["name"] = name;
    object["port"] = port;
    object["targetPort"] = name;
    return object;
}

void addService(ResourceCollector& collector, const Names& names)
{
    json::array ports;
    for (const auto& [name, port] : portsOf(collector))
        ports.push_back(servicePort(name, port));
    json::object spec;
    spec["ports"] = std::move(ports);
    spec["selector"] = labelObject({{"app", names.app}});
    auto service = object(collector, "v1", "Service", names.app, names);
    service["spec"] = std::move(spec);
    collector.add(folder, 33, service);
}

void addAvailability(ResourceCollector& collector, const Names& names)
{
    const int replicas = std::max(1, collector.project().authorization.replicas);
    json::object budgetSpec;
    budgetSpec["maxUnavailable"] = 1;
    budgetSpec["selector"] = matchApp(names);
    auto budget = object(collector, "policy/v1", "PodDisruptionBudget", names.app, names);
    budget["spec"] = std::move(budgetSpec);
    collector.add(folder, 35, budget);

    json::object target;
    target["apiVersion"] = "apps/v1";
    target["kind"] = "Deployment";
    target["name"] = names.app;
    json::object utilization;
    utilization["type"] = "Utilization";
    utilization["averageUtilization"] = 70;
    json::object resource;
    resource["name"] = "cpu";
    resource["target"] = std::move(utilization);
    json::object metric;
    metric["type"] = "Resource";
    metric["resource"] = std::move(resource);
    json::object scalerSpec;
    scalerSpec["scaleTargetRef"] = std::move(target);
    scalerSpec["minReplicas"] = replicas;
    // One is meant: what it knows of logouts and refreshes no other would know.
    scalerSpec["maxReplicas"] = replicas == 1 ? 1 : replicas * 4;
    scalerSpec["metrics"] = json::array{std::move(metric)};
    auto scaler = object(collector, "autoscaling/v2", "HorizontalPodAutoscaler", names.app, names);
    scaler["spec"] = std::move(scalerSpec);
    collector.add(folder, 36, scaler);
}

json::object namespaceSelector(const std::string& name)
{
    json::object selector;
    selector["matchLabels"] = labelObject({{"kubernetes.io/metadata.name", name}});
    return selector;
}

/// The pods of that namespace with these labels; all of its pods without any.
json::object peer(const std::string& namespaceName, const std::map<std::string, std::string>& labels)
{
    json::object object;
    object["namespaceSelector"] = namespaceSelector(namespaceName);
    if (!labels.empty())
        object["podSelector"] = json::object{{"matchLabels", labelObject(labels)}};
    return object;
}

json::object ingressRule(json::object from, const std::vector<std::string_view>& ports)
{
    json::array list;
    for (const auto name : ports)
        list.push_back(json::object{{"protocol", "TCP"}, {"port", name}});
    json::object rule;
    rule["from"] = json::array{std::move(from)};
    rule["ports"] = std::move(list);
    return rule;
}

/// Only the gateway asks: whoever else could would learn what a stolen cookie is worth.
void addNetworkPolicy(ResourceCollector& collector, const Names& names)
{
    const auto& project = collector.project();
    const std::string where = "NetworkPolicy " + names.namespaceName + "/" + names.app;
    std::vector<std::string_view> asked{"http"};
    if (isGrpc(collector))
        asked.emplace_back("grpc");
    json::array rules{
        ingressRule(peer(project.gateway.namespaceName, project.gateway.policySelector), asked)};
    if (project.client.logoutNotice == project::LogoutNotice::BackChannelInternal) {
        const auto& keycloak = project.identityProvider.workload;
        if (keycloak.kind != project::KeycloakDeployment::None)
            rules.push_back(
                ingressRule(peer(keycloak.namespaceName, {{"app", keycloak.serviceName}}), {"http"}));
        else
            collector.note(Severity::Warning, "mesh.logout-closed", where,
                           "Keycloak is to call the authorization server's Service when a session ends, but "
                           "the project does not say which pods Keycloak has, and only the gateway is let in",
                           "add an ingress rule for port http from Keycloak's pods, or say logoutNotice: "
                           "back-channel");
    }
    if (!project.authorization.metricsNamespace.empty())
        rules.push_back(ingressRule(peer(project.authorization.metricsNamespace, {}), {"metrics"}));
    else
        collector.note(
            Severity::Info, "mesh.metrics-closed", where,
            "only the gateway reaches the authorization server; the metrics port is closed to "
            "other pods",
            "say authorization.metricsNamespace, the namespace of your Prometheus, if you have one");
    json::object spec;
    spec["podSelector"] = matchApp(names);
    spec["policyTypes"] = json::array{"Ingress"};
    spec["ingress"] = std::move(rules);
    auto policy = object(collector, "networking.k8s.io/v1", "NetworkPolicy", names.app, names);
    policy["spec"] = std::move(spec);
    collector.add(folder, 37, policy);
}

void noteCaByHand(ResourceCollector& collector, const Names& names, const std::string& configMap,
                  const std::string& whose, const std::string& file)
{
    collector.note(Severity::Warning, "mesh.ca-by-hand", "ConfigMap " + names.namespaceName + "/" + configMap,
                   "the authorization server needs " + whose + " CA bundle, which the export does not hold",
                   "run kubectl -n " + names.namespaceName + " create configmap " + configMap +
                       " --from-file=ca.crt=" + file);
}

/// Over gRPC the check itself says from where the browser came.
void noteClientAddress(ResourceCollector& collector)
{
    const auto& authorization = collector.project().authorization;
    if (isGrpc(collector) || !authorization.trustedProxies.empty())
        return;
    collector.note(Severity::Info, "mesh.client-address", "authorization.trustedProxies",
                   "over HTTP every check comes from the gateway's pods, and only a trusted proxy's "
                   "X-Forwarded-For is believed: the audit log will not know the clients' addresses",
                   "list the network of the gateway's pods (kubectl -n " +
                       collector.project().gateway.namespaceName +
                       " get pods -o wide shows addresses in it), or use protocol: grpc");
}

} // namespace

void addAuthServer(ResourceCollector& collector)
{
    const auto& project = collector.project();
    const auto names = namesOf(collector);
    serverconfig::CompileOptions options;
    options.secretDirectory = secretDirectory;
    const auto config = serverconfig::compileServerConfig(project, options);
    const auto text = serverconfig::emitServerConfig(config);
    for (auto finding : serverconfig::checkServerConfig(config)) {
        finding.where = "ConfigMap " + names.namespaceName + "/" + names.config + " " + finding.where;
        collector.notes({finding});
    }

    auto account = object(collector, "v1", "ServiceAccount", names.app, names);
    account["automountServiceAccountToken"] = false;
    collector.add(folder, 30, account);
    auto map = object(collector, "v1", "ConfigMap", names.config, names);
    json::object data;
    data["authserver.yaml"] = text;
    map["data"] = std::move(data);
    collector.add(folder, 31, map);
    if (!config.provider.caFile.empty())
        noteCaByHand(collector, names, names.ca, "the identity provider's", project.identityProvider.caFile);
    if (!config.redis.caFile.empty())
        noteCaByHand(collector, names, names.redisCa, "Redis's", project.authorization.session.redis.caFile);
    addSecrets(collector, names);
    addService(collector, names);
    addDeployment(collector, names, config, text);
    addAvailability(collector, names);
    addNetworkPolicy(collector, names);
    noteClientAddress(collector);
}

} // namespace meshsso::mesh
