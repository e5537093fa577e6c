#include "core/Text.h"
#include "serverconfig/CheckReport.h"
#include "serverconfig/HeaderNames.h"
#include "serverconfig/ServerConfig.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshsso::serverconfig {
namespace {

/// Hop-by-hop (RFC 9110 7.6.1), framing and routing: to set one of these would change the request itself.
constexpr std::array<std::string_view, 21> reservedHeaders{
    "connection",
    "content-encoding",
    "content-length",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
};

bool isLetterDigitOrHyphen(std::string_view name)
{
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// Why the header cannot carry a claim, or empty.
std::string fault(std::string_view name)
{
    const auto lower = toLowerAscii(name);
    if (!isToken(name) || name.size() > 128)
        return "not a header name (RFC 9110 5.6.2)";
    if (!isLetterDigitOrHyphen(name))
        return "applications cannot tell '_', '.' and the like from '-', so a client could forge the header";
    if (isBuiltInIdentityHeader(lower))
        return "the server sets this header itself";
    if (std::find(reservedHeaders.begin(), reservedHeaders.end(), lower) != reservedHeaders.end() ||
        isCheckedHeader(lower) || lower.starts_with("x-envoy-"))
        return "this header belongs to the protocol or the gateway";
    return {};
}

} // namespace

bool isToken(std::string_view text) noexcept
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

void checkHeaders(const ServerConfig& config, CheckReport& report)
{
    std::set<std::string> seen;
    for (const auto& [name, path] : config.headers.claimHeaders) {
        const auto where = "headers.claimHeaders." + name;
        if (const auto why = fault(name); !why.empty())
            report.error("server.claim-header", where, why,
                         "choose a name of letters, digits and '-', such as X-Tenant");
        else if (!seen.insert(toLowerAscii(name)).second)
            report.error("server.claim-header", where, "another entry names the same header in other case",
                         "keep one of them");
        if (path.empty() || path.size() > 256 || hasControlCharacters(path))
            report.error("server.claim-path", where,
                         "the claim path is empty, too long or holds control characters",
                         "write the path of one claim, such as tenant or realm_access.roles");
    }
}

} // namespace meshsso::serverconfig
