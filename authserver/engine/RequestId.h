#pragma once

#include "core/SecureRandom.h"

#include <string>
#include <string_view>

namespace meshsso::engine {

/// True for an id we take over from a gateway: 1 to 64 letters, digits, '-', '_' or '.'.
bool isRequestId(std::string_view text) noexcept;

/// A new id: 10 characters that are easily read out (Crockford's base 32, lower case).
std::string makeRequestId(SecureRandom& random);

/// What a page shows of an id, so that it can be read out on the telephone: a UUID's first 8 digits, anything
/// else as it is. A search of the log for it finds the whole id.
std::string_view referenceOf(std::string_view requestId) noexcept;

} // namespace meshsso::engine
