#include "migrate/KubernetesSource.h"

#include "migrate/SourceDocument.h"

namespace meshsso::migrate {
namespace {

const json::value* at(const json::object& object, std::initializer_list<std::string_view> path)
{
    const json::object* current = &object;
    const json::value* value = nullptr;
    for (const auto name : path) {
        if (current == nullptr)
            return nullptr;
        value = current->if_contains(name);
        if (value == nullptr)
            return nullptr;
        current = value->if_object();
    }
    return value;
}

std::string textAt(const json::object& object, std::initializer_list<std::string_view> path)
{
    const auto* value = at(object, path);
    return value != nullptr ? scalarText(*value) : std::string();
}

std::vector<const json::object*> objectsAt(const json::object& object,
                                           std::initializer_list<std::string_view> path)
{
    std::vector<const json::object*> objects;
    const auto* value = at(object, path);
    if (value != nullptr && value->is_array()) {
        for (const auto& item : value->get_array()) {
            if (item.is_object())
                objects.push_back(&item.get_object());
        }
    }
    return objects;
}

std::vector<const json::object*> containersOf(const json::object& document)
{
    auto containers = objectsAt(document, {"spec", "template", "spec", "containers"});
    return containers.empty() ? objectsAt(document, {"spec", "containers"}) : containers;
}

std::vector<std::string> words(const json::object& container)
{
    std::vector<std::string> texts;
    for (const std::string_view name : {"command", "args"}) {
        const auto* value = container.if_contains(name);
        if (value == nullptr || !value->is_array())
            continue;
        for (const auto& item : value->get_array())
            texts.push_back(scalarText(item));
    }
    return texts;
}

bool isProgram(const json::object& container, std::string_view program, std::string_view prefix)
{
    if (textAt(container, {"image"}).find(program) != std::string::npos ||
        textAt(container, {"name"}).find(program) != std::string::npos)
        return true;
    for (const auto& word : words(container)) {
        if (word.find(program) != std::string::npos)
            return true;
    }
    for (const auto* variable : objectsAt(container, {"env"})) {
        if (textAt(*variable, {"name"}).starts_with(prefix))
            return true;
    }
    return false;
}

/// $(NAME) as Kubernetes expands it. What is kept elsewhere stays as it is.
std::string expanded(std::string text, const std::vector<ContainerVariable>& variables)
{
    for (const auto& variable : variables) {
        if (variable.isElsewhere)
            continue;
        const auto mark = "$(" + variable.name + ")";
        for (auto found = text.find(mark); found != std::string::npos;
             found = text.find(mark, found + variable.value.size()))
            text.replace(found, mark.size(), variable.value);
    }
    return text;
}

} // namespace

const json::object* KubernetesSource::findObject(std::string_view kind, std::string_view name) const
{
    for (const auto& document : m_documents) {
        if (stringOr(document, "kind") == kind && textAt(document, {"metadata", "name"}) == name)
            return &document;
    }
    return nullptr;
}

std::optional<std::string> KubernetesSource::entry(std::string_view kind, std::string_view name,
                                                   std::string_view key) const
{
    const auto* object = findObject(kind, name);
    if (object == nullptr)
        return std::nullopt;
    if (const auto* plain = at(*object, {kind == "Secret" ? "stringData" : "data", key}))
        return scalarText(*plain);
    if (const auto* encoded = at(*object, {"data", key}))
        return decodeAnyBase64(scalarText(*encoded));
    return std::nullopt;
}

void KubernetesSource::readVariables(const json::object& container, ContainerSource& source) const
{
    for (const auto* from : objectsAt(container, {"envFrom"})) {
        const bool isSecret = from->contains("secretRef");
        const auto name = textAt(*from, {isSecret ? "secretRef" : "configMapRef", "name"});
        const std::string_view kind = isSecret ? "Secret" : "ConfigMap";
        const auto* object = findObject(kind, name);
        if (object == nullptr) {
            source.gaps.push_back(source.where + " (envFrom " + std::string(kind) + " " + name + ")");
            continue;
        }
        for (const std::string_view part : {"data", "stringData"}) {
            const auto* data = at(*object, {part});
            if (data == nullptr || !data->is_object())
                continue;
            for (const auto& member : data->get_object()) {
                auto value = entry(kind, name, member.key());
                source.variables.push_back({std::string(member.key()), value.value_or(std::string()), false});
            }
        }
    }
    for (const auto* variable : objectsAt(container, {"env"})) {
        const auto name = textAt(*variable, {"name"});
        const auto* from = at(*variable, {"valueFrom"});
        if (from == nullptr || !from->is_object()) {
            source.variables.push_back(
                {name, expanded(textAt(*variable, {"value"}), source.variables), false});
            continue;
        }
        const auto& reference = from->get_object();
        const bool isSecret = reference.contains("secretKeyRef");
        const std::string_view part = isSecret ? "secretKeyRef" : "configMapKeyRef";
        const std::string_view kind = isSecret ? "Secret" : "ConfigMap";
        const auto object = textAt(reference, {part, "name"});
        const auto key = textAt(reference, {part, "key"});
        if (auto value = entry(kind, object, key))
            source.variables.push_back({name, std::move(*value), false});
        else
            source.variables.push_back(
                {name, "key " + key + " of " + std::string(kind) + " " + object, true});
    }
}

std::optional<ContainerSource> KubernetesSource::findContainer(std::string_view program,
                                                               std::string_view prefix) const
{
    for (const auto& document : m_documents) {
        for (const auto* container : containersOf(document)) {
            if (!isProgram(*container, program, prefix))
                continue;
            ContainerSource source;
            source.where = m_name + ": " + std::string(stringOr(document, "kind")) + " " +
                           textAt(document, {"metadata", "name"});
            readVariables(*container, source);
            for (auto& word : words(*container))
                source.arguments.push_back(expanded(std::move(word), source.variables));
            return source;
        }
    }
    return std::nullopt;
}

std::vector<ConfigEntry> KubernetesSource::configEntries() const
{
    std::vector<ConfigEntry> entries;
    for (const auto& document : m_documents) {
        const auto kind = stringOr(document, "kind");
        if (kind != "ConfigMap" && kind != "Secret")
            continue;
        const auto name = textAt(document, {"metadata", "name"});
        for (const std::string_view part : {"data", "stringData"}) {
            const auto* data = at(document, {part});
            if (data == nullptr || !data->is_object())
                continue;
            for (const auto& member : data->get_object()) {
                if (auto text = entry(kind, name, member.key()))
                    entries.push_back(
                        {std::string(member.key()),
                         m_name + ": " + std::string(kind) + " " + name + ", " + std::string(member.key()),
                         std::move(*text)});
            }
        }
    }
    return entries;
}

} // namespace meshsso::migrate
