#include "yaml/FieldPath.h"

#include <algorithm>
#include <charconv>

namespace meshsso::yaml {
namespace {

/// One step down, taking its part off the path: the node there, or null. position becomes the step's.
const YamlNode* step(const YamlNode& node, std::string_view& path, std::string& position)
{
    if (path.starts_with('[')) {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(path.data() + 1, path.data() + path.size(), index);
        if (error != std::errc{} || index >= node.items().size())
            return nullptr;
        path.remove_prefix(std::min(static_cast<std::size_t>(end - path.data()) + 1, path.size()));
        position = node.items()[index].position();
        return &node.items()[index];
    }
    if (path.starts_with('.'))
        path.remove_prefix(1);
    // A key may itself hold dots (a host, a variable): the longest key that fits is meant.
    const YamlNode* found = nullptr;
    std::string_view key;
    for (const auto& [name, value] : node.members()) {
        const bool fits = path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '.' ||
                                                     path[name.size()] == '[');
        if (fits && name.size() >= key.size()) {
            found = &value;
            key = name;
        }
    }
    if (found) {
        position = found->isScalar() ? found->position() : node.keyPosition(key);
        path.remove_prefix(key.size());
    }
    return found;
}

} // namespace

std::string wherePath(const YamlNode& root, std::string_view path)
{
    std::string position = root.position();
    const YamlNode* node = &root;
    for (auto rest = path; node && !rest.empty();)
        node = step(*node, rest, position);
    return path.empty() ? position : position + " (" + std::string(path) + ")";
}

} // namespace meshsso::yaml
