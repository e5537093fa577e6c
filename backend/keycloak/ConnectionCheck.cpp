#include "keycloak/ConnectionCheck.h"

#include "core/Url.h"
#include "keycloak/AdminAccess.h"
#include "keycloak/AdminErrors.h"
#include "keycloak/AdminQueries.h"
#include "keycloak/ConnectionWalk.h"
#include "keycloak/VersionFinding.h"
#include "oidc/ProviderMetadata.h"

namespace meshsso::keycloak {
namespace {

constexpr std::chrono::seconds probeTimeout{10};

} // namespace

Task<ConnectionReport> ConnectionWalk::run()
{
    const auto started = m_clock.now();
    m_report.expectedIssuer = m_provider.issuer();
    noteTransport();
    (void)co_await lookOutside();
    (void)co_await lookInside();
    (void)co_await lookAtAdminUrl();
    (void)co_await lookAsAdministrator();
    noteRealm();
    noteHostname();
    m_report.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.now() - started);
    co_return std::move(m_report);
}

bool ConnectionWalk::adminIsElsewhere() const
{
    const auto admin = Url::parse(adminUrl(m_project));
    const auto browsers = Url::parse(m_provider.url);
    return admin && (!browsers || admin->origin() != browsers->origin());
}

Task<Discovery> ConnectionWalk::discover(std::string what, std::string field, net::HttpRequest request)
{
    Discovery seen;
    seen.url = net::urlWithoutQuery(request.url);
    seen.field = std::move(field);
    request.timeout = probeTimeout;
    request.headers.push_back({"Accept", "application/json"});
    auto response = co_await m_http.send(std::move(request));
    ConnectionProbe probe;
    probe.what = std::move(what);
    probe.url = seen.url;
    if (!response) {
        seen.error = std::move(response).error();
        probe.error = seen.error->message;
    } else {
        m_report.reachable = true;
        seen.status = response->status;
        seen.location = net::urlWithoutQuery(response->header("Location"));
        seen.said = keycloakErrorText(response->body);
        probe.status = response->status;
        probe.elapsed = response->elapsed;
        if (response->status == 200) {
            if (auto document = parseJsonObject(response->body)) {
                seen.issuer = std::string(stringOr(*document, "issuer"));
                seen.document = std::move(*document);
            }
        }
        if (seen.issuer.empty())
            probe.error = seen.said.empty() ? "no discovery document" : seen.said;
    }
    m_report.probes.push_back(std::move(probe));
    co_return seen;
}

Task<bool> ConnectionWalk::lookOutside()
{
    if (m_report.expectedIssuer.empty()) {
        find(Severity::Error, "keycloak.url",
             m_provider.url.empty() ? "identityProvider.url" : "identityProvider.realm",
             "there is no issuer to look for yet", "say where browsers reach Keycloak, and the realm's name");
        co_return false;
    }
    net::HttpRequest request;
    request.url = oidc::discoveryUrl(m_report.expectedIssuer);
    const auto seen = co_await discover("discovery", "identityProvider.url", std::move(request));
    noteOutside(seen);
    co_return true;
}

Task<bool> ConnectionWalk::lookInside()
{
    const auto inside = Url::parse(m_provider.internalUrl);
    const auto issuer = Url::parse(m_report.expectedIssuer);
    if (m_provider.internalUrl.empty() || !inside || !issuer)
        co_return false;
    // As the authorization service asks: the issuer's path at the internal address, in the issuer's name.
    net::HttpRequest request;
    request.url = oidc::discoveryUrl(inside->origin() + issuer->path);
    request.headers.push_back({"Host", issuer->authority()});
    request.headers.push_back({"X-Forwarded-Proto", issuer->scheme});
    request.headers.push_back({"X-Forwarded-Host", issuer->authority()});
    request.headers.push_back({"X-Forwarded-Port", std::to_string(issuer->port)});
    const auto seen =
        co_await discover("discovery inside", "identityProvider.internalUrl", std::move(request));
    noteInside(seen);
    co_return true;
}

Task<bool> ConnectionWalk::lookAtAdminUrl()
{
    if (!adminIsElsewhere() || m_provider.realm.empty())
        co_return false;
    project::IdentityProvider there;
    there.url = adminUrl(m_project);
    there.realm = m_provider.realm;
    net::HttpRequest request;
    request.url = oidc::discoveryUrl(there.issuer());
    const auto seen = co_await discover("discovery at the administration URL", "identityProvider.admin.url",
                                        std::move(request));
    if (!seen.issuer.empty()) {
        m_report.issuerAtAdmin = seen.issuer;
        m_report.realm = RealmPresence::Exists;
    } else if (saysNoRealm(seen)) {
        m_report.realm = RealmPresence::Missing;
    }
    co_return true;
}

void ConnectionWalk::probed(std::string what, std::string url, TimePoint since, const Error* error)
{
    ConnectionProbe probe;
    probe.what = std::move(what);
    probe.url = std::move(url);
    probe.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(m_clock.now() - since);
    if (error)
        probe.error = error->message;
    m_report.probes.push_back(std::move(probe));
}

Task<bool> ConnectionWalk::lookAsAdministrator()
{
    if (!m_admin)
        co_return false;
    const auto asked = m_clock.now();
    auto signedIn = co_await m_admin->signIn();
    probed("administrator's sign-in", m_admin->baseUrl(), asked, signedIn ? nullptr : &signedIn.error());
    if (!signedIn) {
        noteSignIn(signedIn.error());
        co_return false;
    }
    m_report.signedIn = true;
    m_report.reachable = true;
    (void)co_await readVersion();
    if (!m_provider.realm.empty())
        (void)co_await readRealm();
    co_return true;
}

Task<bool> ConnectionWalk::readVersion()
{
    const auto asked = m_clock.now();
    auto version = co_await m_admin->serverVersion();
    probed("version", m_admin->baseUrl() + "/admin/serverinfo", asked, version ? nullptr : &version.error());
    if (version) {
        m_report.version = *version;
        m_report.findings.push_back(versionFinding(*version, m_admin->baseUrl()));
    } else {
        find(Severity::Info, "keycloak.version-unseen", m_admin->baseUrl(),
             "Keycloak's version could not be read: " + version.error().message,
             "nothing to do; only some administrators may see it");
    }
    co_return true;
}

Task<bool> ConnectionWalk::readRealm()
{
    const auto asked = m_clock.now();
    const std::string path = adminRealmPath(m_provider.realm);
    auto realm = co_await getIfThere(*m_admin, path);
    probed("realm", m_admin->baseUrl() + "/admin" + path, asked, realm ? nullptr : &realm.error());
    if (!realm) {
        find(Severity::Warning, "keycloak.realm-unreadable", "identityProvider.admin", realm.error().message,
             "give the administration account the roles of realm-management: view-realm and the "
             "manage roles that apply needs");
        co_return false;
    }
    if (!realm->has_value()) {
        m_report.realm = RealmPresence::Missing;
        co_return true;
    }
    const json::object& object = **realm;
    m_report.realm = boolOr(object, "enabled", true) ? RealmPresence::Exists : RealmPresence::Disabled;
    if (m_report.realm == RealmPresence::Disabled) {
        find(Severity::Error, "keycloak.realm-disabled", "realm " + m_provider.realm,
             "nobody can sign in to the realm", "apply the plan, which enables it");
    }
    if (const auto ssl = stringOr(object, "sslRequired"); !ssl.empty())
        m_report.sslRequired = std::string(ssl);
    if (const auto url = stringOr(objectOr(object, "attributes"), "frontendUrl"); !url.empty())
        m_report.realmFrontendUrl = std::string(url);
    noteSslRequired();
    co_return true;
}

std::string_view realmPresenceName(RealmPresence presence) noexcept
{
    switch (presence) {
    case RealmPresence::Missing:
        return "missing";
    case RealmPresence::Disabled:
        return "disabled";
    case RealmPresence::Exists:
        return "exists";
    case RealmPresence::Unknown:
        break;
    }
    return "unknown";
}

bool ConnectionReport::inOrder() const
{
    return issuerSeen && *issuerSeen == expectedIssuer && !hasErrors(findings);
}

Task<ConnectionReport> checkConnection(net::HttpClient& http, project::SsoProject project, AdminClient* admin,
                                       const Clock& clock)
{
    ConnectionWalk walk(http, project, admin, clock);
    co_return co_await walk.run();
}

} // namespace meshsso::keycloak
