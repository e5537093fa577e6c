#include "core/Encoding.h"

#include <array>
#include <cstdint>

namespace meshsso {
namespace {

constexpr std::string_view urlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view plainAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> makeUrlValues()
{
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < urlAlphabet.size(); ++i)
        values[static_cast<unsigned char>(urlAlphabet[i])] = static_cast<std::int8_t>(i);
    return values;
}

constexpr auto urlValues = makeUrlValues();

std::string encode64(std::string_view bytes, std::string_view alphabet, bool pad)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    std::size_t i = 0;
    const auto at = [&](std::size_t k) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[k]));
    };
    for (; i + 3 <= bytes.size(); i += 3) {
        const auto v = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
        out += alphabet[v >> 18];
        out += alphabet[v >> 12 & 63];
        out += alphabet[v >> 6 & 63];
        out += alphabet[v & 63];
    }
    const auto rest = bytes.size() - i;
    if (rest == 1) {
        const auto v = at(i) << 16;
        out += alphabet[v >> 18];
        out += alphabet[v >> 12 & 63];
        if (pad)
            out += "==";
    } else if (rest == 2) {
        const auto v = at(i) << 16 | at(i + 1) << 8;
        out += alphabet[v >> 18];
        out += alphabet[v >> 12 & 63];
        out += alphabet[v >> 6 & 63];
        if (pad)
            out += '=';
    }
    return out;
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decodePercent(std::string_view text, bool plusIsSpace)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size())
                return std::nullopt;
            const int high = hexValue(text[i + 1]);
            const int low = hexValue(text[i + 2]);
            if (high < 0 || low < 0)
                return std::nullopt;
            out += static_cast<char>(high << 4 | low);
            i += 2;
        } else {
            out += plusIsSpace && c == '+' ? ' ' : c;
        }
    }
    return out;
}

} // namespace

std::string base64UrlEncode(std::string_view bytes)
{
    return encode64(bytes, urlAlphabet, false);
}

std::string base64Encode(std::string_view bytes)
{
    return encode64(bytes, plainAlphabet, true);
}

std::optional<std::string> base64UrlDecode(std::string_view text)
{
    const auto rest = text.size() % 4;
    if (rest == 1)
        return std::nullopt;
    const auto outSize = text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1);
    std::string out(outSize, '\0');
    const auto value = [&](std::size_t i) {
        return static_cast<int>(urlValues[static_cast<unsigned char>(text[i])]);
    };
    std::size_t o = 0;
    std::size_t i = 0;
    for (; i + 4 <= text.size(); i += 4) {
        const int a = value(i), b = value(i + 1), c = value(i + 2), d = value(i + 3);
        if ((a | b | c | d) < 0)
            return std::nullopt;
        out[o++] = static_cast<char>(a << 2 | b >> 4);
        out[o++] = static_cast<char>(b << 4 | c >> 2);
        out[o++] = static_cast<char>(c << 6 | d);
    }
    if (rest == 2) {
        const int a = value(i), b = value(i + 1);
        if ((a | b) < 0 || (b & 15) != 0)
            return std::nullopt;
        out[o] = static_cast<char>(a << 2 | b >> 4);
    } else if (rest == 3) {
        const int a = value(i), b = value(i + 1), c = value(i + 2);
        if ((a | b | c) < 0 || (c & 3) != 0)
            return std::nullopt;
        out[o++] = static_cast<char>(a << 2 | b >> 4);
        out[o] = static_cast<char>(b << 4 | c >> 2);
    }
    return out;
}

std::string hexEncode(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

std::string percentEncode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                c == '-' || c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
        } else {
            out += '%';
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

std::optional<std::string> percentDecode(std::string_view text)
{
    return decodePercent(text, false);
}

std::optional<std::string> formDecode(std::string_view text)
{
    return decodePercent(text, true);
}

} // namespace meshsso
