#pragma once

#include "core/Result.h"

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace meshsso {

namespace json = boost::json;

/// Parses strict JSON: UTF-8, nothing after the value, nesting at most maxDepth. A duplicate member name is
/// refused, because two readers would disagree on its value (RFC 7519 section 4, RFC 8725 section 2.4).
/// Errors: ParseError, TooLarge (nesting or size).
Result<json::value> parseJson(std::string_view text, std::size_t maxBytes = std::size_t{1024} * 1024,
                              int maxDepth = 32);

/// As parseJson, and the value must be an object.
Result<json::object> parseJsonObject(std::string_view text, std::size_t maxBytes = std::size_t{1024} * 1024,
                                     int maxDepth = 32);

/// The member as text, or nothing if it is absent or of another type.
std::string_view stringOr(const json::object& object, std::string_view name, std::string_view fallback = {});

/// Two-space indented JSON with members in their order, for people and golden files.
std::string prettyJson(const json::value& value);

} // namespace meshsso
