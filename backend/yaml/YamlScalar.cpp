#include "yaml/YamlScalar.h"

#include "core/Text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace meshsso::yaml {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool onlyOf(std::string_view text, std::string_view allowed)
{
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

template<std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N>& words)
{
    return std::any_of(words.begin(), words.end(), [&](auto w) { return equalsIgnoreCase(word, w); });
}

constexpr std::array<std::string_view, 8> booleanWords{"true", "false", "yes", "no", "on", "off", "y", "n"};
constexpr std::array<std::string_view, 5> floatWords{".inf", ".nan", "inf", "nan", "infinity"};

bool isInteger(std::string_view text)
{
    if (onlyOf(text, "0123456789_"))
        return isDigit(text.front());
    if (text.size() < 3 || text.front() != '0')
        return false;
    const auto digits = text.substr(2);
    switch (text[1]) {
    case 'x':
    case 'X':
        return onlyOf(digits, "0123456789abcdefABCDEF_");
    case 'o':
    case 'O':
        return onlyOf(digits, "01234567_");
    case 'b':
    case 'B':
        return onlyOf(digits, "01_");
    default:
        return false;
    }
}

bool isFloat(std::string_view text)
{
    const auto exponent = text.find_first_of("eE");
    const auto mantissa = text.substr(0, exponent);
    if (!onlyOf(mantissa, "0123456789_.") || std::count(mantissa.begin(), mantissa.end(), '.') > 1 ||
        std::none_of(mantissa.begin(), mantissa.end(), isDigit))
        return false;
    if (exponent == std::string_view::npos)
        return mantissa.find('.') != std::string_view::npos;
    auto power = text.substr(exponent + 1);
    if (power.starts_with('+') || power.starts_with('-'))
        power.remove_prefix(1);
    return onlyOf(power, "0123456789");
}

/// YAML 1.1's base 60, "12:30:45" or "1:30.5": a time to a person, a number to an old reader.
bool isSexagesimal(std::string_view text)
{
    return onlyOf(text, "0123456789_:.") && isDigit(text.front()) &&
           text.find(':') != std::string_view::npos && std::count(text.begin(), text.end(), '.') <= 1;
}

bool isTimestamp(std::string_view text)
{
    if (text.size() < 8 || !std::all_of(text.begin(), text.begin() + 4, isDigit) || text[4] != '-')
        return false;
    const auto rest = text.substr(5);
    const auto dash = rest.find('-');
    if (dash == std::string_view::npos || dash < 1 || dash > 2 || !onlyOf(rest.substr(0, dash), "0123456789"))
        return false;
    const auto day = rest.substr(dash + 1);
    return !day.empty() && isDigit(day.front()) && onlyOf(day, "0123456789:.+-tTzZ \t");
}

/// Decodes one character of UTF-8; an ill-formed byte is U+FFFD.
std::uint32_t nextCharacter(std::string_view text, std::size_t& offset)
{
    const auto lead = static_cast<unsigned char>(text[offset]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const auto bytes = text.substr(offset, length);
    if (bytes.size() < length || !isValidUtf8(bytes)) {
        ++offset;
        return 0xfffd;
    }
    offset += length;
    std::uint32_t point = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (const char c : bytes.substr(1))
        point = point << 6 | (static_cast<unsigned char>(c) & 0x3fU);
    return point;
}

bool mustEscape(std::uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point <= 0xa0) || point == 0x2028 || point == 0x2029 ||
           point == 0xfeff || (point >= 0xfffd && point <= 0xffff);
}

/// "\u00a0" or "\U0001f600"
void appendEscape(std::string& out, std::uint32_t point)
{
    const int digits = point > 0xffff ? 8 : 4;
    out += digits == 8 ? "\\U" : "\\u";
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += "0123456789abcdef"[point >> shift & 0xfU];
}

bool isPlainSafe(std::string_view text)
{
    if (text.empty() || plainKind(text) != PlainKind::Text)
        return false;
    const char first = text.front();
    if (!isLetter(first) && !isDigit(first) && first != '/' && first != '_')
        return false;
    if (hasControlCharacters(text))
        return false;
    // What begins as a number and has nothing that no number has is quoted, whether or not a known reader
    // minds.
    if (isDigit(first) && onlyOf(text, "0123456789abcdefABCDEFxXoO_.,:+-tTzZ "))
        return false;
    return text.back() != ':' && text.back() != ' ' && text.find(": ") == std::string_view::npos &&
           text.find(" #") == std::string_view::npos;
}

} // namespace

bool isYamlPrintable(std::string_view text)
{
    for (std::size_t offset = 0; offset < text.size();) {
        const auto point = nextCharacter(text, offset);
        if (point != '\n' && mustEscape(point))
            return false;
    }
    return true;
}

PlainKind plainKind(std::string_view text)
{
    if (text.empty() || text == "~" || equalsIgnoreCase(text, "null"))
        return PlainKind::Null;
    if (isOneOf(text, booleanWords))
        return PlainKind::Boolean;
    if (text == "=" || text == "<<")
        return PlainKind::Other;
    auto unsignedText = text;
    if (text.front() == '+' || text.front() == '-')
        unsignedText.remove_prefix(1);
    if (unsignedText.empty())
        return PlainKind::Text;
    if (isInteger(unsignedText))
        return PlainKind::Integer;
    if (isOneOf(unsignedText, floatWords) || isFloat(unsignedText) || isSexagesimal(unsignedText))
        return PlainKind::Float;
    if (isTimestamp(text))
        return PlainKind::Timestamp;
    return PlainKind::Text;
}

std::string quoteYaml(std::string_view text)
{
    const bool ascii =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii && isPlainSafe(text))
        return std::string(text);
    std::string out = "\"";
    for (std::size_t offset = 0; offset < text.size();) {
        const auto start = offset;
        const auto point = nextCharacter(text, offset);
        if (point == '"' || point == '\\') {
            out += '\\';
            out += static_cast<char>(point);
        } else if (point == '\n') {
            out += "\\n";
        } else if (point == '\t') {
            out += "\\t";
        } else if (point == '\r') {
            out += "\\r";
        } else if (mustEscape(point)) {
            appendEscape(out, point);
        } else {
            out += text.substr(start, offset - start);
        }
    }
    out += '"';
    return out;
}

} // namespace meshsso::yaml
