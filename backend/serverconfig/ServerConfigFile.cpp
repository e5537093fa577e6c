#include "serverconfig/ServerConfigFile.h"

#include "core/AtomicFile.h"
#include "serverconfig/ServerConfigJson.h"
#include "serverconfig/ServerConfigReader.h"
#include "yaml/YamlNode.h"
#include "yaml/YamlValue.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace meshsso::serverconfig {
namespace {

constexpr std::size_t maximumBytes = std::size_t{1024} * 1024;

/// "file:line:column (path)" of the deepest part of a field path ("access.rules[2].name") that the file
/// holds.
std::string positionOf(const yaml::YamlNode& root, std::string_view path)
{
    const yaml::YamlNode* node = &root;
    std::string position = root.position();
    std::string_view rest = path;
    while (node && !rest.empty()) {
        if (rest.front() == '.')
            rest.remove_prefix(1);
        if (rest.front() == '[') {
            std::size_t index = 0;
            const auto close = rest.find(']');
            std::from_chars(rest.data() + 1, rest.data() + std::min(close, rest.size()), index);
            if (!node->isSequence() || index >= node->items().size())
                break;
            node = &node->items()[index];
            position = node->position();
            rest = close == std::string_view::npos ? std::string_view{} : rest.substr(close + 1);
            continue;
        }
        const auto end = std::min(rest.find_first_of(".["), rest.size());
        const auto key = rest.substr(0, end);
        const auto* member = node->isMap() ? node->find(key) : nullptr;
        if (!member)
            break;
        position = node->keyPosition(key);
        node = member;
        rest = rest.substr(end);
    }
    return path.empty() ? position : position + " (" + std::string(path) + ")";
}

} // namespace

LoadedServerConfig parseServerConfig(std::string_view text, std::string_view file)
{
    LoadedServerConfig loaded;
    auto root = yaml::YamlNode::parse(text, file);
    if (!root) {
        const auto& error = root.error();
        loaded.findings.push_back({"yaml.syntax", Severity::Error,
                                   error.context.empty() ? std::string(file) : error.context, error.message,
                                   "correct the text there"});
        return loaded;
    }
    if (!root->isMap()) {
        loaded.findings.push_back({"yaml.type", Severity::Error, std::string(file),
                                   "the configuration is not a YAML map",
                                   "start it with apiVersion: meshsso/v1 and kind: AuthServerConfig"});
        return loaded;
    }
    loaded.config = readServerConfig(*root, loaded.findings);
    const Findings reading = loaded.findings;
    for (auto& finding : checkServerConfig(loaded.config)) {
        // A field that could not be read was reported already; its default's faults would only confuse.
        const auto where = positionOf(*root, finding.where);
        const auto known = std::any_of(reading.begin(), reading.end(), [&](const Finding& f) {
            return f.where == where || f.where.ends_with("(" + finding.where + ")");
        });
        if (known)
            continue;
        finding.where = where;
        loaded.findings.push_back(std::move(finding));
    }
    return loaded;
}

Result<LoadedServerConfig> loadServerConfig(const std::filesystem::path& file)
{
    const auto text = readWholeFile(file, maximumBytes);
    if (!text)
        return fail(text.error());
    return parseServerConfig(*text, file.string());
}

std::string emitServerConfig(const ServerConfig& config)
{
    return yaml::emitYaml(serverConfigToJson(config));
}

} // namespace meshsso::serverconfig
