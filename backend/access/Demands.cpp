#include "access/Demands.h"

#include "core/Text.h"
#include "oidc/Claims.h"

#include <algorithm>

namespace meshsso::access {
namespace {

using Kind = Requirement::Kind;

/// The claim path of a client's roles; a dot or back-slash in the client's id is part of the name.
std::string clientRolesPath(std::string_view client)
{
    std::string path = "resource_access.";
    for (const char c : client) {
        if (c == '.' || c == '\\')
            path += '\\';
        path += c;
    }
    return path + ".roles";
}

std::string claimPathOf(const Requirement& requirement, const ClaimPaths& paths)
{
    switch (requirement.kind) {
    case Kind::Role:
        return paths.roles;
    case Kind::ClientRole:
        return clientRolesPath(requirement.client);
    case Kind::Group:
        return paths.groups;
    case Kind::Scope:
        return "scope";
    case Kind::ClaimEquals:
    case Kind::ClaimContains:
    case Kind::ClaimMatches:
        return requirement.name;
    case Kind::AnyOf:
    case Kind::AllOf:
        break;
    }
    return {};
}

/// RFC 8693 section 4.2: names with single spaces between.
bool holdsScope(const json::value* claim, std::string_view scope)
{
    const auto* text = claim ? claim->if_string() : nullptr;
    if (!text)
        return claim && claim->is_array() && oidc::claimContains(claim, scope);
    std::string_view rest(*text);
    while (!rest.empty()) {
        const auto one = rest.substr(0, rest.find(' '));
        if (one == scope)
            return true;
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
    return false;
}

bool matchesPattern(const SafeRegex& pattern, const json::value& claim)
{
    if (const auto* array = claim.if_array())
        return std::any_of(array->begin(), array->end(), [&](const json::value& element) {
            const auto* text = element.if_string();
            return text && pattern.matches(*text);
        });
    if (const auto* text = claim.if_string())
        return pattern.matches(*text);
    return (claim.is_number() || claim.is_bool()) && pattern.matches(json::serialize(claim));
}

} // namespace

Result<std::uint32_t> Demands::add(const Requirement& requirement, const ClaimPaths& paths)
{
    const auto same = std::find_if(m_demands.begin(), m_demands.end(),
                                   [&](const Condition& c) { return *c.source == requirement; });
    if (same != m_demands.end())
        return static_cast<std::uint32_t>(same - m_demands.begin() + 1);
    auto condition = prepare(requirement, paths);
    if (!condition)
        return fail(std::move(condition).error());
    m_demands.push_back(std::move(*condition));
    return static_cast<std::uint32_t>(m_demands.size());
}

Result<Demands::Condition> Demands::prepare(const Requirement& requirement, const ClaimPaths& paths)
{
    Condition condition;
    condition.source = &requirement;
    condition.path = claimPathOf(requirement, paths);
    if (requirement.kind == Kind::ClaimMatches) {
        auto pattern = SafeRegex::create(requirement.value);
        if (!pattern)
            return fail(std::move(pattern).error());
        condition.pattern = std::move(*pattern);
    }
    for (const auto& part : requirement.parts) {
        auto prepared = prepare(part, paths);
        if (!prepared)
            return fail(std::move(prepared).error());
        condition.parts.push_back(std::move(*prepared));
    }
    return condition;
}

bool Demands::isMet(std::uint32_t demand, const json::object& claims) const
{
    if (demand == AccessEvaluator::anyUser)
        return true;
    return demand <= m_demands.size() && isMet(m_demands[demand - 1], claims);
}

bool Demands::isMet(const Condition& condition, const json::object& claims)
{
    const auto& source = *condition.source;
    const auto met = [&](const Condition& part) { return isMet(part, claims); };
    switch (source.kind) {
    case Kind::Role:
    case Kind::ClientRole:
    case Kind::Group:
        return oidc::claimContains(oidc::findClaim(claims, condition.path), source.name);
    case Kind::Scope:
        return holdsScope(oidc::findClaim(claims, condition.path), source.name);
    case Kind::ClaimEquals: {
        const auto* claim = oidc::findClaim(claims, condition.path);
        return claim && !claim->is_array() && oidc::claimContains(claim, source.value);
    }
    case Kind::ClaimContains:
        return oidc::claimContains(oidc::findClaim(claims, condition.path), source.value);
    case Kind::ClaimMatches: {
        const auto* claim = oidc::findClaim(claims, condition.path);
        return claim && condition.pattern && matchesPattern(*condition.pattern, *claim);
    }
    case Kind::AnyOf:
        return std::any_of(condition.parts.begin(), condition.parts.end(), met);
    case Kind::AllOf:
        return !condition.parts.empty() && std::all_of(condition.parts.begin(), condition.parts.end(), met);
    }
    return false;
}

std::vector<MissingCondition> Demands::missing(std::uint32_t demand, const json::object& claims) const
{
    std::vector<MissingCondition> out;
    if (demand != AccessEvaluator::anyUser && demand <= m_demands.size())
        collect(m_demands[demand - 1], claims, out);
    return out;
}

void Demands::collect(const Condition& condition, const json::object& claims,
                      std::vector<MissingCondition>& out)
{
    if (out.size() >= maxMissing || isMet(condition, claims))
        return;
    const auto& source = *condition.source;
    if (source.kind != Kind::AnyOf && source.kind != Kind::AllOf) {
        MissingCondition missing{source.kind, source.client, source.name, source.value};
        if (std::find(out.begin(), out.end(), missing) == out.end())
            out.push_back(std::move(missing));
        return;
    }
    for (const auto& part : condition.parts)
        collect(part, claims, out);
}

std::string describe(const MissingCondition& missing)
{
    const auto& name = missing.name;
    switch (missing.kind) {
    case Kind::Role:
        return "role " + name + " is missing";
    case Kind::ClientRole:
        return "role " + name + " of client " + missing.client + " is missing";
    case Kind::Group:
        return "group " + name + " is missing";
    case Kind::Scope:
        return "scope " + name + " is missing";
    case Kind::ClaimEquals:
        return "claim " + name + " is not " + missing.value;
    case Kind::ClaimContains:
        return "claim " + name + " does not contain " + missing.value;
    case Kind::ClaimMatches:
        return "claim " + name + " does not match " + missing.value;
    case Kind::AnyOf:
    case Kind::AllOf:
        break;
    }
    return "the requirement is not known";
}

} // namespace meshsso::access
