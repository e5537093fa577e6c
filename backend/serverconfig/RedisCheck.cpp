#include "core/Text.h"
#include "core/Url.h"
#include "serverconfig/CheckReport.h"
#include "serverconfig/ServerConfig.h"

#include <algorithm>
#include <optional>

namespace meshsso::serverconfig {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view urlFix =
    "write rediss://host:port (TLS) or redis://host:port; user and password have fields of their own";

bool hasSettings(const RedisConfig& redis)
{
    const RedisConfig unset;
    return !redis.sentinels.empty() || redis.cluster || !redis.username.empty() || redis.password.isSet() ||
           !redis.caFile.empty() || redis.database != unset.database || redis.keyPrefix != unset.keyPrefix ||
           redis.timeout != unset.timeout;
}

/// "host" or "host:port"; the host, or nothing if it is neither.
std::optional<std::string> hostOf(std::string_view address)
{
    if (address.find_first_of("/?#") != std::string_view::npos)
        return std::nullopt;
    const auto url = Url::parse("https://" + std::string(address));
    return url ? std::optional(url->host) : std::nullopt;
}

/// A master's name as Sentinel's configuration takes it.
bool isMasterName(std::string_view name)
{
    return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_';
    });
}

/// The value is never shown: a password may stand in it.
void checkUrl(const RedisConfig& redis, CheckReport& report)
{
    const auto refuse = [&](std::string why, std::string_view fix = urlFix) {
        report.error("server.redis-url", "redis.url", std::move(why), std::string(fix));
    };
    const bool isTls = redis.url.starts_with("rediss://");
    if (!isTls && !redis.url.starts_with("redis://"))
        return refuse("the address of Redis does not begin with rediss:// or redis://");
    auto rest = std::string_view(redis.url).substr(isTls ? 9 : 8);
    if (rest.find('@') != std::string_view::npos)
        return refuse("a user or a password stands in the address, where anybody who may read it sees it",
                      "move the user to redis.username, put the password into a file and name that in "
                      "redis.password; then change the password");
    if (rest.ends_with('/'))
        rest.remove_suffix(1);
    if (rest.find_first_of("/?#") != std::string_view::npos)
        return refuse("the address goes on after host and port",
                      "write scheme, host and port only; a database has the field redis.database");
    if (!redis.sentinels.empty()) {
        if (!isMasterName(rest))
            refuse("with sentinels, the address holds the master's name instead of host and port",
                   "write redis://NAME or rediss://NAME, such as redis://mymaster");
        return;
    }
    const auto host = hostOf(rest);
    if (!host)
        return refuse("what follows the scheme is not host:port");
    if (!isTls && redis.password.isSet() && !isLoopbackHost(*host))
        report.warning("server.redis-clear", "redis.url",
                       "the password of Redis crosses the network in clear; sessions themselves are sealed",
                       "use rediss://, with the authority in redis.caFile");
}

} // namespace

void checkRedis(const ServerConfig& config, CheckReport& report)
{
    const auto& redis = config.redis;
    if (!redis.isSet()) {
        if (hasSettings(redis))
            report.error("server.redis-missing", "redis.url", "settings for Redis are given, but no address",
                         "write redis.url, or remove the section");
        return;
    }
    checkUrl(redis, report);
    for (std::size_t i = 0; i < redis.sentinels.size(); ++i) {
        if (!hostOf(redis.sentinels[i]))
            report.error("server.redis-url", "redis.sentinels[" + std::to_string(i) + "]",
                         "a sentinel's address is not host or host:port",
                         "write it like sentinel-0.redis:26379, without scheme, user and password");
    }
    if (redis.cluster && !redis.sentinels.empty())
        report.error("server.redis-mode", "redis.cluster",
                     "Redis is either watched by sentinels or a cluster, not both",
                     "remove sentinels, or cluster: true");
    if (redis.cluster && redis.database != 0)
        report.error("server.redis-mode", "redis.database", "a Redis Cluster has database 0 only",
                     "remove database");
    if (redis.url.starts_with("redis://") && !redis.caFile.empty())
        report.error("server.redis-mode", "redis.caFile",
                     "without TLS nobody's certificate is looked at, although an authority is named",
                     "write rediss:// in redis.url, or remove caFile");
    if (!redis.username.empty() && !redis.password.isSet())
        report.error("server.secret-missing", "redis.password", "a user is named, but no password",
                     "write where the secret is: file:/path/to/secret or env:VARIABLE");
    if (redis.password.isSet())
        checkSecret(redis.password, "redis.password", report);
    if (hasControlCharacters(redis.username) || redis.username.find(' ') != std::string::npos)
        report.error("server.redis-name", "redis.username", "the user holds blanks or control characters",
                     "write the name of the ACL user");
    if (redis.keyPrefix.empty() || redis.keyPrefix.size() > 64 || hasControlCharacters(redis.keyPrefix) ||
        redis.keyPrefix.find_first_of(" {}*?[]\\") != std::string::npos)
        report.error("server.redis-name", "redis.keyPrefix",
                     "the prefix of keys is empty, longer than 64 characters, or holds blanks or one of "
                     "{}*?[]\\",
                     "write a word and a colon, such as meshsso:");
    report.range("redis.database", redis.database, 0, 65535);
    report.range("redis.timeout", redis.timeout, milliseconds(50), seconds(10));
}

} // namespace meshsso::serverconfig
