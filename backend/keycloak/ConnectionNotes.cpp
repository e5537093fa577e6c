#include "keycloak/ConnectionWalk.h"

#include "core/Url.h"
#include "keycloak/AdminAccess.h"
#include "keycloak/AdminQueries.h"
#include "keycloak/IssuerComparison.h"

// What the facts mean: the findings of a connection check.

namespace meshsso::keycloak {
namespace {

bool isPlainHttpAbroad(const std::string& text)
{
    const auto url = Url::parse(text);
    return url && !url->isHttps() && !isLoopbackHost(url->host);
}

} // namespace

bool saysNoRealm(const Discovery& seen)
{
    return seen.status == 404 && seen.said.find("ealm") != std::string::npos;
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
    if (saysNoRealm(seen)) {
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

} // namespace meshsso::keycloak
