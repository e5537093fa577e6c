#include "JsonSchema.h"

#include "yaml/YamlScalar.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>
#include <cstdlib>

namespace meshsso::test {
namespace {

bool hasType(const json::value& value, std::string_view type)
{
    if (type == "object")
        return value.is_object();
    if (type == "array")
        return value.is_array();
    if (type == "string")
        return value.is_string();
    if (type == "boolean")
        return value.is_bool();
    return type == "integer" && (value.is_int64() || value.is_uint64());
}

bool matches(const json::string& text, const json::string& pattern)
{
    const QRegularExpression regex(QString::fromUtf8(pattern.data(), static_cast<qsizetype>(pattern.size())));
    return regex.isValid() &&
           regex.match(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))).hasMatch();
}

std::int64_t numberOf(const json::object& schema, std::string_view keyword, std::int64_t fallback)
{
    const auto* number = schema.if_contains(keyword);
    return number ? number->to_number<std::int64_t>() : fallback;
}

constexpr std::int64_t none = -1;
constexpr std::int64_t endless = INT64_MAX;

} // namespace

std::vector<std::string> JsonSchema::validate(const json::value& value) const
{
    std::vector<std::string> faults;
    check(m_root, value, "", faults);
    return faults;
}

json::object JsonSchema::resolve(const json::object& schema) const
{
    const auto* ref = schema.if_contains("$ref");
    if (!ref)
        return schema;
    constexpr std::string_view prefix = "#/$defs/";
    auto target = m_root.at("$defs")
                      .as_object()
                      .at(std::string_view(ref->as_string()).substr(prefix.size()))
                      .as_object();
    for (const auto& [key, value] : schema) {
        if (key != "$ref")
            target[key] = value;
    }
    return target;
}

bool JsonSchema::accepts(const json::object& schema, const json::value& value) const
{
    std::vector<std::string> faults;
    check(schema, value, "", faults);
    return faults.empty();
}

void JsonSchema::check(const json::object& given, const json::value& value, const std::string& path,
                       std::vector<std::string>& faults) const
{
    constexpr std::array<std::string_view, 24> known{
        "$schema",       "$id",           "$defs",      "$ref",      "title",
        "description",   "default",       "type",       "enum",      "const",
        "pattern",       "minimum",       "maximum",    "minLength", "maxLength",
        "items",         "minItems",      "properties", "required",  "additionalProperties",
        "minProperties", "maxProperties", "anyOf",      "oneOf"};
    const auto schema = resolve(given);
    const auto fault = [&](const std::string& why) { faults.push_back(path + ": " + why); };
    for (const auto& [keyword, ignored] : schema) {
        if (std::find(known.begin(), known.end(), std::string_view(keyword)) == known.end())
            fault("the schema uses the unknown keyword " + std::string(keyword));
    }
    if (const auto* type = schema.if_contains("type"); type && !hasType(value, type->as_string()))
        return fault("is not of type " + std::string(type->as_string()));
    if (const auto* constant = schema.if_contains("const"); constant && value != *constant)
        fault("is not the constant");
    if (const auto* choices = schema.if_contains("enum")) {
        const auto& list = choices->as_array();
        if (std::find(list.begin(), list.end(), value) == list.end())
            fault("is not one of the choices");
    }
    for (const std::string_view keyword : {"anyOf", "oneOf"}) {
        const auto* list = schema.if_contains(keyword);
        if (!list)
            continue;
        const auto count = std::count_if(list->as_array().begin(), list->as_array().end(),
                                         [&](const auto& part) { return accepts(part.as_object(), value); });
        if (count == 0 || (keyword == "oneOf" && count != 1))
            fault(std::string(keyword) + " does not hold");
    }
    if (const auto* text = value.if_string()) {
        if (const auto* pattern = schema.if_contains("pattern");
            pattern && !matches(*text, pattern->as_string()))
            fault("does not match the pattern");
        const auto length = static_cast<std::int64_t>(text->size());
        if (length < numberOf(schema, "minLength", none) || length > numberOf(schema, "maxLength", endless))
            fault("has the wrong length");
    } else if (const auto* number = value.if_int64()) {
        if (*number < numberOf(schema, "minimum", INT64_MIN) ||
            *number > numberOf(schema, "maximum", endless))
            fault("is out of range");
    } else if (const auto* array = value.if_array()) {
        if (static_cast<std::int64_t>(array->size()) < numberOf(schema, "minItems", none))
            fault("has too few elements");
        const auto* items = schema.if_contains("items");
        for (std::size_t i = 0; items && i < array->size(); ++i)
            check(items->as_object(), (*array)[i], path + "[" + std::to_string(i) + "]", faults);
    } else if (const auto* object = value.if_object()) {
        checkObject(schema, *object, path, faults);
    }
}

void JsonSchema::checkObject(const json::object& schema, const json::object& value, const std::string& path,
                             std::vector<std::string>& faults) const
{
    const auto size = static_cast<std::int64_t>(value.size());
    if (size < numberOf(schema, "minProperties", none) || size > numberOf(schema, "maxProperties", endless))
        faults.push_back(path + ": has the wrong number of members");
    if (const auto* required = schema.if_contains("required")) {
        for (const auto& name : required->as_array()) {
            if (!value.contains(name.as_string()))
                faults.push_back(path + ": lacks " + std::string(name.as_string()));
        }
    }
    const auto* properties = schema.if_contains("properties");
    const auto* others = schema.if_contains("additionalProperties");
    for (const auto& [name, member] : value) {
        const auto below = path + "." + std::string(name);
        const auto* property = properties ? properties->as_object().if_contains(name) : nullptr;
        if (property)
            check(property->as_object(), member, below, faults);
        else if (others && others->is_object())
            check(others->as_object(), member, below, faults);
        else if (others && !others->as_bool())
            faults.push_back(below + ": is not known");
    }
}

json::value toJson(const yaml::YamlNode& node)
{
    if (node.isMap()) {
        json::object object;
        for (const auto& [name, value] : node.members())
            object[name] = toJson(value);
        return object;
    }
    if (node.isSequence()) {
        json::array array;
        for (const auto& item : node.items())
            array.push_back(toJson(item));
        return array;
    }
    const auto& text = node.scalar();
    const auto kind = node.isQuoted() ? yaml::PlainKind::Text : yaml::plainKind(text);
    if (node.isNull())
        return nullptr;
    if (kind == yaml::PlainKind::Boolean && (text == "true" || text == "false"))
        return text == "true";
    if (kind == yaml::PlainKind::Integer)
        return std::strtoll(text.c_str(), nullptr, 0);
    if (kind == yaml::PlainKind::Float)
        return std::strtod(text.c_str(), nullptr);
    return json::value(text);
}

} // namespace meshsso::test
