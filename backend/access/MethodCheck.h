#pragma once

#include "access/AccessRule.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::access {

/// Which methods can be compared with rules. Methods are case-sensitive (RFC 9110 section 9.1), but not every
/// application knows, so "get" must not pass where a rule is for GET. Immutable; thread-safe. Private to this
/// folder.
class MethodCheck
{
public:
    static constexpr std::size_t maxLength = 64;

    MethodCheck() = default;
    /// Knows the registered methods and those that the rules name.
    explicit MethodCheck(const std::vector<AccessRule>& rules);

    /// Why the method cannot be compared safely: not a token, too long, or a known method in another case;
    /// null if it can.
    const char* refusal(std::string_view method) const noexcept;

private:
    std::set<std::string, std::less<>> m_known;
};

} // namespace meshsso::access
