#include "access/PathReading.h"

#include "access/AccessEvaluator.h"
#include "core/Encoding.h"
#include "core/Text.h"
#include "core/Url.h"

#include <algorithm>
#include <array>

namespace meshsso::access {
namespace {

constexpr std::array<bool, 256> makePlainTable()
{
    std::array<bool, 256> plain{};
    for (unsigned c = 'a'; c <= 'z'; ++c)
        plain[c] = plain[c - 'a' + 'A'] = true;
    for (unsigned c = '0'; c <= '9'; ++c)
        plain[c] = true;
    for (const char c : std::string_view("/.-_~!$&'()*+,=:@"))
        plain[static_cast<unsigned char>(c)] = true;
    return plain;
}

/// Characters that mean the same to every reader of a path.
constexpr auto plainCharacters = makePlainTable();

std::string_view withoutQuery(std::string_view rawPath) noexcept
{
    return rawPath.substr(0, rawPath.find('?'));
}

/// True for "." and "..", with or without something that a lenient reader would drop behind them.
bool isDotLike(std::string_view segment) noexcept
{
    const auto core = segment.substr(0, segment.find_first_of(";?#"));
    return core == "." || core == "..";
}

tl::unexpected<Error> refused(const char* why)
{
    return fail(ErrorCode::InvalidArgument, why);
}

Result<std::string> decode(std::string_view raw)
{
    if (!raw.starts_with('/'))
        return refused("the path does not start with '/'");
    if (raw.find('#') != std::string_view::npos)
        return refused("the path holds a bare '#'");
    auto decoded = percentDecode(raw);
    if (!decoded)
        return refused("the path holds a '%' without two hexadecimal digits");
    if (std::count(decoded->begin(), decoded->end(), '/') != std::count(raw.begin(), raw.end(), '/'))
        return refused("the path holds an encoded slash");
    if (decoded->find('\\') != std::string::npos)
        return refused("the path holds a back-slash");
    if (decoded->find('%') != std::string::npos)
        return refused("the path is encoded twice");
    if (hasControlCharacters(*decoded))
        return refused("the path holds a control character");
    if (!isValidUtf8(*decoded))
        return refused("the path is not UTF-8");
    return std::move(*decoded);
}

} // namespace

Result<std::string> normalisePath(std::string_view rawPath)
{
    const auto decoded = decode(withoutQuery(rawPath));
    if (!decoded)
        return fail(decoded.error());
    std::string out;
    bool hasEmpty = false;
    bool hasParent = false;
    std::string_view rest(*decoded);
    while (!rest.empty()) {
        rest.remove_prefix(1); // its '/'
        const auto segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        if (segment.empty()) {
            hasEmpty = hasEmpty || !rest.empty();
        } else if (segment == "..") {
            hasParent = true;
            if (out.empty())
                return refused("the path climbs above its root");
            out.resize(out.rfind('/'));
        } else if (segment == ".") {
            continue;
        } else if (isDotLike(segment)) {
            return refused("the path has parameters on a dot segment");
        } else {
            out.append("/").append(segment);
        }
    }
    // "/a//../b" is "/a/b" to RFC 3986, and "/b" to a server that merges slashes first.
    if (hasEmpty && hasParent)
        return refused("the path mixes empty segments and '..'");
    if (out.empty())
        out = "/";
    return out;
}

std::optional<std::string_view> alreadyNormalPath(std::string_view rawPath) noexcept
{
    auto path = withoutQuery(rawPath);
    if (!path.starts_with('/'))
        return std::nullopt;
    bool atSegmentStart = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (!plainCharacters[static_cast<unsigned char>(c)])
            return std::nullopt;
        // An empty segment, or one that begins with a dot and might be a dot segment.
        if (atSegmentStart && (c == '/' || (c == '.' && isDotLike(path.substr(i, path.find('/', i) - i)))))
            return std::nullopt;
        atSegmentStart = c == '/';
    }
    if (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

std::optional<std::string> lenientReading(std::string_view normalisedPath)
{
    if (normalisedPath.find_first_of(";?#") == std::string_view::npos)
        return std::nullopt;
    auto rest = normalisedPath.substr(0, normalisedPath.find_first_of("?#"));
    std::string out;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        const auto core = segment.substr(0, segment.find(';'));
        if (!core.empty())
            out.append("/").append(core);
    }
    return out.empty() ? "/" : out;
}

std::optional<std::string_view> hostOf(std::string_view authority) noexcept
{
    auto host = authority;
    std::string_view port;
    if (host.starts_with('[')) {
        const auto close = host.find(']');
        if (close == std::string_view::npos)
            return std::nullopt;
        port = host.substr(close + 1);
        host = host.substr(1, close - 1);
        if (host.find(':') == std::string_view::npos || !isIpAddress(host))
            return std::nullopt;
    } else if (const auto colon = host.find(':'); colon != std::string_view::npos) {
        port = host.substr(colon);
        host = host.substr(0, colon);
    }
    const bool portIsFine = port.empty() || (port.front() == ':' && port.size() <= 6 &&
                                             std::all_of(port.begin() + 1, port.end(),
                                                         [](char c) { return c >= '0' && c <= '9'; }));
    if (!portIsFine)
        return std::nullopt;
    if (authority.starts_with('['))
        return host;
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (host.empty() || host.size() > 253)
        return std::nullopt;
    bool atLabelStart = true;
    for (const char c : host) {
        const bool isDot = c == '.';
        const bool isName = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '-' || c == '_';
        if ((isDot && atLabelStart) || (!isDot && !isName))
            return std::nullopt;
        atLabelStart = isDot;
    }
    return atLabelStart ? std::nullopt : std::optional(host);
}

} // namespace meshsso::access
