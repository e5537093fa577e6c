#pragma once

#include "access/AccessRule.h"

#include <string>
#include <vector>

namespace meshsso::mesh {

/// "this claim holds none of these values", as an AuthorizationPolicy condition says it (notValues).
struct ClaimCondition
{
    std::string key; ///< "request.auth.claims[realm_access][roles]"
    std::vector<std::string> notValues;
    bool operator==(const ClaimCondition&) const = default;
};

/// When a requirement is not met, as alternatives of conditions that all hold: the shape of a policy's rules.
struct UnmetConditions
{
    std::vector<std::vector<ClaimCondition>> alternatives;
    bool complete = true;             ///< false: some unmet cases cannot be expressed, and are not among them
    std::vector<std::string> omitted; ///< what could not be expressed, for people
};

/// Negates a requirement for a DENY policy. Mesh policies compare text only; a regular expression, a value
/// that is (or could be) a number or boolean in the token, and a value with '*' at an end are left out,
/// always on the side of denying less: the authorization service still decides those.
UnmetConditions unmetConditions(const access::Requirement& requirement, const access::ClaimPaths& paths);

/// The condition key for a claim path as oidc::findClaim takes it; empty if it cannot be written.
std::string claimKey(std::string_view path);

} // namespace meshsso::mesh
