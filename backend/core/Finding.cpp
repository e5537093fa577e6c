#include "core/Finding.h"

#include <algorithm>

namespace meshsso {

std::string_view severityName(Severity severity) noexcept
{
    switch (severity) {
    case Severity::Info:
        return "info";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        return "error";
    }
    return "error";
}

std::string Finding::toString() const
{
    std::string text(severityName(severity));
    text += ' ';
    text += code;
    if (!where.empty())
        text += " at " + where;
    text += ": " + why;
    if (!fix.empty())
        text += " Fix: " + fix;
    return text;
}

bool hasErrors(const Findings& findings) noexcept
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& f) { return f.severity == Severity::Error; });
}

} // namespace meshsso
