#pragma once

#include "core/Json.h"
#include "net/HttpClient.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace meshsso::test {

/// The part of Keycloak's Admin REST API that provisioning and import use, in memory. Behaves as the real one
/// does where it matters: assigning a scope twice does nothing, a PUT replaces lists, missing objects are
/// 404, doubles 409.
class FakeKeycloak
{
public:
    Result<net::HttpResponse> handle(const net::HttpRequest& request);

    /// Called before each write; a status other than 0 is answered in its stead.
    std::function<int(const std::string& method, const std::string& path)> beforeWrite;

    json::object* realm();
    json::object* find(const std::string& collection, std::string_view member, std::string_view value);
    json::array& collection(const std::string& path) { return m_collections[path]; }
    int writes() const { return m_writes; }
    const std::string issuer = "http://kc.test/realms/Test-oidc";
    std::string issuerSeen = issuer;

private:
    net::HttpResponse route(const std::string& method, const std::string& path, const std::string& query,
                            json::value body);
    /// As the real one shows them: a scope with its mappers, a client with the names of its scopes.
    json::object whole(const std::string& collection, json::object object);
    json::array whole(const std::string& collection);
    json::array startingWith(std::string_view clientId);
    net::HttpResponse createRealm(json::object body);
    net::HttpResponse createIn(const std::string& collection, json::object body,
                               std::string_view uniqueMember);
    net::HttpResponse item(const std::string& method, const std::string& collection, std::string_view member,
                           const std::string& value, json::value body);
    net::HttpResponse assignments(const std::string& method, const std::string& path, json::value body);
    net::HttpResponse clientScopeLists(const std::string& method, const std::string& path);
    net::HttpResponse userParts(const std::string& method, const std::string& path, const json::value& body);

    bool m_hasRealm = false;
    json::object m_realm;
    std::map<std::string, json::array>
        m_collections; ///< "roles", "clients", "users/ID/role-mappings/realm", ...
    int m_nextId = 1;
    int m_writes = 0;
};

} // namespace meshsso::test
