#include "core/Text.h"
#include "serverconfig/HeaderNames.h"
#include "serverconfig/ServerConfigFile.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshsso::serverconfig {
namespace {

constexpr std::array<std::string_view, 12> builtInIdentityHeaders{
    "authorization",
    "x-auth-request-user",
    "x-auth-request-email",
    "x-auth-request-preferred-username",
    "x-auth-request-groups",
    "x-auth-request-roles",
    "x-auth-request-access-token",
    "x-forwarded-user",
    "x-forwarded-email",
    "x-forwarded-preferred-username",
    "x-forwarded-groups",
    "x-forwarded-access-token",
};

/// What a decision looks at: the session (cookie), whether a person navigates or a program calls (accept,
/// sec-fetch-*, x-requested-with, origin, access-control-*), the language of our pages, the trail of a
/// request, and connection, whose nominated names must not switch off an identity header on the next hop.
constexpr std::array<std::string_view, 20> checkedHeaders{
    "accept",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "connection",
    "content-type",
    "cookie",
    "origin",
    "referer",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "traceparent",
    "tracestate",
    "upgrade",
    "user-agent",
    "x-request-id",
    "x-requested-with",
};

constexpr std::array<std::string_view, 18> denyHeaders{
    "cache-control",      "clear-site-data",
    "content-language",   "content-security-policy",
    "content-type",       "location",
    "permissions-policy", "pragma",
    "referrer-policy",    "retry-after",
    "set-cookie",         "vary",
    "www-authenticate",   "x-content-type-options",
    "x-frame-options",    "x-request-id",
    "x-robots-tag",       "cross-origin-opener-policy",
};

/// Look-alikes of a name write '_' or '.' for any of its '-'. The first two segments joined in the three ways
/// are therefore the shortest prefixes that cover them all: later separators lie behind the prefix. A name of
/// one segment has no look-alike (names arrive in lower case), so an exact match is enough.
void addLookAlikePrefixes(std::string_view name, std::set<std::string>& prefixes)
{
    const auto first = name.find('-');
    if (first == std::string_view::npos)
        return;
    const auto second = std::min(name.find('-', first + 1), name.size());
    for (const char separator : {'-', '_', '.'}) {
        std::string prefix(name.substr(0, second));
        prefix[first] = separator;
        prefixes.insert(std::move(prefix));
    }
}

} // namespace

bool isBuiltInIdentityHeader(std::string_view lowerCaseName) noexcept
{
    return std::find(builtInIdentityHeaders.begin(), builtInIdentityHeaders.end(), lowerCaseName) !=
           builtInIdentityHeaders.end();
}

bool isCheckedHeader(std::string_view lowerCaseName) noexcept
{
    return std::find(checkedHeaders.begin(), checkedHeaders.end(), lowerCaseName) != checkedHeaders.end();
}

std::vector<std::string> identityHeaderNames(const HeaderConfig& headers)
{
    std::vector<std::string> names(builtInIdentityHeaders.begin(), builtInIdentityHeaders.end());
    for (const auto& [name, path] : headers.claimHeaders) {
        auto lower = toLowerAscii(name);
        if (std::find(names.begin(), names.end(), lower) == names.end())
            names.push_back(std::move(lower));
    }
    return names;
}

ProviderHeaders providerHeaders(const ServerConfig& config)
{
    const auto identity = identityHeaderNames(config.headers);
    std::set<std::string> prefixes;
    for (const auto& name : identity)
        addLookAlikePrefixes(name, prefixes);

    std::set<std::string> exact(checkedHeaders.begin(), checkedHeaders.end());
    for (const auto& name : identity) {
        if (name.find('-') == std::string::npos)
            exact.insert(name);
    }

    ProviderHeaders headers;
    headers.inCheckExact.assign(exact.begin(), exact.end());
    headers.inCheckPrefix.assign(prefixes.begin(), prefixes.end());
    headers.upstreamOnAllow = identity;
    // The server hands the request's cookies back without its own, so that applications never hold a session.
    headers.upstreamOnAllow.emplace_back("cookie");
    headers.downstreamOnAllow = {"set-cookie"};
    headers.downstreamOnDeny.assign(denyHeaders.begin(), denyHeaders.end());
    std::sort(headers.downstreamOnDeny.begin(), headers.downstreamOnDeny.end());
    return headers;
}

} // namespace meshsso::serverconfig
