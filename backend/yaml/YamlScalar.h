#pragma once

#include <string>
#include <string_view>

namespace meshsso::yaml {

/// What a YAML 1.1 or 1.2 reader would make of plain (unquoted) text. Text means that every one of them
/// leaves it alone; the other kinds are what at least one of them makes of it.
enum class PlainKind { Text, Null, Boolean, Integer, Float, Timestamp, Other };

PlainKind plainKind(std::string_view text);

/// True if every character may stand unescaped in a literal block: line feeds and printable UTF-8, without
/// tabs and what some readers take for a line break or drop (U+0085, U+2028, U+FEFF, ...).
bool isYamlPrintable(std::string_view text);

/// The text as emitYaml writes it on one line: plain if that is safe everywhere, else in double quotes.
std::string quoteYaml(std::string_view text);

} // namespace meshsso::yaml
