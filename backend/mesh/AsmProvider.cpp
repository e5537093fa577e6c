#include "core/Url.h"
#include "mesh/Parts.h"
#include "mesh/ProviderEntry.h"

#include <algorithm>

namespace meshsso::mesh {
namespace {

using namespace std::chrono_literals;

/// Keycloak's access tokens live five minutes unless told otherwise; a session is renewed before that.
constexpr std::chrono::seconds refreshInterval = 240s;

std::string providerType(const std::string& provider)
{
    return provider.starts_with("grpcextauth-") ? "grpcextauth" : "httpextauth";
}

/// The settings as ASM's console, API and Terraform resource take them; times are seconds, written as text.
json::object settings(const ResourceCollector& collector, std::string_view clientSecret,
                      std::string_view cookieSecret)
{
    const auto& project = collector.project();
    const auto config = serverconfig::compileServerConfig(project, {});
    const auto headers = serverconfig::providerHeaders(config);
    const auto& session = project.authorization.session;
    const auto origin = Url::parse(project.gateway.origin());

    json::object oidc;
    oidc["issuerURI"] = project.identityProvider.issuer();
    oidc["clientID"] = project.client.id;
    oidc["clientSecret"] = clientSecret;
    oidc["scopes"] = textArray(project.client.scopes);
    oidc["cookieSecret"] = cookieSecret;
    oidc["cookieExpire"] = std::to_string(session.lifetime.count());
    oidc["cookieRefresh"] = std::to_string(std::min(refreshInterval, session.lifetime / 2).count());
    oidc["redirectDomain"] = origin ? origin->authority() : project.gateway.address;
    oidc["redirectProtocol"] = "https";

    json::object object;
    object["service"] = authorizationServiceHost(collector);
    object["port"] = project.authorization.httpPort;
    object["timeout"] = protoDuration(project.authorization.timeout);
    object["failOpen"] = false;
    object["oidc"] = std::move(oidc);
    object["includeRequestHeadersInCheck"] = textArray(checkHeaderPatterns(headers));
    object["headersToUpstreamOnAllow"] = textArray(headers.upstreamOnAllow);
    object["headersToDownstreamOnAllow"] = textArray(headers.downstreamOnAllow);
    object["headersToDownstreamOnDeny"] = textArray(headers.downstreamOnDeny);
    return object;
}

json::object sensitiveVariable(std::string_view description)
{
    json::object variable;
    variable["type"] = "string";
    variable["sensitive"] = true;
    variable["description"] = description;
    return variable;
}

/// Terraform's JSON form. Secrets are variables there always: a state or plan file is no Secret.
json::object terraform(const ResourceCollector& collector)
{
    const auto& provider = collector.project().authorization.provider;
    json::object mesh;
    mesh["type"] = "string";
    mesh["description"] = "Id of the service mesh";
    json::object variables;
    variables["service_mesh_id"] = std::move(mesh);
    variables["meshsso_client_secret"] = sensitiveVariable("Secret of the OpenID Connect client");
    variables["meshsso_cookie_secret"] = sensitiveVariable("Base64url of 32 random bytes");

    json::object locals;
    locals["meshsso_provider"] =
        settings(collector, "${var.meshsso_client_secret}", "${var.meshsso_cookie_secret}");

    json::object resource;
    resource["service_mesh_id"] = "${var.service_mesh_id}";
    resource["extension_provider_name"] = provider;
    resource["type"] = providerType(provider);
    resource["config"] = "${jsonencode(local.meshsso_provider)}";
    json::object named;
    named["meshsso"] = std::move(resource);
    json::object resources;
    resources["alicloud_service_mesh_extension_provider"] = std::move(named);

    json::object document;
    document["variable"] = std::move(variables);
    document["locals"] = std::move(locals);
    document["resource"] = std::move(resources);
    return document;
}

} // namespace

void addAsmProvider(ResourceCollector& collector)
{
    const auto& authorization = collector.project().authorization;
    const auto& handed = collector.options().secrets;
    const auto* client = handed ? handed->find(collector.project().client.secret) : nullptr;
    const auto* cookie = handed ? handed->find(authorization.session.cookieSecret) : nullptr;
    const bool complete = client && cookie;
    const std::string_view clientSecret = complete ? client->reveal() : "REPLACE-WITH-CLIENT-SECRET";
    const std::string_view cookieSecret = complete ? cookie->reveal() : "REPLACE-WITH-COOKIE-SECRET";

    json::object console;
    console["name"] = authorization.provider;
    console["type"] = providerType(authorization.provider);
    console["config"] = settings(collector, clientSecret, cookieSecret);
    collector.addFile("provider/asm-provider-settings.json", prettyJson(console) + "\n", complete);
    collector.addFile("provider/asm-extension-provider.tf.json", prettyJson(terraform(collector)) + "\n");

    collector.note(
        Severity::Warning, "mesh.provider-by-hand", "provider",
        "ASM keeps the extension provider " + authorization.provider +
            " in its own control plane, which kubectl apply does not reach; until it is there, the gateway "
            "answers \"RBAC: access denied\" to everything",
        complete ? "enter provider/asm-provider-settings.json in ASM's console, or apply the Terraform file, "
                   "before mesh/ is applied"
                 : "put the two secrets into provider/asm-provider-settings.json and enter it in ASM's "
                   "console, or apply the Terraform file, before mesh/ is applied");
    collector.note(
        Severity::Warning, "mesh.asm-association", "authorization.provider",
        "only ASM can tell whether the provider is associated with this gateway, and that its service is " +
            authorizationServiceHost(collector) + "; this cannot be verified from here",
        "look at the provider in ASM's console, and compare kubectl -n " + authorization.namespaceName +
            " get service " + authorizationServiceName(collector) + " in the workload cluster");
    if (collector.project().authorization.session.store == project::SessionStore::Redis)
        collector.note(Severity::Warning, "mesh.asm-session-store", "authorization.session.store",
                       "ASM's own service keeps sessions in cookies; the Redis store does not apply to it",
                       "say store: cookie");
}

} // namespace meshsso::mesh
