#include "kube/Manifest.h"

#include "core/Encoding.h"
#include "core/SecretString.h"
#include "yaml/YamlNode.h"
#include "yaml/YamlScalar.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace meshsso::kube {
namespace {

json::value scalarToJson(const yaml::YamlNode& node)
{
    const std::string& text = node.scalar();
    if (node.isQuoted())
        return json::string(text);
    switch (yaml::plainKind(text)) {
    case yaml::PlainKind::Null:
        return nullptr;
    case yaml::PlainKind::Boolean:
        return text == "true" || text == "True" || text == "TRUE" || text == "yes";
    case yaml::PlainKind::Integer:
    case yaml::PlainKind::Float: {
        std::int64_t number = 0;
        const auto* const end = text.data() + text.size();
        if (const auto read = std::from_chars(text.data(), end, number); read.ptr == end)
            return number;
        double real = 0;
        if (const auto read = std::from_chars(text.data(), end, real); read.ptr == end)
            return real;
        return json::string(text);
    }
    default:
        return json::string(text);
    }
}

json::value toJson(const yaml::YamlNode& node)
{
    switch (node.kind()) {
    case yaml::YamlNode::Kind::Null:
        return nullptr;
    case yaml::YamlNode::Kind::Scalar:
        return scalarToJson(node);
    case yaml::YamlNode::Kind::Sequence: {
        json::array array;
        for (const auto& item : node.items())
            array.push_back(toJson(item));
        return array;
    }
    case yaml::YamlNode::Kind::Map:
        break;
    }
    json::object object;
    for (const auto& [key, value] : node.members())
        object[key] = toJson(value);
    return object;
}

void replaceAll(std::string& text, std::string_view what)
{
    // Shorter ones hide nothing and would tear the message apart.
    constexpr std::size_t shortest = 4;
    if (what.size() < shortest)
        return;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at))
        text.replace(at, what.size(), "***");
}

std::optional<std::string> decodeBase64(std::string text)
{
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    auto decoded = base64UrlDecode(text);
    wipe(text);
    return decoded;
}

void hide(std::string& text, const json::value& value)
{
    if (const auto* string = value.if_string()) {
        replaceAll(text, *string);
        if (auto decoded = decodeBase64(std::string(*string))) {
            replaceAll(text, *decoded);
            wipe(*decoded);
        }
    } else if (const auto* object = value.if_object()) {
        for (const auto& member : *object)
            hide(text, member.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& item : *array)
            hide(text, item);
    }
}

} // namespace

Result<json::object> parseYamlObject(std::string_view text, std::string_view file)
{
    auto node = yaml::YamlNode::parse(text, file);
    if (!node)
        return fail(std::move(node).error());
    auto value = toJson(*node);
    if (!value.is_object())
        return fail(ErrorCode::InvalidArgument, "this is no map of names and values", std::string(file));
    return std::move(value.get_object());
}

Result<Manifest> Manifest::parse(std::string_view text, std::string_view file)
{
    auto object = parseYamlObject(text, file);
    if (!object)
        return fail(std::move(object).error());
    Manifest manifest;
    manifest.object = std::move(*object);
    manifest.apiVersion = textAt(manifest.object, {"apiVersion"});
    manifest.kind = textAt(manifest.object, {"kind"});
    manifest.name = textAt(manifest.object, {"metadata", "name"});
    manifest.namespaceName = textAt(manifest.object, {"metadata", "namespace"});
    if (manifest.apiVersion.empty() || manifest.kind.empty() || manifest.name.empty())
        return fail(ErrorCode::InvalidArgument,
                    "this is no Kubernetes object: apiVersion, kind or metadata.name is missing",
                    std::string(file));
    return manifest;
}

std::string Manifest::title() const
{
    return kind + " " + (namespaceName.empty() ? std::string() : namespaceName + "/") + name;
}

json::object Manifest::identity() const
{
    json::object metadata{{"name", name}};
    if (!namespaceName.empty())
        metadata["namespace"] = namespaceName;
    return {{"apiVersion", apiVersion}, {"kind", kind}, {"metadata", std::move(metadata)}};
}

std::string withoutSecrets(std::string text, const Manifest& manifest)
{
    for (const std::string_view member : {"data", "stringData"}) {
        if (const auto* values = manifest.object.if_contains(member))
            hide(text, *values);
    }
    return text;
}

const json::value* findPath(const json::object& object, std::initializer_list<std::string_view> path)
{
    const json::object* at = &object;
    const json::value* found = nullptr;
    for (const auto name : path) {
        if (at == nullptr)
            return nullptr;
        found = at->if_contains(name);
        if (found == nullptr)
            return nullptr;
        at = found->if_object();
    }
    return found;
}

std::string textAt(const json::object& object, std::initializer_list<std::string_view> path)
{
    const auto* value = findPath(object, path);
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(*text) : std::string();
}

std::vector<const json::object*> objectsAt(const json::object& object,
                                           std::initializer_list<std::string_view> path)
{
    std::vector<const json::object*> result;
    const auto* value = findPath(object, path);
    if (const auto* array = value != nullptr ? value->if_array() : nullptr) {
        for (const auto& item : *array) {
            if (const auto* entry = item.if_object())
                result.push_back(entry);
        }
    }
    return result;
}

std::vector<std::string> textsAt(const json::object& object, std::initializer_list<std::string_view> path)
{
    std::vector<std::string> result;
    const auto* value = findPath(object, path);
    if (const auto* array = value != nullptr ? value->if_array() : nullptr) {
        for (const auto& item : *array) {
            if (const auto* text = item.if_string())
                result.emplace_back(*text);
        }
    }
    return result;
}

std::map<std::string, std::string> labelsAt(const json::object& object,
                                            std::initializer_list<std::string_view> path)
{
    std::map<std::string, std::string> result;
    const auto* value = findPath(object, path);
    if (const auto* map = value != nullptr ? value->if_object() : nullptr) {
        for (const auto& member : *map) {
            if (const auto* text = member.value().if_string())
                result.emplace(member.key(), *text);
        }
    }
    return result;
}

std::optional<int> numberAt(const json::object& object, std::initializer_list<std::string_view> path)
{
    const auto* value = findPath(object, path);
    if (value == nullptr || !value->is_int64())
        return std::nullopt;
    return static_cast<int>(value->get_int64());
}

} // namespace meshsso::kube
