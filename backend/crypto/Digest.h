#pragma once

#include <string>
#include <string_view>

namespace meshsso::crypto {

/// Raw digests: 32, 48 and 64 bytes.
std::string sha256(std::string_view bytes);
std::string sha384(std::string_view bytes);
std::string sha512(std::string_view bytes);

} // namespace meshsso::crypto
