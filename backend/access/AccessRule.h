#pragma once

#include <memory>
#include <string>
#include <vector>

namespace meshsso::access {

/// Where roles and groups stand in a token's claims (paths as oidc::findClaim takes them).
struct ClaimPaths
{
    std::string roles = "realm_access.roles";
    std::string groups = "groups";
    bool operator==(const ClaimPaths&) const = default;
};

/// A condition on a signed-in user's claims: one leaf, or anyOf / allOf over others.
struct Requirement
{
    enum class Kind { Role, ClientRole, Group, ClaimEquals, ClaimContains, ClaimMatches, AnyOf, AllOf };

    Kind kind = Kind::AllOf;
    std::string client; ///< ClientRole: whose role
    std::string name;   ///< role or group name; claim path for the Claim kinds
    std::string value;  ///< ClaimEquals: the text; ClaimContains: an element; ClaimMatches: an ECMAScript
                        ///< regex over the whole value, at most 256 characters, without back-references
    std::vector<Requirement> parts; ///< AnyOf, AllOf: at least one
    bool operator==(const Requirement&) const = default;
};

enum class AccessMode {
    Public,        ///< anyone
    Authenticated, ///< any signed-in user
    Require,       ///< a signed-in user that meets the requirement
};

struct PathPattern
{
    enum class Kind { Exact, Prefix };
    Kind kind = Kind::Prefix;
    std::string
        value; ///< decoded and normalised, starts with '/'. A prefix matches whole segments: "/a" takes
               ///< "/a" and "/a/b", never "/ab".
    bool operator==(const PathPattern&) const = default;
};

/// One rule. Empty lists match everything. The first matching rule decides.
struct AccessRule
{
    std::string name;               ///< for logs and explanations
    std::vector<std::string> hosts; ///< lower-case exact names, "*.example.com", or "*"
    std::vector<PathPattern> paths;
    std::vector<std::string> methods; ///< upper case
    AccessMode mode = AccessMode::Authenticated;
    Requirement requirement; ///< for Require
    bool operator==(const AccessRule&) const = default;
};

/// The rules of a project in order. What no rule matches needs a signed-in user: nothing is public by
/// omission.
struct AccessPolicy
{
    std::vector<AccessRule> rules;
    ClaimPaths claimPaths;
    bool operator==(const AccessPolicy&) const = default;
};

} // namespace meshsso::access
