#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::yaml {

/// Reads "250ms", "30s", "15m", "8h", "7d" or a plain number of seconds; digits only, no sign, at most 100
/// years.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

/// The shortest of those forms that is exact: "8h", "90s", "250ms".
std::string formatDuration(std::chrono::milliseconds duration);

} // namespace meshsso::yaml
