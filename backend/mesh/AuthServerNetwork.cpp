#include "mesh/AuthServerParts.h"

#include <algorithm>

namespace meshsso::mesh::authserver {
namespace {

json::object servicePort(std::string_view name, int port)
{
    json::object object;
    object["name"] = name;
    object["port"] = port;
    object["targetPort"] = name;
    return object;
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

} // namespace

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

} // namespace meshsso::mesh::authserver
