#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"

#include <array>
#include <optional>

namespace meshsso::project {
namespace {

/// A base URL of Keycloak: a finding if it is not one.
std::optional<Url> checkBaseUrl(const std::string& text, const char* where, CheckReport& report)
{
    if (text.empty())
        return std::nullopt;
    auto url = Url::parse(text);
    if (!url) {
        report.error("keycloak.url", where, url.error().message,
                     "Write it like https://keycloak.example.com.");
        return std::nullopt;
    }
    if (url->hasQuery || !url->fragment.empty()) {
        report.error("keycloak.url", where, "a base URL has no query and no fragment",
                     "Remove '?' or '#' and the rest.");
        return std::nullopt;
    }
    if (url->path.find("/realms") != std::string::npos) {
        report.error("keycloak.url", where, "the URL must be Keycloak's base, without /realms",
                     "Cut it before /realms; the realm is given in identityProvider.realm.");
        return std::nullopt;
    }
    return std::move(*url);
}

void checkExposure(const SsoProject& project, const Url& url, CheckReport& report)
{
    const auto& provider = project.identityProvider;
    const bool isPlain = !url.isHttps();
    if (provider.exposure == Exposure::GuideHttp) {
        if (!isPlain)
            report.warning("keycloak.guide-http", "identityProvider.exposure",
                           "exposure guide-http is for Keycloak on plain http, but its URL is https",
                           "Remove the exposure line.");
        else
            report.warning(
                "keycloak.guide-http", "identityProvider.exposure",
                "passwords and tokens cross the network in clear, the realm's sslRequired is set to "
                "'none', and one Strict-Transport-Security header for this host makes browsers rewrite "
                "the issuer to https, which ends every login",
                "Give Keycloak an https name of its own, set identityProvider.url to it, and remove "
                "exposure.");
        if (!project.gateway.address.empty() && url.host != toLowerAscii(project.gateway.address))
            report.warning(
                "keycloak.url-host", "identityProvider.url",
                "guide-http serves Keycloak on the gateway's own address, but the URL names another host",
                "Remove the URL: it follows from gateway.address and gateway.http.port.");
        return;
    }
    if (isPlain && !isLoopbackHost(url.host))
        report.error(
            "keycloak.http", "identityProvider.url", "Keycloak must be reached over https",
            "Use an https URL; for the old guide's layout on plain http say so with exposure: guide-http.");
    if (!isPlain && url.authority() == toLowerAscii(project.gateway.origin().substr(8)))
        report.warning("keycloak.shared-host", "identityProvider.url",
                       "Keycloak and the applications share one host, and with it cookies and scripts",
                       "Give Keycloak a host name of its own.");
}

void checkAdmin(const IdentityProvider& provider, CheckReport& report)
{
    const auto& admin = provider.admin;
    const auto url =
        checkBaseUrl(admin.url.empty() ? std::string() : admin.url, "identityProvider.admin.url", report);
    if (url && !url->isHttps() && !isLoopbackHost(url->host))
        report.warning("keycloak.admin-http", "identityProvider.admin.url",
                       "the administrator's credentials would cross the network in clear",
                       "Use https, or a port-forward to 127.0.0.1.");
    if (!admin.username.empty() && !admin.clientId.empty())
        report.error("keycloak.admin", "identityProvider.admin", "both a user and a client are given",
                     "Keep username and password, or clientId and clientSecret.");
    if (!admin.username.empty() && !admin.password.isSet())
        report.error("keycloak.admin", "identityProvider.admin.password", "the administrator has no password",
                     "Add a reference: password: keychain:NAME, env:VARIABLE or file:PATH.");
    if (!admin.clientId.empty() && !admin.clientSecret.isSet())
        report.error("keycloak.admin", "identityProvider.admin.clientSecret",
                     "the admin client has no secret",
                     "Add a reference: clientSecret: keychain:NAME, env:VARIABLE or file:PATH.");
    if (admin.password.isSet() && admin.username.empty())
        report.error("keycloak.admin", "identityProvider.admin.username",
                     "a password is given, but no user name", "Add the administrator's user name.");
    if (admin.clientSecret.isSet() && admin.clientId.empty())
        report.error("keycloak.admin", "identityProvider.admin.clientId",
                     "a client secret is given, but no client", "Add the admin client's id.");
    report.required(admin.realm, "identityProvider.admin.realm");
}

struct OldVariable
{
    std::string_view name;
    std::string_view instead;
};

constexpr std::array<OldVariable, 14> oldVariables{{
    {"KC_PROXY", "KC_PROXY_HEADERS=xforwarded (KC_PROXY is gone since Keycloak 26)"},
    {"PROXY_ADDRESS_FORWARDING", "KC_PROXY_HEADERS=xforwarded"},
    {"KEYCLOAK_ADMIN", "identityProvider.workload.adminUsername (KC_BOOTSTRAP_ADMIN_USERNAME)"},
    {"KEYCLOAK_ADMIN_PASSWORD", "identityProvider.workload.adminPassword (KC_BOOTSTRAP_ADMIN_PASSWORD)"},
    {"KEYCLOAK_USER", "identityProvider.workload.adminUsername"},
    {"KEYCLOAK_PASSWORD", "identityProvider.workload.adminPassword"},
    {"KEYCLOAK_FRONTEND_URL", "KC_HOSTNAME"},
    {"KC_HOSTNAME_URL", "KC_HOSTNAME with the whole URL"},
    {"KC_HOSTNAME_ADMIN_URL", "KC_HOSTNAME_ADMIN"},
    {"KC_HOSTNAME_PORT", "KC_HOSTNAME with the whole URL"},
    {"KC_HOSTNAME_PATH", "KC_HOSTNAME with the whole URL"},
    {"KC_HOSTNAME_STRICT_HTTPS", "KC_HOSTNAME with the whole URL"},
    {"KC_HOSTNAME_STRICT_BACKCHANNEL", "KC_HOSTNAME_BACKCHANNEL_DYNAMIC"},
    {"DB_VENDOR", "KC_DB"},
}};

bool looksSecret(std::string_view variable)
{
    const auto name = toLowerAscii(variable);
    return name.find("password") != std::string::npos || name.find("secret") != std::string::npos ||
           name.ends_with("_token");
}

void checkEnvironment(const KeycloakWorkload& workload, CheckReport& report)
{
    for (const auto& [name, value] : workload.environment) {
        const auto where = "identityProvider.workload.environment." + name;
        for (const auto& old : oldVariables) {
            if (name == old.name)
                report.warning("keycloak.old-form", where, name + " is an old form that Keycloak 26 ignores",
                               "Remove it and use " + std::string(old.instead) + ".");
        }
        if (looksSecret(name))
            report.error(
                "project.literal-secret", where,
                "a secret stands here in clear, and would in the exported Deployment",
                "Use adminPassword or databasePassword with a reference, and change the secret if this file "
                "was shared.");
    }
}

void checkWorkload(const SsoProject& project, CheckReport& report)
{
    const auto& workload = project.identityProvider.workload;
    const bool production = workload.kind == KeycloakDeployment::Production;
    checkEnvironment(workload, report);
    if (hasMovingTag(workload.image))
        report.warning("keycloak.latest", "identityProvider.workload.image",
                       "the image's tag moves: a restart may bring another Keycloak, and has (KC_PROXY, sub, "
                       "sslRequired)",
                       "Pin a version: quay.io/keycloak/keycloak:26.4.0.");
    checkKubernetesName(workload.namespaceName, "identityProvider.workload.namespace", report);
    checkKubernetesName(workload.serviceName, "identityProvider.workload.serviceName", report);
    report.required(workload.namespaceName, "identityProvider.workload.namespace");
    report.required(workload.serviceName, "identityProvider.workload.serviceName");
    if (workload.port < 1 || workload.port > 65535)
        report.error("keycloak.port", "identityProvider.workload.port", "the port is out of range",
                     "Use a number from 1 to 65535.");
    if (workload.kind == KeycloakDeployment::None)
        return;
    if (!workload.adminPassword.isSet())
        report.error("keycloak.admin-password", "identityProvider.workload.adminPassword",
                     "the Keycloak that we deploy needs a password for its first administrator",
                     "Add a reference: adminPassword: keychain:NAME, env:VARIABLE or file:PATH.");
    if (!production && project.metadata.environment == Environment::Production)
        report.warning("keycloak.demo", "identityProvider.workload.kind",
                       "the demo keeps users in the pod and loses them when it restarts",
                       "Use kind: production, or an existing Keycloak (kind: none).");
    if (production && workload.databaseHost.empty())
        report.error("keycloak.database", "identityProvider.workload.databaseHost",
                     "a production Keycloak needs a database", "Name the Postgres host.");
    if (production && !workload.databasePassword.isSet())
        report.error("keycloak.database", "identityProvider.workload.databasePassword",
                     "the database has no password",
                     "Add a reference: databasePassword: keychain:NAME, env:VARIABLE or file:PATH.");
}

} // namespace

void checkIdentityProvider(const SsoProject& project, CheckReport& report)
{
    const auto& provider = project.identityProvider;
    report.required(provider.url, "identityProvider.url");
    report.required(provider.realm, "identityProvider.realm");
    if (provider.realm.find_first_of("/\\?#%") != std::string::npos || hasControlCharacters(provider.realm))
        report.error("keycloak.realm", "identityProvider.realm", "the realm's name cannot stand in a URL",
                     "Use the realm's name, not its URL.");
    else if (provider.realm == "master")
        report.warning(
            "keycloak.master-realm", "identityProvider.realm",
            "the master realm administers Keycloak itself; its users would sign in to applications",
            "Use a realm of its own.");
    if (const auto url = checkBaseUrl(provider.url, "identityProvider.url", report))
        checkExposure(project, *url, report);
    checkBaseUrl(provider.internalUrl, "identityProvider.internalUrl", report);
    if (!provider.verifyTls) {
        const std::string why = "whoever stands between us and Keycloak could answer in its place";
        const std::string fix =
            "Remove the line; name the authority's certificate in identityProvider.caFile.";
        if (project.metadata.environment == Environment::Production)
            report.error("keycloak.verify-tls", "identityProvider.verifyTls", why, fix);
        else
            report.warning("keycloak.verify-tls", "identityProvider.verifyTls", why, fix);
    }
    checkAdmin(provider, report);
    checkWorkload(project, report);
}

} // namespace meshsso::project
