#pragma once

#include "access/AccessEvaluator.h"
#include "access/SafeRegex.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::access {

/// The requirements of a policy, made ready: claim paths written out, expressions compiled, equal ones
/// counted once. Immutable once filled; thread-safe. Private to this folder.
class Demands
{
public:
    static constexpr std::size_t maxMissing = 32;

    /// The number of a requirement; it must outlive this. Errors: InvalidArgument for a pattern that
    /// SafeRegex does not take.
    Result<std::uint32_t> add(const Requirement& requirement, const ClaimPaths& paths);
    std::size_t count() const noexcept { return m_demands.size() + 1; }

    /// AccessEvaluator::anyUser is always met. Parses nothing.
    bool isMet(std::uint32_t demand, const json::object& claims) const;
    /// What is missing, at most maxMissing.
    std::vector<MissingCondition> missing(std::uint32_t demand, const json::object& claims) const;

private:
    struct Condition
    {
        const Requirement* source = nullptr;
        std::string path; ///< of the claim
        std::optional<SafeRegex> pattern;
        std::vector<Condition> parts;
    };

    static Result<Condition> prepare(const Requirement& requirement, const ClaimPaths& paths);
    static bool isMet(const Condition& condition, const json::object& claims);
    static void collect(const Condition& condition, const json::object& claims,
                        std::vector<MissingCondition>& out);

    std::vector<Condition> m_demands; ///< number n is at n - 1
};

/// "role admin is missing": for the operator.
std::string describe(const MissingCondition& missing);

} // namespace meshsso::access
