#include "access/RuleCheck.h"

#include "access/AccessEvaluator.h"
#include "access/PathReading.h"
#include "core/Encoding.h"
#include "core/Text.h"
#include "core/Url.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace meshsso::access {
namespace {

constexpr int maxDepth = 16;
constexpr std::ptrdiff_t maxSegments = 64;

tl::unexpected<Error> refused(std::string why)
{
    return fail(ErrorCode::InvalidArgument, std::move(why));
}

Result<void> checkHost(const std::string& host)
{
    const bool wildcard = host.starts_with("*.");
    const auto name = std::string_view(host).substr(wildcard ? 2 : 0);
    const bool isName = isDnsName(name) || (!wildcard && isIpAddress(name));
    if (host != "*" && (!isName || name.ends_with('.')))
        return refused("'" + host +
                       "' is not a host; write app.example.com, *.example.com or *, without a port");
    if (toLowerAscii(host) != host)
        return refused("the host '" + host + "' must be in lower case");
    return {};
}

/// The percent-encoded form in which normalisePath gives back the value itself.
std::string encodedForm(const std::string& value)
{
    std::string out;
    for (const auto segment : split(value, '/'))
        out.append(out.empty() && segment.empty() ? "" : "/").append(percentEncode(segment));
    return out;
}

/// The template with a plain segment for each of its words; nothing if a word stands where it cannot.
std::optional<std::string> withoutWords(const std::string& value)
{
    std::string out;
    bool hasWords = false;
    const auto segments = split(std::string_view(value).substr(1), '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool isRest = segments[i] == "{**}";
        if (isRest && i + 1 < segments.size())
            return std::nullopt;
        const bool isWord = isRest || segments[i] == "{*}";
        hasWords = hasWords || isWord;
        out.append("/").append(isWord ? "x" : std::string_view(segments[i]));
    }
    const bool isFine = hasWords && out.find_first_of("{}") == std::string::npos;
    return isFine ? std::optional(std::move(out)) : std::nullopt;
}

Result<void> checkPath(const PathPattern& path)
{
    auto value = path.value;
    if (!value.starts_with('/'))
        return refused("the path '" + value + "' does not start with '/'");
    if (path.kind == PathPattern::Kind::Template) {
        auto plain = withoutWords(value);
        if (!plain)
            return refused("in the template '" + value +
                           "' only whole segments can be {*}, and the last {**}: /users/{*}/orders");
        value = std::move(*plain);
    }
    if (value.find_first_of("{}") != std::string::npos)
        return refused("the path '" + value + "' holds braces; as a template it has {*} for one segment");
    if (value.find('*') != std::string::npos)
        return refused("in the path '" + value + "' a '*' may only be the last segment");
    if (value.find_first_of("?#%;") != std::string::npos)
        return refused("the path '" + value + "' holds one of ? # % ;, which rules do not compare");
    if (std::count(value.begin(), value.end(), '/') > maxSegments)
        return refused("the path '" + value.substr(0, 40) + "...' has more than 64 segments");
    const auto normal = normalisePath(value == "/" ? value : encodedForm(value));
    if (!normal)
        return refused("the path '" + value + "' can match no request: " + normal.error().message);
    if (*normal != value)
        return refused("the path '" + value + "' is not in normal form; write '" + *normal + "'");
    if (const auto folded = foldedReading(value); !folded || *folded)
        return refused("the path '" + value +
                       "' holds fullwidth or similar characters, which servers read in two ways");
    return {};
}

Result<void> checkMethod(const std::string& method)
{
    const bool valid = !method.empty() && std::all_of(method.begin(), method.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
    if (!valid)
        return refused("'" + method + "' is not a method in upper case, such as GET");
    return {};
}

/// One scope-token of RFC 6749 section 3.3.
bool isScope(std::string_view name)
{
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

Result<void> checkRequirement(const Requirement& requirement, int depth)
{
    using Kind = Requirement::Kind;
    if (depth > maxDepth)
        return refused("the requirement is nested deeper than 16 levels");
    const bool isGroup = requirement.kind == Kind::AnyOf || requirement.kind == Kind::AllOf;
    if (isGroup && requirement.parts.empty())
        return refused(requirement.kind == Kind::AnyOf ? "anyOf is empty, so nobody could meet it"
                                                       : "allOf is empty, so everybody would meet it");
    if (!isGroup && !requirement.parts.empty())
        return refused("only anyOf and allOf have parts");
    if (!isGroup && requirement.name.empty())
        return refused("a requirement names no role, group, scope or claim");
    if (requirement.kind == Kind::ClientRole && requirement.client.empty())
        return refused("a client role names no client");
    if (requirement.kind == Requirement::Kind::Scope && !isScope(requirement.name))
        return refused("the scope '" + requirement.name + "' is not one name without spaces and quotes");
    for (const auto& part : requirement.parts) {
        if (auto checked = checkRequirement(part, depth + 1); !checked)
            return checked;
    }
    return {};
}

template<class T>
Result<void> checkAll(const std::vector<T>& items, Result<void> (*check)(const T&))
{
    for (const auto& item : items) {
        if (auto checked = check(item); !checked)
            return checked;
    }
    return {};
}

} // namespace

Result<void> checkRule(const AccessRule& rule)
{
    if (auto hosts = checkAll(rule.hosts, checkHost); !hosts)
        return hosts;
    if (auto paths = checkAll(rule.paths, checkPath); !paths)
        return paths;
    if (auto methods = checkAll(rule.methods, checkMethod); !methods)
        return methods;
    if (rule.mode == AccessMode::Require)
        return checkRequirement(rule.requirement, 1);
    return {};
}

} // namespace meshsso::access
