#pragma once

#include "core/SecretString.h"

#include <string_view>

namespace meshsso::crypto {

/// Equality that takes the same time wherever the texts differ. The lengths may leak.
bool constantTimeEquals(std::string_view a, std::string_view b) noexcept;

} // namespace meshsso::crypto
