#include "keycloak/TestClient.h"

#include "core/Encoding.h"
#include "keycloak/AdminQueries.h"

#include <charconv>
#include <optional>

namespace meshsso::keycloak {
namespace {

constexpr std::string_view namePrefix = "meshsso-login-test-";
constexpr std::string_view markAttribute = "meshsso.login-test";
constexpr std::string_view createdAttribute = "meshsso.login-test.created"; ///< Unix time in seconds
constexpr std::size_t mostLeftovers = 200;

/// Our mark and our name: an operator's client has neither, a copy made by hand at most one of them.
bool isOurs(const json::object& client)
{
    return stringOr(client, "clientId").starts_with(namePrefix) &&
           stringOr(objectOr(client, "attributes"), markAttribute) == "true";
}

/// Nothing if the client does not say.
std::optional<TimePoint> createdAt(const json::object& client)
{
    const auto text = stringOr(objectOr(client, "attributes"), createdAttribute);
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return fromUnixSeconds(seconds);
}

json::array toArray(const std::vector<std::string>& texts)
{
    json::array array;
    for (const auto& text : texts)
        array.emplace_back(text);
    return array;
}

json::object testClientFields(const std::string& clientId, const json::object& like, TimePoint now)
{
    // The port is left out: for 127.0.0.1 Keycloak takes any (RFC 8252 section 7.3), the path it compares.
    json::object fields{{"clientId", clientId},
                        {"name", "MeshSSO login test"},
                        {"description", "Made for one login test; it may be deleted"},
                        {"protocol", "openid-connect"},
                        {"enabled", true},
                        {"publicClient", true},
                        {"bearerOnly", false},
                        {"standardFlowEnabled", true},
                        {"implicitFlowEnabled", false},
                        {"directAccessGrantsEnabled", false},
                        {"serviceAccountsEnabled", false},
                        {"consentRequired", false},
                        {"fullScopeAllowed", boolOr(like, "fullScopeAllowed")},
                        {"redirectUris", json::array{"http://127.0.0.1/callback"}},
                        {"webOrigins", json::array()},
                        {"defaultClientScopes", toArray(textsOf(like, "defaultClientScopes"))},
                        {"optionalClientScopes", toArray(textsOf(like, "optionalClientScopes"))}};
    fields["attributes"] = json::object{{"pkce.code.challenge.method", "S256"},
                                        {markAttribute, "true"},
                                        {createdAttribute, std::to_string(toUnixSeconds(now))}};
    json::array mappers;
    for (const auto* mapper : objectsOf(arrayOr(like, "protocolMappers"))) {
        mappers.push_back(*mapper);
        mappers.back().get_object().erase("id");
    }
    if (!mappers.empty())
        fields["protocolMappers"] = std::move(mappers);
    return fields;
}

Task<Result<json::array>> listTestClients(AdminClient& admin, std::string realm, std::string name)
{
    std::string path =
        adminRealmPath(realm, "/clients?search=true&first=0&max=" + std::to_string(mostLeftovers) +
                                  "&clientId=" + percentEncode(name));
    auto clients = co_await getList(admin, std::move(path));
    if (!clients && clients.error().code == ErrorCode::NotFound)
        co_return fail(ErrorCode::NotFound, "Keycloak has no realm " + realm, admin.baseUrl());
    co_return std::move(clients);
}

Task<Result<void>> removeByUuid(AdminClient& admin, std::string realm, std::string uuid)
{
    std::string path = adminRealmPath(realm, "/clients/" + percentEncode(uuid));
    json::value nothing = nullptr;
    auto removed = co_await admin.remove(std::move(path), std::move(nothing));
    if (!removed && removed.error().code != ErrorCode::NotFound)
        co_return fail(std::move(removed).error());
    co_return Result<void>();
}

/// The answer to creating it was lost; it may be there.
Task<Result<void>> removeByName(AdminClient& admin, std::string realm, std::string clientId)
{
    auto clients = co_await listTestClients(admin, realm, clientId);
    if (!clients)
        co_return fail(std::move(clients).error());
    const auto* found = findByMember(*clients, "clientId", clientId);
    if (!found || !isOurs(*found))
        co_return Result<void>();
    std::string uuid(stringOr(*found, "id"));
    co_return co_await removeByUuid(admin, std::move(realm), std::move(uuid));
}

} // namespace

std::string testRedirectUri(int port)
{
    return "http://127.0.0.1:" + std::to_string(port) + "/callback";
}

Task<Result<TestClient>> createTestClient(AdminClient& admin, project::SsoProject project,
                                          SecureRandom& random, const Clock& clock)
{
    const std::string realm = project.identityProvider.realm;
    auto like = co_await getClient(admin, realm, project.client.id);
    if (!like)
        co_return fail(std::move(like).error());
    TestClient client;
    client.realm = realm;
    client.clientId = std::string(namePrefix) + hexEncode(random.bytes(4));
    client.scopes = project.client.scopes;
    json::value body = testClientFields(client.clientId, *like, clock.now());
    std::string path = adminRealmPath(realm, "/clients");
    auto created = co_await admin.post(std::move(path), std::move(body));
    if (!created) {
        auto error = std::move(created).error();
        if (error.code != ErrorCode::Conflict && error.code != ErrorCode::Forbidden) {
            auto removed = co_await removeByName(admin, realm, client.clientId);
            if (!removed)
                error.message += "; it may have been made, look for " + client.clientId;
        }
        co_return fail(std::move(error));
    }
    client.uuid = std::move(*created);
    co_return client;
}

Task<Result<void>> removeTestClient(AdminClient& admin, TestClient client)
{
    std::string path = adminRealmPath(client.realm, "/clients/" + percentEncode(client.uuid));
    auto found = co_await getIfThere(admin, std::move(path));
    if (!found)
        co_return fail(std::move(found).error());
    if (!found->has_value())
        co_return Result<void>();
    if (!isOurs(**found)) {
        co_return fail(ErrorCode::Conflict, "this is not a client that a login test made; it was left alone",
                       "client " + std::string(stringOr(**found, "clientId")));
    }
    co_return co_await removeByUuid(admin, std::move(client.realm), std::move(client.uuid));
}

Task<Result<std::vector<std::string>>> removeLeftovers(AdminClient& admin, std::string realm,
                                                       const Clock& clock, std::chrono::seconds minAge)
{
    std::string prefix(namePrefix);
    auto clients = co_await listTestClients(admin, realm, std::move(prefix));
    if (!clients)
        co_return fail(std::move(clients).error());
    std::vector<std::string> removed;
    for (const auto* client : objectsOf(*clients)) {
        const auto created = createdAt(*client);
        if (!isOurs(*client) || !created || clock.now() - *created < minAge)
            continue;
        std::string uuid(stringOr(*client, "id"));
        auto done = co_await removeByUuid(admin, realm, std::move(uuid));
        if (!done)
            co_return fail(std::move(done).error());
        removed.emplace_back(stringOr(*client, "clientId"));
    }
    co_return removed;
}

} // namespace meshsso::keycloak
