#pragma once

#include "core/Result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace meshsso::redis {

/// Where a Redis server listens.
struct RedisAddress
{
    std::string host; ///< a name or an address; IPv6 without brackets
    std::uint16_t port = 6379;

    /// "host", "host:port" or "[v6]:port". Errors: ParseError.
    static Result<RedisAddress> parse(std::string_view text, std::uint16_t defaultPort);
    std::string toString() const;
    auto operator<=>(const RedisAddress&) const = default;
};

} // namespace meshsso::redis
