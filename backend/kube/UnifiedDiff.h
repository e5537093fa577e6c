#pragma once

#include <string>
#include <string_view>

namespace meshsso::kube {

/// The difference of two texts as `diff -u` writes it, with a few lines of context and the two labels as file
/// names; empty if they are equal. Texts of more than 20000 lines together are shown as replaced whole, since
/// finding the smallest difference would take too long.
std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view beforeLabel,
                        std::string_view afterLabel);

/// Only the lines of a unified diff that say what changes, without context and positions.
std::string changedLines(std::string_view diff);

} // namespace meshsso::kube
