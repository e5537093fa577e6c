#pragma once

#include "access/AccessRule.h"

#include <optional>
#include <string>
#include <vector>

namespace meshsso::mesh {

/// One "operation" of an AuthorizationPolicy: empty lists match everything; all lists must match. Paths with
/// "{*}" or "{**}" are templates, which Istio knows since 1.22; an older one takes them literally, and so
/// denies less, or spares less of what an earlier rule took.
struct Operation
{
    std::vector<std::string> hosts;
    std::vector<std::string> notHosts;
    std::vector<std::string> paths;
    std::vector<std::string> notPaths;
    std::vector<std::string> methods;
    std::vector<std::string> notMethods;
    bool operator==(const Operation&) const = default;
};

/// What an application's own traffic looks like, for leaving out conditions that always hold.
struct TrafficScope
{
    std::vector<std::string> hosts; ///< empty: any
    std::string pathPrefix = "/";
    int httpsPort = 443;
};

/// The rules as policies can say them: a preflight has no mark that operations know, so a public rule for
/// OPTIONS goes before each rule that lets preflights pass. Other OPTIONS requests are then left to the
/// authorization service.
std::vector<access::AccessRule> withOpenPreflights(const std::vector<access::AccessRule>& rules);

/// The requests of the scope that the rule at index decides: those it matches and no earlier rule does. An
/// empty list means none; nothing means that they cannot be written as operations: a path that policies would
/// read as a pattern, or more operations than anyone reviews.
std::optional<std::vector<Operation>> decidedBy(const std::vector<access::AccessRule>& rules,
                                                std::size_t index, const TrafficScope& scope);
/// The requests of the scope that no rule decides.
std::optional<std::vector<Operation>> decidedByNone(const std::vector<access::AccessRule>& rules,
                                                    const TrafficScope& scope);

} // namespace meshsso::mesh
