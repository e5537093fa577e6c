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
    enum class Kind {
        Role,
        ClientRole,
        Group,
        ClaimEquals,
        ClaimContains,
        ClaimMatches,
        Scope, ///< an entry of the claim "scope": a space separated text (RFC 8693 section 4.2) or an array
        AnyOf,
        AllOf
    };

    Kind kind = Kind::AllOf;
    std::string client; ///< ClientRole: whose role
    std::string name;   ///< role, group or scope name; claim path for the Claim kinds
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
    enum class Kind { Exact, Prefix, Template };
    Kind kind = Kind::Prefix;
    /// Decoded and normalised, starts with '/'. A prefix matches whole segments: "/a" takes "/a" and "/a/b",
    /// never "/ab". A template has the words of Istio's AuthorizationPolicy (since 1.22) as whole segments:
    /// "{*}" is any one segment, "{**}", only at the end, any number of them: "/users/{*}/orders",
    /// "/users/{*}/files/{**}".
    std::string value;
    bool operator==(const PathPattern&) const = default;
};

/// One rule. Empty lists match everything. The first matching rule decides.
struct AccessRule
{
    std::string name;               ///< for logs and explanations
    std::vector<std::string> hosts; ///< lower-case exact names, "*.example.com", or "*"
    std::vector<PathPattern> paths;
    std::vector<std::string> methods; ///< upper case; compared exactly (RFC 9110 section 9.1)
    AccessMode mode = AccessMode::Authenticated;
    Requirement requirement; ///< for Require
    /// CORS preflights (Fetch section 4.8: OPTIONS with Origin and Access-Control-Request-Method) of the
    /// rule's hosts and paths pass without a session, whatever its methods: they carry no cookies.
    bool corsPreflight = false;
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
