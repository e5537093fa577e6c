#pragma once

#include "core/Json.h"
#include "core/Result.h"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::kube {

/// One Kubernetes object as a document says it. Private to this folder.
struct Manifest
{
    std::string apiVersion;
    std::string kind;
    std::string namespaceName; ///< empty for objects of the whole cluster
    std::string name;
    json::object object;

    /// Errors: ParseError, InvalidArgument (no object, or a List). file is for messages.
    static Result<Manifest> parse(std::string_view text, std::string_view file);

    bool isSecret() const { return kind == "Secret" && apiVersion == "v1"; }
    /// "Gateway istio-system/ingressgateway".
    std::string title() const;
    /// What kubectl needs to find it: apiVersion, kind and metadata, without anything else.
    json::object identity() const;
};

/// A YAML document that is a map, as JSON. Errors: ParseError, TooLarge, InvalidArgument.
Result<json::object> parseYamlObject(std::string_view text, std::string_view file);

/// The text without any value of the manifest's data and stringData, as it is or in Base64.
std::string withoutSecrets(std::string text, const Manifest& manifest);

/// The member at a path of names, or null.
const json::value* findPath(const json::object& object, std::initializer_list<std::string_view> path);
/// The text at a path, or empty.
std::string textAt(const json::object& object, std::initializer_list<std::string_view> path);
/// The objects of the array at a path.
std::vector<const json::object*> objectsAt(const json::object& object,
                                           std::initializer_list<std::string_view> path);
/// The texts of the array at a path.
std::vector<std::string> textsAt(const json::object& object, std::initializer_list<std::string_view> path);
/// The texts of the map at a path: labels.
std::map<std::string, std::string> labelsAt(const json::object& object,
                                            std::initializer_list<std::string_view> path);
/// The number at a path, or nothing.
std::optional<int> numberAt(const json::object& object, std::initializer_list<std::string_view> path);

} // namespace meshsso::kube
