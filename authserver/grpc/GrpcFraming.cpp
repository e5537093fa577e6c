#include "grpc/GrpcFraming.h"

#include <algorithm>

namespace meshsso::grpcapi {

std::optional<MessagePrefix> readPrefix(std::string_view bytes)
{
    if (bytes.size() < prefixBytes || static_cast<unsigned char>(bytes[0]) > 1)
        return std::nullopt;
    MessagePrefix prefix;
    prefix.isCompressed = bytes[0] == 1;
    for (std::size_t i = 1; i < prefixBytes; ++i)
        prefix.length = prefix.length << 8 | static_cast<unsigned char>(bytes[i]);
    return prefix;
}

void writePrefix(std::uint32_t length, char* out)
{
    *out++ = 0;
    for (int shift = 24; shift >= 0; shift -= 8)
        *out++ = static_cast<char>(length >> shift & 0xff);
}

std::optional<std::chrono::milliseconds> readTimeout(std::string_view header)
{
    constexpr std::size_t maxDigits = 8;
    if (header.size() < 2 || header.size() > maxDigits + 1)
        return std::nullopt;
    const char unit = header.back();
    header.remove_suffix(1);
    std::int64_t amount = 0;
    for (const char c : header) {
        if (c < '0' || c > '9')
            return std::nullopt;
        amount = amount * 10 + (c - '0');
    }
    using namespace std::chrono;
    switch (unit) {
    case 'H':
        return hours(amount);
    case 'M':
        return minutes(amount);
    case 'S':
        return seconds(amount);
    case 'm':
        return milliseconds(amount);
    case 'u':
        return ceil<milliseconds>(microseconds(amount));
    case 'n':
        return ceil<milliseconds>(nanoseconds(amount));
    default:
        return std::nullopt;
    }
}

bool isGrpcContentType(std::string_view header)
{
    constexpr std::string_view type = "application/grpc";
    if (!header.starts_with(type))
        return false;
    header.remove_prefix(type.size());
    constexpr std::string_view proto = "+proto";
    if (header.starts_with(proto))
        header.remove_prefix(proto.size());
    return header.empty() || header.front() == ';';
}

std::string encodeMessage(std::string_view sentence)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : sentence) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '%') {
            encoded += c;
        } else {
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 0xf];
        }
    }
    return encoded;
}

} // namespace meshsso::grpcapi
