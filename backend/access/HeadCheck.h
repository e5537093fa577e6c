#pragma once

#include "access/AccessEvaluator.h"

namespace meshsso::access {

/// True if a rule takes GET but not HEAD, and a HEAD of the same paths would be let through by a rule (or the
/// default) that asks for less. Most applications answer HEAD with what GET would say of itself, length and
/// headers included. The rule is one of evaluator.policy().rules.
bool leavesHeadToWeakerRule(const AccessEvaluator& evaluator, const AccessRule& rule);

} // namespace meshsso::access
