#include "EvaluatedKeycloak.h"

#include "core/Encoding.h"
#include "support/FakeHttpClient.h"

namespace meshsso::test {

namespace {

constexpr std::string_view origin = "https://kc.test";

bool endsWith(std::string_view path, std::string_view end)
{
    return path.size() >= end.size() && path.substr(path.size() - end.size()) == end;
}

json::array namesOf(const json::array& objects)
{
    json::array names;
    for (const auto& object : objects)
        names.push_back(json::object{{"name", object.as_object().at("name")}});
    return names;
}

} // namespace

EvaluatedKeycloak::EvaluatedKeycloak()
{
    m_keycloak.issuerSeen = "https://kc.test/realms/Test-oidc";
}

project::SsoProject EvaluatedKeycloak::project()
{
    using secrets::SecretRef;
    project::SsoProject project;
    project.metadata.name = "sample";
    project.gateway.address = "sso.example.com";
    auto& provider = project.identityProvider;
    provider.url = std::string(origin);
    provider.realm = "Test-oidc";
    provider.admin.username = "admin";
    provider.admin.password = {SecretRef::Kind::Keychain, "sample/admin"};
    project.client.id = "oauth2proxy";
    project.client.secret = {SecretRef::Kind::Keychain, "sample/client"};
    project.roles = {{"reader", "may read"}};
    project::User alice;
    alice.username = "alice";
    alice.password = {SecretRef::Kind::Keychain, "sample/alice"};
    alice.email = "alice@example.com";
    alice.firstName = "Alice";
    alice.lastName = "Liddell";
    alice.roles = {"reader"};
    project.users = {alice};
    project::Application application;
    application.name = "httpbin";
    project.applications = {application};
    return project;
}

std::string EvaluatedKeycloak::clientId()
{
    const auto* client = m_keycloak.find("clients", "clientId", "oauth2proxy");
    return client ? std::string(stringOr(*client, "id")) : std::string();
}

bool EvaluatedKeycloak::hasScope(std::string_view scope)
{
    for (const auto& assigned : m_keycloak.collection("clients/" + clientId() + "/default-client-scopes")) {
        if (stringOr(assigned.as_object(), "name") == scope)
            return true;
    }
    return false;
}

void EvaluatedKeycloak::unassign(std::string_view scope)
{
    auto& assigned = m_keycloak.collection("clients/" + clientId() + "/default-client-scopes");
    for (auto it = assigned.begin(); it != assigned.end(); ++it) {
        if (stringOr(it->as_object(), "name") == scope) {
            assigned.erase(it);
            return;
        }
    }
}

json::object EvaluatedKeycloak::accessToken()
{
    json::object token{{"iss", m_keycloak.issuerSeen}, {"sub", "u1"}, {"typ", "Bearer"}};
    token["aud"] = hasScope("meshsso-audience") ? json::value(json::array{"oauth2proxy", "account"})
                                                : json::value("account");
    if (hasScope("meshsso-roles"))
        token["roles"] = json::array{"reader"};
    return token;
}

std::optional<net::HttpResponse> EvaluatedKeycloak::evaluate(const std::string& target)
{
    const std::string path = target.substr(0, target.find('?'));
    const auto answer = [](const json::value& value) { return httpAnswer(200, json::serialize(value)); };
    if (endsWith(path, "/evaluate-scopes/protocol-mappers")) {
        json::array mappers;
        for (const auto& scope : m_keycloak.collection("client-scopes")) {
            const auto name = stringOr(scope.as_object(), "name");
            if (!hasScope(name))
                continue;
            const std::string id(stringOr(scope.as_object(), "id"));
            const auto& models = m_keycloak.collection("client-scopes/" + id + "/protocol-mappers/models");
            for (const auto& mapper : models)
                mappers.push_back(json::object{{"mapperId", mapper.as_object().at("id")},
                                               {"mapperName", mapper.as_object().at("name")},
                                               {"protocolMapper", mapper.as_object().at("protocolMapper")},
                                               {"containerId", id},
                                               {"containerName", name},
                                               {"containerType", "client-scope"}});
        }
        return answer(mappers);
    }
    if (endsWith(path, "/granted"))
        return answer(namesOf(m_keycloak.collection("roles")));
    if (endsWith(path, "/role-mappings/realm/composite")) {
        const auto* alice = m_keycloak.find("users", "username", "alice");
        return answer(namesOf(
            m_keycloak.collection("users/" + std::string(stringOr(*alice, "id")) + "/role-mappings/realm")));
    }
    if (endsWith(path, "/groups"))
        return answer(json::array{});
    if (endsWith(path, "/generate-example-access-token"))
        return answer(accessToken());
    if (endsWith(path, "/generate-example-id-token"))
        return answer(
            json::object{{"sub", "u1"}, {"preferred_username", "alice"}, {"email", "alice@example.com"}});
    if (endsWith(path, "/generate-example-userinfo"))
        return answer(json::object{{"sub", "u1"}});
    if (endsWith(path, "/users") && target.find("briefRepresentation") != std::string::npos) {
        json::array users;
        for (const auto& user : m_keycloak.collection("users"))
            users.push_back(user);
        return answer(users);
    }
    return std::nullopt;
}

Result<net::HttpResponse> EvaluatedKeycloak::handle(net::HttpRequest request)
{
    const std::string target = request.url.substr(origin.size());
    if (isRefusing && endsWith(target, "/protocol/openid-connect/token"))
        return httpAnswer(401, R"({"error":"invalid_grant"})");
    if (request.method == "GET") {
        if (auto evaluated = evaluate(target))
            return std::move(*evaluated);
    }
    request.url = "http://kc.test" + target;
    return m_keycloak.handle(request);
}

} // namespace meshsso::test
