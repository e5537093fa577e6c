#include "redis/RedisAddress.h"

#include "core/Url.h"

#include <charconv>

namespace meshsso::redis {

Result<RedisAddress> RedisAddress::parse(std::string_view text, std::uint16_t defaultPort)
{
    RedisAddress address;
    address.port = defaultPort;
    std::string_view port;
    bool hasPort = false;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return fail(ErrorCode::ParseError, "a Redis address has '[' without ']'");
        address.host = text.substr(1, end - 1);
        const auto rest = text.substr(end + 1);
        hasPort = !rest.empty();
        if (hasPort && rest[0] != ':')
            return fail(ErrorCode::ParseError, "after ']' of a Redis address comes ':' and the port");
        port = hasPort ? rest.substr(1) : rest;
    } else {
        const auto colon = text.find(':');
        hasPort = colon != std::string_view::npos;
        address.host = text.substr(0, colon);
        port = hasPort ? text.substr(colon + 1) : std::string_view();
    }
    if (!isDnsName(address.host) && !isIpAddress(address.host))
        return fail(ErrorCode::ParseError, "a Redis address is host:port, without user and password");
    if (hasPort) {
        const auto* end = port.data() + port.size();
        const auto [stop, code] = std::from_chars(port.data(), end, address.port);
        if (code != std::errc() || stop != end || address.port == 0)
            return fail(ErrorCode::ParseError, "the port of a Redis address is a number from 1 to 65535");
    }
    return address;
}

std::string RedisAddress::toString() const
{
    const bool isV6 = host.find(':') != std::string::npos;
    return (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

} // namespace meshsso::redis
