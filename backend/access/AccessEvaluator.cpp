#include "access/AccessEvaluator.h"

#include "access/PathReading.h"
#include "access/RuleCheck.h"
#include "access/SafeRegex.h"
#include "core/Text.h"
#include "oidc/Claims.h"

#include <algorithm>
#include <map>
#include <optional>

namespace meshsso::access {
namespace {

bool matchesHost(std::string_view pattern, std::string_view host) noexcept
{
    if (pattern == "*")
        return true;
    if (!pattern.starts_with("*."))
        return equalsIgnoreCase(pattern, host);
    const auto suffix = pattern.substr(1);
    return host.size() > suffix.size() && equalsIgnoreCase(host.substr(host.size() - suffix.size()), suffix);
}

bool matchesPath(const PathPattern& pattern, std::string_view path) noexcept
{
    const std::string_view value = pattern.value;
    if (pattern.kind == PathPattern::Kind::Exact)
        return path == value;
    if (value == "/")
        return true;
    return path.starts_with(value) && (path.size() == value.size() || path[value.size()] == '/');
}

struct Match
{
    const AccessRule* rule = nullptr;
    bool refused = false; ///< a method that a rule names, in another case
};

Match findRule(const std::vector<AccessRule>& rules, std::string_view host, std::string_view path,
               std::string_view method) noexcept
{
    for (const auto& rule : rules) {
        const bool hostFits =
            rule.hosts.empty() || std::any_of(rule.hosts.begin(), rule.hosts.end(),
                                              [&](const auto& h) { return matchesHost(h, host); });
        const bool pathFits = hostFits && (rule.paths.empty() ||
                                           std::any_of(rule.paths.begin(), rule.paths.end(),
                                                       [&](const auto& p) { return matchesPath(p, path); }));
        if (!pathFits)
            continue;
        if (rule.methods.empty())
            return {&rule, false};
        for (const auto& known : rule.methods) {
            if (method == known)
                return {&rule, false};
            // Methods are case-sensitive (RFC 9110 section 9.1), but not every application knows.
            if (equalsIgnoreCase(method, known))
                return {&rule, true};
        }
    }
    return {};
}

/// True if both rules (null: the default) want the same of a user.
bool sameDemand(const AccessRule* a, const AccessRule* b)
{
    if (a == b)
        return true;
    const auto modeOf = [](const AccessRule* rule) { return rule ? rule->mode : AccessMode::Authenticated; };
    if (modeOf(a) != modeOf(b))
        return false;
    return modeOf(a) != AccessMode::Require || a->requirement == b->requirement;
}

AccessDecision refuse(std::string reason, const AccessRule* rule = nullptr)
{
    return {AccessOutcome::Refuse, rule, std::move(reason)};
}

/// The claim path of a client's roles; a dot in the client's id is part of the name.
std::string clientRolesPath(std::string_view client)
{
    std::string path = "resource_access.";
    for (const char c : client)
        path.append(c == '.' ? "\\." : std::string_view(&c, 1));
    return path + ".roles";
}

} // namespace

class AccessEvaluator::Private
{
public:
    explicit Private(AccessPolicy p) : policy(std::move(p)) {}

    Result<void> compile(const Requirement& requirement)
    {
        if (requirement.kind == Requirement::Kind::ClaimMatches) {
            auto regex = SafeRegex::create(requirement.value);
            if (!regex)
                return fail(std::move(regex).error());
            patterns.emplace(&requirement, std::move(*regex));
        }
        for (const auto& part : requirement.parts) {
            if (auto compiled = compile(part); !compiled)
                return compiled;
        }
        return {};
    }

    /// Nothing if the claims meet the requirement, else what is missing.
    std::optional<std::string> lack(const Requirement& requirement, const json::object& claims) const;
    std::optional<std::string> lackOfAny(const Requirement& requirement, const json::object& claims) const;
    bool matchesPattern(const Requirement& requirement, const json::value* claim) const;

    AccessPolicy policy;
    /// Keyed by the requirement's place in the policy, which never moves once compiled.
    std::map<const Requirement*, SafeRegex> patterns;
};

std::optional<std::string> AccessEvaluator::Private::lack(const Requirement& requirement,
                                                          const json::object& claims) const
{
    using Kind = Requirement::Kind;
    const auto unless = [](bool met, std::string what) {
        return met ? std::nullopt : std::optional(std::move(what));
    };
    const auto& name = requirement.name;
    switch (requirement.kind) {
    case Kind::Role:
        return unless(oidc::claimContains(oidc::findClaim(claims, policy.claimPaths.roles), name),
                      "role " + name + " is missing");
    case Kind::ClientRole:
        return unless(oidc::claimContains(oidc::findClaim(claims, clientRolesPath(requirement.client)), name),
                      "role " + name + " of client " + requirement.client + " is missing");
    case Kind::Group:
        return unless(oidc::claimContains(oidc::findClaim(claims, policy.claimPaths.groups), name),
                      "group " + name + " is missing");
    case Kind::ClaimEquals: {
        const auto* claim = oidc::findClaim(claims, name);
        const auto texts =
            claim && !claim->is_array() ? oidc::claimStrings(claim) : std::vector<std::string>();
        return unless(texts.size() == 1 && texts.front() == requirement.value,
                      "claim " + name + " is not " + requirement.value);
    }
    case Kind::ClaimContains:
        return unless(oidc::claimContains(oidc::findClaim(claims, name), requirement.value),
                      "claim " + name + " does not contain " + requirement.value);
    case Kind::ClaimMatches:
        return unless(matchesPattern(requirement, oidc::findClaim(claims, name)),
                      "claim " + name + " does not match " + requirement.value);
    case Kind::AnyOf:
        return lackOfAny(requirement, claims);
    case Kind::AllOf:
        for (const auto& part : requirement.parts) {
            if (auto missing = lack(part, claims))
                return missing;
        }
        return unless(!requirement.parts.empty(), "allOf is empty");
    }
    return "the requirement is not known";
}

std::optional<std::string> AccessEvaluator::Private::lackOfAny(const Requirement& requirement,
                                                               const json::object& claims) const
{
    std::string reasons;
    for (const auto& part : requirement.parts) {
        auto missing = lack(part, claims);
        if (!missing)
            return std::nullopt;
        reasons.append(reasons.empty() ? "" : ", and ").append(*missing);
    }
    return reasons.empty() ? "anyOf is empty" : reasons;
}

bool AccessEvaluator::Private::matchesPattern(const Requirement& requirement, const json::value* claim) const
{
    const auto pattern = patterns.find(&requirement);
    if (!claim || pattern == patterns.end())
        return false;
    const auto texts = oidc::claimStrings(claim);
    return std::any_of(texts.begin(), texts.end(), [&](const auto& t) { return pattern->second.matches(t); });
}

AccessEvaluator::AccessEvaluator(std::unique_ptr<Private> d) : m_d(std::move(d)) {}
AccessEvaluator::AccessEvaluator(AccessEvaluator&&) noexcept = default;
AccessEvaluator& AccessEvaluator::operator=(AccessEvaluator&&) noexcept = default;
AccessEvaluator::~AccessEvaluator() = default;

Result<AccessEvaluator> AccessEvaluator::create(AccessPolicy policy)
{
    auto d = std::make_unique<Private>(std::move(policy));
    for (std::size_t i = 0; i < d->policy.rules.size(); ++i) {
        const auto& rule = d->policy.rules[i];
        auto checked = checkRule(rule);
        if (checked && rule.mode == AccessMode::Require)
            checked = d->compile(rule.requirement);
        if (!checked)
            return fail(ErrorCode::InvalidArgument, checked.error().message,
                        rule.name.empty() ? "rule " + std::to_string(i + 1) : "rule '" + rule.name + "'");
    }
    return AccessEvaluator(std::move(d));
}

AccessDecision AccessEvaluator::match(const AccessRequest& request) const
{
    const auto host = hostOf(request.host);
    if (!host)
        return refuse("the Host is not a host name");
    const auto& rules = m_d->policy.rules;
    Match found;
    if (const auto path = alreadyNormalPath(request.path)) {
        found = findRule(rules, *host, *path, request.method);
    } else {
        auto normal = normalisePath(request.path);
        if (!normal)
            return refuse(std::move(normal).error().message);
        found = findRule(rules, *host, *normal, request.method);
        if (const auto lenient = lenientReading(*normal)) {
            const auto other = findRule(rules, *host, *lenient, request.method);
            if (other.refused || !sameDemand(found.rule, other.rule))
                return refuse("the path can be read in two ways, and the rules differ on them", found.rule);
        }
    }
    if (found.refused)
        return refuse("the method is not in upper case", found.rule);
    const bool isPublic = found.rule && found.rule->mode == AccessMode::Public;
    return {isPublic ? AccessOutcome::Allow : AccessOutcome::NeedLogin, found.rule, {}};
}

AccessDecision AccessEvaluator::decide(const AccessRule* rule, const json::object& claims) const
{
    if (rule && rule->mode == AccessMode::Require) {
        if (auto missing = m_d->lack(rule->requirement, claims))
            return {AccessOutcome::Deny, rule, std::move(*missing)};
    }
    return {AccessOutcome::Allow, rule, {}};
}

AccessDecision AccessEvaluator::evaluate(const AccessRequest& request, const json::object* claims) const
{
    auto decision = match(request);
    if (decision.outcome == AccessOutcome::NeedLogin && claims)
        return decide(decision.rule, *claims);
    return decision;
}

const AccessPolicy& AccessEvaluator::policy() const
{
    return m_d->policy;
}

} // namespace meshsso::access
