#include "serverconfig/TrustedProxies.h"

#include "core/Text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <optional>

namespace meshsso::serverconfig {
namespace {

using Bytes = std::array<unsigned char, 16>;

constexpr Bytes mappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr int mappedBits = 96;

struct Address
{
    Bytes bytes{};
    bool dottedQuad = false; ///< written as IPv4, so its prefix length counts from there
};

/// Every address in its 128-bit form: one comparison serves both families.
std::optional<Address> parseAddress(std::string_view text) noexcept
{
    char buffer[INET6_ADDRSTRLEN + 1];
    if (text.empty() || text.size() >= sizeof buffer)
        return std::nullopt;
    std::copy(text.begin(), text.end(), buffer);
    buffer[text.size()] = '\0';
    Address address;
    std::array<unsigned char, 4> v4{};
    if (::inet_pton(AF_INET, buffer, v4.data()) == 1) {
        address.bytes = mappedPrefix;
        std::copy(v4.begin(), v4.end(), address.bytes.begin() + mappedBits / 8);
        address.dottedQuad = true;
        return address;
    }
    if (::inet_pton(AF_INET6, buffer, address.bytes.data()) == 1)
        return address;
    return std::nullopt;
}

bool samePrefix(const Bytes& a, const Bytes& b, int bits) noexcept
{
    const auto whole = static_cast<std::size_t>(bits) / 8;
    if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
        return false;
    const int rest = bits % 8;
    if (rest == 0)
        return true;
    const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
    return (a[whole] & mask) == (b[whole] & mask);
}

bool hasHostBits(const Bytes& bytes, int bits) noexcept
{
    for (int bit = bits; bit < 128; ++bit) {
        if (bytes[static_cast<std::size_t>(bit) / 8] & (0x80 >> (bit % 8)))
            return true;
    }
    return false;
}

} // namespace

Result<TrustedProxies::Block> TrustedProxies::parseBlock(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = parseAddress(text.substr(0, slash));
    const std::string shown(text.substr(0, 64));
    if (!address)
        return fail(ErrorCode::InvalidArgument,
                    "\"" + shown + "\" is not an address block; write it as 10.0.0.0/8 or fd00::/8", shown);
    const int width = address->dottedQuad ? 32 : 128;
    int length = width;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
        if (error != std::errc{} || end != digits.data() + digits.size() || length < 0 || length > width)
            return fail(ErrorCode::InvalidArgument,
                        "the prefix length of \"" + shown + "\" is not a number from 0 to " +
                            std::to_string(width),
                        shown);
    }
    Block block{address->bytes, address->dottedQuad ? mappedBits + length : length};
    if (hasHostBits(block.address, block.bits))
        return fail(ErrorCode::InvalidArgument,
                    "\"" + shown + "\" has bits set after its prefix; name the block's first address", shown);
    return block;
}

Result<TrustedProxies> TrustedProxies::parse(std::span<const std::string> blocks)
{
    TrustedProxies proxies;
    for (const auto& text : blocks) {
        auto block = parseBlock(text);
        if (!block)
            return fail(std::move(block).error());
        proxies.m_blocks.push_back(*block);
    }
    return proxies;
}

bool TrustedProxies::contains(std::string_view address) const noexcept
{
    if (m_blocks.empty())
        return false;
    const auto parsed = parseAddress(address);
    if (!parsed)
        return false;
    // ::/0 means the IPv6 internet; it must not take IPv4 along through the mapped range.
    const bool isV4 = samePrefix(parsed->bytes, mappedPrefix, mappedBits);
    return std::any_of(m_blocks.begin(), m_blocks.end(), [&](const Block& block) {
        return (!isV4 || block.bits >= mappedBits) && samePrefix(parsed->bytes, block.address, block.bits);
    });
}

bool TrustedProxies::containsEverything() const noexcept
{
    return std::any_of(m_blocks.begin(), m_blocks.end(), [](const Block& block) {
        return block.bits == 0 ||
               (block.bits == mappedBits && samePrefix(block.address, mappedPrefix, mappedBits));
    });
}

} // namespace meshsso::serverconfig
