#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshsso::project {
namespace {

/// A URI that Keycloak compares exactly. False if it was refused.
bool checkExactUri(const std::string& text, const std::string& where, CheckReport& report)
{
    if (text.find('*') != std::string::npos || text == "+" || text == "-") {
        report.error("keycloak.redirect-wildcard", where,
                     "a wildcard lets an attacker choose where codes are sent",
                     "List each URI whole: https://sso.example.com/oauth2/callback.");
        return false;
    }
    const auto url = Url::parse(text);
    if (!url || !url->fragment.empty()) {
        report.error("keycloak.redirect-uri", where,
                     url ? "a redirect URI has no fragment" : url.error().message,
                     "Write it like https://sso.example.com/oauth2/callback.");
        return false;
    }
    if (!url->isHttps() && !isLoopbackHost(url->host)) {
        report.error("keycloak.redirect-http", where, "codes would cross the network in clear",
                     "Use https; http is for loopback addresses only.");
        return false;
    }
    return true;
}

void checkRedirects(const SsoProject& project, CheckReport& report)
{
    const auto& client = project.client;
    const auto origins = project.effectiveOrigins();
    for (std::size_t i = 0; i < client.redirectUris.size(); ++i) {
        const auto where = element("client.redirectUris", i);
        const auto& text = client.redirectUris[i];
        if (!checkExactUri(text, where, report))
            continue;
        const auto url = Url::parse(text);
        if (url->path != SsoProject::callbackPath || url->hasQuery)
            report.warning("keycloak.redirect-path", where,
                           "the authorization service answers at " + std::string(SsoProject::callbackPath) +
                               " only",
                           "End the URI with that path.");
        if (std::find(origins.begin(), origins.end(), url->origin()) == origins.end())
            report.warning("keycloak.redirect-host", where,
                           "neither the gateway nor an application is reached at " + url->origin(),
                           "Use " + origins.front() + std::string(SsoProject::callbackPath) +
                               ", or leave redirectUris out.");
    }
    for (std::size_t i = 0; i < client.postLogoutRedirectUris.size(); ++i)
        checkExactUri(client.postLogoutRedirectUris[i], element("client.postLogoutRedirectUris", i), report);
}

void checkScopes(const SsoProject& project, CheckReport& report)
{
    const auto& scopes = project.client.scopes;
    if (std::find(scopes.begin(), scopes.end(), "openid") == scopes.end())
        report.error("keycloak.openid", "client.scopes",
                     "without the scope openid Keycloak gives no ID token, and no login can be completed",
                     "Add openid to the list.");
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        // RFC 6749 section 3.3
        const bool valid = !scopes[i].empty() && std::all_of(scopes[i].begin(), scopes[i].end(), [](char c) {
            return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
        });
        if (!valid)
            report.error("keycloak.scope", element("client.scopes", i),
                         "a scope is one word without blanks and quotes",
                         "Write each scope as an element of its own.");
    }
}

void checkClaims(const SsoProject& project, CheckReport& report)
{
    constexpr std::array<std::string_view, 10> builtIn{
        "acr",   "address", "basic", "email",       "microprofile-jwt",
        "phone", "profile", "roles", "web-origins", "offline_access"};
    const auto& claims = project.claims;
    report.required(claims.roles.claim, "claims.roles.claim");
    report.required(claims.groupsClaim, "claims.groupsClaim");
    report.required(claims.roles.scopeName, "claims.roles.scopeName");
    report.required(claims.audienceScopeName, "claims.audienceScopeName");
    if (!claims.audienceScopeName.empty() && claims.roles.scopeName == claims.audienceScopeName)
        report.error(
            "keycloak.scope-clash", "claims.audienceScopeName",
            "roles and audience share one client scope: a user who lacks its roles would lose the audience "
            "too, and be refused everywhere",
            "Give the audience a scope of its own.");
    const auto reserved = [&](const std::string& name, const char* where) {
        if (std::find(builtIn.begin(), builtIn.end(), name) != builtIn.end())
            report.error("keycloak.scope-clash", where, "this is a client scope of Keycloak's own",
                         "Choose another name, such as meshsso-" + name + ".");
    };
    reserved(claims.roles.scopeName, "claims.roles.scopeName");
    reserved(claims.audienceScopeName, "claims.audienceScopeName");
    for (std::size_t i = 0; i < claims.roles.restrictToRoles.size(); ++i)
        checkRole(project, claims.roles.restrictToRoles[i], element("claims.roles.restrictToRoles", i),
                  report);
}

void checkUser(const SsoProject& project, const User& user, const std::string& where, CheckReport& report)
{
    report.required(user.username, where + ".username");
    if (toLowerAscii(user.username) != user.username)
        report.warning("keycloak.user-case", where + ".username", "Keycloak keeps user names in lower case",
                       "Write it in lower case.");
    const auto at = user.email.find('@');
    const bool validEmail = at != std::string::npos && at > 0 && at + 1 < user.email.size() &&
                            user.email.find('@', at + 1) == std::string::npos &&
                            user.email.find_first_of(" \t<>,") == std::string::npos;
    if (!user.email.empty() && !validEmail)
        report.error("keycloak.user-email", where + ".email", "this is not an e-mail address",
                     "Write it like alice@example.com.");
    for (std::size_t i = 0; i < user.roles.size(); ++i)
        checkRole(project, user.roles[i], element(where + ".roles", i), report);
    if (!user.password.isSet()) {
        report.info("keycloak.user-existing", where,
                    "the user has no password here, so it must exist already; only its roles are assigned",
                    "To have the user made, add password: keychain:NAME, env:VARIABLE or file:PATH.");
        return;
    }
    std::string missing;
    const auto need = [&](const std::string& value, const char* name) {
        if (value.empty())
            missing.append(missing.empty() ? "" : ", ").append(name);
    };
    need(user.email, "email");
    need(user.firstName, "firstName");
    need(user.lastName, "lastName");
    if (!missing.empty())
        report.warning("keycloak.user-incomplete", where,
                       "the user lacks " + missing +
                           ": Keycloak asks for a profile update at the first login, and "
                           "some servers refuse the user",
                       "Fill them in.");
    else if (!user.emailVerified)
        report.warning("keycloak.user-incomplete", where + ".emailVerified",
                       "the e-mail address is not verified, which some servers refuse", "Remove the line.");
}

} // namespace

void checkClient(const SsoProject& project, CheckReport& report)
{
    const auto& client = project.client;
    report.required(client.id, "client.id");
    if (hasControlCharacters(client.id) || client.id.find(' ') != std::string::npos)
        report.error("keycloak.client-id", "client.id", "the client id holds a blank or control character",
                     "Use letters, digits and hyphens.");
    if (!client.secret.isSet())
        report.error("project.secret-unset", "client.secret",
                     "there is no place for the client secret, which Keycloak makes and we read back",
                     "Add secret: keychain:NAME, env:VARIABLE or file:PATH.");
    checkScopes(project, report);
    checkRedirects(project, report);
    checkClaims(project, report);
}

void checkPeople(const SsoProject& project, CheckReport& report)
{
    std::set<std::string> seen;
    for (std::size_t i = 0; i < project.roles.size(); ++i) {
        report.required(project.roles[i].name, element("roles", i) + ".name");
        if (!seen.insert(project.roles[i].name).second)
            report.error("project.duplicate", element("roles", i) + ".name", "the role is declared twice",
                         "Remove one.");
    }
    seen.clear();
    for (std::size_t i = 0; i < project.users.size(); ++i) {
        checkUser(project, project.users[i], element("users", i), report);
        if (!seen.insert(toLowerAscii(project.users[i].username)).second)
            report.error("project.duplicate", element("users", i) + ".username", "the user is declared twice",
                         "Remove one.");
    }
}

} // namespace meshsso::project
