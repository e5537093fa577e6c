#include "mesh/RuleOperations.h"

#include "mesh/RouteTable.h"

#include <algorithm>

namespace meshsso::mesh {
namespace {

using access::AccessRule;
using access::PathPattern;

constexpr std::size_t maximumOperations = 16;

/// A rule's match as policies write it; an empty list matches everything.
struct Match
{
    std::vector<std::string> hosts;
    std::vector<std::string> paths;
    std::vector<std::string> methods;
    bool never = false;      ///< matches nothing of the scope
    bool unwritable = false; ///< a path that policies would read as a pattern
};

bool under(const std::string& path, const std::string& prefix)
{
    return prefix == "/" || path == prefix || (path.starts_with(prefix) && path[prefix.size()] == '/');
}

/// Hosts with any port, since a browser names the port when it is not the scheme's.
void addHost(std::vector<std::string>& hosts, const std::string& host, int httpsPort)
{
    hosts.push_back(host);
    if (!host.starts_with('*'))
        hosts.push_back(host + ":*");
    else if (httpsPort != 443)
        hosts.push_back(host + ":" + std::to_string(httpsPort));
}

bool coversHosts(const AccessRule& rule, const TrafficScope& scope)
{
    if (rule.hosts.empty() || std::find(rule.hosts.begin(), rule.hosts.end(), "*") != rule.hosts.end())
        return true;
    return !scope.hosts.empty() && std::all_of(scope.hosts.begin(), scope.hosts.end(), [&](const auto& host) {
        return std::any_of(rule.hosts.begin(), rule.hosts.end(),
                           [&](const auto& pattern) { return hostMatches(pattern, host); });
    });
}

bool mayMeetHosts(const AccessRule& rule, const TrafficScope& scope)
{
    return scope.hosts.empty() || std::any_of(scope.hosts.begin(), scope.hosts.end(), [&](const auto& host) {
               return std::any_of(rule.hosts.begin(), rule.hosts.end(), [&](const auto& pattern) {
                   return hostMatches(pattern, host) || hostMatches(host, pattern);
               });
           });
}

/// A path as policies write it, in parts: "/a/{*}" or "/a/*".
struct PathParts
{
    std::vector<std::string_view> segments; ///< "{*}": any one
    bool takesBelow = false;                ///< at least one more segment follows
};

PathParts partsOf(std::string_view path)
{
    PathParts parts;
    path.remove_prefix(1);
    while (!path.empty()) {
        const auto segment = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(path.size(), segment.size() + 1));
        if (path.empty() && (segment == "*" || segment == "{**}"))
            parts.takesBelow = true;
        else
            parts.segments.push_back(segment);
    }
    return parts;
}

bool isTemplate(std::string_view path)
{
    return path.find('{') != std::string_view::npos;
}

bool segmentsAgree(const PathParts& a, const PathParts& b, bool bothWays)
{
    const auto count = std::min(a.segments.size(), b.segments.size());
    for (std::size_t i = 0; i < count; ++i) {
        const bool same = a.segments[i] == b.segments[i] || a.segments[i] == "{*}";
        if (!same && !(bothWays && b.segments[i] == "{*}"))
            return false;
    }
    return true;
}

/// True if the outer path takes whatever the inner one does.
bool covers(const PathParts& outer, const PathParts& inner)
{
    const bool fits = outer.takesBelow
                          ? inner.segments.size() + (inner.takesBelow ? 1 : 0) > outer.segments.size()
                          : !inner.takesBelow && inner.segments.size() == outer.segments.size();
    return fits && segmentsAgree(outer, inner, false);
}

/// True if some path is taken by both.
bool mayMeet(const PathParts& a, const PathParts& b)
{
    const bool fits = a.segments.size() < b.segments.size()   ? a.takesBelow
                      : a.segments.size() > b.segments.size() ? b.takesBelow
                                                              : a.takesBelow == b.takesBelow;
    return fits && segmentsAgree(a, b, true);
}

/// The paths of a template under the scope's prefix, added. Returns true if it takes the whole scope.
bool addTemplate(std::string_view value, const TrafficScope& scope, std::vector<std::string>& paths)
{
    constexpr std::string_view rest = "/{**}";
    const bool takesBelow = value.ends_with(rest);
    const std::string base(takesBelow ? value.substr(0, value.size() - rest.size()) : value);
    const auto own = partsOf(base.empty() ? "/" : base);
    const auto prefix = partsOf(scope.pathPrefix);
    if (takesBelow && own.segments.size() <= prefix.segments.size() && segmentsAgree(own, prefix, false))
        return true;
    if (!segmentsAgree(own, prefix, true) || (!takesBelow && own.segments.size() < prefix.segments.size()))
        return false;
    paths.push_back(base);
    if (takesBelow)
        paths.push_back(base + (isTemplate(base) ? "/{**}" : "/*"));
    return false;
}

Match matchOf(const AccessRule& rule, const TrafficScope& scope)
{
    Match match;
    if (!coversHosts(rule, scope)) {
        match.never = !mayMeetHosts(rule, scope);
        for (const auto& host : rule.hosts)
            addHost(match.hosts, host, scope.httpsPort);
    }
    bool everyPath = rule.paths.empty();
    for (const auto& pattern : rule.paths) {
        if (pattern.kind == PathPattern::Kind::Template) {
            everyPath = addTemplate(pattern.value, scope, match.paths) || everyPath;
            continue;
        }
        const bool prefix = pattern.kind == PathPattern::Kind::Prefix;
        if (prefix && under(scope.pathPrefix, pattern.value))
            everyPath = true;
        const bool meets = under(pattern.value, scope.pathPrefix) || everyPath;
        if (!meets)
            continue;
        if (pattern.value.find_first_of("*{}") != std::string::npos)
            match.unwritable = true;
        match.paths.push_back(pattern.value);
        if (prefix)
            match.paths.push_back(pattern.value == "/" ? "/*" : pattern.value + "/*");
    }
    if (everyPath) {
        match.paths.clear();
        match.unwritable = false;
    } else if (match.paths.empty()) {
        match.never = true;
    }
    match.methods = rule.methods;
    return match;
}

/// True if every entry of inner is matched by one of outer ("/a/*" takes "/a/b/*").
bool contains(const std::vector<std::string>& outer, const std::vector<std::string>& inner)
{
    return !inner.empty() && std::all_of(inner.begin(), inner.end(), [&](const std::string& entry) {
        return std::any_of(outer.begin(), outer.end(), [&](const std::string& pattern) {
            if (pattern == entry)
                return true;
            if (isTemplate(pattern) || isTemplate(entry))
                return covers(partsOf(pattern), partsOf(entry));
            return pattern.ends_with('*') &&
                   entry.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
        });
    });
}

bool overlaps(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    if (a.empty() || b.empty())
        return true;
    return std::any_of(a.begin(), a.end(), [&](const auto& entry) {
        return std::any_of(b.begin(), b.end(), [&](const auto& other) {
            const std::vector<std::string> left{entry};
            const std::vector<std::string> right{other};
            if (isTemplate(entry) || isTemplate(other))
                return mayMeet(partsOf(entry), partsOf(other));
            const bool wildcardHost = entry.starts_with("*.") || other.starts_with("*.");
            return wildcardHost || contains(left, right) || contains(right, left);
        });
    });
}

/// The operation without what the earlier match takes: one operation for each of its conditions that can
/// fail.
std::vector<Operation> without(const Operation& operation, const Match& earlier)
{
    const bool apart = !overlaps(operation.hosts, earlier.hosts) ||
                       !overlaps(operation.paths, earlier.paths) ||
                       !overlaps(operation.methods, earlier.methods);
    if (apart)
        return {operation};
    std::vector<Operation> rest;
    const auto exclude = [&](const std::vector<std::string>& taken, std::vector<std::string> Operation::*have,
                             std::vector<std::string> Operation::*excluded) {
        if (taken.empty() || contains(taken, operation.*have))
            return;
        Operation narrowed = operation;
        auto& list = narrowed.*excluded;
        for (const auto& entry : taken) {
            if (std::find(list.begin(), list.end(), entry) == list.end())
                list.push_back(entry);
        }
        rest.push_back(std::move(narrowed));
    };
    exclude(earlier.hosts, &Operation::hosts, &Operation::notHosts);
    exclude(earlier.paths, &Operation::paths, &Operation::notPaths);
    exclude(earlier.methods, &Operation::methods, &Operation::notMethods);
    return rest;
}

std::optional<std::vector<Operation>> withoutEarlier(std::vector<Operation> operations,
                                                     const std::vector<AccessRule>& rules, std::size_t count,
                                                     const TrafficScope& scope)
{
    for (std::size_t i = 0; i < count; ++i) {
        const auto earlier = matchOf(rules[i], scope);
        if (earlier.never)
            continue;
        if (earlier.unwritable)
            return std::nullopt;
        std::vector<Operation> rest;
        for (const auto& operation : operations) {
            for (auto& narrowed : without(operation, earlier)) {
                if (std::find(rest.begin(), rest.end(), narrowed) == rest.end())
                    rest.push_back(std::move(narrowed));
            }
        }
        operations = std::move(rest);
        if (operations.size() > maximumOperations)
            return std::nullopt;
    }
    return operations;
}

} // namespace

std::vector<AccessRule> withOpenPreflights(const std::vector<AccessRule>& rules)
{
    std::vector<AccessRule> out;
    for (const auto& rule : rules) {
        if (rule.corsPreflight && rule.mode != access::AccessMode::Public) {
            auto open = rule;
            open.methods = {"OPTIONS"};
            open.mode = access::AccessMode::Public;
            open.requirement = {};
            out.push_back(std::move(open));
        }
        out.push_back(rule);
    }
    return out;
}

std::optional<std::vector<Operation>> decidedBy(const std::vector<AccessRule>& rules, std::size_t index,
                                                const TrafficScope& scope)
{
    auto match = matchOf(rules[index], scope);
    if (match.never)
        return std::vector<Operation>{};
    if (match.unwritable)
        return std::nullopt;
    Operation operation;
    operation.hosts = std::move(match.hosts);
    operation.paths = std::move(match.paths);
    operation.methods = std::move(match.methods);
    return withoutEarlier({std::move(operation)}, rules, index, scope);
}

std::optional<std::vector<Operation>> decidedByNone(const std::vector<AccessRule>& rules,
                                                    const TrafficScope& scope)
{
    return withoutEarlier({Operation{}}, rules, rules.size(), scope);
}

} // namespace meshsso::mesh
