#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshsso {

/// base64url without padding (RFC 7515 section 2).
std::string base64UrlEncode(std::string_view bytes);

/// Strict base64url: no padding, no white space, no other alphabet, and the unused bits of the last character
/// zero, so that one value has one spelling. Nothing on any fault.
std::optional<std::string> base64UrlDecode(std::string_view text);

/// Base64 with padding (RFC 4648 section 4), for HTTP Basic and Kubernetes Secrets.
std::string base64Encode(std::string_view bytes);

/// Lower-case hexadecimal.
std::string hexEncode(std::string_view bytes);

/// Percent-encodes all but RFC 3986's unreserved characters: right for a query value, form value or segment.
std::string percentEncode(std::string_view text);

/// Decodes %XX; a '%' without two hex digits gives nothing. '+' stays '+'.
std::optional<std::string> percentDecode(std::string_view text);

/// As percentDecode, and '+' is a space (application/x-www-form-urlencoded).
std::optional<std::string> formDecode(std::string_view text);

} // namespace meshsso
