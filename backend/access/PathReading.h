#pragma once

#include "core/Result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::access {

/// The raw path without its query if it is what normalisePath would give, else nothing. Allocates nothing:
/// most requests are settled here. A trailing slash is left out of the view. Private to this folder.
std::optional<std::string_view> alreadyNormalPath(std::string_view rawPath) noexcept;

/// What lenient servers would make of a normalised path, if it is something else: path parameters (";x=1"),
/// or dots and spaces, dropped from the end of each segment, and the text cut at a decoded '?' or '#': each
/// alone and together.
std::vector<std::string> lenientReadings(std::string_view normalisedPath);

/// What a server would make of a normalised path that takes compatibility characters for the ASCII ones they
/// look like (Unicode's NFKC, Windows' best fit): fullwidth letters, slashes and dots, the one dot leader,
/// the fraction slash. Resolved anew; nothing if it holds none of them. Errors: InvalidArgument if that
/// reading cannot be normalised.
Result<std::optional<std::string>> foldedReading(std::string_view normalisedPath);

/// Every other path that a server could make of a path: lenient, folded, and both; and of one that begins
/// with "//" also without its first segment, which a URL parser takes for a host (RFC 3986 section 4.2).
/// Rules must ask the same for all of them. Errors: InvalidArgument if one of them cannot be normalised.
Result<std::vector<std::string>> otherReadings(std::string_view rawPath, std::string_view normalisedPath);

/// The longest host.
inline constexpr std::size_t maxHost = 253;

/// The host of a Host header, without port and trailing dot, in any case ("[v6]" without brackets); nothing
/// if it is not a host at all. '_' is allowed, as browsers and gateways let it through.
std::optional<std::string_view> hostOf(std::string_view authority) noexcept;

} // namespace meshsso::access
