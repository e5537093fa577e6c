#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshsso {

enum class Severity { Info, Warning, Error };

/// "info", "warning" or "error".
std::string_view severityName(Severity severity) noexcept;

/// A diagnosis. The code is stable ("gateway.exempt-port") and is what tests, --json and help pages refer to;
/// where is a field path, file position, object or hop; why says what is wrong, fix what to do about it.
struct Finding
{
    std::string code;
    Severity severity = Severity::Warning;
    std::string where;
    std::string why;
    std::string fix;

    /// "error gateway.exempt-port at applications[0]: why. Fix: fix"
    std::string toString() const;
};

using Findings = std::vector<Finding>;

/// True if one of the findings is an error.
bool hasErrors(const Findings& findings) noexcept;

} // namespace meshsso
