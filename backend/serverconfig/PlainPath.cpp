#include "serverconfig/PlainPath.h"

#include "core/Text.h"

#include <algorithm>

namespace meshsso::serverconfig {

bool isPlainPath(std::string_view path)
{
    constexpr std::string_view marks = "-._~/";
    const bool plain = std::all_of(path.begin(), path.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
    if (!plain || path.size() < 2 || path.size() > 128 || path.front() != '/' || path.back() == '/')
        return false;
    const auto segments = split(path.substr(1), '/');
    return std::none_of(segments.begin(), segments.end(),
                        [](std::string_view s) { return s.empty() || s == "." || s == ".."; });
}

bool isUnder(std::string_view path, std::string_view prefix) noexcept
{
    return path == prefix || (path.starts_with(prefix) && path.substr(prefix.size()).starts_with('/'));
}

} // namespace meshsso::serverconfig
