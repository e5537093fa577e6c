#include "FakeKeycloak.h"

#include "core/Encoding.h"
#include "keycloak/FieldDiff.h"
#include "support/FakeHttpClient.h"

namespace meshsso::test {
namespace {

constexpr std::string_view adminRoot = "/admin/realms/Test-oidc";

net::HttpResponse json200(const json::value& value)
{
    return httpAnswer(200, json::serialize(value));
}

std::string before(const std::string& text, char mark)
{
    return text.substr(0, text.find(mark));
}

bool contains(const json::array& array, std::string_view name)
{
    for (const auto& item : array) {
        if (stringOr(item.as_object(), "name") == name)
            return true;
    }
    return false;
}

} // namespace

json::object* FakeKeycloak::realm()
{
    return m_hasRealm ? &m_realm : nullptr;
}

json::object* FakeKeycloak::find(const std::string& name, std::string_view member, std::string_view value)
{
    for (auto& item : m_collections[name]) {
        if (stringOr(item.as_object(), member) == value)
            return &item.as_object();
    }
    return nullptr;
}

Result<net::HttpResponse> FakeKeycloak::handle(const net::HttpRequest& request)
{
    const std::string target = request.url.substr(std::string_view("http://kc.test").size());
    const std::string path = before(target, '?');
    const std::string query = path.size() < target.size() ? target.substr(path.size() + 1) : "";
    if (path.ends_with("/protocol/openid-connect/token"))
        return httpAnswer(200, R"({"access_token":"t","expires_in":3600})");
    if (path.ends_with("/.well-known/openid-configuration"))
        return m_hasRealm ? json200(json::object{{"issuer", issuerSeen}}) : httpAnswer(404);
    if (path == "/admin/serverinfo")
        return json200(json::object{{"systemInfo", json::object{{"version", "26.4.0"}}}});
    if (request.method != "GET") {
        ++m_writes;
        if (beforeWrite) {
            if (const int status = beforeWrite(request.method, path); status != 0)
                return httpAnswer(status);
        }
    }
    json::value body;
    if (!request.body.empty())
        body = *parseJson(request.body);
    return route(request.method, path, query, std::move(body));
}

json::object FakeKeycloak::whole(const std::string& name, json::object object)
{
    const std::string at = name + "/" + std::string(stringOr(object, "id"));
    if (name == "client-scopes")
        object["protocolMappers"] = m_collections[at + "/protocol-mappers/models"];
    if (name == "clients") {
        for (const auto& [list, member] : {std::pair("/default-client-scopes", "defaultClientScopes"),
                                           std::pair("/optional-client-scopes", "optionalClientScopes")}) {
            json::array names;
            for (const auto& scope : m_collections[at + list])
                names.push_back(scope.as_object().at("name"));
            object[member] = std::move(names);
        }
    }
    return object;
}

json::array FakeKeycloak::whole(const std::string& name)
{
    json::array objects;
    for (const auto& item : m_collections[name])
        objects.push_back(whole(name, item.as_object()));
    return objects;
}

json::array FakeKeycloak::startingWith(std::string_view clientId)
{
    json::array objects;
    for (const auto& item : m_collections["clients"]) {
        if (stringOr(item.as_object(), "clientId").starts_with(clientId))
            objects.push_back(whole("clients", item.as_object()));
    }
    return objects;
}

net::HttpResponse FakeKeycloak::createRealm(json::object body)
{
    if (m_hasRealm)
        return httpAnswer(409);
    m_hasRealm = true;
    m_realm = std::move(body);
    for (const char* name : {"basic", "profile", "email", "roles"})
        createIn("client-scopes", json::object{{"name", name}, {"protocol", "openid-connect"}}, "name");
    return httpAnswer(201);
}

net::HttpResponse FakeKeycloak::createIn(const std::string& name, json::object body,
                                         std::string_view uniqueMember)
{
    if (find(name, uniqueMember, stringOr(body, uniqueMember)))
        return httpAnswer(409);
    const std::string id = "id-" + std::to_string(m_nextId++);
    body["id"] = id;
    if (name == "clients") {
        if (!body.contains("secret"))
            body["secret"] = "generated-by-keycloak";
        auto& defaults = m_collections["clients/" + id + "/default-client-scopes"];
        for (const auto& scope : m_collections["client-scopes"]) {
            const auto scopeName = stringOr(scope.as_object(), "name");
            if (scopeName == "basic" || scopeName == "profile" || scopeName == "email" ||
                scopeName == "roles")
                defaults.push_back(scope);
        }
    }
    if (const auto* mappers = body.if_contains("protocolMappers"); name == "client-scopes" && mappers) {
        for (const auto& mapper : mappers->as_array())
            createIn("client-scopes/" + id + "/protocol-mappers/models", mapper.as_object(), "name");
        body.erase("protocolMappers");
    }
    if (const auto* credentials = body.if_contains("credentials"); name == "users" && credentials) {
        m_collections["users/" + id + "/credentials"].push_back(json::object{{"type", "password"}});
        body.erase("credentials");
    }
    m_collections[name].push_back(std::move(body));
    return httpAnswer(201, "", {{"Location", "http://kc.test/x/" + id}});
}

net::HttpResponse FakeKeycloak::item(const std::string& method, const std::string& name,
                                     std::string_view member, const std::string& value, json::value body)
{
    auto* object = find(name, member, value);
    if (!object)
        return httpAnswer(404);
    if (method == "GET")
        return json200(*object);
    if (method == "DELETE") {
        auto& list = m_collections[name];
        for (auto it = list.begin(); it != list.end(); ++it) {
            if (&it->as_object() == object) {
                list.erase(it);
                break;
            }
        }
        return httpAnswer(204);
    }
    *object = keycloak::overlay(*object, body.as_object());
    return httpAnswer(204);
}

net::HttpResponse FakeKeycloak::assignments(const std::string& method, const std::string& path,
                                            json::value body)
{
    auto& list = m_collections[path];
    if (method == "GET")
        return json200(list);
    for (auto& role : body.as_array()) {
        if (!find("roles", "id", stringOr(role.as_object(), "id")))
            return httpAnswer(404);
        if (!contains(list, stringOr(role.as_object(), "name")))
            list.push_back(role);
    }
    return httpAnswer(204);
}

net::HttpResponse FakeKeycloak::clientScopeLists(const std::string& method, const std::string& path)
{
    if (method == "GET")
        return json200(m_collections[path]);
    const auto slash = path.rfind('/');
    const std::string listPath = path.substr(0, slash);
    const auto* scope = find("client-scopes", "id", path.substr(slash + 1));
    if (!scope)
        return httpAnswer(404);
    const std::string name(stringOr(*scope, "name"));
    if (method == "DELETE") {
        auto& list = m_collections[listPath];
        for (auto it = list.begin(); it != list.end(); ++it) {
            if (stringOr(it->as_object(), "name") == name) {
                list.erase(it);
                break;
            }
        }
        return httpAnswer(204);
    }
    const std::string client = listPath.substr(0, listPath.rfind('/'));
    // As the real one: a scope that is assigned either way is left where it is.
    if (!contains(m_collections[client + "/default-client-scopes"], name) &&
        !contains(m_collections[client + "/optional-client-scopes"], name))
        m_collections[listPath].push_back(*scope);
    return httpAnswer(204);
}

net::HttpResponse FakeKeycloak::userParts(const std::string& method, const std::string& path,
                                          const json::value& body)
{
    if (path.ends_with("/reset-password")) {
        const auto user = path.substr(0, path.rfind('/'));
        m_collections[user + "/credentials"].push_back(json::object{{"type", body.as_object().at("type")}});
        return httpAnswer(204);
    }
    return method == "GET" ? json200(m_collections[path]) : httpAnswer(405);
}

net::HttpResponse FakeKeycloak::route(const std::string& method, const std::string& path,
                                      const std::string& query, json::value body)
{
    if (path == "/admin/realms")
        return createRealm(body.as_object());
    if (!path.starts_with(adminRoot) || !m_hasRealm)
        return httpAnswer(404);
    if (path == adminRoot) {
        if (method == "GET")
            return json200(m_realm);
        m_realm = keycloak::overlay(m_realm, body.as_object());
        return httpAnswer(204);
    }
    const std::string rest = path.substr(adminRoot.size() + 1);
    if (rest.ends_with("/role-mappings/realm") || rest.ends_with("/scope-mappings/realm"))
        return assignments(method, rest, std::move(body));
    if (rest.find("-client-scopes") != std::string::npos)
        return clientScopeLists(method, rest);
    if (rest.ends_with("/client-secret")) {
        const auto* client = find("clients", "id", rest.substr(8, rest.rfind('/') - 8));
        return client ? json200(json::object{{"type", "secret"}, {"value", client->at("secret")}})
                      : httpAnswer(404);
    }
    if (rest.ends_with("/credentials") || rest.ends_with("/reset-password"))
        return userParts(method, rest, body);
    const bool isMapperList = rest.ends_with("/protocol-mappers/models");
    const bool isList = rest.find('/') == std::string::npos || isMapperList;
    if (isList && method == "POST") {
        const std::string_view unique = rest == "clients" ? "clientId"
                                        : rest == "users" ? "username"
                                                          : "name";
        return createIn(rest, body.as_object(), unique);
    }
    if (isList) {
        const auto equals = query.rfind('=');
        const bool isFilter =
            query.find("clientId=") != std::string::npos || query.find("username=") != std::string::npos;
        if (!isFilter)
            return json200(whole(rest));
        if (query.find("search=true") != std::string::npos)
            return json200(startingWith(percentDecode(query.substr(equals + 1)).value_or("")));
        const auto* found = find(rest, rest == "clients" ? "clientId" : "username",
                                 percentDecode(query.substr(equals + 1)).value_or(""));
        return json200(found ? json::array{whole(rest, *found)} : json::array{});
    }
    const auto slash = rest.rfind('/');
    const std::string name = percentDecode(rest.substr(slash + 1)).value_or("");
    return item(method, rest.substr(0, slash), rest.starts_with("roles/") ? "name" : "id", name,
                std::move(body));
}

} // namespace meshsso::test
