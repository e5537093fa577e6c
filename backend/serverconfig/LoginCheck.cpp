#include "core/Text.h"
#include "core/Url.h"
#include "serverconfig/CheckReport.h"
#include "serverconfig/LoginOverlay.h"
#include "serverconfig/PlainPath.h"
#include "serverconfig/ServerConfig.h"

#include <algorithm>

namespace meshsso::serverconfig {
namespace {

std::string place(std::size_t index, std::string_view field)
{
    return "logins[" + std::to_string(index) + "]." + std::string(field);
}

std::string hostOf(const std::string& authority)
{
    const auto url = Url::parse("https://" + authority);
    return url ? url->host : std::string();
}

bool isWildcard(std::string_view pattern)
{
    return pattern.starts_with("*.");
}

bool isPattern(const std::string& pattern)
{
    const auto name = isWildcard(pattern) ? std::string_view(pattern).substr(2) : std::string_view(pattern);
    const bool isName = isDnsName(name) && !name.ends_with('.') && toLowerAscii(name) == name;
    return isName || (!isWildcard(pattern) && isIpAddress(pattern));
}

bool covers(std::string_view pattern, std::string_view host)
{
    return isWildcard(pattern) ? host.ends_with(pattern.substr(1)) : host == pattern;
}

bool overlap(std::string_view a, std::string_view b)
{
    if (isWildcard(a) && isWildcard(b))
        return a.ends_with(b.substr(1)) || b.ends_with(a.substr(1));
    return isWildcard(a) ? covers(a, b) : covers(b, a);
}

bool shareHost(const LoginConfig& a, const LoginConfig& b)
{
    if (a.hosts.empty() || b.hosts.empty())
        return true;
    return std::any_of(a.hosts.begin(), a.hosts.end(), [&](const auto& one) {
        return std::any_of(b.hosts.begin(), b.hosts.end(),
                           [&](const auto& other) { return overlap(one, other); });
    });
}

/// The main configuration has every host that no login names; those it says itself must stay its own.
bool takesMainHost(const ServerConfig& main, const LoginConfig& login)
{
    if (login.hosts.empty())
        return true;
    return std::any_of(main.allowedHosts.begin(), main.allowedHosts.end(), [&](const auto& authority) {
        const auto host = hostOf(authority);
        return std::any_of(login.hosts.begin(), login.hosts.end(),
                           [&](const auto& pattern) { return covers(pattern, host); });
    });
}

/// One name is the other, or begins with it and '-': the parts of a session cookie are named so.
bool sameCookie(const std::string& a, const std::string& b)
{
    return a == b || a.starts_with(b + "-") || b.starts_with(a + "-");
}

void checkName(const ServerConfig& config, std::size_t index, CheckReport& report)
{
    const auto& name = config.logins[index].name;
    const bool plain =
        !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        });
    if (!plain)
        report.error("server.login-name", place(index, "name"),
                     "the login's name is missing, longer than 64 characters, or holds others than letters, "
                     "digits and '-'",
                     "write a short name for logs and metrics, such as partners");
    else if (name == "main")
        report.error("server.login-name", place(index, "name"),
                     "the main configuration is called so in logs and metrics", "choose another name");
    else if (std::any_of(config.logins.begin(), config.logins.begin() + static_cast<std::ptrdiff_t>(index),
                         [&](const auto& other) { return other.name == name; }))
        report.error("server.login-name", place(index, "name"), "another login has the same name",
                     "choose another name");
}

/// A session is sealed for its cookie's name: this is also what keeps one login's sessions out of another.
void checkCookie(const ServerConfig& config, std::size_t index, CheckReport& report)
{
    const auto& name = config.logins[index].cookieName;
    bool taken = sameCookie(name, config.session.cookieName);
    for (std::size_t i = 0; i < index; ++i)
        taken = taken || sameCookie(name, config.logins[i].cookieName);
    if (!name.empty() && taken)
        report.error("server.cookie-name", place(index, "cookieName"),
                     "another login's cookies have this name, or begin with it and '-'",
                     "give each login a name that does not begin with another's, such as partners");
}

void checkLoginHosts(const ServerConfig& config, std::size_t index, CheckReport& report)
{
    const auto& login = config.logins[index];
    bool wellFormed = true;
    for (std::size_t i = 0; i < login.hosts.size(); ++i) {
        if (isPattern(login.hosts[i]))
            continue;
        wellFormed = false;
        report.error("server.login-host", place(index, "hosts") + "[" + std::to_string(i) + "]",
                     "neither a host in lower case without port, nor *. and a domain",
                     "write it like app.example.com or *.example.com");
    }
    if (!wellFormed || login.hosts.empty())
        return;
    const auto effective = configFor(config, login);
    const auto ours = [&](const std::string& authority) {
        const auto host = hostOf(authority);
        return std::any_of(login.hosts.begin(), login.hosts.end(),
                           [&](const auto& pattern) { return covers(pattern, host); });
    };
    if (std::none_of(effective.allowedHosts.begin(), effective.allowedHosts.end(), ours))
        report.error("server.login-host", place(index, "allowedHosts"),
                     "none of the allowed hosts is one of this login's, so no login could return there",
                     "list the hosts, or host:port, by which browsers reach this login");
    if (!effective.publicAuthority.empty() && !ours(effective.publicAuthority) &&
        effective.endpointPrefix == config.endpointPrefix)
        report.error("server.login-host", place(index, "publicAuthority"),
                     "the redirect URI's host is not this login's, so another login would get the callback",
                     "name one of this login's hosts, or give it an endpointPrefix of its own");
}

/// One of the prefixes lies in the other; being equal counts only where it is asked for.
bool liesWithin(const std::string& own, const std::vector<std::string>& others, bool countEqual)
{
    return !own.empty() && std::any_of(others.begin(), others.end(), [&](const auto& other) {
        return !other.empty() && (other == own ? countEqual : isUnder(own, other) || isUnder(other, own));
    });
}

void checkApart(const ServerConfig& config, std::size_t index, CheckReport& report)
{
    const auto& login = config.logins[index];
    const auto effective = configFor(config, login);
    constexpr const char* hostsFix = "give it hosts that no other login has, or a pathPrefix of its own";
    constexpr const char* prefixFix = "give it an endpointPrefix of its own, such as /oauth2-partners";
    const auto ambiguous = [&](std::string_view field, const std::string& other, const char* fix) {
        report.error("server.login-ambiguous", place(index, field),
                     std::string(field == "hosts" ? "a check" : "a callback") +
                         " could be this login's or that of " + other,
                     fix);
    };
    if (config.pathPrefix.empty() && !login.pathPrefix.empty())
        report.error("server.login-ambiguous", place(index, "pathPrefix"),
                     "the main configuration has no prefix, so a path that a browser asks for could pass "
                     "as a check of this login",
                     "give the main configuration a pathPrefix too, or choose this login by hosts");
    const auto checkOver = [&](const std::string& prefix, const std::string& other) {
        if (effective.pathPrefix == prefix)
            ambiguous("hosts", other, hostsFix);
        else if (config.listen.grpcPort >= 0)
            report.error("server.login-ambiguous", place(index, "hosts"),
                         "over gRPC a check brings no path prefix, so it could be this login's or that of " +
                             other,
                         "give it hosts that no other login has, or ask over HTTP and set "
                         "listen.grpcPort: -1");
    };
    const auto main = takesMainHost(config, login);
    if (main)
        checkOver(config.pathPrefix, "the main configuration");
    if (main && effective.endpointPrefix == config.endpointPrefix)
        ambiguous("endpointPrefix", "the main configuration", prefixFix);
    std::vector<std::string> checks{config.pathPrefix};
    std::vector<std::string> endpoints{config.endpointPrefix};
    for (std::size_t i = 0; i < index; ++i) {
        const auto other = configFor(config, config.logins[i]);
        checks.push_back(other.pathPrefix);
        endpoints.push_back(other.endpointPrefix);
        if (!shareHost(login, config.logins[i]))
            continue;
        checkOver(other.pathPrefix, "logins[" + std::to_string(i) + "]");
        if (effective.endpointPrefix == other.endpointPrefix)
            ambiguous("endpointPrefix", "logins[" + std::to_string(i) + "]", prefixFix);
    }
    if (liesWithin(login.pathPrefix, checks, false) || liesWithin(login.pathPrefix, endpoints, true))
        report.error("server.prefix-overlap", place(index, "pathPrefix"),
                     "one prefix lies in another login's, so their requests could be mistaken",
                     "choose a prefix outside all others");
    if (liesWithin(login.endpointPrefix, endpoints, false) || liesWithin(login.endpointPrefix, checks, true))
        report.error("server.prefix-overlap", place(index, "endpointPrefix"),
                     "one prefix lies in another login's, so their requests could be mistaken",
                     "choose a prefix outside all others");
}

/// The rest is asked of the login's whole configuration, as of the main one; what it inherited was reported
/// there.
void checkAsMain(const ServerConfig& config, std::size_t index, const Findings& known, CheckReport& report)
{
    CheckReport own;
    const auto effective = configFor(config, config.logins[index]);
    checkProvider(effective, own);
    checkSession(effective, own);
    checkBearer(effective, own);
    checkAccess(effective, own);
    checkPaths(effective, own);
    checkHosts(effective, own);
    for (auto& finding : own.take()) {
        const bool inherited = std::any_of(known.begin(), known.end(), [&](const Finding& other) {
            return finding.code == other.code && finding.where == other.where && finding.why == other.why;
        });
        const bool isOwn = finding.where.starts_with("provider.") || finding.where.starts_with("bearer.");
        if (inherited && !isOwn)
            continue;
        if (finding.where == "session.cookieName")
            finding.where = "cookieName";
        if (!finding.where.starts_with("session."))
            finding.where = place(index, finding.where);
        report.append(std::move(finding));
    }
}

} // namespace

void checkLogins(const ServerConfig& config, const Findings& known, CheckReport& report)
{
    report.range("logins", static_cast<long long>(config.logins.size()), 0, 64);
    for (std::size_t i = 0; i < config.logins.size(); ++i) {
        checkName(config, i, report);
        checkCookie(config, i, report);
        checkLoginHosts(config, i, report);
        checkApart(config, i, report);
        checkAsMain(config, i, known, report);
    }
}

} // namespace meshsso::serverconfig
