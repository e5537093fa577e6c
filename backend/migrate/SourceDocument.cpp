#include "migrate/SourceDocument.h"

#include "core/Encoding.h"
#include "core/SecretString.h"
#include "core/Text.h"
#include "yaml/YamlNode.h"

#include <algorithm>

namespace meshsso::migrate {
namespace {

json::value toJson(const yaml::YamlNode& node)
{
    if (node.isMap()) {
        json::object object;
        for (const auto& [key, value] : node.members())
            object[key] = toJson(value);
        return object;
    }
    if (node.isSequence()) {
        json::array array;
        for (const auto& item : node.items())
            array.push_back(toJson(item));
        return array;
    }
    return node.isScalar() ? json::value(node.scalar()) : json::value(nullptr);
}

std::vector<std::string> splitDocuments(std::string_view text)
{
    std::vector<std::string> documents(1);
    for (const auto line : split(text, '\n')) {
        if (line == "---" || line.starts_with("--- ") || trim(line) == "---")
            documents.emplace_back();
        else
            documents.back().append(line).append("\n");
    }
    return documents;
}

void addDocument(json::value value, std::vector<json::object>& documents)
{
    if (!value.is_object())
        return;
    auto& object = value.get_object();
    auto* items = object.if_contains("items");
    if (stringOr(object, "kind") == "List" && items != nullptr && items->is_array()) {
        for (auto& item : items->get_array())
            addDocument(std::move(item), documents);
        return;
    }
    documents.push_back(std::move(object));
}

std::string plainName(std::string_view name)
{
    auto plain = toLowerAscii(name);
    std::erase(plain, '_');
    return plain;
}

} // namespace

Result<std::vector<json::object>> readDocuments(const SourceText& source)
{
    std::vector<json::object> documents;
    if (trim(source.text).starts_with('{')) {
        auto parsed = parseJson(source.text, std::size_t{1024} * 1024, 64);
        if (!parsed)
            return fail(parsed.error().code, parsed.error().message, source.name);
        addDocument(std::move(*parsed), documents);
        return documents;
    }
    for (const auto& text : splitDocuments(source.text)) {
        auto parsed = yaml::YamlNode::parse(text, source.name);
        if (!parsed)
            return fail(std::move(parsed).error());
        addDocument(toJson(*parsed), documents);
    }
    return documents;
}

std::string scalarText(const json::value& value)
{
    if (value.is_string())
        return std::string(value.get_string());
    if (value.is_bool())
        return value.get_bool() ? "true" : "false";
    return value.is_number() ? json::serialize(value) : std::string();
}

SourceFields::SourceFields(const json::object& object, std::string where, ImportReport& report)
    : m_object(&object), m_where(std::move(where)), m_report(&report)
{
}

const json::value* SourceFields::find(std::string_view name)
{
    const auto plain = plainName(name);
    if (m_known.insert(plain).second)
        m_names.emplace_back(name);
    for (const auto& member : *m_object) {
        if (plainName(member.key()) == plain && !member.value().is_null())
            return &member.value();
    }
    return nullptr;
}

std::string SourceFields::text(std::string_view name)
{
    const auto* value = find(name);
    return value != nullptr ? scalarText(*value) : std::string();
}

std::vector<std::string> SourceFields::list(std::string_view name)
{
    std::vector<std::string> texts;
    const auto* value = find(name);
    if (value == nullptr)
        return texts;
    if (value->is_array()) {
        for (const auto& item : value->get_array())
            texts.push_back(scalarText(item));
    } else if (auto text = scalarText(*value); !text.empty()) {
        texts.push_back(std::move(text));
    }
    return texts;
}

std::optional<SourceFields> SourceFields::map(std::string_view name)
{
    const auto* value = find(name);
    if (value == nullptr || !value->is_object())
        return std::nullopt;
    auto inner = where(name);
    inner.pop_back();
    return SourceFields(value->get_object(), std::move(inner), *m_report);
}

std::vector<SourceFields> SourceFields::maps(std::string_view name)
{
    std::vector<SourceFields> result;
    const auto* value = find(name);
    if (value == nullptr || !value->is_array())
        return result;
    auto inner = where(name);
    inner.pop_back();
    std::size_t index = 0;
    for (const auto& item : value->get_array()) {
        if (item.is_object())
            result.emplace_back(item.get_object(), inner + "[" + std::to_string(index) + "]", *m_report);
        ++index;
    }
    return result;
}

std::string SourceFields::where(std::string_view name) const
{
    const bool inside = m_where.find(" (") != std::string::npos;
    return m_where + (inside ? "." : " (") + std::string(name) + ")";
}

void SourceFields::finish()
{
    const std::vector<std::string_view> names(m_names.begin(), m_names.end());
    for (const auto& member : *m_object) {
        if (!m_known.contains(plainName(member.key())))
            m_report->unknown(where(member.key()), nearestOf(member.key(), names));
    }
}

std::optional<std::string> decodeAnyBase64(std::string_view text)
{
    std::string plain;
    for (const char c : text) {
        if (c == '+')
            plain += '-';
        else if (c == '/')
            plain += '_';
        else if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            plain += c;
    }
    while (plain.ends_with('='))
        plain.pop_back();
    auto decoded = base64UrlDecode(plain);
    wipe(plain);
    return decoded;
}

} // namespace meshsso::migrate
