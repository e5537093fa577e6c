#include "core/Text.h"
#include "core/Url.h"
#include "serverconfig/CheckReport.h"
#include "serverconfig/HeaderNames.h"
#include "serverconfig/ServerConfig.h"

#include <algorithm>
#include <array>

namespace meshsso::serverconfig {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 4> keptParts{"access_token", "id_token", "refresh_token", "claims"};

bool keeps(const SessionConfig& session, std::string_view token)
{
    return std::find(session.keep.begin(), session.keep.end(), token) != session.keep.end();
}

std::string hostOf(const std::string& authority)
{
    const auto url = Url::parse("https://" + authority);
    return url ? url->host : std::string();
}

void checkCookieName(const SessionConfig& session, CheckReport& report)
{
    const auto& name = session.cookieName;
    const auto lower = toLowerAscii(name);
    if (!isToken(name) || name.size() > 64)
        report.error("server.cookie-name", "session.cookieName",
                     "not a cookie name: a token of at most 64 characters (RFC 6265 4.1.1)",
                     "use letters, digits, '-' and '_'");
    else if (lower.starts_with("__host-") || lower.starts_with("__secure-"))
        report.error("server.cookie-name", "session.cookieName",
                     "the server adds the __Host- or __Secure- prefix itself", "remove the prefix");
}

void checkCookieDomain(const ServerConfig& config, CheckReport& report)
{
    const auto& domain = config.session.cookieDomain;
    if (domain.empty())
        return;
    constexpr const char* where = "session.cookieDomain";
    if (isIpAddress(domain) || !isDnsName(domain) || domain.ends_with('.') ||
        toLowerAscii(domain) != domain) {
        report.error("server.cookie-domain", where,
                     "a cookie domain is a DNS name in lower case, without a leading dot",
                     "write the parent of the hosts that share the session, such as example.com");
        return;
    }
    if (domain.find('.') == std::string::npos) {
        report.error("server.cookie-domain", where,
                     "browsers refuse a cookie for a whole top-level domain, and the login would loop",
                     "write at least two labels, such as example.com, or leave it out");
        return;
    }
    for (const auto& authority : config.allowedHosts) {
        const auto host = hostOf(authority);
        if (!host.empty() && host != domain && !host.ends_with("." + domain))
            report.error("server.cookie-domain", where,
                         "a browser at " + authority +
                             " drops a cookie of this domain, and the login would loop",
                         "choose a domain that holds every allowed host, or leave it out");
    }
}

void checkSecureCookies(const ServerConfig& config, CheckReport& report)
{
    if (!config.session.secureCookies && config.publicScheme == "https")
        report.warning("server.cookies-not-secure", "session.secureCookies",
                       "session cookies would also travel over plain http, although browsers come by https",
                       "remove secureCookies: false");
    const bool loopbackOnly = std::all_of(config.allowedHosts.begin(), config.allowedHosts.end(),
                                          [](const auto& a) { return isLoopbackHost(hostOf(a)); });
    if (config.session.secureCookies && config.publicScheme == "http" && !loopbackOnly)
        report.error("server.secure-cookies-over-http", "session.secureCookies",
                     "browsers drop Secure cookies that come over plain http, and the login would loop",
                     "let browsers come by https, or say secureCookies: false for a trial");
}

void checkKeep(const ServerConfig& config, CheckReport& report)
{
    const auto& session = config.session;
    for (std::size_t i = 0; i < session.keep.size(); ++i) {
        if (std::find(keptParts.begin(), keptParts.end(), session.keep[i]) != keptParts.end())
            continue;
        const auto nearest = nearestOf(session.keep[i], keptParts);
        report.error("server.keep", "session.keep[" + std::to_string(i) + "]", "a session keeps no such part",
                     nearest.empty() ? "choose among access_token, id_token, refresh_token and claims"
                                     : "did you mean " + std::string(nearest) + "?");
    }
    if (keeps(session, "access_token"))
        return;
    const auto& rules = config.access.rules;
    if (config.headers.passAccessToken)
        report.error("server.keep-access-token", "session.keep",
                     "headers.passAccessToken hands the access token on, so the session must keep it",
                     "add access_token to keep, or say passAccessToken: false");
    if (keeps(session, "claims"))
        return;
    if (std::any_of(rules.begin(), rules.end(),
                    [](const auto& r) { return r.mode == access::AccessMode::Require; }))
        report.error(
            "server.keep-access-token", "session.keep",
            "access rules are decided by the claims of the access token, so the session must keep them",
            "add access_token to keep, or claims where applications do not need the token");
    if (!config.headers.claimHeaders.empty())
        report.error(
            "server.keep-access-token", "session.keep",
            "headers.claimHeaders are made from the access token, so the session must keep its claims",
            "add access_token to keep, or claims where applications do not need the token");
}

/// What the choice of a store means for several servers, for rotating refresh tokens and for revocation.
void checkStore(const ServerConfig& config, CheckReport& report)
{
    const auto& session = config.session;
    report.range("session.replicas", session.replicas, 1, 1000);
    report.range("session.refreshAhead", session.refreshAhead, seconds(0), hours(1));
    report.range("session.cacheMegabytes", session.cacheMegabytes, 0, 4096);
    if (session.store == SessionStoreKind::Redis) {
        if (!config.redis.isSet())
            report.error("server.redis-missing", "session.store",
                         "sessions are to be kept in Redis, but no Redis is named",
                         "write its address in redis.url, or say store: cookie");
        return;
    }
    const bool refreshes = keeps(session, "refresh_token");
    if (session.replicas > 1 && session.rotatesRefreshTokens && refreshes)
        report.error(
            "server.redis-required", "session.store",
            "the provider takes a refresh token once, and cookies cannot tell the replicas which "
            "of them has used it: users would be signed out at random",
            "say store: redis and name it in redis.url, or let the provider not rotate refresh tokens");
    if (config.redis.isSet())
        return;
    constexpr const char* fix = "name a Redis in redis.url: it serves as the list of what was revoked, also "
                                "while sessions stay in cookies";
    if (session.replicas <= 1) {
        report.info("server.revocation-local", "session.store",
                    "without Redis, back-channel logout and \"sign out everywhere\" are known to this "
                    "process alone and forgotten when it restarts",
                    fix);
        return;
    }
    const auto others = session.replicas - 1;
    report.warning("server.revocation-local", "session.store",
                   "without Redis, back-channel logout and \"sign out everywhere\" hold only in the replica "
                   "that receives them; the other " +
                       std::to_string(others) + " of " + std::to_string(session.replicas) +
                       " would still accept the session until " +
                       (refreshes
                            ? "its next refresh, which Keycloak refuses after a logout there, or, signed "
                              "out everywhere, until it ends by itself"
                            : "it ends by itself"),
                   fix);
}

} // namespace

void checkSession(const ServerConfig& config, CheckReport& report)
{
    const auto& session = config.session;
    checkStore(config, report);
    if (session.cookieSecrets.empty())
        report.error(
            "server.cookie-secret-missing", "session.cookieSecrets", "no secret to seal session cookies with",
            "make one with \"openssl rand 32 | basenc --base64url | tr -d =\" and name its file here");
    else if (session.cookieSecrets.size() > 8)
        report.error("server.limit-range", "session.cookieSecrets",
                     "more than eight secrets: each one is tried on a cookie that does not open",
                     "remove those older than the session lifetime");
    checkCookieName(session, report);
    checkCookieDomain(config, report);
    checkSecureCookies(config, report);
    checkKeep(config, report);
    report.range("session.lifetime", session.lifetime, minutes(1), hours(24 * 30));
    report.range("session.idleTimeout", session.idleTimeout, minutes(1), hours(24 * 30));
    if (session.idleTimeout > session.lifetime)
        report.error("server.session-lifetime", "session.idleTimeout",
                     "the session ends before it could ever be idle that long",
                     "make lifetime at least as long as idleTimeout");
    report.range("session.outageGrace", session.outageGrace, seconds(0), hours(1));
    report.range("session.loginTimeout", session.loginTimeout, minutes(1), hours(1));
    report.range("session.maxLoginAttempts", session.maxLoginAttempts, 1, 64);
}

} // namespace meshsso::serverconfig
