#include "core/Encoding.h"
#include "core/Text.h"
#include "mesh/AuthServerParts.h"

namespace meshsso::mesh {

namespace authserver {

Names namesOf(const ResourceCollector& collector)
{
    const auto app = authorizationServiceName(collector);
    const auto& authorization = collector.project().authorization;
    const auto& pages = authorization.pages.configMap;
    return {app,         authorization.namespaceName, app + "-config",
            app + "-ca", app + "-redis-ca",           pages.empty() ? app + "-pages" : pages};
}

bool isGrpc(const ResourceCollector& collector)
{
    return collector.project().authorization.protocol == project::CheckProtocol::Grpc;
}

std::vector<std::pair<std::string_view, int>> portsOf(const ResourceCollector& collector)
{
    const auto& authorization = collector.project().authorization;
    std::vector<std::pair<std::string_view, int>> ports{{"http", authorization.httpPort}};
    if (isGrpc(collector))
        ports.emplace_back("grpc", authorization.grpcPort);
    ports.emplace_back("metrics", authorization.metricsPort);
    return ports;
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

} // namespace authserver

namespace {

using namespace authserver;

void addSecrets(ResourceCollector& collector, const Names& names)
{
    const auto& project = collector.project();
    const auto& session = project.authorization.session;
    std::vector<SecretEntry> entries{{"client-secret", project.client.secret},
                                     {"cookie-secret", session.cookieSecret}};
    for (std::size_t i = 0; i < session.previousCookieSecrets.size(); ++i)
        entries.push_back(
            {"previous-cookie-secret-" + std::to_string(i + 1), session.previousCookieSecrets[i]});
    if (session.redis.password.isSet())
        entries.push_back({"redis-password", session.redis.password});
    for (const auto& login : project.authorization.logins)
        entries.push_back({serverconfig::loginSecretKey(login), login.clientSecret});
    addSecret(collector, 32, names.app, names.namespaceName, names.app, entries);
}

void noteCaByHand(ResourceCollector& collector, const Names& names, const std::string& configMap,
                  const std::string& whose, const std::string& file)
{
    collector.note(Severity::Warning, "mesh.ca-by-hand", "ConfigMap " + names.namespaceName + "/" + configMap,
                   "the authorization server needs " + whose + " CA bundle, which the export does not hold",
                   "run kubectl -n " + names.namespaceName + " create configmap " + configMap +
                       " --from-file=ca.crt=" + file);
}

/// The files of the project's folder, as the server's pages.directory has them.
void addPages(ResourceCollector& collector, const Names& names)
{
    const auto& pages = collector.project().authorization.pages;
    if (pages.directory.empty())
        return;
    const auto& files = collector.options().pageFiles;
    if (files.empty()) {
        collector.note(Severity::Warning, "mesh.pages-by-hand",
                       "ConfigMap " + names.namespaceName + "/" + names.pages,
                       "the authorization server needs its pages' files, which the export does not hold",
                       "run kubectl -n " + names.namespaceName + " create configmap " + names.pages +
                           " --from-file=" + pages.directory);
        return;
    }
    json::object texts;
    json::object bytes;
    for (const auto& [name, content] : files) {
        if (isValidUtf8(content))
            texts[name] = content;
        else
            bytes[name] = base64Encode(content);
    }
    auto map = object(collector, "v1", "ConfigMap", names.pages, names);
    if (!texts.empty())
        map["data"] = std::move(texts);
    if (!bytes.empty())
        map["binaryData"] = std::move(bytes);
    collector.add(folder, 31, map);
}

void noteLoginClients(ResourceCollector& collector)
{
    const auto& project = collector.project();
    for (const auto& login : project.authorization.logins) {
        std::string uris;
        for (const auto& uri : project.redirectUris(login))
            uris += (uris.empty() ? "" : " ") + uri;
        collector.note(Severity::Info, "mesh.login-client", "authorization.logins." + login.name,
                       "the client " + login.clientId + " of " + login.issuer +
                           " has to exist already: apply sets up the main login's only",
                       "see that its redirect URIs are " + uris);
    }
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
    addPages(collector, names);
    addSecrets(collector, names);
    addService(collector, names);
    addDeployment(collector, names, config, text);
    addAvailability(collector, names);
    addNetworkPolicy(collector, names);
    noteLoginClients(collector);
    noteClientAddress(collector);
}

} // namespace meshsso::mesh
