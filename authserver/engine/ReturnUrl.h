#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::engine {

/// The longest URL that a login returns to.
inline constexpr std::size_t maxReturnUrlBytes = 2048;

/// Checks where a login or sign-out may send the browser: a path of this host ("/a?b#c"), or an absolute URL
/// with the public scheme and a host that isAllowedAuthority accepts. Refused is everything that some browser
/// or proxy could read as another host: "//", back-slashes, control and non-ASCII characters, blanks,
/// user-info, encoded slashes, back-slashes and controls in the path (also doubly encoded), "..", other
/// schemes, hosts that are not plainly written. The result is the text itself; nothing is repaired.
std::optional<std::string>
checkReturnUrl(std::string_view text, std::string_view publicScheme,
               const std::function<bool(std::string_view authority)>& isAllowedAuthority);

} // namespace meshsso::engine
