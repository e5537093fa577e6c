#include "access/AccessEvaluator.h"

#include "access/Demands.h"
#include "access/MethodCheck.h"
#include "access/PathReading.h"
#include "access/RuleCheck.h"
#include "access/RuleIndex.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace meshsso::access {
namespace {

AccessDecision refuse(std::string reason, const AccessRule* rule = nullptr)
{
    AccessDecision decision;
    decision.rule = rule;
    decision.reason = std::move(reason);
    return decision;
}

} // namespace

class AccessEvaluator::Private
{
public:
    explicit Private(AccessPolicy p) : policy(std::move(p)) {}

    const AccessRule* ruleAt(std::uint32_t place) const noexcept
    {
        return place == RuleIndex::none ? nullptr : &policy.rules[place];
    }

    /// A rule's demand; nothing for a rule of another policy.
    std::optional<std::uint32_t> demandOf(const AccessRule* rule) const noexcept
    {
        if (!rule)
            return anyUser;
        const auto* const begin = policy.rules.data();
        const std::less<> before;
        if (before(rule, begin) || !before(rule, begin + policy.rules.size()))
            return std::nullopt;
        return demandOfRule[static_cast<std::size_t>(rule - begin)];
    }

    AccessDecision answer(const RuleIndex::Query& query) const
    {
        AccessDecision decision;
        decision.rule = ruleAt(index.find(query));
        decision.isPreflight = query.isPreflight && decision.rule && decision.rule->corsPreflight;
        const bool isPublic = decision.rule && decision.rule->mode == AccessMode::Public;
        decision.outcome = isPublic || decision.isPreflight ? AccessOutcome::Allow : AccessOutcome::NeedLogin;
        return decision;
    }

    /// True if both answers want the same of a user.
    bool isSame(const AccessDecision& a, const AccessDecision& b) const
    {
        return a.outcome == b.outcome &&
               (a.outcome == AccessOutcome::Allow || demandOf(a.rule) == demandOf(b.rule));
    }

    AccessPolicy policy; ///< never changed once the rest points into it
    std::vector<std::uint32_t> demandOfRule;
    Demands demands;
    RuleIndex index;
    MethodCheck methods;
};

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
        auto demand = anyUser;
        if (checked && rule.mode == AccessMode::Require) {
            const auto added = d->demands.add(rule.requirement, d->policy.claimPaths);
            if (added)
                demand = *added;
            else
                checked = fail(added.error());
        }
        if (!checked)
            return fail(ErrorCode::InvalidArgument, checked.error().message,
                        rule.name.empty() ? "rule " + std::to_string(i + 1) : "rule '" + rule.name + "'");
        d->demandOfRule.push_back(demand);
    }
    d->index = RuleIndex(d->policy.rules);
    d->methods = MethodCheck(d->policy.rules);
    return AccessEvaluator(std::move(d));
}

AccessDecision AccessEvaluator::match(const AccessRequest& request) const
{
    const auto host = hostOf(request.host);
    if (!host)
        return refuse("the Host is not a host name");
    if (const auto* why = m_d->methods.refusal(request.method))
        return refuse(why);
    std::array<char, maxHost> lower{};
    std::transform(host->begin(), host->end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    RuleIndex::Query query;
    query.host = std::string_view(lower.data(), host->size());
    query.method = request.method;
    query.isPreflight = request.isPreflight && request.method == "OPTIONS";
    if (const auto path = alreadyNormalPath(request.path)) {
        query.path = *path;
        return m_d->answer(query);
    }
    auto normal = normalisePath(request.path);
    if (!normal)
        return refuse(std::move(normal).error().message);
    query.path = *normal;
    auto decision = m_d->answer(query);
    const auto readings = otherReadings(request.path, *normal);
    if (!readings)
        return refuse(readings.error().message, decision.rule);
    for (const auto& reading : *readings) {
        query.path = reading;
        if (!m_d->isSame(decision, m_d->answer(query)))
            return refuse("the path can be read in two ways, and the rules differ on them", decision.rule);
    }
    return decision;
}

std::uint32_t AccessEvaluator::demandOf(const AccessRule* rule) const noexcept
{
    return m_d->demandOf(rule).value_or(static_cast<std::uint32_t>(m_d->demands.count()));
}

std::size_t AccessEvaluator::demandCount() const noexcept
{
    return m_d->demands.count();
}

bool AccessEvaluator::isMet(std::uint32_t demand, const json::object& claims) const
{
    return m_d->demands.isMet(demand, claims);
}

AccessDecision AccessEvaluator::decide(const AccessRule* rule, const json::object& claims) const
{
    AccessDecision decision;
    decision.rule = rule;
    const auto demand = m_d->demandOf(rule);
    if (demand && m_d->demands.isMet(*demand, claims)) {
        decision.outcome = AccessOutcome::Allow;
        return decision;
    }
    decision.outcome = AccessOutcome::Deny;
    if (!demand) {
        decision.reason = "the rule is not one of this policy";
        return decision;
    }
    decision.missing = m_d->demands.missing(*demand, claims);
    for (const auto& missing : decision.missing)
        decision.reason.append(decision.reason.empty() ? "" : ", and ").append(describe(missing));
    return decision;
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
