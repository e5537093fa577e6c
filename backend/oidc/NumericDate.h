#pragma once

#include "core/Json.h"

#include <cstdint>
#include <optional>

namespace meshsso::oidc {

/// The latest second that we accept as a date, in the year 2255: far enough from where the system clock's
/// type ends that adding a leeway or a lifetime cannot overflow it.
inline constexpr std::int64_t maxUnixSeconds = 9'000'000'000;

/// A JSON number as whole seconds (RFC 7519 section 2, without fractions), 0 to maxUnixSeconds; a number
/// written with a point or exponent counts if it is whole. Nothing for anything else.
std::optional<std::int64_t> wholeSeconds(const json::value& value) noexcept;

} // namespace meshsso::oidc
