#pragma once

#include <string_view>

namespace meshsso::engine {

/// The Allow header of one of our pages, by what follows the endpoint prefix ("/sign_in"); empty for what is
/// none of them.
std::string_view allowedMethods(std::string_view endpoint) noexcept;

} // namespace meshsso::engine
