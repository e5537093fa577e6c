#pragma once

#include "core/Result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::session {

/// Compresses text that resembles tokens (zstd against claimDictionary()). Nothing if memory is gone.
std::optional<std::string> compressClaims(std::string_view text);

/// The text again. What would be over maxBytes is refused before any memory is spent on it. Errors:
/// ParseError.
Result<std::string> decompressClaims(std::string_view compressed, std::size_t maxBytes);

} // namespace meshsso::session
