#pragma once

#include "access/AccessRule.h"
#include "core/Result.h"

namespace meshsso::access {

/// Says why a rule cannot be: hosts, paths and methods that no request could match or that mislead, a
/// requirement that says nothing. Errors: InvalidArgument. Patterns are SafeRegex's to check. Private to this
/// folder.
Result<void> checkRule(const AccessRule& rule);

} // namespace meshsso::access
