#include "kube/UnifiedDiff.h"

#include "core/Text.h"

#include <dtl/dtl.hpp>
#include <sstream>

namespace meshsso::kube {
namespace {

constexpr std::size_t maxLines = 20000;

using Lines = std::vector<std::string>;

Lines linesOf(std::string_view text)
{
    Lines lines;
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    if (text.empty())
        return lines;
    for (const auto line : split(text, '\n'))
        lines.emplace_back(line);
    return lines;
}

std::string range(const Lines& lines)
{
    return (lines.empty() ? "0" : "1") + ("," + std::to_string(lines.size()));
}

std::string replacedWhole(const Lines& before, const Lines& after)
{
    std::string hunk = "@@ -" + range(before) + " +" + range(after) + " @@\n";
    for (const auto& line : before)
        hunk.append("-").append(line).append("\n");
    for (const auto& line : after)
        hunk.append("+").append(line).append("\n");
    return hunk;
}

} // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view beforeLabel,
                        std::string_view afterLabel)
{
    if (before == after)
        return {};
    const auto a = linesOf(before);
    const auto b = linesOf(after);
    std::string result("--- ");
    result.append(beforeLabel).append("\n+++ ").append(afterLabel).append("\n");
    if (a.empty() || b.empty() || a.size() + b.size() > maxLines)
        return result + replacedWhole(a, b);
    dtl::Diff<std::string, Lines> diff(a, b);
    diff.onHuge();
    diff.compose();
    diff.composeUnifiedHunks();
    std::ostringstream out;
    diff.printUnifiedFormat(out);
    return result + out.str();
}

std::string changedLines(std::string_view diff)
{
    std::string result;
    for (const auto line : split(diff, '\n')) {
        const bool isLabel = line.starts_with("--- ") || line.starts_with("+++ ");
        if (!isLabel && (line.starts_with('+') || line.starts_with('-')))
            result.append(line).append("\n");
    }
    return result;
}

} // namespace meshsso::kube
