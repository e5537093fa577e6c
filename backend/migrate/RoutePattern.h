#pragma once

#include "access/AccessRule.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::migrate {

/// What a regular expression over request paths became.
struct RouteTranslation
{
    std::vector<access::PathPattern> paths; ///< empty: it has no form as path patterns
    bool isDifferent = false; ///< the patterns take other paths than the expression did; note says which
    bool opensEverything = false;
    std::string note; ///< why there are no paths, or what differs
};

/// Translates the expressions people write for routes (a literal path from its start, alternatives of
/// literals, and at the end nothing, '$', ".*", "(/|$)", "(/.*)?$" or "/?$") into path patterns. What matches
/// in the middle of a path, or has other parts, is refused: a rule that opens more than it says is worse than
/// a login too many. Private to this folder.
RouteTranslation translateRoute(std::string_view regex);

} // namespace meshsso::migrate
