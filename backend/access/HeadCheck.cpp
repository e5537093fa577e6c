#include "access/HeadCheck.h"

#include <algorithm>

namespace meshsso::access {
namespace {

bool names(const std::vector<std::string>& methods, std::string_view method)
{
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

int strictness(AccessMode mode)
{
    switch (mode) {
    case AccessMode::Public:
        return 0;
    case AccessMode::Authenticated:
        return 1;
    case AccessMode::Require:
        return 2;
    }
    return 2;
}

/// A path that the pattern takes.
std::string pathFor(const PathPattern& pattern)
{
    std::string path = pattern.value;
    if (pattern.kind != PathPattern::Kind::Template)
        return path;
    for (const std::string_view word : {"{**}", "{*}"}) {
        for (auto at = path.find(word); at != std::string::npos; at = path.find(word))
            path.replace(at, word.size(), "x");
    }
    return path;
}

std::string hostFor(const std::string& host)
{
    return host == "*" ? std::string("x") : host.starts_with("*.") ? "x" + host.substr(1) : host;
}

} // namespace

bool leavesHeadToWeakerRule(const AccessEvaluator& evaluator, const AccessRule& rule)
{
    if (!names(rule.methods, "GET") || names(rule.methods, "HEAD"))
        return false;
    const auto paths =
        rule.paths.empty() ? std::vector<PathPattern>{{PathPattern::Kind::Prefix, "/"}} : rule.paths;
    const auto hosts = rule.hosts.empty() ? std::vector<std::string>{"*"} : rule.hosts;
    for (const auto& host : hosts) {
        const auto asked = hostFor(host);
        for (const auto& pattern : paths) {
            const auto path = pathFor(pattern);
            const auto get = evaluator.match({asked, path, "GET"});
            const auto head = evaluator.match({asked, path, "HEAD"});
            const auto mode = head.rule ? head.rule->mode : AccessMode::Authenticated;
            if (get.rule == &rule && strictness(mode) < strictness(rule.mode))
                return true;
        }
    }
    return false;
}

} // namespace meshsso::access
