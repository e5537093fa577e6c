#pragma once

#include "access/AccessRule.h"
#include "core/Json.h"
#include "core/Result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::access {

/// What is asked for: as the gateway received it.
struct AccessRequest
{
    std::string_view host; ///< with or without port; any case
    std::string_view path; ///< raw, with or without query
    std::string_view method;
    /// The request has an Origin and an Access-Control-Request-Method header. Only with the method OPTIONS is
    /// it a preflight.
    bool isPreflight = false;
};

enum class AccessOutcome {
    Allow,
    NeedLogin, ///< nobody is signed in, and the rule wants somebody
    Deny,      ///< signed in, but the requirement is not met
    Refuse,    ///< host, path or method cannot be read safely
};

/// A condition that the claims do not meet: a leaf of the rule's requirement.
struct MissingCondition
{
    Requirement::Kind kind = Requirement::Kind::Role; ///< never AnyOf or AllOf
    std::string client;                               ///< as in Requirement
    std::string name;
    std::string value;
    bool operator==(const MissingCondition&) const = default;
};

struct AccessDecision
{
    AccessOutcome outcome = AccessOutcome::Refuse;
    const AccessRule* rule = nullptr; ///< the deciding rule; null: the default, or refused
    std::string reason;               ///< for the operator: "role admin is missing"; never for the user
    /// The same for programs, at most 32: what one of (anyOf) or all of (allOf) would have to be met. For
    /// Deny.
    std::vector<MissingCondition> missing;
    bool isPreflight = false; ///< allowed as a CORS preflight: there is nothing to decide about a user
};

/// The path a rule compares: percent-decoded once, dot segments and empty segments removed. Errors
/// InvalidArgument for what two readers could see differently: encoded slash, back-slash, NUL or control
/// characters, '%' left after decoding, ';' parameters beside dots, invalid UTF-8, '..' above the root, no
/// leading '/', over 64 KiB.
Result<std::string> normalisePath(std::string_view rawPath);

/// The one meaning of the access rules: for server, simulator and desktop. The first rule that matches
/// decides; rules are found by host and path, so that a match costs the same with one rule and with a
/// thousand. Immutable; thread-safe.
class AccessEvaluator
{
public:
    /// The number of a demand that every signed-in user meets.
    static constexpr std::uint32_t anyUser = 0;

    /// Errors: InvalidArgument for a rule that cannot be (bad regex, empty anyOf, unnormalised path), naming
    /// it.
    static Result<AccessEvaluator> create(AccessPolicy policy);

    AccessEvaluator(AccessEvaluator&&) noexcept;
    AccessEvaluator& operator=(AccessEvaluator&&) noexcept;
    ~AccessEvaluator();

    /// First half, without a user: which rule applies, and what it wants. Allow (public), NeedLogin (somebody
    /// must be signed in; then ask decide) or Refuse. Does not allocate beyond the normalised path.
    AccessDecision match(const AccessRequest& request) const;
    /// What the rule (null: the default; else one of policy().rules) wants of a user, as a number below
    /// demandCount(): anyUser, or one number for all rules with the same requirement. It never changes, so an
    /// answer of isMet can be kept beside the claims under it.
    std::uint32_t demandOf(const AccessRule* rule) const noexcept;
    std::size_t demandCount() const noexcept;
    /// True if these verified claims meet the demand. Parses nothing.
    bool isMet(std::uint32_t demand, const json::object& claims) const;
    /// Second half: is that rule (null: the default; else one of policy().rules) met by these verified
    /// claims? Allow or Deny. Says what is missing only for Deny.
    AccessDecision decide(const AccessRule* rule, const json::object& claims) const;
    /// Both halves; claims null: nobody is signed in.
    AccessDecision evaluate(const AccessRequest& request, const json::object* claims) const;

    const AccessPolicy& policy() const;

private:
    class Private;
    explicit AccessEvaluator(std::unique_ptr<Private> d);
    std::unique_ptr<Private> m_d;
};

} // namespace meshsso::access
