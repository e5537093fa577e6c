#include "core/Url.h"

#include "core/Text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace meshsso {
namespace {

bool isAlnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

Result<void> splitAuthority(std::string_view authority, Url& url)
{
    if (authority.find('@') != std::string_view::npos)
        return fail(ErrorCode::ParseError,
                    "a URL must not carry a user name or password; remove the part before '@'");
    std::string_view host = authority;
    std::string_view port;
    bool hasPort = false;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos)
            return fail(ErrorCode::ParseError, "the IPv6 address lacks its closing ']'");
        host = authority.substr(1, close - 1);
        const auto rest = authority.substr(close + 1);
        if (!rest.empty() && rest.front() != ':')
            return fail(ErrorCode::ParseError, "only ':port' may follow ']'");
        hasPort = !rest.empty();
        port = hasPort ? rest.substr(1) : rest;
        if (host.find(':') == std::string_view::npos || !isIpAddress(host))
            return fail(ErrorCode::ParseError, "what stands in brackets is not an IPv6 address");
    } else {
        const auto colon = authority.find(':');
        hasPort = colon != std::string_view::npos;
        host = authority.substr(0, colon);
        port = hasPort ? authority.substr(colon + 1) : std::string_view{};
        if (!isDnsName(host) && !isIpAddress(host))
            return fail(ErrorCode::ParseError, "the host is neither a DNS name nor an IP address");
    }
    url.host = toLowerAscii(host);
    url.port = url.scheme == "https" ? 443 : 80;
    if (hasPort) {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
        if (error != std::errc{} || end != port.data() + port.size() || value < 1 || value > 65535)
            return fail(ErrorCode::ParseError, "the port is not a number from 1 to 65535");
        url.port = static_cast<std::uint16_t>(value);
    }
    return {};
}

} // namespace

Result<Url> Url::parse(std::string_view text)
{
    if (text.size() > 8192)
        return fail(ErrorCode::TooLarge, "the URL is longer than 8192 bytes");
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f || c == '\\')
            return fail(
                ErrorCode::ParseError,
                "a URL holds only printable ASCII without blanks and back-slashes; percent-encode the rest");
    }
    Url url;
    const auto schemeEnd = text.find("://");
    if (schemeEnd == std::string_view::npos)
        return fail(ErrorCode::ParseError, "not an absolute URL: it must start with https:// or http://");
    url.scheme = toLowerAscii(text.substr(0, schemeEnd));
    if (url.scheme != "http" && url.scheme != "https")
        return fail(ErrorCode::ParseError, "the scheme must be https or http");
    auto rest = text.substr(schemeEnd + 3);
    const auto authorityEnd = std::min(rest.find_first_of("/?#"), rest.size());
    if (auto split = splitAuthority(rest.substr(0, authorityEnd), url); !split)
        return fail(std::move(split).error());
    rest.remove_prefix(authorityEnd);
    if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
        url.fragment = rest.substr(hash + 1);
        rest = rest.substr(0, hash);
    }
    if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
        url.query = rest.substr(mark + 1);
        url.hasQuery = true;
        rest = rest.substr(0, mark);
    }
    url.path = rest.empty() ? "/" : std::string(rest);
    return url;
}

std::string Url::authority() const
{
    const bool v6 = host.find(':') != std::string::npos;
    std::string out = v6 ? "[" + host + "]" : host;
    if (!isDefaultPort())
        out += ":" + std::to_string(port);
    return out;
}

std::string Url::origin() const
{
    return scheme + "://" + authority();
}

std::string Url::target() const
{
    return hasQuery ? path + "?" + query : path;
}

std::string Url::toString() const
{
    std::string out = origin() + target();
    if (!fragment.empty())
        out += "#" + fragment;
    return out;
}

bool isDnsName(std::string_view text) noexcept
{
    if (text.ends_with('.'))
        text.remove_suffix(1);
    if (text.empty() || text.size() > 253)
        return false;
    std::size_t labelLength = 0;
    char previous = '.';
    for (const char c : text) {
        if (c == '.') {
            if (labelLength == 0 || previous == '-')
                return false;
            labelLength = 0;
        } else {
            if (!isAlnum(c) && c != '-')
                return false;
            if ((c == '-' && labelLength == 0) || ++labelLength > 63)
                return false;
        }
        previous = c;
    }
    if (previous == '-' || labelLength == 0)
        return false;
    // A last label of digits only is a (mistyped) IPv4 address to every URL parser, never a name.
    const auto last = text.substr(text.find_last_of(".") + 1);
    return !std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isIpAddress(std::string_view text) noexcept
{
    char buffer[64];
    if (text.empty() || text.size() >= sizeof buffer)
        return false;
    std::copy(text.begin(), text.end(), buffer);
    buffer[text.size()] = '\0';
    unsigned char address[sizeof(in6_addr)];
    return ::inet_pton(AF_INET, buffer, address) == 1 || ::inet_pton(AF_INET6, buffer, address) == 1;
}

bool isLoopbackHost(std::string_view host) noexcept
{
    return host == "localhost" || host == "::1" || (host.starts_with("127.") && isIpAddress(host));
}

} // namespace meshsso
