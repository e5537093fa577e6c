#include "kube/LiveObject.h"

#include "kube/Manifest.h"
#include "yaml/YamlValue.h"

#include <array>
#include <initializer_list>

namespace meshsso::kube {
namespace {

constexpr std::string_view masked = "*** (secret value)";
constexpr std::string_view maskedOther = "*** (another secret value)";
constexpr std::array<std::string_view, 2> secretMembers{"data", "stringData"};

bool isSecret(const json::object& object)
{
    return stringOr(object, "kind") == "Secret" && stringOr(object, "apiVersion") == "v1";
}

/// Hides every value; one that differs from its partner of the same name shows that it does.
void maskValues(json::object& object, const json::object* partner)
{
    for (const auto member : secretMembers) {
        auto* found = object.if_contains(member);
        auto* values = found != nullptr ? found->if_object() : nullptr;
        if (values == nullptr)
            continue;
        for (auto& value : *values) {
            const auto* other = partner != nullptr ? findPath(*partner, {member, value.key()}) : nullptr;
            const bool differs = other != nullptr && *other != value.value();
            value.value() = json::string(differs ? maskedOther : masked);
        }
    }
}

} // namespace

json::object withoutServerFields(json::object object)
{
    object.erase("status");
    auto* found = object.if_contains("metadata");
    auto* metadata = found != nullptr ? found->if_object() : nullptr;
    if (metadata == nullptr)
        return object;
    for (const std::string_view name :
         {"managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"})
        metadata->erase(name);
    auto* annotations = metadata->if_contains("annotations");
    if (annotations != nullptr && annotations->is_object()) {
        annotations->get_object().erase("kubectl.kubernetes.io/last-applied-configuration");
        if (annotations->get_object().empty())
            metadata->erase("annotations");
    }
    return object;
}

ShownPair showPair(const json::object* before, const json::object& after)
{
    json::object shownAfter = after;
    json::object shownBefore = before != nullptr ? *before : json::object();
    if (isSecret(after)) {
        maskValues(shownAfter, before);
        if (before != nullptr)
            maskValues(shownBefore, nullptr);
    }
    return {before != nullptr ? yaml::emitYaml(shownBefore) : std::string(), yaml::emitYaml(shownAfter)};
}

} // namespace meshsso::kube
