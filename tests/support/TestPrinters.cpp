#include "support/TestPrinters.h"

#include <algorithm>

namespace meshsso::test {

bool hasFinding(const Findings& findings, std::string_view code)
{
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.code == code; });
}

std::string describe(const Findings& findings)
{
    std::string text;
    for (const auto& finding : findings)
        text += finding.toString() + "\n";
    return text;
}

} // namespace meshsso::test
