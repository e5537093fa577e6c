#pragma once

#include "access/AccessRule.h"
#include "core/Json.h"
#include "core/Result.h"

#include <memory>
#include <string>
#include <string_view>

namespace meshsso::access {

/// What is asked for: as the gateway received it.
struct AccessRequest
{
    std::string_view host; ///< with or without port; any case
    std::string_view path; ///< raw, with or without query
    std::string_view method;
};

enum class AccessOutcome {
    Allow,
    NeedLogin, ///< nobody is signed in, and the rule wants somebody
    Deny,      ///< signed in, but the requirement is not met
    Refuse,    ///< the path cannot be normalised safely
};

struct AccessDecision
{
    AccessOutcome outcome = AccessOutcome::Refuse;
    const AccessRule* rule = nullptr; ///< the deciding rule; null: the default, or refused
    std::string reason;               ///< for the operator: "role admin is missing"; never for the user
};

/// The path a rule compares: percent-decoded once, dot segments and empty segments removed. Errors
/// InvalidArgument for what two readers could see differently: encoded slash, back-slash, NUL or control
/// characters, '%' left after decoding, ';' parameters beside dots, invalid UTF-8, '..' above the root, no
/// leading '/'.
Result<std::string> normalisePath(std::string_view rawPath);

/// The one meaning of the access rules: for server, simulator and desktop. Immutable; thread-safe.
class AccessEvaluator
{
public:
    /// Errors: InvalidArgument for a rule that cannot be (bad regex, empty anyOf, unnormalised path), naming
    /// it.
    static Result<AccessEvaluator> create(AccessPolicy policy);

    AccessEvaluator(AccessEvaluator&&) noexcept;
    AccessEvaluator& operator=(AccessEvaluator&&) noexcept;
    ~AccessEvaluator();

    /// First half, without a user: which rule applies, and what it wants. Allow (public), NeedLogin (somebody
    /// must be signed in; then ask decide) or Refuse. Does not allocate beyond the normalised path.
    AccessDecision match(const AccessRequest& request) const;
    /// Second half: is that rule (null: the default) met by these verified claims? Allow or Deny.
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
