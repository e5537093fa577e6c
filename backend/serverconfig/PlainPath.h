#pragma once

#include <string_view>

namespace meshsso::serverconfig {

/// A prefix that a request path can be compared with byte by byte: absolute, plain characters, no empty or
/// dot segment, no '/' at its end, at most 128 bytes.
bool isPlainPath(std::string_view path);

/// True for the prefix itself and for what lies below it, by whole segments.
bool isUnder(std::string_view path, std::string_view prefix) noexcept;

} // namespace meshsso::serverconfig
