#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"

#include <algorithm>
#include <span>

namespace meshsso::project {
namespace {

using Logins = std::span<const Login>;

/// One name is the other, or begins with it and '-': the parts of a session cookie are named so.
bool sameCookie(const std::string& a, const std::string& b)
{
    return a == b || a.starts_with(b + "-") || b.starts_with(a + "-");
}

void checkName(const Login& login, Logins earlier, const std::string& where, CheckReport& report)
{
    const auto& name = login.name;
    const bool plain =
        !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
    const bool taken = name == "main" || std::any_of(earlier.begin(), earlier.end(),
                                                     [&](const auto& other) { return other.name == name; });
    if (!plain)
        report.error("project.login", where + ".name",
                     "the login's name is missing, or holds others than letters, digits and '-'",
                     "Write a short name for logs and metrics, such as partners.");
    else if (taken)
        report.error("project.login", where + ".name", "another login is called so", "Choose another name.");
}

void checkCookie(const SsoProject& project, const Login& login, Logins earlier, const std::string& where,
                 CheckReport& report)
{
    const auto& name = login.effectiveCookieName();
    checkCookieName(name, where + ".cookieName", report);
    const bool taken = sameCookie(name, project.authorization.session.cookieName) ||
                       std::any_of(earlier.begin(), earlier.end(), [&](const auto& other) {
                           return sameCookie(name, other.effectiveCookieName());
                       });
    if (taken)
        report.error("project.login", where + ".cookieName",
                     "another login's cookies have this name, or begin with it and '-'",
                     "Give each login a name that does not begin with another's, such as partners.");
}

bool serves(const Application& application, std::string_view host)
{
    return application.hosts.empty() ||
           std::any_of(application.hosts.begin(), application.hosts.end(), [&](const auto& pattern) {
               return pattern.starts_with("*.") ? host.ends_with(std::string_view(pattern).substr(1))
                                                : host == pattern;
           });
}

void checkHosts(const SsoProject& project, const Login& login, Logins earlier, const std::string& where,
                CheckReport& report)
{
    if (login.hosts.empty())
        report.error("project.login", where + ".hosts", "a login without hosts is never used",
                     "Name the hosts whose users sign in there.");
    for (std::size_t i = 0; i < login.hosts.size(); ++i) {
        const auto& host = login.hosts[i];
        const auto at = element(where + ".hosts", i);
        const auto has = [&](const Login& other) {
            return std::find(other.hosts.begin(), other.hosts.end(), host) != other.hosts.end();
        };
        if (!isHostPattern(host) || host.starts_with('*'))
            report.error("project.login", at, "a login's host is an exact name in lower case, without port",
                         "Write it like partners.example.com.");
        else if (host == toLowerAscii(project.gateway.address))
            report.error("project.login", at, "the gateway's own address has the main login",
                         "Name another host, or make this the project's identity provider and client.");
        else if (std::any_of(earlier.begin(), earlier.end(), has))
            report.error("project.login", at, "another login has this host", "Leave it to one of them.");
        else if (std::none_of(project.applications.begin(), project.applications.end(),
                              [&](const auto& application) { return serves(application, host); }))
            report.error("project.login", at, "no application is served on this host",
                         "Add it to the hosts of an application.");
    }
}

void checkProvider(const SsoProject& project, const Login& login, const std::string& where,
                   CheckReport& report)
{
    const auto url = Url::parse(login.issuer);
    const bool isFit = url && !url->hasQuery && url->fragment.empty();
    const bool mayBeHttp =
        url && (isLoopbackHost(url->host) || url->host == project.identityProvider.httpAllowedHost());
    if (!isFit || (!url->isHttps() && !mayBeHttp))
        report.error("project.login", where + ".issuer",
                     "an issuer is an https URL without query and fragment",
                     "Copy it from its discovery document, exactly.");
    else if (login.issuer == project.identityProvider.issuer() && login.clientId == project.client.id)
        report.error("project.login", where + ".clientId", "this is the main login once more",
                     "Name another client or realm, or remove the entry.");
    if (const auto& internal = login.internalUrl; !internal.empty() && !Url::parse(internal))
        report.error("project.login", where + ".internalUrl", "this is not a URL",
                     "Write scheme, host and port, such as http://keycloak.identity:8080.");
    report.required(login.clientId, where + ".clientId");
    if (!login.clientSecret.isSet())
        report.error("project.login", where + ".clientSecret",
                     "the server cannot ask for tokens without the client's secret",
                     "Add clientSecret: keychain:NAME, env:VARIABLE or file:PATH.");
    if (std::find(login.scopes.begin(), login.scopes.end(), "openid") == login.scopes.end())
        report.error("project.login", where + ".scopes", "without the scope openid there is no ID token",
                     "Add openid.");
}

} // namespace

void checkLogins(const SsoProject& project, CheckReport& report)
{
    const Logins logins(project.authorization.logins);
    if (!logins.empty() && project.clusters.target == Target::Asm)
        report.warning("project.login", "authorization.logins",
                       "ASM's own authorization service has one login, so these are not used",
                       "Remove them, or use our server with target istio.");
    for (std::size_t i = 0; i < logins.size(); ++i) {
        const auto where = element("authorization.logins", i);
        const auto earlier = logins.first(i);
        checkName(logins[i], earlier, where, report);
        checkCookie(project, logins[i], earlier, where, report);
        checkHosts(project, logins[i], earlier, where, report);
        checkProvider(project, logins[i], where, report);
    }
}

} // namespace meshsso::project
