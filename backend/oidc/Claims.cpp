#include "oidc/Claims.h"

#include <algorithm>

namespace meshsso::oidc {
namespace {

/// Where the first segment of a path ends: at a dot that no back-slash precedes, or at the end.
std::size_t segmentEnd(std::string_view path) noexcept
{
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '\\' && i + 1 < path.size())
            ++i;
        else if (path[i] == '.')
            return i;
    }
    return path.size();
}

const json::value* member(const json::object& object, std::string_view segment)
{
    if (segment.find('\\') == std::string_view::npos)
        return object.if_contains(segment);
    std::string name;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        const bool isEscape =
            segment[i] == '\\' && i + 1 < segment.size() && (segment[i + 1] == '.' || segment[i + 1] == '\\');
        name += segment[isEscape ? ++i : i];
    }
    return object.if_contains(name);
}

} // namespace

const json::value* findClaim(const json::object& claims, std::string_view path)
{
    if (const auto* whole = claims.if_contains(path))
        return whole;
    const auto* object = &claims;
    while (true) {
        const auto end = segmentEnd(path);
        const auto* value = member(*object, path.substr(0, end));
        if (!value || end == path.size())
            return value;
        object = value->if_object();
        if (!object)
            return nullptr;
        path.remove_prefix(end + 1);
    }
}

std::vector<std::string> claimStrings(const json::value* claim)
{
    std::vector<std::string> out;
    if (!claim)
        return out;
    if (const auto* array = claim->if_array()) {
        for (const auto& element : *array) {
            if (const auto* text = element.if_string())
                out.emplace_back(*text);
        }
    } else if (const auto* text = claim->if_string()) {
        out.emplace_back(*text);
    } else if (claim->is_number() || claim->is_bool()) {
        out.push_back(json::serialize(*claim));
    }
    return out;
}

bool claimContains(const json::value* claim, std::string_view text)
{
    if (!claim)
        return false;
    if (const auto* array = claim->if_array()) {
        return std::any_of(array->begin(), array->end(), [&](const json::value& element) {
            return element.is_string() && element.as_string() == text;
        });
    }
    if (const auto* string = claim->if_string())
        return *string == text;
    return (claim->is_number() || claim->is_bool()) && json::serialize(*claim) == text;
}

} // namespace meshsso::oidc
