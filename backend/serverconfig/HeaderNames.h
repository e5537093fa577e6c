#pragma once

#include <string_view>

namespace meshsso::serverconfig {

/// True for an identity header the server sets or removes whatever the configuration says.
bool isBuiltInIdentityHeader(std::string_view lowerCaseName) noexcept;
/// True for a request header that a decision looks at, beside the identity headers.
bool isCheckedHeader(std::string_view lowerCaseName) noexcept;
/// True for a non-empty RFC 9110 token (section 5.6.2): header and cookie names.
bool isToken(std::string_view text) noexcept;

} // namespace meshsso::serverconfig
