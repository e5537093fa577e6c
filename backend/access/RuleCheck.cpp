#include "access/RuleCheck.h"

#include "access/AccessEvaluator.h"
#include "core/Encoding.h"
#include "core/Text.h"
#include "core/Url.h"

#include <algorithm>

namespace meshsso::access {
namespace {

constexpr int maxDepth = 16;

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

Result<void> checkPath(const PathPattern& path)
{
    const auto& value = path.value;
    if (!value.starts_with('/'))
        return refused("the path '" + value + "' does not start with '/'");
    if (value.find('*') != std::string::npos)
        return refused("in the path '" + value + "' a '*' may only be the last segment");
    if (value.find_first_of("?#%;") != std::string::npos)
        return refused("the path '" + value + "' holds one of ? # % ;, which rules do not compare");
    const auto normal = normalisePath(value == "/" ? value : encodedForm(value));
    if (!normal)
        return refused("the path '" + value + "' can match no request: " + normal.error().message);
    if (*normal != value)
        return refused("the path '" + value + "' is not in normal form; write '" + *normal + "'");
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
        return refused("a requirement names no role, group or claim");
    if (requirement.kind == Kind::ClientRole && requirement.client.empty())
        return refused("a client role names no client");
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
