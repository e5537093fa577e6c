#pragma once

#include "access/AccessRule.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meshsso::access {

/// Finds the first rule that matches, without asking each: one tree of path segments for each host name, host
/// suffix and for all hosts. The steps are those of the path's segments, times the trees that a host meets
/// and the templates that share its beginning; how many rules there are does not count. Immutable;
/// thread-safe. Private to this folder.
class RuleIndex
{
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Query
    {
        std::string_view host; ///< lower case, without port
        std::string_view path; ///< normal
        std::string_view method;
        bool isPreflight = false; ///< a CORS preflight, method and all
    };

    RuleIndex() = default;
    /// The rules must outlive the index and stay where they are.
    explicit RuleIndex(const std::vector<AccessRule>& rules);

    /// The place of the first rule that matches, or none. Allocates nothing.
    std::uint32_t find(const Query& query) const noexcept;

private:
    struct Node
    {
        std::uint32_t anySegment = 0;     ///< the child for "{*}"; 0: none
        std::uint32_t first = none;       ///< the lowest rule here and below
        std::vector<std::uint32_t> exact; ///< rules for this path, ascending
        std::vector<std::uint32_t> below; ///< rules for this path and all below it, ascending
    };
    struct Edge
    {
        std::uint32_t node = 0;
        std::string_view segment;
        bool operator==(const Edge&) const = default;
    };
    struct EdgeHash
    {
        std::size_t operator()(const Edge& edge) const noexcept
        {
            return std::hash<std::string_view>{}(edge.segment) ^
                   (edge.node * std::size_t{0x9e3779b97f4a7c15});
        }
    };
    using Roots = std::unordered_map<std::string_view, std::uint32_t>;

    std::uint32_t newNode();
    std::uint32_t rootOf(std::string_view host);
    void insert(std::uint32_t root, const PathPattern& pattern, std::uint32_t rule);
    void append(std::vector<std::uint32_t>& list, std::uint32_t rule) const;
    void visit(std::uint32_t node, std::string_view rest, const Query& query,
               std::uint32_t& best) const noexcept;
    void consider(const std::vector<std::uint32_t>& list, const Query& query,
                  std::uint32_t& best) const noexcept;

    const std::vector<AccessRule>* m_rules = nullptr;
    std::vector<Node> m_nodes;
    std::unordered_map<Edge, std::uint32_t, EdgeHash> m_edges;
    Roots m_hosts;
    Roots m_suffixes; ///< ".example.com" for "*.example.com"
    std::uint32_t m_everyHost = 0;
};

} // namespace meshsso::access
