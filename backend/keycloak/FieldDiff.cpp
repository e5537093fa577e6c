#include "keycloak/FieldDiff.h"

#include "core/Text.h"

#include <algorithm>

namespace meshsso::keycloak {
namespace {

constexpr std::string_view uriSeparator = "##";
constexpr std::string_view notSet = "(not set)";

bool isSet(const json::value& value)
{
    return value.is_array() ||
           (value.is_string() &&
            std::string_view(value.get_string()).find(uriSeparator) != std::string_view::npos);
}

std::string show(const json::value& value)
{
    if (value.is_null())
        return std::string(notSet);
    if (value.is_string() && !isSet(value))
        return std::string(value.get_string());
    if (isSet(value)) {
        const auto members = memberSet(value);
        return members.empty() ? "(none)" : join(members, ", ");
    }
    return json::serialize(value);
}

bool same(const json::value& desired, const json::value& current)
{
    if (isSet(desired) || isSet(current))
        return memberSet(desired) == memberSet(current);
    return desired == current;
}

void collect(const json::object& desired, const json::object& current, const std::string& prefix,
             std::vector<FieldDifference>& out)
{
    const json::value absent;
    for (const auto& member : desired) {
        const auto* found = current.if_contains(member.key());
        const json::value& now = found ? *found : absent;
        const std::string name = prefix + std::string(member.key());
        if (member.value().is_object()) {
            collect(member.value().get_object(), now.is_object() ? now.get_object() : json::object(),
                    name + ".", out);
            continue;
        }
        if (same(member.value(), now))
            continue;
        if (member.key() == "secret")
            out.push_back({name, now.is_null() ? std::string(notSet) : "(secret)", "(secret)"});
        else
            out.push_back({name, show(now), show(member.value())});
    }
}

} // namespace

std::vector<std::string> memberSet(const json::value& value)
{
    std::vector<std::string> members;
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array)
            members.push_back(item.is_string() ? std::string(item.get_string()) : json::serialize(item));
    } else if (const auto* text = value.if_string()) {
        std::string_view rest(*text);
        while (!rest.empty()) {
            const auto at = rest.find(uriSeparator);
            if (at != 0)
                members.emplace_back(rest.substr(0, at));
            rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + uriSeparator.size());
        }
    }
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    return members;
}

std::vector<FieldDifference> diffDeclared(const json::object& desired, const json::object& current)
{
    std::vector<FieldDifference> differences;
    collect(desired, current, {}, differences);
    return differences;
}

json::object overlay(json::object current, const json::object& desired)
{
    for (const auto& member : desired) {
        auto& place = current[member.key()];
        if (member.value().is_object() && place.is_object())
            place = overlay(std::move(place.get_object()), member.value().get_object());
        else
            place = member.value();
    }
    return current;
}

} // namespace meshsso::keycloak
