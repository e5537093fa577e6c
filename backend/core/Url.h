#pragma once

#include "core/Result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meshsso {

/// An absolute http or https URL, split strictly (RFC 3986): no user-info, no back-slash, no control or blank
/// character, no non-ASCII byte (a host must already be in its xn-- form), a port from 1 to 65535.
struct Url
{
    std::string scheme;     ///< "http" or "https"
    std::string host;       ///< lower case; an IPv6 address without brackets
    std::uint16_t port = 0; ///< always set: the scheme's default when the text names none
    std::string path;       ///< starts with '/'; as written, not decoded
    std::string query;      ///< without '?'
    std::string fragment;   ///< without '#'
    bool hasQuery = false;

    /// Splits the text. Errors: ParseError, naming what is wrong and never echoing user-info.
    static Result<Url> parse(std::string_view text);

    bool isHttps() const { return scheme == "https"; }
    bool isDefaultPort() const { return port == (isHttps() ? 443 : 80); }

    /// "host", "host:port" or "[v6]:port": the Host header, default ports left out.
    std::string authority() const;
    /// "scheme://authority".
    std::string origin() const;
    /// Path and query, as an HTTP request line has them.
    std::string target() const;
    std::string toString() const;
};

/// True for a DNS name by RFC 1123 (letters, digits, hyphens, dots; at most 253 characters), without a
/// wildcard.
bool isDnsName(std::string_view text) noexcept;
/// True for a dotted IPv4 or a colon IPv6 address.
bool isIpAddress(std::string_view text) noexcept;
/// True for a loopback host: localhost, 127.0.0.0/8 or ::1.
bool isLoopbackHost(std::string_view host) noexcept;

} // namespace meshsso
