#include "project/AccessRuleFile.h"

#include "core/Text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace meshsso::project {
namespace {

using access::AccessMode;
using access::AccessRule;
using access::PathPattern;
using access::Requirement;
using yaml::FieldReader;

constexpr int maxRequirementDepth = 16;

constexpr std::array<std::string_view, 7> requirementKeys{"role",  "clientRole", "group", "scope",
                                                          "claim", "anyOf",      "allOf"};
constexpr std::array<std::string_view, 3> claimKeys{"equals", "contains", "matches"};

/// The one key of the set that the map has; a finding and nothing if it is none or more than one.
template<std::size_t N>
std::optional<std::string_view> exactlyOne(FieldReader& reader, const std::array<std::string_view, N>& keys,
                                           std::string code)
{
    std::optional<std::string_view> found;
    std::string list;
    int count = 0;
    for (const auto key : keys) {
        list.append(list.empty() ? "" : ", ").append(key);
        if (reader.has(key)) {
            found = key;
            ++count;
        }
    }
    if (count == 1)
        return found;
    reader.error({}, std::move(code),
                 count == 0 ? "none of these is given: " + list : "more than one of these is given: " + list,
                 "Give exactly one of them.");
    return std::nullopt;
}

void readText(FieldReader& reader, std::string_view key, std::string& out)
{
    reader.require(key);
    reader.read(key, out);
}

void readClaim(FieldReader& reader, Requirement& requirement)
{
    readText(reader, "name", requirement.name);
    const auto test = exactlyOne(reader, claimKeys, "access.requirement");
    if (!test)
        return;
    requirement.kind = *test == "equals"     ? Requirement::Kind::ClaimEquals
                       : *test == "contains" ? Requirement::Kind::ClaimContains
                                             : Requirement::Kind::ClaimMatches;
    reader.read(*test, requirement.value);
}

void readRequirement(FieldReader& reader, Requirement& requirement, int depth)
{
    const auto key = exactlyOne(reader, requirementKeys, "access.requirement");
    if (!key)
        return;
    if (depth >= maxRequirementDepth)
        return reader.error(*key, "access.requirement", "the requirement is nested deeper than 16 levels",
                            "Flatten it.");
    if (*key == "role" || *key == "group" || *key == "scope") {
        requirement.kind = *key == "role"    ? Requirement::Kind::Role
                           : *key == "group" ? Requirement::Kind::Group
                                             : Requirement::Kind::Scope;
        readText(reader, *key, requirement.name);
    } else if (*key == "clientRole") {
        requirement.kind = Requirement::Kind::ClientRole;
        reader.readMap(*key, [&](FieldReader& nested) {
            readText(nested, "client", requirement.client);
            readText(nested, "role", requirement.name);
        });
    } else if (*key == "claim") {
        reader.readMap(*key, [&](FieldReader& nested) { readClaim(nested, requirement); });
    } else {
        requirement.kind = *key == "anyOf" ? Requirement::Kind::AnyOf : Requirement::Kind::AllOf;
        reader.readList(*key, [&](FieldReader& nested) {
            readRequirement(nested, requirement.parts.emplace_back(), depth + 1);
        });
        if (requirement.parts.empty())
            reader.error(*key, "access.requirement",
                         "the list is empty, which would let everyone in or nobody",
                         "List at least one requirement.");
    }
}

/// True if braces stand only where template words are: {*} as whole segments, {**} as the last one.
bool isTemplate(std::string_view path)
{
    bool isLast = false;
    for (const auto segment : split(path.substr(1), '/')) {
        const bool isWord = segment == "{*}" || segment == "{**}";
        if (isLast || (!isWord && segment.find_first_of("{}*") != std::string_view::npos))
            return false;
        isLast = segment == "{**}";
    }
    return true;
}

void readTemplate(FieldReader& reader, std::string path, AccessRule& rule)
{
    if (path.starts_with('/') && isTemplate(path))
        rule.paths.push_back({PathPattern::Kind::Template, std::move(path)});
    else
        reader.error("paths", "access.path", "'" + path + "' is not a path template",
                     "Write {*} for one whole segment, and {**} only at the end for all below: "
                     "\"/users/{*}/orders\", \"/users/{*}/files/{**}\".");
}

void readPaths(FieldReader& reader, AccessRule& rule)
{
    std::vector<std::string> paths;
    reader.read("paths", paths);
    for (auto& path : paths) {
        if (path.find_first_of("{}") != std::string::npos) {
            readTemplate(reader, std::move(path), rule);
            continue;
        }
        const bool isPrefix = path.ends_with("/*");
        auto value = isPrefix ? path.substr(0, path.size() - 2) : path;
        if (isPrefix && value.empty())
            value = "/";
        if (value.find('*') != std::string::npos || !value.starts_with('/'))
            reader.error("paths", "access.path", "'" + path + "' is not a path pattern",
                         "Write \"/x\" for exactly that path, \"/x/*\" for it and all below it, \"/*\" for "
                         "everything.");
        else
            rule.paths.push_back(
                {isPrefix ? PathPattern::Kind::Prefix : PathPattern::Kind::Exact, std::move(value)});
    }
}

void readFlagMode(FieldReader& reader, std::string_view key, AccessRule& rule, AccessMode mode)
{
    bool value = true;
    reader.read(key, value);
    if (!value)
        reader.error(key, "access.mode", "'" + std::string(key) + ": false' says nothing",
                     "Remove the line and say what the rule wants: public, authenticated or require.");
    rule.mode = mode;
}

void readMode(FieldReader& reader, AccessRule& rule)
{
    constexpr std::array<std::string_view, 3> modes{"public", "authenticated", "require"};
    const auto mode = exactlyOne(reader, modes, "access.mode");
    if (!mode)
        return;
    if (*mode == "public")
        return readFlagMode(reader, *mode, rule, AccessMode::Public);
    if (*mode == "authenticated")
        return readFlagMode(reader, *mode, rule, AccessMode::Authenticated);
    rule.mode = AccessMode::Require;
    reader.readMap("require", [&](FieldReader& nested) { readRequirement(nested, rule.requirement, 0); });
}

json::array toJson(const std::vector<std::string>& texts)
{
    return json::array(texts.begin(), texts.end());
}

json::object requirementToJson(const Requirement& requirement)
{
    json::object object;
    const auto claim = [&](std::string_view test) {
        object["claim"] = json::object{{"name", requirement.name}, {test, requirement.value}};
    };
    const auto parts = [&](std::string_view key) {
        json::array array;
        for (const auto& part : requirement.parts)
            array.emplace_back(requirementToJson(part));
        object[key] = std::move(array);
    };
    switch (requirement.kind) {
    case Requirement::Kind::Role:
        object["role"] = requirement.name;
        break;
    case Requirement::Kind::ClientRole:
        object["clientRole"] = json::object{{"client", requirement.client}, {"role", requirement.name}};
        break;
    case Requirement::Kind::Group:
        object["group"] = requirement.name;
        break;
    case Requirement::Kind::Scope:
        object["scope"] = requirement.name;
        break;
    case Requirement::Kind::ClaimEquals:
        claim("equals");
        break;
    case Requirement::Kind::ClaimContains:
        claim("contains");
        break;
    case Requirement::Kind::ClaimMatches:
        claim("matches");
        break;
    case Requirement::Kind::AnyOf:
        parts("anyOf");
        break;
    case Requirement::Kind::AllOf:
        parts("allOf");
        break;
    }
    return object;
}

} // namespace

void readAccessRules(FieldReader& reader, std::string_view key, std::vector<AccessRule>& rules)
{
    reader.readList(key, [&](FieldReader& nested) {
        AccessRule rule;
        nested.read("name", rule.name);
        nested.read("hosts", rule.hosts);
        std::transform(rule.hosts.begin(), rule.hosts.end(), rule.hosts.begin(), toLowerAscii);
        readPaths(nested, rule);
        nested.read("methods", rule.methods);
        nested.read("corsPreflight", rule.corsPreflight);
        readMode(nested, rule);
        rules.push_back(std::move(rule));
    });
}

json::object accessRuleToJson(const AccessRule& rule)
{
    json::object object;
    if (!rule.name.empty())
        object["name"] = rule.name;
    if (!rule.hosts.empty())
        object["hosts"] = toJson(rule.hosts);
    if (!rule.paths.empty()) {
        json::array paths;
        for (const auto& path : rule.paths) {
            const bool isPrefix = path.kind == PathPattern::Kind::Prefix; // others are written as they are
            paths.emplace_back(!isPrefix ? path.value : path.value == "/" ? "/*" : path.value + "/*");
        }
        object["paths"] = std::move(paths);
    }
    if (!rule.methods.empty())
        object["methods"] = toJson(rule.methods);
    if (rule.corsPreflight)
        object["corsPreflight"] = true;
    switch (rule.mode) {
    case AccessMode::Public:
        object["public"] = true;
        break;
    case AccessMode::Authenticated:
        object["authenticated"] = true;
        break;
    case AccessMode::Require:
        object["require"] = requirementToJson(rule.requirement);
        break;
    }
    return object;
}

} // namespace meshsso::project
