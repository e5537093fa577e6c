#include "mesh/ClaimConditions.h"

#include "core/Json.h"

#include <algorithm>

namespace meshsso::mesh {
namespace {

using access::Requirement;
using Alternatives = std::vector<std::vector<ClaimCondition>>;

/// Beyond this a policy is longer than anyone reviews, and istiod's proxies pay for it on every request.
constexpr std::size_t maximumAlternatives = 32;

/// A claim path's name of a dot inside a segment: as oidc::findClaim reads it.
std::string escaped(const std::string& segment)
{
    std::string text;
    for (const char c : segment) {
        if (c == '.' || c == '\\')
            text += '\\';
        text += c;
    }
    return text;
}

/// True if the token may hold this text as a JSON number, boolean or null, which mesh policies never match.
bool looksLikeOtherJson(const std::string& value)
{
    const auto parsed = parseJson(value, 256, 2);
    return parsed && !parsed->is_string();
}

bool isPlainValue(const std::string& value)
{
    return !value.empty() && value.front() != '*' && value.back() != '*';
}

UnmetConditions omitted(std::string what)
{
    UnmetConditions unmet;
    unmet.complete = false;
    unmet.omitted.push_back(std::move(what));
    return unmet;
}

UnmetConditions leaf(const std::string& path, const std::string& value, bool list)
{
    const auto key = claimKey(path);
    if (key.empty())
        return omitted("the claim path " + path + " has characters that a mesh policy cannot name");
    if (!isPlainValue(value))
        return omitted("the value \"" + value + "\" would be read as a pattern");
    if (!list && looksLikeOtherJson(value))
        return omitted("the claim " + path +
                       " could be a number or boolean, and mesh policies compare text only");
    UnmetConditions unmet;
    unmet.alternatives.push_back({{key, {value}}});
    return unmet;
}

void merge(std::vector<ClaimCondition>& conditions, const ClaimCondition& condition)
{
    const auto same = std::find_if(conditions.begin(), conditions.end(),
                                   [&](const ClaimCondition& c) { return c.key == condition.key; });
    if (same == conditions.end()) {
        conditions.push_back(condition);
        return;
    }
    for (const auto& value : condition.notValues) {
        if (std::find(same->notValues.begin(), same->notValues.end(), value) == same->notValues.end())
            same->notValues.push_back(value);
    }
}

void takeOmissions(UnmetConditions& into, const UnmetConditions& from)
{
    into.complete = into.complete && from.complete;
    into.omitted.insert(into.omitted.end(), from.omitted.begin(), from.omitted.end());
}

/// anyOf is unmet when every part is: each alternative of one with each of the others.
UnmetConditions allUnmet(const std::vector<Requirement>& parts, const access::ClaimPaths& paths)
{
    UnmetConditions result;
    result.alternatives.emplace_back();
    for (const auto& part : parts) {
        const auto unmet = unmetConditions(part, paths);
        takeOmissions(result, unmet);
        Alternatives crossed;
        for (const auto& left : result.alternatives) {
            for (const auto& right : unmet.alternatives) {
                auto both = left;
                for (const auto& condition : right)
                    merge(both, condition);
                crossed.push_back(std::move(both));
            }
        }
        result.alternatives = std::move(crossed);
        if (result.alternatives.size() > maximumAlternatives)
            return omitted("the requirement has too many combinations for a mesh policy");
    }
    return result;
}

/// allOf is unmet when one part is.
UnmetConditions oneUnmet(const std::vector<Requirement>& parts, const access::ClaimPaths& paths)
{
    UnmetConditions result;
    for (const auto& part : parts) {
        auto unmet = unmetConditions(part, paths);
        takeOmissions(result, unmet);
        std::move(unmet.alternatives.begin(), unmet.alternatives.end(),
                  std::back_inserter(result.alternatives));
    }
    if (result.alternatives.size() > maximumAlternatives)
        return omitted("the requirement has too many combinations for a mesh policy");
    return result;
}

} // namespace

std::string claimKey(std::string_view path)
{
    std::string key = "request.auth.claims";
    std::string segment;
    const auto flush = [&] {
        const bool plain = !segment.empty() && segment.find_first_of("[]") == std::string::npos;
        key += "[" + segment + "]";
        segment.clear();
        return plain;
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '\\' && i + 1 < path.size()) {
            segment += path[++i];
        } else if (path[i] == '.') {
            if (!flush())
                return {};
        } else {
            segment += path[i];
        }
    }
    return flush() ? key : std::string();
}

UnmetConditions unmetConditions(const Requirement& requirement, const access::ClaimPaths& paths)
{
    switch (requirement.kind) {
    case Requirement::Kind::Role:
        return leaf(paths.roles, requirement.name, true);
    case Requirement::Kind::Group:
        return leaf(paths.groups, requirement.name, true);
    case Requirement::Kind::ClientRole:
        return leaf("resource_access." + escaped(requirement.client) + ".roles", requirement.name, true);
    case Requirement::Kind::Scope:
        // The mesh splits this claim at spaces before it compares.
        return leaf("scope", requirement.name, true);
    case Requirement::Kind::ClaimEquals:
    case Requirement::Kind::ClaimContains:
        return leaf(requirement.name, requirement.value, false);
    case Requirement::Kind::ClaimMatches:
        return omitted("the regular expression on " + requirement.name +
                       " has no counterpart in a mesh policy");
    case Requirement::Kind::AnyOf:
        return allUnmet(requirement.parts, paths);
    case Requirement::Kind::AllOf:
        return oneUnmet(requirement.parts, paths);
    }
    return omitted("an unknown kind of requirement");
}

} // namespace meshsso::mesh
