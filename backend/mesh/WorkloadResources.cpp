#include "core/Url.h"
#include "mesh/Parts.h"

#include <set>

namespace meshsso::mesh {
namespace {

using project::Application;
using project::Exposure;
using project::KeycloakDeployment;

constexpr const char* folder = "workload";

json::object selector(std::string_view app)
{
    json::object labels;
    labels["app"] = app;
    json::object object;
    object["matchLabels"] = std::move(labels);
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

json::object httpProbe(std::string_view path, json::value port, int periodSeconds, int failureThreshold)
{
    json::object get;
    get["path"] = path;
    get["port"] = std::move(port);
    json::object probe;
    probe["httpGet"] = std::move(get);
    probe["periodSeconds"] = periodSeconds;
    probe["timeoutSeconds"] = 5;
    probe["failureThreshold"] = failureThreshold;
    return probe;
}

json::object resources(std::string_view cpu, std::string_view memory, std::string_view memoryLimit)
{
    json::object requests;
    requests["cpu"] = cpu;
    requests["memory"] = memory;
    json::object limits;
    limits["memory"] = memoryLimit;
    json::object object;
    object["requests"] = std::move(requests);
    object["limits"] = std::move(limits);
    return object;
}

json::object seccompDefault()
{
    json::object profile;
    profile["type"] = "RuntimeDefault";
    return profile;
}

// --- namespaces
// -----------------------------------------------------------------------------------------------

std::set<std::string> meshedNamespaces(const project::SsoProject& project)
{
    std::set<std::string> names;
    for (const auto& application : project.applications) {
        if (application.deployDemo)
            names.insert(application.namespaceName);
    }
    if (project.identityProvider.workload.kind != KeycloakDeployment::None)
        names.insert(project.identityProvider.workload.namespaceName);
    return names;
}

/// In a folder of their own, which no other kustomization includes: deleting an export must never delete a
/// namespace and all that others keep in it.
void addNamespaces(ResourceCollector& collector)
{
    const auto names = meshedNamespaces(collector.project());
    for (const auto& name : names) {
        auto object = collector.object("v1", "Namespace", name, {}, name);
        object["metadata"].as_object()["labels"].as_object()["istio-injection"] = "enabled";
        collector.add("workload/namespaces", 0, object);
        if (collector.isAsm())
            collector.add("mesh/namespaces", 0, object);
    }
    if (names.empty())
        return;
    const std::string both =
        collector.isAsm() ? " to the workload cluster, and mesh/namespaces to the mesh" : "";
    collector.note(
        Severity::Info, "mesh.namespace-label", "workload/namespaces",
        "sidecars are injected when a pod is made, so the namespace must carry istio-injection: enabled "
        "before the workloads are applied",
        "run kubectl apply -k workload/namespaces" + both +
            " first; pods that run already need a restart to get their sidecar");
}

// --- the demo application
// -------------------------------------------------------------------------------------

void addServiceAccount(ResourceCollector& collector, int order, const std::string& name,
                       const std::string& namespaceName)
{
    auto account = collector.object("v1", "ServiceAccount", name, namespaceName, name);
    account["automountServiceAccountToken"] = false;
    collector.add(folder, order, account);
}

void addHttpbin(ResourceCollector& collector, const Application& application)
{
    const auto& name = application.serviceName.empty() ? application.name : application.serviceName;
    addServiceAccount(collector, 10, name, application.namespaceName);

    auto service = collector.object("v1", "Service", name, application.namespaceName, name);
    auto& serviceLabels = service["metadata"].as_object()["labels"].as_object();
    serviceLabels["app"] = name;
    serviceLabels["service"] = name;
    json::object port;
    port["name"] = "http";
    port["port"] = application.port;
    port["targetPort"] = 80;
    json::object serviceSpec;
    serviceSpec["ports"] = json::array{std::move(port)};
    serviceSpec["selector"] = labelObject({{"app", name}});
    service["spec"] = std::move(serviceSpec);
    collector.add(folder, 11, service);

    json::object security;
    security["allowPrivilegeEscalation"] = false;
    json::object container;
    container["name"] = name;
    container["image"] = "docker.io/kennethreitz/httpbin";
    container["imagePullPolicy"] = "IfNotPresent";
    container["ports"] = json::array{containerPort("http", 80)};
    container["readinessProbe"] = httpProbe("/status/200", "http", 5, 6);
    container["resources"] = resources("50m", "64Mi", "256Mi");
    container["securityContext"] = std::move(security);

    json::object podSpec;
    podSpec["serviceAccountName"] = name;
    podSpec["automountServiceAccountToken"] = false;
    json::object podSecurity;
    podSecurity["seccompProfile"] = seccompDefault();
    podSpec["securityContext"] = std::move(podSecurity);
    podSpec["containers"] = json::array{std::move(container)};
    json::object podMetadata;
    podMetadata["labels"] = labelObject({{"app", name}, {"version", "v1"}});
    json::object pod;
    pod["metadata"] = std::move(podMetadata);
    pod["spec"] = std::move(podSpec);

    auto deployment = collector.object("apps/v1", "Deployment", name, application.namespaceName, name);
    json::object spec;
    spec["replicas"] = 1;
    spec["selector"] = json::object{{"matchLabels", labelObject({{"app", name}, {"version", "v1"}})}};
    spec["template"] = std::move(pod);
    deployment["spec"] = std::move(spec);
    collector.add(folder, 12, deployment);
}

// --- Keycloak
// -------------------------------------------------------------------------------------------------

json::object plainVariable(std::string_view name, std::string_view value)
{
    json::object variable;
    variable["name"] = name;
    variable["value"] = value;
    return variable;
}

json::object secretVariable(std::string_view name, std::string_view secret, std::string_view key)
{
    json::object ref;
    ref["name"] = secret;
    ref["key"] = key;
    json::object from;
    from["secretKeyRef"] = std::move(ref);
    json::object variable;
    variable["name"] = name;
    variable["valueFrom"] = std::move(from);
    return variable;
}

json::array keycloakEnvironment(const project::SsoProject& project, bool production)
{
    const auto& keycloak = project.identityProvider.workload;
    const auto issuer = project.identityProvider.issuer();
    std::map<std::string, json::object> variables;
    const auto plain = [&](const std::string& name, std::string_view value) {
        variables[name] = plainVariable(name, value);
    };
    plain("KC_BOOTSTRAP_ADMIN_USERNAME", keycloak.adminUsername);
    variables["KC_BOOTSTRAP_ADMIN_PASSWORD"] =
        secretVariable("KC_BOOTSTRAP_ADMIN_PASSWORD", keycloak.serviceName + "-admin", "password");
    plain("KC_PROXY_HEADERS", "xforwarded");
    plain("KC_HTTP_ENABLED", "true");
    // One fixed base URL, so that tokens name the same issuer whichever way Keycloak was reached.
    plain("KC_HOSTNAME", issuer.substr(0, issuer.find("/realms/")));
    if (production) {
        plain("KC_DB", "postgres");
        plain("KC_DB_URL_HOST", keycloak.databaseHost);
        plain("KC_DB_URL_DATABASE", keycloak.databaseName);
        plain("KC_DB_USERNAME", keycloak.databaseUsername);
        variables["KC_DB_PASSWORD"] =
            secretVariable("KC_DB_PASSWORD", keycloak.serviceName + "-database", "password");
        plain("KC_HEALTH_ENABLED", "true");
        plain("KC_METRICS_ENABLED", "true");
    }
    for (const auto& [name, value] : keycloak.environment)
        plain(name, value);
    json::array list;
    for (auto& [name, variable] : variables)
        list.push_back(std::move(variable));
    return list;
}

json::object keycloakContainer(const project::SsoProject& project, bool production)
{
    const auto& keycloak = project.identityProvider.workload;
    json::object capabilities;
    capabilities["drop"] = json::array{"ALL"};
    json::object security;
    security["allowPrivilegeEscalation"] = false;
    security["capabilities"] = std::move(capabilities);

    json::object container;
    container["name"] = "keycloak";
    container["image"] = keycloak.image;
    container["args"] = json::array{production ? "start" : "start-dev"};
    container["env"] = keycloakEnvironment(project, production);
    json::array ports{containerPort("http", 8080)};
    if (production) {
        ports.push_back(containerPort("management", 9000));
        ports.push_back(containerPort("jgroups", 7800));
        container["startupProbe"] = httpProbe("/health/started", "management", 5, 60);
        container["livenessProbe"] = httpProbe("/health/live", "management", 10, 3);
        container["readinessProbe"] = httpProbe("/health/ready", "management", 10, 3);
    } else {
        container["readinessProbe"] = httpProbe("/realms/master", 8080, 5, 60);
    }
    container["ports"] = std::move(ports);
    container["resources"] =
        production ? resources("1", "1250Mi", "2250Mi") : resources("250m", "768Mi", "1536Mi");
    container["securityContext"] = std::move(security);
    return container;
}

void addKeycloakDeployment(ResourceCollector& collector, bool production)
{
    const auto& project = collector.project();
    const auto& keycloak = project.identityProvider.workload;
    const auto& name = keycloak.serviceName;

    json::object podMetadata;
    podMetadata["labels"] = labelObject({{"app", name}});
    if (production) {
        // Keycloak's nodes find each other in the database and talk TLS of their own; a sidecar between them
        // would only break the cluster.
        podMetadata["annotations"] = labelObject({{"traffic.sidecar.istio.io/excludeInboundPorts", "7800"},
                                                  {"traffic.sidecar.istio.io/excludeOutboundPorts", "7800"}});
    }
    json::object podSecurity;
    podSecurity["runAsNonRoot"] = true;
    podSecurity["runAsUser"] = 1000;
    podSecurity["seccompProfile"] = seccompDefault();
    json::object podSpec;
    podSpec["serviceAccountName"] = name;
    podSpec["automountServiceAccountToken"] = false;
    podSpec["securityContext"] = std::move(podSecurity);
    podSpec["containers"] = json::array{keycloakContainer(project, production)};
    json::object pod;
    pod["metadata"] = std::move(podMetadata);
    pod["spec"] = std::move(podSpec);

    auto deployment = collector.object("apps/v1", "Deployment", name, keycloak.namespaceName, name);
    json::object spec;
    spec["replicas"] = production ? 2 : 1;
    spec["selector"] = selector(name);
    spec["template"] = std::move(pod);
    deployment["spec"] = std::move(spec);
    collector.add(folder, 23, deployment);
}

void addKeycloak(ResourceCollector& collector)
{
    const auto& keycloak = collector.project().identityProvider.workload;
    if (keycloak.kind == KeycloakDeployment::None)
        return;
    const bool production = keycloak.kind == KeycloakDeployment::Production;
    const auto& name = keycloak.serviceName;
    addSecret(collector, 20, name + "-admin", keycloak.namespaceName, name,
              {{"password", keycloak.adminPassword}});
    if (production)
        addSecret(collector, 20, name + "-database", keycloak.namespaceName, name,
                  {{"password", keycloak.databasePassword}});
    addServiceAccount(collector, 21, name, keycloak.namespaceName);

    auto service = collector.object("v1", "Service", name, keycloak.namespaceName, name);
    service["metadata"].as_object()["labels"].as_object()["app"] = name;
    json::object port;
    port["name"] = "http";
    port["port"] = keycloak.port;
    port["targetPort"] = 8080;
    json::object serviceSpec;
    serviceSpec["ports"] = json::array{std::move(port)};
    serviceSpec["selector"] = labelObject({{"app", name}});
    service["spec"] = std::move(serviceSpec);
    collector.add(folder, 22, service);
    addKeycloakDeployment(collector, production);
}

} // namespace

bool routesKeycloakByHost(const project::SsoProject& project)
{
    return project.identityProvider.exposure == Exposure::Https && !keycloakHost(project).empty() &&
           project.identityProvider.workload.kind != KeycloakDeployment::None;
}

std::string keycloakHost(const project::SsoProject& project)
{
    const auto url = Url::parse(project.identityProvider.issuer());
    return url ? url->host : std::string();
}

void addWorkloads(ResourceCollector& collector)
{
    addNamespaces(collector);
    for (const auto& application : collector.project().applications) {
        if (application.deployDemo)
            addHttpbin(collector, application);
    }
    addKeycloak(collector);
}

} // namespace meshsso::mesh
