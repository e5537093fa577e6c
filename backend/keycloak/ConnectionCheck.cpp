#include "keycloak/ConnectionCheck.h"

#include "core/Url.h"
#include "keycloak/AdminAccess.h"
#include "keycloak/AdminErrors.h"
#include "keycloak/AdminQueries.h"
#include "keycloak/IssuerComparison.h"
#include "keycloak/VersionFinding.h"
#include "oidc/ProviderMetadata.h"

namespace meshsso::keycloak {
namespace {

constexpr std::chrono::seconds probeTimeout{10};

/// What a discovery document's URL gave.
struct Discovery
{
    std::string url;
    std::string field; ///< of the project, whose value led here
    int status = 0;
    std::string location; ///< of a redirect
    std::string said;     ///< Keycloak's error text
    std::optional<Error> error;
    std::optional<json::object> document;
    std::string issuer; ///< empty: none was seen
};

bool isPlainHttpAbroad(const std::string& text)
{
    const auto url = Url::parse(text);
    return url && !url->isHttps() && !isLoopbackHost(url->host);
}

/// One check under way. Owned by checkConnection's frame.
class ConnectionWalk
{
public:
    ConnectionWalk(net::HttpClient& http, const project::SsoProject& project, AdminClient* admin,
                   const Clock& clock)
        : m_http(http), m_project(project), m_provider(project.identityProvider), m_admin(admin),
          m_clock(clock)
    {
    }

    Task<ConnectionReport> run();

private:
    Task<Discovery> discover(std::string what, std::string field, net::HttpRequest request);
    Task<bool> lookOutside();
    Task<bool> lookInside();
    Task<bool> lookAtAdminUrl();
    Task<bool> lookAsAdministrator();
    Task<bool> readVersion();
    Task<bool> readRealm();

    void find(Severity severity, std::string code, std::string where, std::string why, std::string fix)
    {
        m_report.findings.push_back(
            {std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
    }
    bool adminIsElsewhere() const;
    void noteTransport();
    void noteOutside(const Discovery& seen);
    void noteNoConnection(const Error& error, const std::string& field, const std::string& url,
                          Severity severity);
    void noteStatus(const Discovery& seen);
    void noteInside(const Discovery& seen);
    void noteRealm();
    void noteHostname();
    void noteSignIn(const Error& error);
    void noteSslRequired();
    void probed(std::string what, std::string url, TimePoint since, const Error* error);

    net::HttpClient& m_http;
    const project::SsoProject& m_project;
    const project::IdentityProvider& m_provider;
    AdminClient* m_admin;
    const Clock& m_clock;
    ConnectionReport m_report;
    bool m_missingOutside = false;
};

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

void ConnectionWalk::noteTransport()
{
    if (!m_provider.verifyTls) {
        find(Severity::Warning, "keycloak.verify-tls", "identityProvider.verifyTls",
             "certificates are not checked: whoever stands between can read the administrator's "
             "password and every token",
             "name the authority in identityProvider.caFile instead, and take verifyTls out");
    }
    if (isPlainHttpAbroad(m_provider.url)) {
        find(Severity::Warning, "keycloak.plain-http", "identityProvider.url",
             "passwords and tokens cross the network in clear",
             "give Keycloak an https host name of its own and set identityProvider.exposure to "
             "https");
    }
    if (adminIsElsewhere() && isPlainHttpAbroad(adminUrl(m_project))) {
        find(Severity::Warning, "keycloak.admin-plain-http", "identityProvider.admin.url",
             "the administrator's password crosses the network in clear",
             "use an https URL, or a port-forward to this machine");
    }
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

void ConnectionWalk::noteNoConnection(const Error& error, const std::string& field, const std::string& url,
                                      Severity severity)
{
    std::string code = "keycloak.unreachable";
    std::string fix =
        "check the host name and port, that Keycloak runs, and that this machine may reach it (a "
        "proxy, a firewall, a port-forward)";
    if (error.code == ErrorCode::TlsError) {
        code = "keycloak.tls";
        fix = m_provider.caFile.empty()
                  ? "if an authority of your own signed Keycloak's certificate, name its PEM file in "
                    "identityProvider.caFile; else renew the certificate, with the host of the URL among its "
                    "names"
                  : "the authority in identityProvider.caFile did not sign this certificate, or the "
                    "certificate "
                    "expired or lacks the host of the URL: take the file of the authority that signed it";
    } else if (error.code == ErrorCode::Timeout) {
        code = "keycloak.timeout";
        fix =
            "Keycloak may still be starting, or a firewall drops the packets: try again, then check the port";
    } else if (error.code == ErrorCode::InvalidArgument) {
        code = "keycloak.url";
        fix = "write it as https://HOST[:PORT][/PATH], without /realms";
    } else if (error.code == ErrorCode::ProtocolError) {
        code = "keycloak.not-keycloak";
        fix = "check the scheme and port: https where Keycloak speaks TLS, http where it does not";
    }
    find(severity, std::move(code), field, url + ": " + error.message, std::move(fix));
}

void ConnectionWalk::noteOutside(const Discovery& seen)
{
    if (seen.error) {
        // The gateway in front of Keycloak may not be there yet: what counts then is the administration URL.
        const bool isAhead = adminIsElsewhere() && seen.error->code != ErrorCode::TlsError;
        noteNoConnection(*seen.error, seen.field, seen.url, isAhead ? Severity::Warning : Severity::Error);
        return;
    }
    if (seen.issuer.empty()) {
        noteStatus(seen);
        return;
    }
    m_report.issuerSeen = seen.issuer;
    m_report.realm = RealmPresence::Exists;
    m_report.scopesSupported = textsOf(*seen.document, "scopes_supported");
    const auto difference = compareIssuers(m_report.expectedIssuer, seen.issuer);
    if (difference != IssuerDifference::None) {
        find(Severity::Error, "keycloak.issuer-differs", seen.field,
             "Keycloak calls itself " + seen.issuer + " where the project expects " +
                 m_report.expectedIssuer + ": every token will be refused",
             issuerFix(difference, seen.issuer));
    }
    if (!contains(textsOf(*seen.document, "code_challenge_methods_supported"), "S256")) {
        find(Severity::Error, "keycloak.no-pkce", seen.field, "Keycloak does not offer PKCE with S256",
             "upgrade Keycloak, or look for what rewrites its discovery document");
    }
}

void ConnectionWalk::noteStatus(const Discovery& seen)
{
    const std::string answers = seen.url + " answers " + std::to_string(seen.status) +
                                (seen.said.empty() ? "" : " (" + seen.said + ")");
    if (seen.status == 404 && seen.said.find("ealm") != std::string::npos) {
        m_report.realm = RealmPresence::Missing;
        m_missingOutside = true;
    } else if (seen.status == 403 && seen.said.find("HTTPS") != std::string::npos) {
        m_report.realm = RealmPresence::Exists;
        find(Severity::Error, "keycloak.https-required", seen.field,
             answers + ": the realm refuses plain http (sslRequired)",
             "use an https URL; only where http is meant, set identityProvider.exposure to guide-http "
             "and apply, which sets sslRequired to none");
    } else if (seen.status >= 300 && seen.status < 400) {
        find(Severity::Error, "keycloak.redirected", seen.field,
             answers + " and sends on to " + seen.location,
             "write the URL it sends to, up to /realms, into " + seen.field);
    } else if (seen.status >= 500) {
        const bool fromGateway = seen.said.empty();
        find(adminIsElsewhere() ? Severity::Warning : Severity::Error, "keycloak.failing", seen.field,
             answers,
             fromGateway ? "Keycloak is starting or down behind the gateway: look at its pods and log"
                         : "look at Keycloak's log");
    } else {
        find(Severity::Error, "keycloak.not-keycloak", seen.field,
             answers + (seen.status == 200 ? " with something that is no discovery document" : ""),
             "give Keycloak's base URL: without /realms or /admin, and with its path if it has one "
             "(/auth, KC_HTTP_RELATIVE_PATH)");
    }
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

void ConnectionWalk::noteInside(const Discovery& seen)
{
    if (seen.issuer.empty()) {
        find(Severity::Info, "keycloak.internal-unseen", seen.field,
             "Keycloak could not be looked at where the authorization service reaches it: " +
                 (seen.error ? seen.error->message : seen.url + " answers " + std::to_string(seen.status)),
             "a name inside the cluster cannot be reached from here; the server's /ready tells "
             "whether it can");
        return;
    }
    m_report.issuerInternal = seen.issuer;
    const auto difference = compareIssuers(m_report.expectedIssuer, seen.issuer);
    if (difference == IssuerDifference::None)
        return;
    find(Severity::Error, "keycloak.issuer-differs-inside", seen.field,
         "asked at " + m_provider.internalUrl + ", Keycloak calls itself " + seen.issuer + " instead of " +
             m_report.expectedIssuer + ": the server will refuse to start",
         "set KC_HOSTNAME to the URL that browsers use, so that Keycloak has one name inside and "
         "outside");
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
    } else if (!seen.error && seen.status == 404 && seen.said.find("ealm") != std::string::npos) {
        m_report.realm = RealmPresence::Missing;
    }
    co_return true;
}

void ConnectionWalk::noteRealm()
{
    if (m_report.realm == RealmPresence::Missing) {
        find(Severity::Info, "keycloak.realm-missing", "identityProvider.realm",
             "Keycloak has no realm " + m_provider.realm + " yet",
             "apply creates it; if there should be one, check its spelling, capitals included");
    } else if (m_missingOutside) {
        find(Severity::Error, "keycloak.other-keycloak", "identityProvider.url",
             "the realm " + m_provider.realm +
                 " exists at the administration URL, but not where browsers look",
             "identityProvider.url and identityProvider.admin.url lead to different Keycloaks: correct one");
    }
}

/// Two addresses, each with its own issuer: Keycloak takes its name from whoever asks.
void ConnectionWalk::noteHostname()
{
    if (!m_report.issuerAtAdmin || !m_report.issuerSeen || *m_report.issuerAtAdmin == *m_report.issuerSeen)
        return;
    const auto admin = Url::parse(adminUrl(m_project));
    const bool isHere = admin && isLoopbackHost(admin->host);
    find(isHere ? Severity::Info : Severity::Warning, "keycloak.hostname", "identityProvider.admin.url",
         "Keycloak takes its name from the request: asked at the administration URL it calls itself " +
             *m_report.issuerAtAdmin + ", so tokens got there are refused by the mesh",
         "set KC_HOSTNAME to " + m_provider.url + " so that it has one name everywhere");
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

void ConnectionWalk::noteSignIn(const Error& error)
{
    const std::string where = "identityProvider.admin";
    switch (error.code) {
    case ErrorCode::Unauthorized:
        m_report.reachable = true;
        find(Severity::Error, "keycloak.admin-refused", where, error.message,
             "check user name and password (or client id and secret), and identityProvider.admin.realm: "
             "administrators usually live in master");
        return;
    case ErrorCode::NotFound:
        m_report.reachable = true;
        find(Severity::Error, "keycloak.admin-realm", where + ".realm", error.message,
             "name the realm in which the administrator lives, usually master, and check the URL");
        return;
    case ErrorCode::Forbidden:
        m_report.reachable = true;
        find(Severity::Error, "keycloak.https-required", where + ".url", error.message,
             "set identityProvider.admin.url to an https URL, or to a port-forward on this machine");
        return;
    case ErrorCode::InvalidArgument:
        find(Severity::Error, "keycloak.admin-unnamed", where, error.message,
             "say who administers Keycloak, and where the password is kept");
        return;
    case ErrorCode::PeerError:
        m_report.reachable = true;
        find(Severity::Error, "keycloak.failing", where + ".url", error.message, "look at Keycloak's log");
        return;
    default:
        noteNoConnection(error, where + ".url", m_admin->baseUrl(), Severity::Error);
    }
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

void ConnectionWalk::noteSslRequired()
{
    const std::string where = "realm " + m_provider.realm;
    const auto url = Url::parse(m_provider.url);
    if (!m_report.sslRequired || !url)
        return;
    const std::string& required = *m_report.sslRequired;
    if (url->isHttps() && required == "none") {
        find(Severity::Warning, "keycloak.ssl-not-required", where,
             "the realm accepts sign-ins over plain http (sslRequired none) although the project "
             "has Keycloak on https",
             "apply the plan, which sets sslRequired to external");
    } else if (!url->isHttps() && required == "all") {
        find(Severity::Error, "keycloak.ssl-required", where,
             "the realm refuses every sign-in over plain http (sslRequired all), and the project has "
             "Keycloak on http",
             "give Keycloak https; or, where http is meant, apply the plan under exposure guide-http");
    } else if (!url->isHttps() && required == "external" && !isLoopbackHost(url->host)) {
        find(Severity::Warning, "keycloak.ssl-required", where,
             "the realm refuses sign-ins over plain http from other than private addresses "
             "(sslRequired external), and the project has Keycloak on http",
             "give Keycloak https; or, where http is meant, apply the plan under exposure "
             "guide-http, which sets sslRequired to none");
    }
}

} // namespace

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
