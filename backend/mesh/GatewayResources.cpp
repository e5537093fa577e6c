#include "core/Encoding.h"
#include "core/Text.h"
#include "mesh/Parts.h"
#include "mesh/RouteTable.h"

#include <set>

namespace meshsso::mesh {
namespace {

using project::Exposure;
using project::SsoProject;

constexpr const char* folder = "mesh";

void addCertificate(ResourceCollector& collector)
{
    const auto& gateway = collector.project().gateway;
    const auto& handed = collector.options().secrets;
    if (!handed || !handed->certificate) {
        const bool files = gateway.tls.source == project::TlsSource::Files;
        const std::string certificate = files ? gateway.tls.certificateFile : "./tls.crt";
        const std::string key = files ? gateway.tls.keyFile : "./tls.key";
        collector.note(
            Severity::Warning, "mesh.secret-left-out",
            "Secret " + gateway.namespaceName + "/" + gateway.tls.credentialName,
            "the export does not hold the gateway's certificate, and the HTTPS port stays closed without it",
            "run kubectl -n " + gateway.namespaceName + " create secret tls " + gateway.tls.credentialName +
                " --cert=" + certificate + " --key=" + key + ", or export again with secrets included");
        return;
    }
    auto secret =
        collector.object("v1", "Secret", gateway.tls.credentialName, gateway.namespaceName, gateway.name);
    json::object data;
    data["tls.crt"] = base64Encode(handed->certificate->certificatePem);
    data["tls.key"] = base64Encode(handed->certificate->keyPem.reveal());
    secret["type"] = "kubernetes.io/tls";
    secret["data"] = std::move(data);
    // The gateway's pods run in the workload cluster, and read it there.
    collector.add("workload", 5, secret);
}

void noteCertificateNames(ResourceCollector& collector)
{
    const auto& project = collector.project();
    std::set<std::string> names{project.gateway.address};
    for (const auto& application : project.applications)
        names.insert(application.hosts.begin(), application.hosts.end());
    if (routesKeycloakByHost(project))
        names.insert(keycloakHost(project));
    if (names.size() < 2)
        return;
    const std::vector<std::string> list(names.begin(), names.end());
    collector.note(Severity::Info, "mesh.certificate-names",
                   "Secret " + project.gateway.namespaceName + "/" + project.gateway.tls.credentialName,
                   "one certificate serves every host of this gateway",
                   "its subject alternative names must cover " + join(list, ", "));
}

json::object serverPort(int number, std::string_view name, std::string_view protocol)
{
    json::object port;
    port["number"] = number;
    port["name"] = name;
    port["protocol"] = protocol;
    return port;
}

void addGatewayObject(ResourceCollector& collector)
{
    const auto& project = collector.project();
    const auto& gateway = project.gateway;
    json::object tls;
    tls["mode"] = "SIMPLE";
    tls["credentialName"] = gateway.tls.credentialName;
    tls["minProtocolVersion"] = "TLSV1_2";
    json::object https;
    https["port"] = serverPort(gateway.https.port, "https", "HTTPS");
    https["tls"] = std::move(tls);
    https["hosts"] = json::array{"*"};
    json::array servers{std::move(https)};

    const bool guide = project.identityProvider.exposure == Exposure::GuideHttp;
    // A redirect can only name the standard port.
    if (guide || gateway.https.port == 443) {
        json::object http;
        http["port"] = serverPort(gateway.http.port, "http", "HTTP");
        if (!guide) {
            json::object redirect;
            redirect["httpsRedirect"] = true;
            http["tls"] = std::move(redirect);
        }
        http["hosts"] = json::array{"*"};
        servers.push_back(std::move(http));
    }
    auto object = collector.object(collector.istioApi("networking"), "Gateway", gateway.name,
                                   gateway.namespaceName, gateway.name);
    json::object spec;
    spec["selector"] = labelObject(gateway.selector);
    spec["servers"] = std::move(servers);
    object["spec"] = std::move(spec);
    collector.add(folder, 40, object);
}

json::object destination(const std::string& host, int port)
{
    json::object number;
    number["number"] = port;
    json::object target;
    target["host"] = host;
    target["port"] = std::move(number);
    json::object route;
    route["destination"] = std::move(target);
    return route;
}

json::object uriMatch(int port, std::string_view kind, std::string_view path)
{
    json::object match;
    if (!path.empty()) {
        json::object uri;
        uri[kind] = path;
        match["uri"] = std::move(uri);
    }
    match["port"] = port;
    return match;
}

/// Whole segments: "/app" takes "/app" and "/app/x", never "/apple". Every route names the port it is for,
/// because one without also serves the port where the policy asks nobody.
json::array prefixMatches(int port, const std::string& prefix)
{
    if (prefix.empty() || prefix == "/")
        return {uriMatch(port, "prefix", {})};
    return {uriMatch(port, "exact", prefix), uriMatch(port, "prefix", prefix + "/")};
}

json::object httpRoute(std::string_view name, json::array match, json::object route)
{
    json::object object;
    object["name"] = name;
    object["match"] = std::move(match);
    object["route"] = json::array{std::move(route)};
    return object;
}

void addVirtualService(ResourceCollector& collector, int order, const std::string& name,
                       const std::vector<std::string>& hosts, json::array routes)
{
    const auto& gateway = collector.project().gateway;
    auto object = collector.object(collector.istioApi("networking"), "VirtualService", name,
                                   gateway.namespaceName, gateway.name);
    json::object spec;
    spec["hosts"] = textArray(hosts);
    spec["gateways"] = textArray({gateway.namespaceName + "/" + gateway.name});
    spec["http"] = std::move(routes);
    object["spec"] = std::move(spec);
    collector.add(folder, order, object);
}

json::object keycloakRoute(const SsoProject& project, int port)
{
    const auto& keycloak = project.identityProvider.workload;
    auto object =
        httpRoute("keycloak", {uriMatch(port, "prefix", {})},
                  destination(clusterHost(keycloak.serviceName, keycloak.namespaceName), keycloak.port));
    // Keycloak behind X-Forwarded-Proto forgets the port of Host, and would name an issuer without it.
    const bool isPlain = port == project.gateway.http.port;
    if (port != (isPlain ? 80 : 443)) {
        json::object set{{"x-forwarded-port", std::to_string(port)}};
        object["headers"] = {{"request", {{"set", std::move(set)}}}};
    }
    return object;
}

std::string virtualServiceName(const SsoProject& project, const std::string& host)
{
    const auto name = project.gateway.name + "-vs";
    if (host == "*")
        return name;
    const auto label = dnsLabel(host);
    return name + "-" + (host.starts_with('*') ? "any-" + label : label);
}

void addRoutes(ResourceCollector& collector)
{
    const auto& project = collector.project();
    const int https = project.gateway.https.port;
    const bool guide = project.identityProvider.exposure == Exposure::GuideHttp;
    std::vector<std::string> hosts;
    bool keycloakRouted = false;
    for (const auto& entry : routeTable(project)) {
        json::array routes;
        // A virtual host of its own would hide the catch-all's route to Keycloak on the plain port.
        if (guide && (entry.host == "*" || hostMatches(entry.host, keycloakHost(project)))) {
            routes.push_back(keycloakRoute(project, project.gateway.http.port));
            keycloakRouted = true;
        }
        for (const auto* application : entry.applications) {
            const auto& service =
                application->serviceName.empty() ? application->name : application->serviceName;
            routes.push_back(
                httpRoute(application->name, prefixMatches(https, application->pathPrefix),
                          destination(clusterHost(service, application->namespaceName), application->port)));
        }
        addVirtualService(collector, 41, virtualServiceName(project, entry.host), {entry.host},
                          std::move(routes));
        hosts.push_back(entry.host);
    }
    if (guide && !keycloakRouted)
        addVirtualService(collector, 41, "keycloak-vs", {keycloakHost(project)},
                          {keycloakRoute(project, project.gateway.http.port)});
    if (routesKeycloakByHost(project))
        addVirtualService(collector, 41, "keycloak-vs", {keycloakHost(project)},
                          {keycloakRoute(project, https)});

    // Every host that has routes of its own needs the callback too: its virtual host hides all others.
    if (hosts.empty())
        hosts.emplace_back("*");
    addVirtualService(
        collector, 42, "oauth2-vs", hosts,
        {httpRoute("oauth2", prefixMatches(https, std::string(SsoProject::endpointPrefix)),
                   destination(authorizationServiceHost(collector), project.authorization.httpPort))});
}

/// The gateway must let go of an idle connection before our server does, or a check that is sent at that
/// moment fails.
void addDestinationRule(ResourceCollector& collector)
{
    const auto& authorization = collector.project().authorization;
    const auto name = authorizationServiceName(collector);
    json::object http;
    http["idleTimeout"] = "240s";
    json::object pool;
    pool["http"] = std::move(http);
    json::object policy;
    policy["connectionPool"] = std::move(pool);
    json::object spec;
    spec["host"] = authorizationServiceHost(collector);
    spec["trafficPolicy"] = std::move(policy);
    auto object = collector.object(collector.istioApi("networking"), "DestinationRule", name,
                                   authorization.namespaceName, name);
    object["spec"] = std::move(spec);
    collector.add(folder, 43, object);
}

} // namespace

std::string authorizationServiceName(const ResourceCollector& collector)
{
    const auto& authorization = collector.project().authorization;
    // In ASM the provider's own service is meant unless another one is named.
    const auto own = project::defaultServiceName(project::Target::Istio);
    const bool unnamed = authorization.serviceName.empty() || authorization.serviceName == own;
    if (collector.isAsm() && unnamed)
        return "asm-oauth2proxy-" + authorization.provider;
    return unnamed ? own : authorization.serviceName;
}

std::string authorizationServiceHost(const ResourceCollector& collector)
{
    return clusterHost(authorizationServiceName(collector), collector.project().authorization.namespaceName);
}

void addGateway(ResourceCollector& collector)
{
    addCertificate(collector);
    noteCertificateNames(collector);
    addGatewayObject(collector);
    addRoutes(collector);
    if (!collector.isAsm())
        addDestinationRule(collector);
}

} // namespace meshsso::mesh
