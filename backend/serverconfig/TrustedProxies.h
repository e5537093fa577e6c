#pragma once

#include "core/Result.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::serverconfig {

/// The addresses whose X-Forwarded-* headers are believed, as CIDR blocks (RFC 4632, RFC 4291 section 2.3).
/// An IPv4-mapped IPv6 address (::ffff:a.b.c.d) is the IPv4 address it stands for, in blocks and in
/// questions, because a dual-stack socket reports IPv4 peers in that form. Immutable; thread-safe.
class TrustedProxies
{
public:
    TrustedProxies() = default; ///< trusts nobody

    /// Parses "10.0.0.0/8", "fd00::/8" or a single address. Errors: InvalidArgument naming the entry: not an
    /// address, a prefix length out of range, or bits set after the prefix (10.1.2.3/8 is a misprint of
    /// something).
    static Result<TrustedProxies> parse(std::span<const std::string> blocks);

    /// True if the address (without port or brackets) lies in one of the blocks; false for what is no
    /// address.
    bool contains(std::string_view address) const noexcept;
    /// True if some block is a whole address family: then X-Forwarded-* is believed from anyone.
    bool containsEverything() const noexcept;
    bool empty() const noexcept { return m_blocks.empty(); }

private:
    struct Block
    {
        std::array<unsigned char, 16> address{};
        int bits = 0; ///< of the 128-bit form
    };

    static Result<Block> parseBlock(std::string_view text);

    std::vector<Block> m_blocks;
};

} // namespace meshsso::serverconfig
