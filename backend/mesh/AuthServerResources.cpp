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

struct Names
{
    std::string app;
    std::string namespaceName;
    std::string config;
    std::string ca;
};

Names namesOf(const ResourceCollector& collector)
{
    const auto app = authorizationServiceName(collector);
    return {app, collector.project().authorization.namespaceName, app + "-config", app + "-ca"};
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

json::object container(const ResourceCollector& collector, bool hasCa)
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
    limits["memory"] = "256Mi";
    json::object resources;
    resources["requests"] = std::move(requests);
    resources["limits"] = std::move(limits);

    json::object object;
    object["name"] = "authserver";
    object["image"] = authorization.image;
    object["args"] = textArray({"--config", std::string(configDirectory) + "/authserver.yaml"});
    object["ports"] = json::array{containerPort("http", authorization.httpPort),
                                  containerPort("metrics", authorization.metricsPort)};
    object["startupProbe"] = probe("/ping", 1, 30);
    object["livenessProbe"] = probe("/ping", 10, 3);
    object["readinessProbe"] = probe("/ready", 5, 3);
    object["resources"] = std::move(resources);
    object["securityContext"] = std::move(security);
    json::array mounts{mount("config", configDirectory), mount("secrets", secretDirectory)};
    if (hasCa)
        mounts.push_back(mount("ca", caDirectory));
    object["volumeMounts"] = std::move(mounts);
    return object;
}

json::array volumes(const Names& names, bool hasCa)
{
    json::object config;
    config["name"] = "config";
    config["configMap"] = json::object{{"name", names.config}};
    json::object secretSource;
    secretSource["secretName"] = names.app;
    secretSource["defaultMode"] = 0440;
    json::object secret;
    secret["name"] = "secrets";
    secret["secret"] = std::move(secretSource);
    json::array list{std::move(config), std::move(secret)};
    if (hasCa) {
        json::object ca;
        ca["name"] = "ca";
        ca["configMap"] = json::object{{"name", names.ca}};
        list.push_back(std::move(ca));
    }
    return list;
}

json::object podSpec(const ResourceCollector& collector, const Names& names, std::chrono::seconds drain,
                     bool hasCa)
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
    spec["terminationGracePeriodSeconds"] = drain.count() + 5;
    spec["securityContext"] = std::move(security);
    spec["topologySpreadConstraints"] = json::array{std::move(spread)};
    spec["containers"] = json::array{container(collector, hasCa)};
    spec["volumes"] = volumes(names, hasCa);
    return spec;
}

void addDeployment(ResourceCollector& collector, const Names& names, const serverconfig::ServerConfig& config,
                   const std::string& configText)
{
    const bool hasCa = !config.provider.caFile.empty();
    json::object metadata;
    // No sidecar: the gateway's question must not pass a proxy that itself waits for answers.
    metadata["labels"] = labelObject({{"app", names.app}, {"sidecar.istio.io/inject", "false"}});
    // A changed configuration makes new pods.
    metadata["annotations"] = labelObject({{"meshsso/config-sha256", hexEncode(crypto::sha256(configText))}});
    json::object pod;
    pod["metadata"] = std::move(metadata);
    pod["spec"] = podSpec(collector, names, config.drainTimeout, hasCa);

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
    const auto& authorization = collector.project().authorization;
    json::object spec;
    spec["ports"] = json::array{servicePort("http", authorization.httpPort),
                                servicePort("metrics", authorization.metricsPort)};
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
    scalerSpec["maxReplicas"] = std::max(4, replicas * 4);
    scalerSpec["metrics"] = json::array{std::move(metric)};
    auto scaler = object(collector, "autoscaling/v2", "HorizontalPodAutoscaler", names.app, names);
    scaler["spec"] = std::move(scalerSpec);
    collector.add(folder, 36, scaler);
}

/// Only the gateway asks: whoever else could would learn what a stolen cookie is worth.
void addNetworkPolicy(ResourceCollector& collector, const Names& names)
{
    const auto& project = collector.project();
    json::object namespaceSelector;
    namespaceSelector["matchLabels"] =
        labelObject({{"kubernetes.io/metadata.name", project.gateway.namespaceName}});
    json::object podSelector;
    podSelector["matchLabels"] = labelObject(project.gateway.policySelector);
    json::object peer;
    peer["namespaceSelector"] = std::move(namespaceSelector);
    peer["podSelector"] = std::move(podSelector);
    json::object port;
    port["protocol"] = "TCP";
    port["port"] = "http";
    json::object ingress;
    ingress["from"] = json::array{std::move(peer)};
    ingress["ports"] = json::array{std::move(port)};
    json::object spec;
    spec["podSelector"] = matchApp(names);
    spec["policyTypes"] = json::array{"Ingress"};
    spec["ingress"] = json::array{std::move(ingress)};
    auto policy = object(collector, "networking.k8s.io/v1", "NetworkPolicy", names.app, names);
    policy["spec"] = std::move(spec);
    collector.add(folder, 37, policy);
    collector.note(
        Severity::Info, "mesh.metrics-closed", "NetworkPolicy " + names.namespaceName + "/" + names.app,
        "only the gateway reaches the authorization server; the metrics port is closed to other pods",
        "add an ingress rule for port metrics from your Prometheus, if you have one");
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
        collector.note(
            Severity::Warning, "mesh.ca-by-hand", "ConfigMap " + names.namespaceName + "/" + names.ca,
            "the authorization server needs the identity provider's CA bundle, which the export does not "
            "hold",
            "run kubectl -n " + names.namespaceName + " create configmap " + names.ca +
                " --from-file=ca.crt=" + project.identityProvider.caFile);
    addSecrets(collector, names);
    addService(collector, names);
    addDeployment(collector, names, config, text);
    addAvailability(collector, names);
    addNetworkPolicy(collector, names);
}

} // namespace meshsso::mesh
