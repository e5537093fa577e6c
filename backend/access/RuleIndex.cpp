#include "access/RuleIndex.h"

#include <algorithm>

namespace meshsso::access {
namespace {

bool names(const std::vector<std::string>& methods, std::string_view method) noexcept
{
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

/// Takes the first segment off a path without its leading '/'.
std::string_view takeSegment(std::string_view& rest) noexcept
{
    const auto segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), segment.size() + 1));
    return segment;
}

} // namespace

RuleIndex::RuleIndex(const std::vector<AccessRule>& rules) : m_rules(&rules)
{
    newNode(); // 0 stands for no node
    m_everyHost = newNode();
    static const PathPattern everyPath{PathPattern::Kind::Prefix, "/"};
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
        const auto add = [&](std::uint32_t root) {
            if (rules[i].paths.empty())
                insert(root, everyPath, i);
            for (const auto& pattern : rules[i].paths)
                insert(root, pattern, i);
        };
        if (rules[i].hosts.empty())
            add(m_everyHost);
        for (const auto& host : rules[i].hosts)
            add(rootOf(host));
    }
}

std::uint32_t RuleIndex::newNode()
{
    m_nodes.emplace_back();
    return static_cast<std::uint32_t>(m_nodes.size() - 1);
}

std::uint32_t RuleIndex::rootOf(std::string_view host)
{
    if (host == "*")
        return m_everyHost;
    const bool isSuffix = host.starts_with("*.");
    auto& roots = isSuffix ? m_suffixes : m_hosts;
    auto& root = roots[isSuffix ? host.substr(1) : host];
    if (root == 0)
        root = newNode();
    return root;
}

void RuleIndex::insert(std::uint32_t root, const PathPattern& pattern, std::uint32_t rule)
{
    const bool isTemplate = pattern.kind == PathPattern::Kind::Template;
    bool takesBelow = pattern.kind == PathPattern::Kind::Prefix;
    auto node = root;
    std::string_view rest(pattern.value);
    rest.remove_prefix(1);
    m_nodes[node].first = std::min(m_nodes[node].first, rule);
    while (!rest.empty()) {
        const auto segment = takeSegment(rest);
        if (isTemplate && segment == "{**}") {
            takesBelow = true;
            break;
        }
        auto child = isTemplate && segment == "{*}" ? m_nodes[node].anySegment : 0;
        if (isTemplate && segment == "{*}") {
            if (child == 0) {
                child = newNode();
                m_nodes[node].anySegment = child;
            }
        } else {
            auto& edge = m_edges[{node, segment}];
            if (edge == 0)
                edge = newNode();
            child = edge;
        }
        node = child;
        m_nodes[node].first = std::min(m_nodes[node].first, rule);
    }
    append(takesBelow ? m_nodes[node].below : m_nodes[node].exact, rule);
}

/// Leaves out a rule of which earlier ones on the same hosts and path leave nothing, so that a list is never
/// longer than there are methods.
void RuleIndex::append(std::vector<std::uint32_t>& list, std::uint32_t rule) const
{
    const auto& rules = *m_rules;
    const auto& added = rules[rule];
    const auto taken = [&](auto takes) {
        return std::any_of(list.begin(), list.end(), [&](std::uint32_t i) { return takes(rules[i]); });
    };
    if (taken([](const AccessRule& earlier) { return earlier.methods.empty(); }))
        return;
    const auto takenMethod = [&](std::string_view method) {
        return taken([&](const AccessRule& earlier) { return names(earlier.methods, method); });
    };
    const bool preflightsTaken = !added.corsPreflight || takenMethod("OPTIONS") ||
                                 taken([](const AccessRule& earlier) { return earlier.corsPreflight; });
    if (!added.methods.empty() && preflightsTaken &&
        std::all_of(added.methods.begin(), added.methods.end(), takenMethod))
        return;
    list.push_back(rule);
}

std::uint32_t RuleIndex::find(const Query& query) const noexcept
{
    auto best = none;
    if (!m_rules || query.path.empty())
        return best;
    const auto rest = query.path.substr(1);
    visit(m_everyHost, rest, query, best);
    if (const auto root = m_hosts.find(query.host); root != m_hosts.end())
        visit(root->second, rest, query, best);
    if (m_suffixes.empty())
        return best;
    // From the second character: a suffix stands behind a name.
    for (auto dot = query.host.find('.', 1); dot != std::string_view::npos;
         dot = query.host.find('.', dot + 1)) {
        if (const auto root = m_suffixes.find(query.host.substr(dot)); root != m_suffixes.end())
            visit(root->second, rest, query, best);
    }
    return best;
}

void RuleIndex::visit(std::uint32_t node, std::string_view rest, const Query& query,
                      std::uint32_t& best) const noexcept
{
    const auto& here = m_nodes[node];
    if (here.first >= best)
        return;
    consider(here.below, query, best);
    if (rest.empty())
        return consider(here.exact, query, best);
    const auto segment = takeSegment(rest);
    if (const auto edge = m_edges.find({node, segment}); edge != m_edges.end())
        visit(edge->second, rest, query, best);
    if (here.anySegment != 0)
        visit(here.anySegment, rest, query, best);
}

void RuleIndex::consider(const std::vector<std::uint32_t>& list, const Query& query,
                         std::uint32_t& best) const noexcept
{
    for (const auto i : list) {
        if (i >= best)
            return;
        const auto& rule = (*m_rules)[i];
        if ((query.isPreflight && rule.corsPreflight) || rule.methods.empty() ||
            names(rule.methods, query.method)) {
            best = i;
            return;
        }
    }
}

} // namespace meshsso::access
