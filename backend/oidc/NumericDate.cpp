#include "oidc/NumericDate.h"

#include <cmath>
#include <optional>

namespace meshsso::oidc {

std::optional<std::int64_t> wholeSeconds(const json::value& value) noexcept
{
    if (const auto* number = value.if_int64())
        return *number >= 0 && *number <= maxUnixSeconds ? std::optional(*number) : std::nullopt;
    if (value.is_uint64())
        return std::nullopt; // Boost.JSON keeps only what is beyond int64 as unsigned
    const auto* number = value.if_double();
    if (!number || !(*number >= 0) || *number > static_cast<double>(maxUnixSeconds) ||
        std::trunc(*number) != *number)
        return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

} // namespace meshsso::oidc
