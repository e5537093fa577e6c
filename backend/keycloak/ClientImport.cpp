#include "keycloak/ClientImport.h"

#include "core/Encoding.h"
#include "keycloak/AdminQueries.h"
#include "keycloak/ImportedClient.h"
#include "oidc/ProviderMetadata.h"

#include <algorithm>
#include <array>

namespace meshsso::keycloak {
namespace {

constexpr std::array<std::string_view, 6> builtInClients{
    "account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console"};

bool isBuiltInClient(const json::object& client)
{
    const auto id = stringOr(client, "clientId");
    const auto name = stringOr(client, "name");
    return std::find(builtInClients.begin(), builtInClients.end(), id) != builtInClients.end() ||
           stringOr(objectOr(client, "attributes"), "realm_client") == "true" ||
           (id.ends_with("-realm") && name.ends_with(" Realm"));
}

/// Every realm has these: offline_access, uma_authorization and default-roles-REALM.
bool isBuiltInRole(std::string_view name)
{
    return name == "offline_access" || name == "uma_authorization" || name.starts_with("default-roles-");
}

/// Reads what an import needs, question by question.
class FactReader
{
public:
    FactReader(AdminClient& admin, std::string realm, std::string clientId)
        : m_admin(admin), m_realm(std::move(realm)), m_clientId(std::move(clientId))
    {
    }

    Task<Result<ClientFacts>> run();

private:
    Task<Result<void>> readClient();
    Task<Result<void>> readScopes();
    Task<Result<void>> readRoles();
    Task<Result<void>> readIssuer();

    AdminClient& m_admin;
    std::string m_realm;
    std::string m_clientId;
    ClientFacts m_facts;
};

Task<Result<ClientFacts>> FactReader::run()
{
    using Step = Task<Result<void>> (FactReader::*)();
    for (const Step step : {&FactReader::readClient, &FactReader::readScopes, &FactReader::readRoles,
                            &FactReader::readIssuer}) {
        auto done = co_await (this->*step)();
        if (!done)
            co_return fail(std::move(done).error());
    }
    m_facts.adminUrl = m_admin.baseUrl();
    co_return std::move(m_facts);
}

Task<Result<void>> FactReader::readClient()
{
    auto client = co_await getClient(m_admin, m_realm, m_clientId);
    if (!client)
        co_return fail(std::move(client).error());
    m_facts.client = std::move(*client);
    m_facts.client.erase("secret");
    if (const auto protocol = stringOr(m_facts.client, "protocol"); protocol != "openid-connect") {
        co_return fail(ErrorCode::Unsupported,
                       "this client speaks " + std::string(protocol) + ", not OpenID Connect",
                       "client " + m_clientId);
    }
    std::string path = adminRealmPath(m_realm);
    auto realm = co_await getIfThere(m_admin, std::move(path));
    if (!realm)
        co_return fail(std::move(realm).error());
    if (realm->has_value())
        m_facts.realm = std::move(**realm);
    m_facts.realm["realm"] = m_realm;
    co_return Result<void>();
}

Task<Result<void>> FactReader::readScopes()
{
    std::string path = adminRealmPath(m_realm, "/client-scopes");
    auto scopes = co_await getList(m_admin, std::move(path));
    if (!scopes)
        co_return fail(std::move(scopes).error());
    const auto names = textsOf(m_facts.client, "defaultClientScopes");
    for (const auto* scope : objectsOf(*scopes)) {
        const std::string name(stringOr(*scope, "name"));
        if (!contains(names, name))
            continue;
        m_facts.defaultScopes.push_back(*scope);
        if (isBuiltInScope(name))
            continue;
        std::string rolesPath = adminRealmPath(
            m_realm, "/client-scopes/" + percentEncode(stringOr(*scope, "id")) + "/scope-mappings/realm");
        auto roles = co_await getList(m_admin, std::move(rolesPath));
        if (!roles)
            co_return fail(std::move(roles).error());
        m_facts.scopeRoles[name] = membersOf(*roles, "name");
    }
    co_return Result<void>();
}

Task<Result<void>> FactReader::readRoles()
{
    std::string path = adminRealmPath(m_realm, "/roles?briefRepresentation=true&first=0&max=1000");
    auto roles = co_await getList(m_admin, std::move(path));
    if (!roles)
        co_return fail(std::move(roles).error());
    for (const auto* role : objectsOf(*roles)) {
        if (!isBuiltInRole(stringOr(*role, "name")))
            m_facts.roles.push_back(*role);
    }
    co_return Result<void>();
}

/// What Keycloak calls itself; that it cannot be seen is no failure of the import.
Task<Result<void>> FactReader::readIssuer()
{
    std::string url = oidc::discoveryUrl(m_admin.baseUrl() + "/realms/" + percentEncode(m_realm));
    auto response = co_await m_admin.fetchPublic(std::move(url));
    if (response && response->status == 200) {
        if (const auto document = parseJsonObject(response->body))
            m_facts.issuer = std::string(stringOr(*document, "issuer"));
    }
    co_return Result<void>();
}

} // namespace

Task<Result<std::vector<ClientChoice>>> listClients(AdminClient& admin, std::string realm)
{
    std::string path = adminRealmPath(realm, "/clients");
    auto clients = co_await getList(admin, std::move(path));
    if (!clients) {
        if (clients.error().code == ErrorCode::NotFound)
            co_return fail(ErrorCode::NotFound, "Keycloak has no realm " + realm, admin.baseUrl());
        co_return fail(std::move(clients).error());
    }
    std::vector<ClientChoice> choices;
    for (const auto* client : objectsOf(*clients)) {
        if (stringOr(*client, "protocol", "openid-connect") != "openid-connect")
            continue;
        ClientChoice choice;
        choice.id = std::string(stringOr(*client, "id"));
        choice.clientId = std::string(stringOr(*client, "clientId"));
        choice.name = std::string(stringOr(*client, "name"));
        choice.enabled = boolOr(*client, "enabled", true);
        choice.isPublic = boolOr(*client, "publicClient");
        choice.isBuiltIn = isBuiltInClient(*client);
        choices.push_back(std::move(choice));
    }
    std::sort(choices.begin(), choices.end(), [](const ClientChoice& a, const ClientChoice& b) {
        return a.isBuiltIn != b.isBuiltIn ? b.isBuiltIn : a.clientId < b.clientId;
    });
    co_return choices;
}

Task<Result<std::vector<std::string>>> listRealms(AdminClient& admin)
{
    std::string path = "/realms?briefRepresentation=true";
    auto realms = co_await getList(admin, std::move(path));
    if (!realms)
        co_return fail(std::move(realms).error());
    auto names = membersOf(*realms, "realm");
    std::sort(names.begin(), names.end());
    co_return names;
}

Task<Result<ImportedProject>> importClient(AdminClient& admin, std::string realm, std::string clientId,
                                           project::SsoProject base)
{
    FactReader reader(admin, std::move(realm), std::move(clientId));
    auto facts = co_await reader.run();
    if (!facts)
        co_return fail(std::move(facts).error());
    co_return projectFrom(*facts, std::move(base));
}

} // namespace meshsso::keycloak
