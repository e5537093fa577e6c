#include "access/PathReading.h"

#include "access/AccessEvaluator.h"
#include "core/Encoding.h"
#include "core/Text.h"
#include "core/Url.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

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

constexpr std::size_t maxPath = std::size_t{64} * 1024;

/// Characters that mean the same to every reader of a path.
constexpr auto plainCharacters = makePlainTable();

std::string_view withoutQuery(std::string_view rawPath) noexcept
{
    return rawPath.substr(0, rawPath.find('?'));
}

/// True for "." and "..", with or without something that a lenient reader would drop behind them.
bool isDotLike(std::string_view segment) noexcept
{
    auto core = segment.substr(0, segment.find_first_of(";?#"));
    while (core.ends_with(' '))
        core.remove_suffix(1);
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

/// The ASCII text that a compatibility character (three bytes in UTF-8) stands for; empty: none.
std::string_view asciiForm(std::uint32_t codePoint, char& buffer) noexcept
{
    if (codePoint >= 0xff01 && codePoint <= 0xff5e) {
        buffer = static_cast<char>(codePoint - 0xfee0);
        return {&buffer, 1};
    }
    switch (codePoint) {
    case 0x2024: // one dot leader
    case 0xfe52: // small full stop
    case 0xff61: // halfwidth ideographic full stop
        return ".";
    case 0x2025: // two dot leader
    case 0xfe30:
        return "..";
    case 0x2026: // ellipsis
    case 0xfe19:
        return "...";
    case 0x2044: // fraction slash
    case 0x2215: // division slash
    case 0x29f8: // big solidus
        return "/";
    case 0x2216: // set minus
    case 0x29f5: // reverse solidus operator
    case 0x29f9: // big reverse solidus
    case 0xfe68: // small reverse solidus
        return "\\";
    case 0xfe54:
        return ";";
    case 0xfe56:
        return "?";
    case 0xfe5f:
        return "#";
    case 0xfe6a:
        return "%";
    default:
        return {};
    }
}

/// What Windows drops at the end of a name.
bool isLoose(char c) noexcept
{
    return c == '.' || c == ' ';
}

/// The text with compatibility characters as what they stand for; true if there were any.
bool fold(std::string_view text, std::string& folded)
{
    bool isFolded = false;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) {
            return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at]));
        };
        const bool isThree = (byte(i) & 0xf0U) == 0xe0 && i + 2 < text.size();
        char buffer = 0;
        const auto ascii =
            isThree
                ? asciiForm(((byte(i) & 0x0fU) << 12) | ((byte(i + 1) & 0x3fU) << 6) | (byte(i + 2) & 0x3fU),
                            buffer)
                : std::string_view();
        isFolded = isFolded || !ascii.empty();
        const auto taken = text.substr(i, isThree ? 3 : 1);
        folded.append(ascii.empty() ? taken : ascii);
        i += taken.size();
    }
    return isFolded;
}

/// True for a segment that some reader drops, or takes for the path's end: before a ".." it would be another
/// one that goes.
bool isVague(std::string_view segment) noexcept
{
    if (segment.find_first_of("?#") != std::string_view::npos)
        return true;
    const auto core = segment.substr(0, segment.find(';'));
    return std::all_of(core.begin(), core.end(), isLoose);
}

/// Drops dot segments and empty segments of a path that begins with '/'.
Result<std::string> resolve(std::string_view path)
{
    auto rest = path;
    std::string out;
    out.reserve(rest.size());
    bool hasVague = false;
    bool hasEmpty = false;
    bool hasParent = false;
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
            return refused("the path has parameters or spaces on a dot segment");
        } else {
            hasVague = hasVague || isVague(segment);
            out.append("/").append(segment);
        }
    }
    if (hasParent) {
        std::string folded;
        if (hasVague || fold(path, folded))
            return refused("the path mixes '..' with what some servers read otherwise");
    }
    // "/a//../b" is "/a/b" to RFC 3986, and "/b" to a server that merges slashes first.
    if (hasEmpty && hasParent)
        return refused("the path mixes empty segments and '..'");
    if (out.empty())
        out = "/";
    return out;
}

bool hasLooseEnd(std::string_view path) noexcept
{
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (isLoose(path[i]) && (i + 1 == path.size() || path[i + 1] == '/'))
            return true;
    }
    return false;
}

std::string readAs(std::string_view path, bool cuts, bool dropsParameters, bool dropsLooseEnds)
{
    auto rest = cuts ? path.substr(0, path.find_first_of("?#")) : path;
    std::string out;
    while (!rest.empty()) {
        rest.remove_prefix(1); // its '/'
        const auto segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(segment.size());
        auto core = dropsParameters ? segment.substr(0, segment.find(';')) : segment;
        while (dropsLooseEnds && !core.empty() && isLoose(core.back()))
            core.remove_suffix(1);
        if (!core.empty())
            out.append("/").append(core);
    }
    return out.empty() ? "/" : out;
}

bool isHexDigit(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool holdsEscape(std::string_view text) noexcept
{
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
        if (at + 2 < text.size() && isHexDigit(text[at + 1]) && isHexDigit(text[at + 2]))
            return true;
    }
    return false;
}

} // namespace

Result<std::string> normalisePath(std::string_view rawPath)
{
    if (rawPath.size() > maxPath)
        return refused("the path is longer than 64 KiB");
    const auto decoded = decode(withoutQuery(rawPath));
    if (!decoded)
        return fail(decoded.error());
    return resolve(*decoded);
}

std::optional<std::string_view> alreadyNormalPath(std::string_view rawPath) noexcept
{
    auto path = withoutQuery(rawPath);
    if (!path.starts_with('/') || rawPath.size() > maxPath)
        return std::nullopt;
    bool atSegmentStart = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (!plainCharacters[static_cast<unsigned char>(c)])
            return std::nullopt;
        // An empty segment, or one that begins with a dot and might be a dot segment.
        if (atSegmentStart && (c == '/' || (c == '.' && isDotLike(path.substr(i, path.find('/', i) - i)))))
            return std::nullopt;
        // Windows drops the dots at a segment's end.
        if (c == '.' && (i + 1 == path.size() || path[i + 1] == '/'))
            return std::nullopt;
        atSegmentStart = c == '/';
    }
    if (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

std::vector<std::string> lenientReadings(std::string_view normalisedPath)
{
    std::vector<std::string> readings;
    if (normalisedPath.find_first_of(";?#") == std::string_view::npos && !hasLooseEnd(normalisedPath))
        return readings;
    for (const bool cuts : {false, true}) {
        for (const bool dropsParameters : {false, true}) {
            for (const bool dropsLooseEnds : {false, true}) {
                auto reading = readAs(normalisedPath, cuts, dropsParameters, dropsLooseEnds);
                const bool isNew = reading != normalisedPath &&
                                   std::find(readings.begin(), readings.end(), reading) == readings.end();
                if (isNew)
                    readings.push_back(std::move(reading));
            }
        }
    }
    return readings;
}

Result<std::optional<std::string>> foldedReading(std::string_view normalisedPath)
{
    std::string folded;
    if (!fold(normalisedPath, folded))
        return std::optional<std::string>();
    if (folded.find('\\') != std::string::npos)
        return refused("the path holds a character that looks like a back-slash");
    if (holdsEscape(folded))
        return refused("the path is encoded twice, with a character that looks like '%'");
    auto resolved = resolve(folded);
    if (!resolved)
        return fail(std::move(resolved).error());
    return std::optional(std::move(*resolved));
}

Result<std::vector<std::string>> otherReadings(std::string_view rawPath, std::string_view normalisedPath)
{
    std::vector<std::string> readings;
    const auto addLenient = [&](std::string_view of) {
        auto lenient = lenientReadings(of);
        std::move(lenient.begin(), lenient.end(), std::back_inserter(readings));
    };
    const auto path = withoutQuery(rawPath);
    if (path.starts_with("//")) {
        const auto end = path.find('/', 2);
        // Three slashes: no host, and the same path.
        if (end != 2) {
            const auto rest = end == std::string_view::npos ? "/" : path.substr(end);
            auto normal = normalisePath(rest);
            if (!normal)
                return fail(std::move(normal).error());
            auto others = otherReadings({}, *normal);
            if (!others)
                return others;
            readings = std::move(*others);
            readings.push_back(std::move(*normal));
        }
    }
    addLenient(normalisedPath);
    auto folded = foldedReading(normalisedPath);
    if (!folded)
        return fail(std::move(folded).error());
    if (*folded) {
        addLenient(**folded);
        readings.push_back(std::move(**folded));
    }
    return readings;
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
    if (host.empty() || host.size() > maxHost)
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
