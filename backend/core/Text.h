#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso {

/// ASCII lower case; other bytes unchanged.
std::string toLowerAscii(std::string_view text);

/// Equal when ASCII case is ignored, as HTTP field names are compared.
bool equalsIgnoreCase(std::string_view a, std::string_view b) noexcept;

/// Without leading and trailing space, tab, CR and LF.
std::string_view trim(std::string_view text) noexcept;

/// The pieces between separators, empty ones kept.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);

/// The candidate nearest to the word by edit distance, if it is near enough to be a likely misspelling
/// (at most a third of the word's length, at least 1); otherwise empty.
std::string_view nearestOf(std::string_view word, std::span<const std::string_view> candidates);

/// True if the text holds a control character (below 0x20, or 0x7f).
bool hasControlCharacters(std::string_view text) noexcept;

/// True if the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool isValidUtf8(std::string_view text) noexcept;

/// The text with U+FFFD in place of each byte that is not part of well-formed UTF-8.
std::string toValidUtf8(std::string_view text);

} // namespace meshsso
