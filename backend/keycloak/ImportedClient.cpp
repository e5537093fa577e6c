#include "keycloak/ImportedClient.h"

#include "keycloak/AdminQueries.h"
#include "keycloak/DesiredState.h"
#include "keycloak/FieldDiff.h"

#include "core/Text.h"
#include "core/Url.h"

#include <algorithm>
#include <array>

namespace meshsso::keycloak {
namespace {

using project::SsoProject;

constexpr std::array<std::string_view, 14> builtInScopes{"acr",
                                                         "address",
                                                         "basic",
                                                         "email",
                                                         "microprofile-jwt",
                                                         "offline_access",
                                                         "organization",
                                                         "phone",
                                                         "profile",
                                                         "roles",
                                                         "saml_organization",
                                                         "role_list",
                                                         "service_account",
                                                         "web-origins"};

struct ScopeMapper
{
    std::string scope; ///< empty: the client's own
    const json::object* mapper = nullptr;
};

/// One import under way.
class Importer
{
public:
    Importer(const ClientFacts& facts, SsoProject base)
        : m_facts(facts), m_project(std::move(base)), m_clientId(stringOr(facts.client, "clientId"))
    {
    }

    ImportedProject run()
    {
        takeProvider();
        takeClient();
        takeRedirects();
        takePostLogout();
        takeRoles();
        takeAudience();
        takeGroups();
        noteOtherMappers();
        noteChanges();
        noteWhatIsLeft();
        ImportedProject result;
        result.project = std::move(m_project);
        result.findings = std::move(m_findings);
        return result;
    }

private:
    void takeProvider();
    void takeClient();
    void takeRedirects();
    std::vector<std::string> usableRedirects();
    void takePostLogout();
    void takeRoles();
    void takeAudience();
    void takeGroups();
    void noteOtherMappers();
    void noteChanges();
    void noteWhatIsLeft();

    void find(Severity severity, std::string code, std::string where, std::string why, std::string fix)
    {
        m_findings.push_back({std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
    }
    std::vector<ScopeMapper> mappersOfType(std::string_view type) const;
    std::string where(std::string_view part = {}) const
    {
        return "client " + m_clientId + (part.empty() ? "" : ": " + std::string(part));
    }

    const ClientFacts& m_facts;
    SsoProject m_project;
    std::string m_clientId;
    Findings m_findings;
    std::vector<const json::object*> m_understood; ///< mappers that the project declares
};

std::vector<ScopeMapper> Importer::mappersOfType(std::string_view type) const
{
    std::vector<ScopeMapper> found;
    const auto collect = [&](const json::array& mappers, const std::string& scope) {
        for (const auto* mapper : objectsOf(mappers)) {
            if (stringOr(*mapper, "protocolMapper") == type)
                found.push_back({scope, mapper});
        }
    };
    for (const auto* scope : objectsOf(m_facts.defaultScopes))
        collect(arrayOr(*scope, "protocolMappers"), std::string(stringOr(*scope, "name")));
    collect(arrayOr(m_facts.client, "protocolMappers"), {});
    return found;
}

std::string baseOf(const std::string& issuer)
{
    const auto at = issuer.rfind("/realms/");
    return at == std::string::npos ? std::string() : issuer.substr(0, at);
}

void Importer::takeProvider()
{
    auto& provider = m_project.identityProvider;
    provider.realm = std::string(stringOr(m_facts.realm, "realm"));
    const std::string seen = baseOf(m_facts.issuer);
    if (provider.url.empty()) {
        provider.url = seen.empty() ? m_facts.adminUrl : seen;
        if (seen.empty()) {
            find(Severity::Warning, "import.issuer-unseen", "identityProvider.url",
                 "Keycloak's discovery document could not be read, so its administration URL stands in",
                 "set the URL that browsers use");
        }
    }
    const auto url = Url::parse(provider.url);
    if (provider.url != m_facts.adminUrl && provider.admin.url.empty())
        provider.admin.url = m_facts.adminUrl;
    const bool isAbroad = url && !url->isHttps() && !isLoopbackHost(url->host);
    const bool isAllowed = url && !url->isHttps() && stringOr(m_facts.realm, "sslRequired") == "none";
    if ((isAbroad || isAllowed) && provider.exposure == project::Exposure::Https) {
        provider.exposure = project::Exposure::GuideHttp;
        find(Severity::Warning, "import.plain-http", "identityProvider.exposure",
             "Keycloak is on plain http: passwords and tokens cross the network in clear",
             "give Keycloak an https host name, set identityProvider.url to it and remove exposure");
    }
}

void Importer::takeClient()
{
    m_project.client.id = m_clientId;
    auto names = membersOf(m_facts.defaultScopes, "name");
    for (auto& optional : textsOf(m_facts.client, "optionalClientScopes"))
        names.push_back(std::move(optional));
    m_project.client.scopes = {"openid"};
    for (const char* scope : {"profile", "email"}) {
        if (contains(names, scope)) {
            m_project.client.scopes.emplace_back(scope);
            continue;
        }
        find(Severity::Warning, "import.scope-missing", where("client scopes"),
             std::string("the client has no scope ") + scope + ", so applications will not see what it holds",
             std::string("add ") + scope + " to client.scopes; apply gives it to the client");
    }
    if (!m_project.client.secret.isSet()) {
        m_project.client.secret = {secrets::SecretRef::Kind::Keychain, m_clientId + "-client-secret"};
        find(Severity::Info, "import.secret", "client.secret",
             "the client's secret was not read; the project keeps it in the keychain, as " +
                 m_project.client.secret.toString(),
             "choose another place if you like; apply reads the secret back to it");
    }
}

/// Those that a project may declare: exact, and https.
std::vector<std::string> Importer::usableRedirects()
{
    std::vector<std::string> usable;
    for (auto& text : textsOf(m_facts.client, "redirectUris")) {
        const auto url = Url::parse(text);
        if (text.find('*') != std::string::npos) {
            find(
                Severity::Warning, "import.redirect-wildcard", where("redirectUris"),
                text +
                    " lets codes be sent to more than one place; a project lists each URI whole, so applying "
                    "removes it",
                "list the URIs that are needed under client.redirectUris");
        } else if (!url || (!url->isHttps() && !isLoopbackHost(url->host))) {
            find(Severity::Warning, "import.redirect-dropped", where("redirectUris"),
                 text + " is no absolute https URL, so applying removes it",
                 "if something still uses it, give it a client of its own");
        } else {
            usable.push_back(std::move(text));
        }
    }
    return usable;
}

void Importer::takeRedirects()
{
    auto uris = usableRedirects();
    const auto isCallback = [](const std::string& text) {
        const auto url = Url::parse(text);
        return url && url->isHttps() && url->path == SsoProject::callbackPath;
    };
    const auto isHttps = [](const std::string& text) { return text.starts_with("https://"); };
    const bool hasCallback = std::any_of(uris.begin(), uris.end(), isCallback);
    // The gateway that is edited already stays where one of the URIs leads to it.
    const std::string ours = m_project.gateway.origin() + std::string(SsoProject::callbackPath);
    auto leading = std::find(uris.begin(), uris.end(), ours);
    if (leading == uris.end())
        leading = hasCallback ? std::find_if(uris.begin(), uris.end(), isCallback)
                              : std::find_if(uris.begin(), uris.end(), isHttps);
    if (leading != uris.end()) {
        const auto url = Url::parse(*leading);
        if (url->origin() != m_project.gateway.origin()) {
            m_project.gateway.address = url->host;
            m_project.gateway.https.port = url->port;
        }
    } else if (m_project.gateway.address.empty()) {
        find(Severity::Warning, "import.gateway", "gateway.address",
             "no redirect URI tells where browsers meet the gateway", "fill in gateway.address");
    }
    if (std::count_if(uris.begin(), uris.end(), isCallback) > 1) {
        find(Severity::Info, "import.more-hosts", where("redirectUris"),
             "browsers sign in at several hosts; " + m_project.gateway.address + " is taken as the gateway's",
             "give the others to their applications as hosts, or choose another gateway.address");
    }
    m_project.applyDerived();
    m_project.client.redirectUris.clear();
    if (!hasCallback) {
        find(Severity::Warning, "import.no-callback", where("redirectUris"),
             "none of the redirect URIs ends in " + std::string(SsoProject::callbackPath) +
                 ", where the authorization service waits for codes",
             "apply adds it; check that gateway.address is right");
        if (!m_project.gateway.address.empty() && !uris.empty())
            uris.push_back(m_project.gateway.origin() + std::string(SsoProject::callbackPath));
    }
    auto effective = m_project.effectiveRedirectUris();
    std::sort(effective.begin(), effective.end());
    std::sort(uris.begin(), uris.end());
    if (!uris.empty() && uris != effective)
        m_project.client.redirectUris = std::move(uris);
}

void Importer::takePostLogout()
{
    m_project.client.postLogoutRedirectUris.clear();
    const auto text = stringOr(objectOr(m_facts.client, "attributes"), "post.logout.redirect.uris");
    std::vector<std::string> uris;
    for (auto& uri : memberSet(json::value(text))) {
        if (uri == "+" || uri == "-" || uri.find('*') != std::string::npos) {
            find(Severity::Info, "import.post-logout", where("post-logout redirect URIs"),
                 uri + " has no equivalent: a project lists each URI whole",
                 "the default is \"/\" at the gateway's address; list others under "
                 "client.postLogoutRedirectUris");
            continue;
        }
        uris.push_back(std::move(uri));
    }
    auto effective = m_project.effectivePostLogoutRedirectUris();
    std::sort(effective.begin(), effective.end());
    if (!uris.empty() && uris != effective)
        m_project.client.postLogoutRedirectUris = std::move(uris);
}

void Importer::takeRoles()
{
    auto& claims = m_project.claims.roles;
    const ScopeMapper* chosen = nullptr;
    const auto mappers = mappersOfType("oidc-usermodel-realm-role-mapper");
    for (const auto& candidate : mappers) {
        if (!candidate.scope.empty() && !isBuiltInScope(candidate.scope)) {
            chosen = &candidate;
            break;
        }
    }
    std::vector<std::string> mapped;
    if (chosen) {
        m_understood.push_back(chosen->mapper);
        claims.scopeName = chosen->scope;
        if (const auto name = stringOr(objectOr(*chosen->mapper, "config"), "claim.name"); !name.empty())
            claims.claim = std::string(name);
        if (const auto found = m_facts.scopeRoles.find(chosen->scope); found != m_facts.scopeRoles.end())
            mapped = found->second;
        if (mapped.empty()) {
            find(Severity::Info, "import.roles-unrestricted", "client scope " + chosen->scope,
                 "the scope lets every realm role through; a project's is mapped to the roles it declares",
                 "take roles that the mesh does not need out of roles, or list claims.roles.restrictToRoles");
        }
    } else {
        find(Severity::Info, "import.roles-scope", "claims.roles",
             "no client scope of its own carries the realm roles" +
                 std::string(mappers.empty() ? "" : " (Keycloak's scope roles does, as realm_access.roles)"),
             "apply adds the scope " + claims.scopeName + " with the claim " + claims.claim);
    }
    m_project.roles.clear();
    claims.restrictToRoles.clear();
    for (const auto* role : objectsOf(m_facts.roles)) {
        std::string name(stringOr(*role, "name"));
        if (!mapped.empty() && !contains(mapped, name))
            continue;
        m_project.roles.push_back({std::move(name), std::string(stringOr(*role, "description"))});
    }
    std::sort(m_project.roles.begin(), m_project.roles.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
}

void Importer::takeAudience()
{
    for (const auto& candidate : mappersOfType("oidc-audience-mapper")) {
        if (stringOr(objectOr(*candidate.mapper, "config"), "included.client.audience") != m_clientId)
            continue;
        const bool isShared = candidate.scope == m_project.claims.roles.scopeName;
        if (!candidate.scope.empty() && !isBuiltInScope(candidate.scope) && !isShared) {
            m_understood.push_back(candidate.mapper);
            m_project.claims.audienceScopeName = candidate.scope;
            return;
        }
        const std::string place =
            candidate.scope.empty() ? "the client itself" : "the scope " + candidate.scope;
        find(Severity::Info, "import.audience-elsewhere", where("audience"),
             "the audience mapper is in " + place +
                 (isShared ? ", which a user without its roles loses whole" : ""),
             "apply adds the scope " + m_project.claims.audienceScopeName + "; the old mapper may then go");
        return;
    }
    find(Severity::Info, "import.audience-missing", where("audience"),
         "no mapper puts the client into the access token's audience",
         "apply adds the scope " + m_project.claims.audienceScopeName);
}

void Importer::takeGroups()
{
    for (const auto& candidate : mappersOfType("oidc-group-membership-mapper")) {
        const auto name = stringOr(objectOr(*candidate.mapper, "config"), "claim.name");
        if (name.empty())
            continue;
        m_understood.push_back(candidate.mapper);
        m_project.claims.groupsClaim = std::string(name);
        return;
    }
}

/// What stays in Keycloak as it is, because a project says nothing about it.
void Importer::noteOtherMappers()
{
    const auto note = [&](const json::array& mappers, const std::string& place) {
        for (const auto* mapper : objectsOf(mappers)) {
            if (std::find(m_understood.begin(), m_understood.end(), mapper) != m_understood.end())
                continue;
            if (stringOr(*mapper, "protocolMapper") == "oidc-audience-mapper" &&
                stringOr(objectOr(*mapper, "config"), "included.client.audience") == m_clientId)
                continue; // spoken of already
            find(Severity::Info, "import.mapper-undeclared", place,
                 "the mapper " + std::string(stringOr(*mapper, "name")) + " (" +
                     std::string(stringOr(*mapper, "protocolMapper")) + ") has no equivalent in a project",
                 "nothing to do: it stays as it is");
        }
    };
    note(arrayOr(m_facts.client, "protocolMappers"), where());
    for (const auto* scope : objectsOf(m_facts.defaultScopes)) {
        const auto name = stringOr(*scope, "name");
        if (!isBuiltInScope(name))
            note(arrayOr(*scope, "protocolMappers"), "client scope " + std::string(name));
    }
}

/// Settings that a project has an opinion on and the client has otherwise.
void Importer::noteChanges()
{
    auto desired = compileDesiredState(m_project).client;
    desired.erase("redirectUris"); // spoken of one by one
    for (const auto& difference : diffDeclared(desired, m_facts.client)) {
        if (difference.field == "attributes.post.logout.redirect.uris")
            continue;
        const bool isUsed = difference.field == "serviceAccountsEnabled" ||
                            difference.field == "directAccessGrantsEnabled" ||
                            difference.field == "implicitFlowEnabled" || difference.field == "publicClient" ||
                            difference.field == "clientAuthenticatorType";
        find(isUsed ? Severity::Warning : Severity::Info, "import.will-change", where(difference.field),
             "applying the project changes " + difference.field + " from " + difference.current + " to " +
                 difference.desired,
             isUsed ? "if another program depends on it, give that program a client of its own first"
                    : "nothing to do; plan shows it before anything is written");
    }
    if (boolOr(m_facts.client, "consentRequired")) {
        find(Severity::Info, "import.consent", where("consentRequired"),
             "Keycloak asks users for consent; a project says nothing about it",
             "nothing to do: it stays on");
    }
    if (!objectOr(m_facts.client, "authenticationFlowBindingOverrides").empty()) {
        find(Severity::Info, "import.flow", where("authentication flow"),
             "the client has a sign-in flow of its own; a project says nothing about it",
             "nothing to do: it stays. A login test may meet steps that it cannot take");
    }
}

void Importer::noteWhatIsLeft()
{
    auto& name = m_project.metadata.name;
    if (name.empty()) {
        for (const char c : toLowerAscii(m_clientId)) {
            const bool isFit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (isFit)
                name += c;
            else if (!name.empty() && !name.ends_with('-'))
                name += '-';
        }
        name = name.substr(0, 63);
        while (name.ends_with('-'))
            name.pop_back();
    }
    if (m_project.applications.empty()) {
        find(Severity::Info, "import.applications", "applications",
             "Keycloak does not know which applications stand behind the gateway",
             "add them, and who may use them");
    }
    if (m_project.users.empty()) {
        find(Severity::Info, "import.users", "users", "users were not read",
             "name one under users for the login test; without a password reference it is left alone");
    }
}

} // namespace

bool isBuiltInScope(std::string_view name) noexcept
{
    return std::find(builtInScopes.begin(), builtInScopes.end(), name) != builtInScopes.end();
}

ImportedProject projectFrom(const ClientFacts& facts, SsoProject base)
{
    return Importer(facts, std::move(base)).run();
}

} // namespace meshsso::keycloak
