#pragma once

#include <string_view>

namespace meshsso::engine {

/// The template of pages where the operator gives none.
std::string_view builtInTemplate() noexcept;

} // namespace meshsso::engine
