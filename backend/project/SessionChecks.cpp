#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"
#include "project/ProjectNames.h"

#include <algorithm>
#include <optional>

namespace meshsso::project {
namespace {

void checkCookieSecret(const SessionSettings& session, CheckReport& report)
{
    if (!session.cookieSecret.isSet())
        report.error(
            "project.cookie-secret", "authorization.session.cookieSecret",
            "sessions cannot be sealed without a cookie secret",
            "'meshssoctl init' makes one; or store the output of \"openssl rand -base64 32 | tr '+/' '-_' | "
            "tr -d '='\" and write cookieSecret: keychain:NAME, env:VARIABLE or file:PATH.");
    for (std::size_t i = 0; i < session.previousCookieSecrets.size(); ++i) {
        if (session.previousCookieSecrets[i] == session.cookieSecret)
            report.warning("project.cookie-secret", element("authorization.session.previousCookieSecrets", i),
                           "the previous secret is the current one", "Remove it.");
    }
}

void checkCookie(const SsoProject& project, CheckReport& report)
{
    const auto& session = project.authorization.session;
    checkCookieName(session.cookieName, "authorization.session.cookieName", report);
    const auto& domain = session.cookieDomain;
    if (domain.empty())
        return;
    const auto address = toLowerAscii(project.gateway.address);
    if (!isHostPattern(domain) || isIpAddress(domain) || domain.find('.') == std::string::npos)
        report.error("project.cookie-domain", "authorization.session.cookieDomain",
                     "this is not a domain that a cookie can have",
                     "Write it like example.com: lower case, without leading dot, at least two labels.");
    else if (address != domain && !address.ends_with("." + domain))
        report.error(
            "project.cookie-domain", "authorization.session.cookieDomain",
            "the gateway's address lies outside the cookie domain, so browsers drop the session cookie",
            "Use a domain above gateway.address, or remove the line.");
}

/// A sentinel's address, or what stands in the url after the scheme: the host, or nothing if it is not
/// host:port. User and password are refused.
std::optional<std::string> redisHost(std::string_view address)
{
    if (address.find_first_of("/?#") != std::string_view::npos)
        return std::nullopt;
    const auto parsed = Url::parse("https://" + std::string(address));
    return parsed ? std::optional(parsed->host) : std::nullopt;
}

void checkRedisUrl(const SsoProject& project, CheckReport& report)
{
    const auto& redis = project.authorization.session.redis;
    const bool isTls = redis.url.starts_with("rediss://");
    const bool isClear = redis.url.starts_with("redis://");
    auto rest = std::string_view(redis.url).substr(isTls ? 9 : isClear ? 8 : 0);
    if (rest.ends_with('/'))
        rest.remove_suffix(1);
    const auto host = redisHost(rest);
    if ((!isTls && !isClear) || !host) {
        // The URL is not shown: a password may stand in it.
        report.error("project.redis", "authorization.session.redis.url",
                     "the address of Redis is missing, or is not a redis URL without user and password",
                     "Write rediss://redis.example.com:6379; the password goes to session.redis.password.");
        return;
    }
    if (!isTls && !redis.caFile.empty())
        report.error("project.redis", "authorization.session.redis.caFile",
                     "without TLS nobody's certificate is looked at, although an authority is named",
                     "Use rediss://, or remove caFile.");
    if (!isTls && !isLoopbackHost(*host) && project.metadata.environment == Environment::Production)
        report.warning("project.redis", "authorization.session.redis.url",
                       "session records cross the network in clear", "Use rediss://.");
}

void checkRedis(const SsoProject& project, CheckReport& report)
{
    const auto& session = project.authorization.session;
    const auto& redis = session.redis;
    if (session.store == SessionStore::Cookie && redis.url.empty()) {
        if (redis != Redis{})
            report.error("project.redis", "authorization.session.redis.url",
                         "settings of Redis are given, but not its address",
                         "Write the address, or remove the section.");
        return;
    }
    checkRedisUrl(project, report);
    for (std::size_t i = 0; i < redis.sentinels.size(); ++i) {
        if (!redisHost(redis.sentinels[i]))
            report.error("project.redis", element("authorization.session.redis.sentinels", i),
                         "a sentinel's address is not host:port", "Write it like sentinel-0.redis:26379.");
    }
    if (redis.cluster && !redis.sentinels.empty())
        report.error("project.redis", "authorization.session.redis.cluster",
                     "Redis is either watched by sentinels or a cluster, not both",
                     "Remove sentinels, or cluster: true.");
    if (!redis.username.empty() && !redis.password.isSet())
        report.error("project.redis", "authorization.session.redis.password",
                     "a user is named, but no password",
                     "Add password: keychain:NAME, env:VARIABLE or file:PATH.");
}

} // namespace

void checkCookieName(const std::string& name, std::string where, CheckReport& report)
{
    const bool plain =
        !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '_';
        });
    if (!plain)
        report.error("project.cookie-name", std::move(where), "this cannot be a cookie's name",
                     "Use up to 64 letters, digits, '-' and '_'.");
    else if (name.starts_with("__"))
        report.error("project.cookie-name", std::move(where),
                     "the prefixes __Host- and __Secure- are added where possible",
                     "Write the name without prefix.");
}

void checkSession(const SsoProject& project, CheckReport& report)
{
    const auto& session = project.authorization.session;
    checkCookieSecret(session, report);
    checkCookie(project, report);
    checkRedis(project, report);
    for (std::size_t i = 0; i < session.keep.size(); ++i) {
        if (std::find(names::keep.begin(), names::keep.end(), session.keep[i]) != names::keep.end())
            continue;
        const auto nearest = nearestOf(session.keep[i], names::keep);
        report.error("project.keep", element("authorization.session.keep", i), "no such part of a session",
                     nearest.empty() ? "Use access_token, id_token, refresh_token."
                                     : "Did you mean '" + std::string(nearest) + "'?");
    }
    if (std::find(session.keep.begin(), session.keep.end(), "access_token") == session.keep.end())
        report.error("project.keep", "authorization.session.keep",
                     "decisions rest on the access token, and applications receive it", "Add access_token.");
    if (session.idleTimeout > session.lifetime)
        report.warning("project.idle-timeout", "authorization.session.idleTimeout",
                       "the idle timeout is longer than the session itself",
                       "Make it shorter than lifetime.");
}

} // namespace meshsso::project
