#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshsso::access {

/// The raw path without its query if it is what normalisePath would give, else nothing. Allocates nothing:
/// most requests are settled here. A trailing slash is left out of the view. Private to this folder.
std::optional<std::string_view> alreadyNormalPath(std::string_view rawPath) noexcept;

/// What a lenient server would make of a normalised path: path parameters (";x=1") dropped from each segment,
/// and the text cut at a decoded '?' or '#'. Nothing if that changes nothing. Rules must ask the same for
/// both readings.
std::optional<std::string> lenientReading(std::string_view normalisedPath);

/// The host of a Host header, without port and trailing dot, in any case ("[v6]" without brackets); nothing
/// if it is not a host at all. '_' is allowed, as browsers and gateways let it through.
std::optional<std::string_view> hostOf(std::string_view authority) noexcept;

} // namespace meshsso::access
