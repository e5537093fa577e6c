#include "engine/ReturnUrl.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "core/Url.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

/// Printable ASCII without blanks and without what browsers rewrite to '/' or what would end an attribute.
bool isPlain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>' && c != '`' &&
               c != '^';
    });
}

/// Decoded until nothing changes (three rounds are more than any proxy chain decodes), a path must still be
/// one.
bool isSafePath(std::string_view path)
{
    std::string current(path);
    for (int round = 0; round < 4; ++round) {
        if (!current.starts_with('/') || current.starts_with("//") ||
            current.find('\\') != std::string::npos || hasControlCharacters(current))
            return false;
        for (const auto segment : split(std::string_view(current).substr(1), '/')) {
            const auto name = segment.substr(0, segment.find(';'));
            if (name == ".." || name == ".")
                return false;
        }
        const auto slashes = std::count(current.begin(), current.end(), '/');
        auto decoded = percentDecode(current);
        if (!decoded)
            return false;
        if (std::count(decoded->begin(), decoded->end(), '/') != slashes)
            return false;
        if (*decoded == current)
            return isValidUtf8(current);
        current = std::move(*decoded);
    }
    return false;
}

} // namespace

std::optional<std::string>
checkReturnUrl(std::string_view text, std::string_view publicScheme,
               const std::function<bool(std::string_view authority)>& isAllowedAuthority)
{
    if (text.empty() || text.size() > maxReturnUrlBytes || !isPlain(text))
        return std::nullopt;
    std::string_view rest = text;
    if (!text.starts_with('/')) {
        const auto scheme = std::string(publicScheme) + "://";
        if (!text.starts_with(scheme))
            return std::nullopt;
        rest.remove_prefix(scheme.size());
        const auto end = std::min(rest.find_first_of("/?#"), rest.size());
        const auto authority = rest.substr(0, end);
        // Url::parse refuses user-info, percent signs and odd hosts; a trailing dot is another host to a
        // cookie.
        const auto parsed = Url::parse(scheme + std::string(authority));
        if (!parsed || parsed->host.ends_with('.') || !isAllowedAuthority(authority))
            return std::nullopt;
        rest.remove_prefix(end);
        if (!rest.starts_with('/')) {
            if (rest.empty())
                return std::string(text);
            return std::nullopt;
        }
    }
    const auto path = rest.substr(0, rest.find_first_of("?#"));
    if (!isSafePath(path))
        return std::nullopt;
    return std::string(text);
}

} // namespace meshsso::engine
